"""The rows of a CSV call list: UTF-8 with or without byte order mark, or CP932 as a Japanese spreadsheet saves it."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO, Final

from noroshi.exchange.call_list.columns import ENTRY
from noroshi.exchange.call_list.raw_rows import MOST_COLUMNS, RawRow, RawRows, match_heading
from noroshi.exchange.call_list.refusals import CallListRefused
from noroshi.exchange.call_list.write_xlsx import MOST_ROWS

LARGEST_FILE: Final = 128 << 20
CP932: Final = "cp932"
_PIECE: Final = 1 << 20
_ENTRIES: Final = frozenset(column.id for column in ENTRY)
_FORMULA_STARTS: Final = ("=", "@")
"""In a text file + and - also begin notes and telephone numbers; whatever is written out again is neutral anyway."""


def read_csv(source: IO[bytes]) -> RawRows:
    """Return the rows; raises ``CallListRefused``, also while the rows are read."""
    if source.seek(0, 2) > LARGEST_FILE:
        raise CallListRefused("too_large", limit=f"{LARGEST_FILE >> 20} MiB")
    encoding = _encoding(source)
    source.seek(0)
    reader = csv.reader(io.TextIOWrapper(io.BufferedReader(_Kept(source)), encoding=encoding, newline=""), strict=True)
    try:
        heading = next(reader, [])
    except csv.Error as error:
        raise CallListRefused("quotes", line=1) from error
    if len(heading) > MOST_COLUMNS:
        raise CallListRefused("not_a_list")
    places, unknown = match_heading(heading)
    return RawRows(_rows(reader, places, len(heading)), unknown, encoding)


def lossy(text: str) -> str:
    """Return the text as a spreadsheet saves it in CP932: what the encoding lacks becomes a question mark."""
    return text.encode(CP932, "replace").decode(CP932)


def _encoding(source: IO[bytes]) -> str:
    """Return the first of UTF-8 and CP932 that reads every byte."""
    source.seek(0)
    if source.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        raise CallListRefused("encoding")
    for encoding in ("utf-8-sig", CP932):
        source.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while piece := source.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise CallListRefused("encoding")


def _rows(reader: Iterator[list[str]], places: dict[int, str], width: int) -> Iterator[RawRow]:
    seen = 0
    while True:
        line = getattr(reader, "line_num", 0) + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise CallListRefused("quotes", line=line) from error
        if not any(text.strip() for text in cells):
            continue
        seen += 1
        if seen > MOST_ROWS:
            raise CallListRefused("too_many_rows", limit=MOST_ROWS)
        yield _row(line, cells, places, width)


def _row(line: int, cells: list[str], places: dict[int, str], width: int) -> RawRow:
    values: dict[str, object] = dict.fromkeys(places.values())
    faults = {} if len(cells) <= width or not any(cells[width:]) else {"": "too_many_cells"}
    for number, text in enumerate(cells[:width]):
        if number in places:
            values[places[number]] = text
            if text.startswith(_FORMULA_STARTS) and places[number] in _ENTRIES:
                faults[places[number]] = "formula"
    return RawRow(line, values, faults)


class _Kept(io.RawIOBase):
    """Lets a text wrapper read a stream that stays open."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # any writable buffer
        data = self._source.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
