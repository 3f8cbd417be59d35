"""Cutting a byte stream into pieces at record boundaries: the same bytes give the same pieces, whatever the chunks."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from noroshi.observe.csv_records import LOOK_AHEAD, record_end
from noroshi.observe.formats import BOM, Cutting, Detected, InputFormat

PIECE_BYTES: Final = 4 * 1024 * 1024
MAX_RECORD: Final = 8 * 1024 * 1024
MAX_DOCUMENT: Final = 64 * 1024 * 1024
EXCERPT_BYTES: Final = 1024


class Oversize(msgspec.Struct, frozen=True):
    """A record that was too long to be kept: line, length in bytes, SHA-256 of all of it, and its beginning."""

    line: int
    length: int
    digest: str
    head: bytes


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """Whole records of one input.

    ``data`` begins at line ``first_line`` (from 1). ``header`` is the CSV header line. ``oversize`` holds the records
    that were skipped because of their length; such a piece has no data. ``empty`` marks the only piece of an input
    without any record.
    """

    first_line: int
    data: bytes
    header: bytes = b""
    oversize: tuple[Oversize, ...] = ()
    empty: bool = False


def cut(
    detected: Detected,
    chunks: Iterable[bytes],
    *,
    piece_bytes: int = PIECE_BYTES,
    max_record: int = MAX_RECORD,
    max_document: int = MAX_DOCUMENT,
) -> Iterator[Piece]:
    """Yield the pieces of an input, in order; memory stays within a few pieces.

    Every input yields at least one piece. An unsupported input yields one piece with its first bytes, and the rest is
    not read. A line or CSV row longer than ``max_record`` bytes, and a document longer than ``max_document``, becomes
    an ``Oversize`` note and is never held in memory.
    """
    stream = _Stream(chunks)
    if detected.format is InputFormat.UNSUPPORTED:
        yield Piece(first_line=1, data=stream.window(EXCERPT_BYTES), empty=detected.reason == "empty_input")
        return
    stream.skip_bom()
    if detected.cutting is Cutting.DOCUMENT:
        yield _document(stream, max_document)
        return
    pieces = (
        _csv(stream, piece_bytes, max_record)
        if detected.cutting is Cutting.CSV
        else _lines(stream, piece_bytes, max_record)
    )
    yield from pieces


class _Stream:
    """A byte stream with a window at its front; ``line`` is the number of the line that begins the window."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._buffer = b""
        self.ended = False
        self.line = 1

    def fill(self, count: int) -> bytes:
        """Return the buffer, holding at least ``count`` bytes unless the stream ends earlier."""
        if len(self._buffer) >= count or self.ended:
            return self._buffer
        parts, length = [self._buffer], len(self._buffer)
        while length < count:
            chunk = next(self._chunks, None)
            if chunk is None:
                self.ended = True
                break
            parts.append(chunk)
            length += len(chunk)
        self._buffer = b"".join(parts)
        return self._buffer

    def window(self, count: int) -> bytes:
        """Return the first ``count`` bytes, fewer at the end of the stream."""
        return self.fill(count)[:count]

    def take(self, count: int) -> bytes:
        """Remove and return the first ``count`` bytes, counting their lines."""
        data, self._buffer = self._buffer[:count], self._buffer[count:]
        self.line += data.count(b"\n")
        return data

    def skip_bom(self) -> None:
        """Drop a UTF-8 byte order mark."""
        if self.fill(len(BOM)).startswith(BOM):
            self._buffer = self._buffer[len(BOM) :]

    def line_length(self, known: int, limit: int) -> int | None:
        """Return the length of the first line with its end; None where more than ``limit`` bytes come before the end.

        The first ``known`` bytes are known to hold no line end.
        """
        at = known
        while True:
            buffer = self.fill(min(at + PIECE_BYTES, limit + 2))
            found = buffer.find(b"\n", at, limit + 1)
            if found >= 0:
                return found + 1
            if self.ended and len(buffer) <= limit:
                return len(buffer)
            if len(buffer) > limit:
                return None
            at = len(buffer)

    def skip_line(self) -> Oversize:
        """Remove the first line without keeping it, and return its note."""
        return self._skip(until_line_end=True)

    def skip_all(self) -> Oversize:
        """Remove everything that is left without keeping it, and return its note."""
        return self._skip(until_line_end=False)

    def _skip(self, *, until_line_end: bool) -> Oversize:
        line, sha, length = self.line, hashlib.sha256(), 0
        head = self.window(EXCERPT_BYTES)
        held = b""
        while buffer := self.fill(1):
            end = buffer.find(b"\n") if until_line_end else -1
            part = held + self.take(end + 1 if end >= 0 else len(buffer))
            if end >= 0:
                part, held = part[:-1].removesuffix(b"\r"), b""
            else:
                held = part[-1:] if part.endswith(b"\r") and until_line_end else b""
                part = part[: len(part) - len(held)]
            sha.update(part)
            length += len(part)
            if end >= 0:
                break
        return Oversize(line, length, sha.hexdigest(), head.partition(b"\n")[0] if until_line_end else head)


def _document(stream: _Stream, max_document: int) -> Piece:
    if len(stream.fill(max_document + 1)) > max_document:
        return Piece(first_line=1, data=b"", oversize=(stream.skip_all(),))
    return Piece(first_line=1, data=stream.take(max_document))


def _lines(stream: _Stream, piece_bytes: int, max_record: int) -> Iterator[Piece]:
    """Yield the whole lines that fit into ``piece_bytes``; a longer line is a piece of its own."""
    size = max(1, min(piece_bytes, max_record))
    while buffer := stream.fill(size + 1):
        line = stream.line
        end = len(buffer) if stream.ended and len(buffer) <= size else buffer.rfind(b"\n", 0, size) + 1
        length = end or stream.line_length(size, max_record)
        if length is None:
            yield Piece(first_line=line, data=b"", oversize=(stream.skip_line(),))
        else:
            yield Piece(first_line=line, data=stream.take(length))


def _csv(stream: _Stream, piece_bytes: int, max_record: int) -> Iterator[Piece]:
    """Yield whole CSV rows with the header on every piece."""
    size = max(1, min(piece_bytes, max_record))
    while stream.fill(1)[:1] in (b"\n", b"\r"):
        stream.take(1)
    header = stream.take(_row_length(stream, 0, max_record) or 0).rstrip(b"\r\n")
    seen = False
    while stream.fill(1):
        line = stream.line
        length = _rows_length(stream, size, max_record)
        if length is None:
            yield Piece(first_line=line, data=b"", header=header, oversize=(stream.skip_line(),))
        else:
            yield Piece(first_line=line, data=stream.take(length), header=header)
        seen = True
    if not seen:
        yield Piece(first_line=stream.line, data=b"", header=header, empty=True)


def _rows_length(stream: _Stream, size: int, max_record: int) -> int | None:
    """Return the length of the whole rows within ``size`` bytes, at least one; None where the first is too long."""
    first = _row_length(stream, 0, max_record)
    if first is None:
        return None
    end = first
    while end < size:
        length = _row_length(stream, end, size - end)
        if not length or end + length > size:
            break
        end += length
    return end


def _row_length(stream: _Stream, start: int, limit: int) -> int | None:
    """Return the length of the row at ``start``; None where its first line is longer than ``limit`` bytes."""
    buffer = stream.fill(start + 1)
    at = start
    while (
        (found := buffer.find(b"\n", at, start + limit + 1)) < 0 and not stream.ended and len(buffer) <= start + limit
    ):
        at = len(buffer)
        buffer = stream.fill(len(buffer) + 1)
    if found < 0 and len(buffer) > start + limit:
        return None
    first = found + 1 if found >= 0 else len(buffer)
    buffer = stream.fill(first + LOOK_AHEAD + 1)
    return record_end(buffer, start, len(buffer)) - start
