"""Inputs of a survey: files, folders and standard input, decompressed to chunks of bytes."""

import hashlib
import io
import shutil
import sys
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final

import zstandard
from isal import igzip

from noroshi.archive.files import atomic

CHUNK: Final = 4 << 20
HEAD: Final = 256 << 10
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_MAX_TAIL: Final = 8 << 20


class InputError(Exception):
    """An input cannot be read at all; the message names it and says what to do."""


def expand(names: Sequence[str], spool: Path) -> list[tuple[str, Path]]:
    """Return (name as shown, file) of every input in a fixed order: as given, the files of a folder sorted.

    ``-`` is standard input, spooled to the folder ``spool``. A folder's hidden files are passed over. Raises
    ``InputError`` for an input that does not exist or cannot be opened, before anything is read.
    """
    inputs: list[tuple[str, Path]] = []
    for name in names:
        if name == "-":
            inputs.append(("-", _spool_standard_input(spool)))
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
        self._stream = stream
        self.sha256 = hashlib.sha256()
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # narrower than the typeshed's
        size: int = self._stream.readinto(buffer)  # type: ignore[attr-defined]  # files opened unbuffered have it
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

    def head(self) -> bytes:
        """Return up to 256 KiB of the decompressed beginning, enough to know the format."""
        chunks = InputReader(self._path).chunks(HEAD)
        parts: list[bytes] = []
        size = 0
        for chunk in chunks:
            parts.append(chunk)
            size += len(chunk)
            if size >= HEAD:
                break
        return b"".join(parts)[:HEAD]

    def chunks(self, size: int = CHUNK) -> Iterator[bytes]:
        """Yield the decompressed content in chunks of about ``size`` bytes."""
        with self._path.open("rb", buffering=0) as file:
            self._raw = _Hashing(file)
            buffered = io.BufferedReader(self._raw, 1 << 20)
            stream = _decompressed(buffered)
            held = b""
            try:
                while chunk := stream.read(size):
                    # the last line is held back: where the data is cut off, it is no whole record
                    head, newline, tail = (held + chunk).rpartition(b"\n")
                    if not newline and len(tail) < _MAX_TAIL:
                        held = tail
                        continue
                    yield head + newline if newline else tail
                    held = tail if newline else b""
            except (EOFError, zlib.error, OSError, zstandard.ZstdError) as error:
                self.damage = f"the compressed data is damaged or ends too early ({error})"
                self.cut_off = held
                held = b""
            if held:
                yield held
            while self._raw.read(1 << 20):  # what a decompressor left unread still counts for the digest
                pass


def _decompressed(stream: io.BufferedReader) -> IO[bytes]:
    magic = stream.peek(4)[:4]
    if magic.startswith(_GZIP):
        opened: IO[bytes] = igzip.IGzipFile(fileobj=stream, mode="rb")
        return opened
    if magic == _ZSTD:
        return zstandard.ZstdDecompressor().stream_reader(stream, read_across_frames=True)
    return stream
