"""The files a register is built from: which format each is, by content, and its lines; plain, gzip, zip, Parquet."""

import gzip
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, Final

from noroshi.attribute.sources import (
    aliases,
    edinet,
    government_lists,
    listed_domains,
    municipal_sites,
    name_changes,
    name_pairs,
    nta,
)

EXPECTED: Final = (
    "the National Tax Agency's CSV (30 columns, no header) or its zip, the Parquet of the same register, the EDINET "
    "code list, a list with corporateID,corporateName,…, a table of listed-company domains, municipal sites, name "
    "changes or name pairs, or an alias CSV (alias,kind,corporate_number,source,date)"
)
PARQUET: Final = "parquet"
_FORMATS: Final = {
    "nta": nta.looks_like,
    "edinet": edinet.looks_like,
    "government_list": government_lists.looks_like,
    "listed_domains": listed_domains.looks_like,
    "municipal_sites": municipal_sites.looks_like,
    "name_changes": name_changes.looks_like,
    "name_pairs": name_pairs.looks_like,
    "aliases": aliases.looks_like,
}
_PEEK: Final = 1 << 20
_FIRST_LINE: Final = 8192
_MAX_MEMBERS: Final = 2_000
_MAX_MEMBER_BYTES: Final = 4 << 30
_MAX_RATIO: Final = 200
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_PARQUET: Final = b"PAR1"


class RegisterFileError(ValueError):
    """A file cannot be part of a register; the message names it and says what was expected."""


class RegisterFile:
    """One readable part of an input: a file, or a member of a zip, with its detected format."""

    def __init__(self, path: Path, member: str, fmt: str, encoding: str) -> None:
        self.path: Final = path
        self.member: Final = member
        self.format: Final = fmt
        self.encoding: Final = encoding

    @property
    def name(self) -> str:
        """Return the path, with the zip's member behind a colon."""
        return f"{self.path}:{self.member}" if self.member else str(self.path)

    @contextmanager
    def lines(self) -> Iterator[Iterator[str]]:
        """Open the part and give its text lines; bytes that are no text of its encoding become U+FFFD."""
        with _open(self.path, self.member) as stream:
            yield io.TextIOWrapper(stream, encoding=self.encoding, errors="replace", newline="")


def register_files(path: Path) -> Iterator[RegisterFile]:
    """Yield the readable parts of a file; raise RegisterFileError where nothing of it is known."""
    head = _head(path)
    if head.startswith(_PARQUET):
        yield RegisterFile(path, "", PARQUET, "")
        return
    if not head.startswith(_ZIP):
        yield _text_file(path, "")
        return
    found = False
    for member in _members(path):
        if member.lower().endswith(".csv"):
            found = True
            yield _text_file(path, member)
    if not found:
        raise RegisterFileError(f"{path}: the zip holds no .csv; expected {EXPECTED}")


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(4)


def _members(path: Path) -> list[str]:
    """Return the members' names after checking number, size and ratio; nothing is ever written under these names."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except zipfile.BadZipFile as error:
        raise RegisterFileError(f"{path}: broken zip: {error}") from error
    if len(infos) > _MAX_MEMBERS:
        raise RegisterFileError(f"{path}: {len(infos)} members, at most {_MAX_MEMBERS} are read")
    for info in infos:
        if info.flag_bits & 1:
            raise RegisterFileError(f"{path}:{info.filename}: encrypted")
        if info.file_size > _MAX_MEMBER_BYTES or info.file_size > _MAX_RATIO * max(info.compress_size, 4096):
            raise RegisterFileError(f"{path}:{info.filename}: would unpack to {info.file_size} bytes, not read")
    return [info.filename for info in infos]


@contextmanager
def _open(path: Path, member: str) -> Iterator[BinaryIO]:
    if member:
        with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
            yield io.BufferedReader(_Bounded(stream))
    elif _head(path).startswith(_GZIP):
        with gzip.open(path, "rb") as stream:
            yield io.BufferedReader(_Bounded(stream))
    else:
        with path.open("rb") as stream:
            yield stream


class _Bounded(io.RawIOBase):
    """A stream that refuses to give more than the limit, whatever its container claims."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile) -> None:
        self._stream = stream
        self._left = _MAX_MEMBER_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # RawIOBase passes a writable buffer
        data = self._stream.read(min(len(view), self._left + 1))
        self._left -= len(data)
        if self._left < 0:
            raise RegisterFileError(f"more than {_MAX_MEMBER_BYTES} bytes when unpacked, not read")
        view[: len(data)] = data
        return len(data)


def _text_file(path: Path, member: str) -> RegisterFile:
    try:
        with _open(path, member) as stream:
            peek = stream.read(_PEEK)
    except (OSError, EOFError, zipfile.BadZipFile) as error:
        raise RegisterFileError(f"{path}: cannot be read: {error}") from error
    encoding = _encoding(peek)
    first = peek[:_FIRST_LINE].decode(encoding, "replace").splitlines()[:1]
    for fmt, looks_like in _FORMATS.items():
        if first and looks_like(first[0]):
            return RegisterFile(path, member, fmt, encoding)
    where = f"{path}:{member}" if member else str(path)
    raise RegisterFileError(f"{where}: unknown format (begins {first[0][:60]!r})" if first else f"{where}: empty")


def _encoding(peek: bytes) -> str:
    """Return utf-8 where the beginning of the file is valid UTF-8 (a cut last character aside), else cp932."""
    try:
        peek.decode("utf-8")
    except UnicodeDecodeError as error:
        cut = len(peek) == _PEEK and error.start >= len(peek) - 3
        return "utf-8" if cut else "cp932"
    return "utf-8"
