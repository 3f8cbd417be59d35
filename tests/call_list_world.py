"""Call lists of invented organisations, and what a person does to the file in a spreadsheet."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from noroshi.exchange.call_list.columns import COLUMNS
from noroshi.exchange.call_list.plan import ImportPlan
from noroshi.exchange.call_list.read import read_call_list
from noroshi.exchange.call_list.rows import CallEntry, CallListHead, CallListRow
from noroshi.exchange.call_list.write_csv import write_csv
from noroshi.exchange.call_list.write_xlsx import write_xlsx
from noroshi.notify.reference_number import from_random

HEAD = CallListHead(
    title="R8-1 情報提供・注意喚起の取組", handling_class="部内限り", synthetic=True, printed="令和8年11月24日(火)"
)
PLACE = {column.id: number for number, column in enumerate(COLUMNS)}
DAY = dt.date(2026, 11, 24)


def row(number: int = 1, **changes: Any) -> CallListRow:
    """Return the row of one invented organisation; fields of the entry may be given like its own."""
    own = {name: value for name, value in changes.items() if name in CallListRow.__struct_fields__}
    entered = {name: value for name, value in changes.items() if name not in own}
    base = CallListRow(
        reference=from_random(number * 7_919),
        version=3,
        organization=f"(見本)狼煙製作所{number}",
        name_kana="ノロシセイサクショ",
        place="静岡市",
        phone="054-000-0000",
        state="連絡待ち",
        urgency="3日",
        due_on=dt.date(2026, 12, 1),
        assignee="見本 太郎",
        entry=CallEntry(**entered),
    )
    return msgspec.structs.replace(base, **own)


def records(rows: Iterable[CallListRow]) -> dict[str, CallListRow]:
    """Return rows by reference, as the records' side gives them."""
    return {each.reference: each for each in rows}


def xlsx(rows: Iterable[CallListRow], folder: Path, language: Any = "ja") -> bytes:
    """Return a list as XLSX."""
    target = io.BytesIO()
    write_xlsx(target, rows, HEAD, language, folder)
    return target.getvalue()


def csv_list(rows: Iterable[CallListRow], language: Any = "ja") -> bytes:
    """Return a list as CSV."""
    target = io.BytesIO()
    write_csv(target, rows, language)
    return target.getvalue()


def edited(data: bytes, change: Callable[[Worksheet], Any]) -> bytes:
    """Return the XLSX after a change that a spreadsheet made and saved."""
    book = load_workbook(io.BytesIO(data))
    change(book.worksheets[0])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def entered(data: bytes, values: dict[str, Any], line: int = 2) -> bytes:
    """Return the XLSX with values put into one row, by column."""

    def change(sheet: Worksheet) -> None:
        for name, value in values.items():
            sheet.cell(line, PLACE[name] + 1).value = value

    return edited(data, change)


def edited_csv(data: bytes, change: Callable[[list[list[str]]], Any], encoding: str = "utf-8-sig") -> bytes:
    """Return the CSV after a change of its cells, saved in an encoding as a spreadsheet does."""
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    change(lines)
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    return text.getvalue().encode(encoding, "replace")


def plan(data: bytes, rows: Iterable[CallListRow], name: str = "") -> ImportPlan:
    """Return what an import would do; every plan accounts for all rows."""
    found = read_call_list(io.BytesIO(data), records(rows), name)
    assert found.balanced()
    return found
