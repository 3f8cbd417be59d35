"""A table of all names that a corporation had: numbers with names joined by a vertical bar, in no order of time."""

from collections.abc import Iterable, Iterator
from typing import Final

from noroshi.attribute.csv_rows import csv_records
from noroshi.attribute.lookup import Alias, KeyKind
from noroshi.attribute.numbers import is_number
from noroshi.attribute.register_rows import RejectedRow

HEADER: Final = ["corporateNumber", "names"]
SOURCE: Final = "name-changes"


def looks_like(line: str) -> bool:
    """Whether the first line of a file is the header of such a table."""
    return line.lstrip("\ufeff").strip().split(",") == HEADER


def read(lines: Iterable[str]) -> Iterator[Alias | RejectedRow]:
    """Yield every name as an alias of the number; today's name is among them."""
    for line, row in csv_records(lines):
        if row is None:
            yield RejectedRow(line, "broken_csv")
            continue
        number = row.get("corporateNumber") or ""
        if not is_number(number):
            yield RejectedRow(line, "bad_number")
            continue
        for name in filter(None, (row.get("names") or "").split("|")):
            yield Alias(kind=KeyKind.FORMER, text=name, number=number, source=SOURCE)
