"""CSV rows from standard input: every row gets an answer, and a quote that is never closed costs only its own row."""

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO, Final, NamedTuple

LOOK_AHEAD: Final = 262_144
"""How many characters a quoted cell may go on after its first line before its opening quote counts as stray."""
MAX_ROW: Final = 16 << 20
"""Characters of one line; of a longer one only the beginning is held."""
MOST_IN_VAIN: Final = 64 * LOOK_AHEAD
"""After so many characters looked ahead in vain every open quote is stray: a file full of them takes linear time."""


class HeaderError(Exception):
    """The header cannot be used; the message says why."""


class Shape(NamedTuple):
    """What the reader knows of its rows.

    ``needed`` columns must be there. ``starts_row`` says whether cells by column look like a row of their own. A line
    break in a ``single_line`` column is no text that anyone wrote.
    """

    needed: frozenset[str]
    single_line: frozenset[str]
    starts_row: Callable[[Mapping[str, str]], bool]


class Row(NamedTuple):
    """One row: its cells by key, and why it cannot be answered ('' where it can), with its line."""

    values: dict[str, str]
    damage: str = ""


class _Line(NamedTuple):
    number: int
    text: str


class RowReader:
    """Reads the header at once and then yields the rows in order; blank lines are no rows.

    ``header`` holds the names as given, ``keys`` a name of its own for every column, also for those without one.
    Missing cells count as empty. A row whose quotes do not match, that has cells beyond the header, or that is too long
    is damaged: it comes with the cells that its line shows when quotes mean nothing. Raises ``HeaderError``.
    """

    def __init__(self, stream: BinaryIO, shape: Shape) -> None:
        self._text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
        self._shape = shape
        self._waiting: deque[_Line] = deque()
        self._read = 0
        self._in_vain = 0
        self.header: list[str] = []
        self.keys: list[str] = []
        self._read_header()

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows."""
        while (line := self._next_row_line()) is not None:
            yield self._row(line)

    def _read_header(self) -> None:
        line = self._next_row_line()
        cells = self._cells(line) if line else []
        if cells is None:
            raise HeaderError("line 1: the quotes of the header do not match")
        self.keys = [cell or f"\0{number}" for number, cell in enumerate(cells)]
        if twice := sorted({cell for cell in cells if cell and cells.count(cell) > 1}):
            raise HeaderError(f"line 1: the header names {', '.join(twice)} more than once; give every column once")
        if missing := sorted(self._shape.needed - set(cells)):
            raise HeaderError(f"line 1: the header lacks the column {', '.join(missing)}")
        self.header = cells

    def _row(self, line: _Line) -> Row:
        cells, wanted = self._cells(line), len(self.keys)
        if cells is None:
            damage = f"longer than {MAX_ROW} characters" if len(line.text) > MAX_ROW else "the quotes do not match"
            cells = line.text[:MAX_ROW].rstrip("\r\n").split(",")
        else:
            damage = f"{len(cells)} cells, but the header has {wanted}" if any(cells[wanted:]) else ""
        if damage and len(cells) > wanted:
            cells[wanted - 1 :] = [",".join(cells[wanted - 1 :])]  # nothing of the line is lost
        values = dict(zip(self.keys, [*cells, *[""] * (wanted - len(cells))], strict=False))
        return Row(values, f"line {line.number}: {damage}" if damage else "")

    def _cells(self, line: _Line) -> list[str] | None:
        """Return the cells of the record that begins with the line; None where the line is a damaged row of its own."""
        if len(line.text) > MAX_ROW:
            return None
        if '"' not in line.text:
            return line.text.rstrip("\r\n").split(",")
        record = _Record(line)
        try:
            cells = next(csv.reader(self._lines_of(record), strict=True))
        except csv.Error:
            cells = []
        if cells and record.even() and (not record.further or self._is_one(cells, record)):
            return cells
        self._in_vain += sum(len(further.text) for further in record.further)
        self._waiting.extendleft(reversed(record.further))
        return None

    def _lines_of(self, record: "_Record") -> Iterator[str]:
        """Yield the lines of a record for as long as a quote is open in it and no line looks like the next row."""
        yield record.first.text
        left = LOOK_AHEAD if self._in_vain < MOST_IN_VAIN else 0
        while left > 0 and (line := self._next_line()) is not None:
            record.further.append(line)
            if len(line.text) > left:
                return
            if self.header and self._looks_like_row(line.text):
                if line.text.count('"') % 2 == 0:
                    return
                record.doubtful = True
            left -= len(line.text)
            yield line.text

    def _is_one(self, cells: list[str], record: "_Record") -> bool:
        """Whether a record over several lines is one row and not two rows with a stray quote each."""
        if not self.header:
            return True
        if len(cells) != len(self.keys):
            return False
        broken = {key for key, cell in zip(self.keys, cells, strict=True) if "\n" in cell or "\r" in cell}
        return not (record.doubtful and broken & self._shape.single_line)

    def _looks_like_row(self, text: str) -> bool:
        bare = text.rstrip("\r\n")
        cells = next(csv.reader([bare]), []) if bare.count('"') % 2 == 0 else bare.split(",")
        return len(cells) == len(self.keys) and self._shape.starts_row(dict(zip(self.keys, cells, strict=True)))

    def _next_row_line(self) -> _Line | None:
        while (line := self._next_line()) is not None:
            if line.text.strip("\r\n"):
                return line
        return None

    def _next_line(self) -> _Line | None:
        if self._waiting:
            return self._waiting.popleft()
        text = self._text.readline(MAX_ROW + 1)
        if not text:
            return None
        rest = text
        while len(rest) > MAX_ROW and not rest.endswith(("\r", "\n")):
            rest = self._text.readline(MAX_ROW + 1)
        self._read += 1
        return _Line(self._read, text)


class _Record:
    """The first line of a record and those that were read on because a quote was open."""

    def __init__(self, first: _Line) -> None:
        self.first = first
        self.further: list[_Line] = []
        self.doubtful = False

    def even(self) -> bool:
        """Whether every quote has its match."""
        return sum(line.text.count('"') for line in (self.first, *self.further)) % 2 == 0
