"""Inputs of a survey: files, folders and standard input, decompressed to chunks of bytes."""

import contextlib
import hashlib
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Final

import pyarrow as pa
from isal import isal_zlib
from isal.igzip_lib import IsalError

from noroshi.archive.files import atomic, make_private_dir

CHUNK: Final = 1 << 20
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_MAX_TAIL: Final = 8 << 20
_STEP: Final = 1 << 20
_ZSTD_STEP: Final = 4096
_NOTHING: Final = Path(os.devnull)
_PACKED_STEP: Final = 256 << 10
# the library's type stub declares its error class as an instance
_DAMAGE: Final[tuple[type[Exception], ...]] = (EOFError, OSError, IsalError)  # type: ignore[assignment]


class InputError(Exception):
    """An input cannot be read at all; the message names it and says what to do."""


def expand(names: Sequence[str], spool: Path | None) -> list[tuple[str, Path]]:
    """Return (name as shown, file) of every input in a fixed order: as given, the files of a folder sorted.

    ``-`` is standard input, spooled to the folder ``spool``, which is then created; without one it is not read and
    counts as empty. A folder's hidden files are passed over. Raises ``InputError`` for an input that does not exist or
    cannot be opened, before anything is read or written.
    """
    inputs = _named(names)
    if spool is not None and ("-", _NOTHING) in inputs:
        spooled = _spool_standard_input(make_private_dir(spool))
        return [(name, spooled if name == "-" else file) for name, file in inputs]
    return inputs


def _named(names: Sequence[str]) -> list[tuple[str, Path]]:
    inputs: list[tuple[str, Path]] = []
    for name in names:
        if name == "-":
            inputs.append(("-", _NOTHING))
            continue
        path = Path(name)
        if path.is_dir():
            files = sorted(file for file in path.rglob("*") if file.is_file() and not _hidden(file.relative_to(path)))
            if not files:
                raise InputError(f"{name}: the folder holds no file; give the export files or their folder")
            inputs.extend((str(file), file) for file in files)
        elif path.exists():
            inputs.append((name, path))
        else:
            raise InputError(f"{name}: no such file or folder; check the path of the export")
    for shown, path in inputs:
        try:
            path.open("rb").close()
        except OSError as error:
            raise InputError(f"{shown}: cannot be read ({error.strerror}); check its permissions") from error
    return inputs


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _spool_standard_input(spool: Path) -> Path:
    target = spool / "standard-input"
    if not target.exists():
        with atomic(target) as stream:
            shutil.copyfileobj(sys.stdin.buffer, stream, CHUNK)
    return target


class _Hashing(io.RawIOBase):
    """Passes bytes through and keeps their SHA-256 and number."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.source = stream
        self.sha256 = hashlib.sha256()
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # narrower than the typeshed's
        size: int = self.source.readinto(buffer)  # type: ignore[attr-defined]  # files opened unbuffered have it
        self.sha256.update(memoryview(buffer)[:size])
        self.count += size
        return size


class InputReader:
    """Reads one input from its first to its last byte.

    After ``chunks()`` has ended, ``sha256`` and ``size`` describe the file on disk. ``damage`` is a sentence where the
    compressed data ends too early or is damaged; the incomplete last line is then held back in ``cut_off``.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._raw: _Hashing | None = None
        self.damage: str | None = None
        self.cut_off = b""

    @property
    def consumed(self) -> int:
        """Bytes of the file read so far, for progress."""
        return self._raw.count if self._raw is not None else 0

    @property
    def sha256(self) -> str:
        """SHA-256 (hex) of the bytes on disk that were read."""
        return self._raw.sha256.hexdigest() if self._raw is not None else ""

    def chunks(self) -> Iterator[bytes]:
        """Yield the decompressed content in chunks of any size; an incomplete line is held back up to 8 MiB."""
        held: list[bytes] = []
        total = 0
        for data in self._content():
            total += len(data)
            end = data.rfind(b"\n") + 1 or (len(data) if total > _MAX_TAIL else 0)
            if not end:
                held.append(data)
                continue
            yield from held
            yield data[:end]
            held = [data[end:]] if end < len(data) else []
            total = len(data) - end
        rest = b"".join(held)
        if self.damage is not None:
            # the last line is held back: where the data is cut off, it is no whole record
            end = rest.rfind(b"\n") + 1
            rest, self.cut_off = rest[:end], rest[end:]
        if rest:
            yield rest

    def finish(self) -> None:
        """Read what is left of the file on disk, so that size and digest are those of the whole file."""
        while self._raw is not None and not self._raw.source.closed and self._raw.read(_STEP):
            pass

    def _content(self) -> Iterator[bytes]:
        with self._path.open("rb", buffering=0) as file:
            self._raw = _Hashing(file)
            delivered = 0
            try:
                buffered: io.BufferedReader = io.BufferedReader(self._raw, _STEP)
                is_zstd = buffered.peek(4)[:4] == _ZSTD
                next_bytes = _opened(buffered)
                while data := next_bytes():
                    delivered += len(data)
                    yield data
            except _DAMAGE as error:
                self.damage = f"the compressed data is damaged or ends too early ({error})"
                if is_zstd:
                    yield _rest_before_the_break(self._path, delivered)
            self.finish()


def _opened(stream: io.BufferedReader) -> Callable[[], bytes]:
    """Return a function that gives the next decompressed bytes, as many as are ready; nothing at the end."""
    magic = stream.peek(4)[:4]
    if magic.startswith(_GZIP):
        members = _gunzip(stream)
        return lambda: next(members, b"")
    if magic == _ZSTD:
        frames = pa.CompressedInputStream(pa.PythonFile(stream, mode="r"), "zstd")
        return lambda: bytes(frames.read(_ZSTD_STEP))
    return lambda: stream.read1(_STEP)


def _gunzip(stream: io.BufferedReader) -> Iterator[bytes]:
    """Yield the content of all gzip members, in bounded steps; what comes before a break is yielded before the error.

    The file object of the library drops up to a whole buffer at a break, hence the loop of our own.
    """
    packed = stream.read(_PACKED_STEP)
    while packed:
        member = isal_zlib.decompressobj(wbits=31)
        while not member.eof:
            if not packed and not (packed := stream.read(_PACKED_STEP)):
                raise EOFError("the last gzip member has no end")
            if data := member.decompress(packed, _STEP):
                yield data
            packed = member.unconsumed_tail
        packed = member.unused_data.lstrip(b"\0") or stream.read(_PACKED_STEP).lstrip(b"\0")


def _rest_before_the_break(path: Path, good: int) -> bytes:
    """Return what a damaged zstd file still holds after ``good`` bytes: its reader drops a whole step at a break."""
    rest = bytearray()
    with path.open("rb") as file:
        frames = pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd")
        while good > 0:
            good -= len(frames.read(min(good, _STEP)))
        with contextlib.suppress(OSError):
            while byte := frames.read(1):
                rest += byte
    return bytes(rest)
