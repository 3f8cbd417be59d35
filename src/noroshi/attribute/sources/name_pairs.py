"""A table of Japanese names with English names, without numbers."""

from collections.abc import Iterable, Iterator
from typing import Final

from noroshi.attribute.csv_rows import csv_rows
from noroshi.attribute.register_rows import NamePair, RejectedRow

HEADER: Final = ["Japanese Name", "English Name", ""]


def looks_like(line: str) -> bool:
    """Whether the first line of a file is the header of such a table."""
    return line.lstrip("\ufeff").rstrip("\r\n").split(",") == HEADER


def read(lines: Iterable[str]) -> Iterator[NamePair | RejectedRow]:
    """Yield the pairs; an English name cut at its commas is put together again."""
    rows = csv_rows(lines)
    next(rows, None)
    for line, row in rows:
        if row is None:
            yield RejectedRow(line, "broken_csv")
            continue
        english = ",".join(row[1:]).strip(", ")
        if row[0].strip() and english:
            yield NamePair(row[0].strip(), english)
        else:
            yield RejectedRow(line, "no_name")
