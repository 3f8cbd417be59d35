"""The file inside the encryption: a plain ZIP of regular files, without what the format can hide."""

import contextlib
import hashlib
import stat
import struct
import zipfile
from collections.abc import Iterator
from typing import IO, Final

from noroshi.exchange.bundle.errors import Damaged, TooLarge, Truncated, UnsafePart, WrongHash
from noroshi.exchange.bundle.manifest import Part
from noroshi.exchange.bundle.part_names import check_names
from noroshi.exchange.zip_faults import ZIP_FAULTS

PIECE: Final = 1 << 20
_END: Final = struct.Struct("<4s4H2LH")
_END_MARK: Final = b"PK\x05\x06"
_LONGEST_ENTRY: Final = 46 + 2 * 256
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_PACKED: Final = (".pdf", ".parquet", ".zst", ".gz", ".xlsx")


class ContainerWriter:
    """Writes parts in the order given; the same parts give the same bytes."""

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(target, "w", allowZip64=False)

    def add(self, path: str, source: IO[bytes], media_type: str) -> Part:
        """Copy a part in; return its record for the manifest."""
        info = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
        info.external_attr = (stat.S_IFREG | 0o600) << 16
        info.create_system = 3
        info.compress_type = zipfile.ZIP_STORED if path.endswith(_PACKED) else zipfile.ZIP_DEFLATED
        digest, size = hashlib.sha256(), 0
        try:
            with self._zip.open(info, "w") as target:
                while piece := source.read(PIECE):
                    digest.update(piece)
                    size += len(piece)
                    target.write(piece)
        except (zipfile.LargeZipFile, RuntimeError) as error:
            raise TooLarge(what=f"bytes of {path}", limit=zipfile.ZIP64_LIMIT) from error
        return Part(path=path, bytes=size, sha256=digest.hexdigest(), media_type=media_type)

    def close(self) -> None:
        """Write the directory."""
        try:
            self._zip.close()
        except zipfile.LargeZipFile as error:
            raise TooLarge(what="bytes", limit=zipfile.ZIP64_LIMIT) from error


class ContainerReader:
    """Opens a ZIP for reading; raises ``Truncated``, ``Damaged``, ``TooLarge`` or ``UnsafePart``.

    Nothing is unpacked before its size is known from a signed manifest, except the manifest and its signature, which
    are bounded by the caller.
    """

    def __init__(self, source: IO[bytes], most_parts: int) -> None:
        _check_end(source, most_parts)
        with _damage():
            self._zip = zipfile.ZipFile(source)
            infos = self._zip.infolist()
        check_names(info.filename for info in infos)
        for info in infos:
            _check_entry(info)
        self._infos = {info.filename: info for info in infos}

    @property
    def names(self) -> frozenset[str]:
        """Names of all parts."""
        return frozenset(self._infos)

    def read(self, path: str, limit: int) -> bytes:
        """Return a part of at most ``limit`` bytes; raises ``TooLarge`` or ``Damaged``."""
        with _damage(), self._zip.open(self._infos[path]) as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise TooLarge(what=f"bytes of {path}", limit=limit)
        return data

    def pieces(self, part: Part) -> Iterator[bytes]:
        """Yield a part in pieces; raises ``WrongHash`` at the end, or as soon as it is longer than stated."""
        digest, left = hashlib.sha256(), part.bytes
        with _damage(), self._zip.open(self._infos[part.path]) as stream:
            while piece := stream.read(min(PIECE, left + 1)):
                left -= len(piece)
                if left < 0:
                    raise WrongHash(part=part.path)
                digest.update(piece)
                yield piece
        if left or digest.hexdigest() != part.sha256:
            raise WrongHash(part=part.path)


def _check_entry(info: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    encrypted = info.flag_bits & 0x1
    if info.is_dir() or kind not in {0, stat.S_IFREG} or encrypted or info.compress_type not in _METHODS:
        raise UnsafePart(part=ascii(info.filename[:200]))


def _check_end(source: IO[bytes], most_parts: int) -> None:
    """Read the end record before the library reads the whole directory that it announces."""
    size = source.seek(0, 2)
    if size < _END.size:
        raise Truncated
    source.seek(size - _END.size)
    mark, disk, first, here, entries, directory, start, comment = _END.unpack(source.read(_END.size))
    source.seek(0)
    if mark != _END_MARK or comment:
        raise Truncated
    if disk or first or here != entries or start + directory + _END.size != size:
        raise Damaged
    if entries > most_parts or directory > most_parts * _LONGEST_ENTRY:
        raise TooLarge(what="parts", limit=most_parts)


@contextlib.contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    except ZIP_FAULTS as error:
        raise Damaged from error
