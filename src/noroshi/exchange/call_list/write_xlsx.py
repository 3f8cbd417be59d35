"""The call list as XLSX: entry cells open with drop-downs, everything else locked, ready to print on A4 landscape."""

from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from noroshi.exchange.call_list.cell_text import written
from noroshi.exchange.call_list.columns import COLUMNS, ENTRY, REFERENCE, ROW_KEY, Column, entry_values, locked_values
from noroshi.exchange.call_list.row_key import key_of
from noroshi.exchange.call_list.rows import CallListHead, CallListRow
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import Language, load_words
from noroshi.notify import reference_number
from noroshi.render.neutral import cell, visible

MOST_ROWS: Final = 100_000
CODES_SHEET: Final = "_codes"
_A4: Final = 9
_FIXED: Final = 2
_FONT: Final = {"font_name": "BIZ UDPGothic", "font_size": 10, "valign": "top"}
_PERMITTED: Final = {"autofilter": True, "format_columns": True, "format_rows": True, "sort": True}


class TooManyRows(ValueError):  # noqa: N818 reads as the sentence it raises
    """A list has more rows than can be read back; nothing of it may be used."""


def write_xlsx(
    target: IO[bytes], rows: Iterable[CallListRow], head: CallListHead, language: Language, work: Path
) -> int:
    """Write the list and return how many rows; ``target`` stays open.

    Rows pass through one by one; ``work`` is a private folder for the temporary files until then. Raises
    ``TooManyRows`` beyond 100,000.
    """
    options = {"constant_memory": True, "tmpdir": str(work), "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(target, options) as book:
        name = "call_list_sheet.sample" if head.synthetic else "call_list_sheet.name"
        sheet = book.add_worksheet(load_words().text(name, language))
        formats = _Formats(book)
        _headings(sheet, formats, language)
        count = 0
        for count, row in enumerate(rows, 1):
            if count > MOST_ROWS:
                raise TooManyRows(f"more than {MOST_ROWS} rows")
            _row(sheet, formats, count, row, language)
        _page(sheet, head, language, count)
        _drop_downs(book, sheet, language, count)
        sheet.protect("", _PERMITTED)
        book.set_properties({"title": head.title, "comments": head.handling_class})
    return count


class _Formats:
    """The formats of the cells, made once."""

    def __init__(self, book: Workbook) -> None:
        grid = {**_FONT, "border": 1, "border_color": "#999999"}
        self.heading = book.add_format({**grid, "bold": True, "text_wrap": True, "bg_color": "#E6E6E6"})
        self.entry_heading = book.add_format({**grid, "bold": True, "text_wrap": True, "bg_color": "#FFF2CC"})
        self.locked = book.add_format({**grid, "num_format": "@"})
        self.locked_date = book.add_format({**grid, "num_format": "yyyy-mm-dd"})
        self.open = book.add_format({**grid, "locked": False, "num_format": "@", "bg_color": "#FFFBEF"})
        self.open_date = book.add_format({**grid, "locked": False, "num_format": "yyyy-mm-dd", "bg_color": "#FFFBEF"})
        self.note = book.add_format(
            {**grid, "locked": False, "num_format": "@", "bg_color": "#FFFBEF", "text_wrap": True}
        )

    def of(self, column: Column) -> Format:
        """Return the format of a column's cells."""
        if column.type == "note":
            return self.note
        if column.type == "date":
            return self.open_date if column.entry else self.locked_date
        return self.open if column.entry else self.locked


def _headings(sheet: Worksheet, formats: _Formats, language: Language) -> None:
    for number, column in enumerate(COLUMNS):
        hidden = {"hidden": True} if column is ROW_KEY else {}
        sheet.set_column(number, number, column.width, None, hidden)
        shape = formats.entry_heading if column.entry else formats.heading
        sheet.write_string(0, number, column.heading(language), shape)


def _row(sheet: Worksheet, formats: _Formats, at: int, row: CallListRow, language: Language) -> None:
    values = {**locked_values(row), **entry_values(row.entry)}
    values[REFERENCE.id] = reference_number.format(row.reference)
    values[ROW_KEY.id] = key_of(row).text()
    for number, column in enumerate(COLUMNS):
        shown = written(column, values[column.id], language)
        shape = formats.of(column)
        if shown is None:
            sheet.write_blank(at, number, None, shape)
        elif isinstance(shown, date):
            sheet.write_datetime(at, number, datetime.combine(shown, time()), shape)
        else:
            sheet.write_string(at, number, shown, shape)


def _page(sheet: Worksheet, head: CallListHead, language: Language, rows: int) -> None:
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, _FIXED)
    sheet.autofilter(0, 0, max(rows, 1), len(COLUMNS) - 1)
    sample = load_words().text("call_list_sheet.mark", language) if head.synthetic else ""
    sheet.set_header(f"&L{_plain(head.handling_class, 60)}&C{_plain(head.title, 80)}&R{_plain(sample, 40)}")
    sheet.set_footer(f"&L{_plain(head.printed, 80)}&R&P / &N")


def _plain(text: str, longest: int) -> str:
    """Return a text for a page header, in which an ampersand begins a command."""
    return visible(text)[:longest].replace("&", "&&")


def _drop_downs(book: Workbook, sheet: Worksheet, language: Language, rows: int) -> None:
    names = list(dict.fromkeys(column.list_name for column in ENTRY if column.list_name))
    _codes(book, names, language)
    lists, words = load_enumerations(), load_words()
    last = max(rows, 1)
    for number, column in enumerate(COLUMNS):
        if column.list_name:
            beside = 2 * names.index(column.list_name) + 1
            cells = xl_range_abs(1, beside, len(lists.codes(column.list_name)), beside)
            rule: dict[str, object] = {"validate": "list", "source": f"={CODES_SHEET}!{cells}"}
            message = words.text("call_list_sheet.choose", language)
        elif column.entry and column.type == "date":
            rule = {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1)}
            message = words.text("call_list_sheet.date", language)
        else:
            continue
        sheet.data_validation(1, number, last, number, {**rule, "error_message": message})


def _codes(book: Workbook, names: list[str], language: Language) -> None:
    """Write the hidden sheet: a pair of columns per list, row by row, since rows leave memory at once."""
    sheet, lists = book.add_worksheet(CODES_SHEET), load_enumerations()
    sheet.very_hidden()
    sheet.protect()
    for number, name in enumerate(names):
        sheet.write_string(0, 2 * number, name)
        sheet.write_string(0, 2 * number + 1, lists.name(name, language))
    for at in range(max(len(lists.codes(name)) for name in names)):
        for number, name in enumerate(names):
            for entry in lists.entries(name)[at : at + 1]:
                sheet.write_string(at + 1, 2 * number, entry.code)
                sheet.write_string(at + 1, 2 * number + 1, cell(entry.text(language)))
