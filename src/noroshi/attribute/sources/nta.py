"""The corporate number register of the National Tax Agency: CSV of 30 columns without header, full or differences."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from noroshi.attribute.csv_rows import csv_rows
from noroshi.attribute.numbers import is_number
from noroshi.attribute.register_rows import DatedEntry, RejectedRow, read_date
from noroshi.model.attribution import RegisterEntry

COLUMNS: Final = 30
_NUMBER, _UPDATED, _NAME, _KIND = 1, 4, 6, 8
_PREFECTURE, _CITY, _STREET, _PREFECTURE_CODE, _CITY_CODE = 9, 10, 11, 13, 14
_OUTSIDE, _CLOSED, _CAUSE, _SUCCESSOR = 16, 18, 19, 20
_LATEST, _ENGLISH, _KANA, _HIDDEN = 23, 24, 28, 29
_SHAPE: Final = re.compile(r'^"?\d+"?,"?\d{13}"?,"?\d{2}"?,')


def looks_like(line: str) -> bool:
    """Whether the first line of a file is a row of the register."""
    if _SHAPE.match(line) is None:
        return False
    return any(row is not None and len(row) == COLUMNS for _, row in csv_rows([line]))


def read(lines: Iterable[str]) -> Iterator[DatedEntry | RejectedRow]:
    """Yield one entry per row, in order; rows of one number may repeat.

    A row with another number of columns or a wrong check digit is rejected. The columns are those of the agency's
    resource definition (sequenceNumber … hihyoji).
    """
    for number, row in csv_rows(lines):
        if row is None:
            yield RejectedRow(number, "broken_csv")
        elif len(row) != COLUMNS:
            yield RejectedRow(number, "wrong_columns")
        elif not is_number(row[_NUMBER]):
            yield RejectedRow(number, "bad_number")
        else:
            yield DatedEntry(_entry(row), row[_LATEST] == "1")


def _entry(row: list[str]) -> RegisterEntry:
    prefecture = row[_PREFECTURE_CODE]
    successor = row[_SUCCESSOR]
    return RegisterEntry(
        number=row[_NUMBER],
        name=row[_NAME],
        kana=row[_KANA],
        english=row[_ENGLISH],
        kind=row[_KIND],
        prefecture_code=prefecture,
        city_code=f"{prefecture}{row[_CITY_CODE]}" if prefecture and row[_CITY_CODE] else "",
        prefecture=row[_PREFECTURE],
        city=row[_CITY],
        street=row[_STREET] or row[_OUTSIDE],
        closed_on=read_date(row[_CLOSED]),
        close_cause=row[_CAUSE],
        successor=successor if is_number(successor) else "",
        updated_on=read_date(row[_UPDATED]),
        hidden=row[_HIDDEN] == "1",
    )
