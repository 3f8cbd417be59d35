"""The rows of an XLSX call list: read as a stream, no formula evaluated, merged cells named."""

import zipfile
from collections.abc import Iterator
from typing import IO, Any, Final

from openpyxl import load_workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from noroshi.exchange.call_list.raw_rows import MOST_COLUMNS, RawRow, RawRows, match_heading
from noroshi.exchange.call_list.refusals import CallListRefused
from noroshi.exchange.call_list.workbook_gate import check_workbook
from noroshi.exchange.call_list.write_xlsx import CODES_SHEET, MOST_ROWS

_SPARE: Final = 20_000
"""Blank rows beyond the most that a list may have: spreadsheets keep formatted rows below the last one."""
_FAULTS: Final = (
    InvalidFileException,
    zipfile.BadZipFile,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    OverflowError,
    EOFError,
    OSError,
)
"""What the library raises for a workbook that breaks its own format; XML's ParseError is a SyntaxError."""


def read_xlsx(source: IO[bytes]) -> RawRows:
    """Return the rows of the first sheet; raises ``CallListRefused``, also while the rows are read."""
    merged = check_workbook(source)
    source.seek(0)
    try:
        book = load_workbook(source, read_only=True, data_only=False, keep_links=False, keep_vba=False)
        sheet, others = _sheets(book)
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_col=MOST_COLUMNS)
        first = next(rows, ())
    except _FAULTS as error:
        raise CallListRefused("damaged") from error
    covered = _covered(merged.get(sheet._worksheet_path.lstrip("/"), []))  # noqa: SLF001 no public name for the file
    if 1 in covered:
        raise CallListRefused("heading_merged")
    places, unknown = match_heading([_heading(cell) for cell in first])
    return RawRows(_guarded(_rows(rows, places, covered)), (*unknown, *others))


def _sheets(book: Workbook) -> tuple[Any, tuple[str, ...]]:
    """Return the first sheet, untyped because its stubs describe the other kind of sheet, and the further ones."""
    sheets = [sheet for sheet in book.worksheets if sheet.title != CODES_SHEET]
    if not sheets or not isinstance(sheets[0], ReadOnlyWorksheet):
        raise CallListRefused("not_a_workbook")
    return sheets[0], tuple(sheet.title for sheet in sheets[1:])


def _heading(cell: object) -> str:
    value = getattr(cell, "value", None)
    return value if isinstance(value, str) else ""


def _covered(ranges: list[str]) -> frozenset[int]:
    """Return the lines that merged ranges touch, up to the last that a list may have."""
    lines: set[int] = set()
    done = 0
    for first, last in sorted((bounds[1] or 1, bounds[3] or 1) for bounds in map(range_boundaries, ranges)):
        lines.update(range(max(first, done + 1), min(last, MOST_ROWS + _SPARE) + 1))
        done = max(done, last)
    return frozenset(lines)


def _rows(
    rows: Iterator[tuple[ReadOnlyCell | EmptyCell, ...]], places: dict[int, str], covered: frozenset[int]
) -> Iterator[RawRow]:
    seen = 0
    for line, cells in enumerate(rows, 2):
        if all(cell.value is None or cell.value == "" for cell in cells):
            if line > MOST_ROWS + _SPARE:
                raise CallListRefused("too_many_rows", limit=MOST_ROWS)
            continue
        seen += 1
        if seen > MOST_ROWS:
            raise CallListRefused("too_many_rows", limit=MOST_ROWS)
        faults = {"": "merged"} if line in covered else {}
        values: dict[str, object] = dict.fromkeys(places.values())
        for number, cell in enumerate(cells):
            if number in places:
                values[places[number]] = _plain(cell.value)
                if cell.value is not None and cell.data_type in {"f", "e"}:
                    faults[places[number]] = "formula" if cell.data_type == "f" else "error_value"
        yield RawRow(line, values, faults)


def _plain(value: object) -> object:
    """Return a text without the escapes of the format that the library leaves in some kinds of cells."""
    return value.replace("_x005F_x", "_x").replace("_x000D_\n", "\n") if isinstance(value, str) else value


def _guarded(rows: Iterator[RawRow]) -> Iterator[RawRow]:
    try:
        yield from rows
    except _FAULTS as error:
        raise CallListRefused("damaged") from error
