"""A table of Japanese names with English names, without numbers."""

import csv
from collections.abc import Iterable, Iterator
from typing import Final

from noroshi.attribute.register_rows import NamePair, RejectedRow

HEADER: Final = ["Japanese Name", "English Name", ""]


def looks_like(line: str) -> bool:
    """Whether the first line of a file is the header of such a table."""
    return line.lstrip("\ufeff").rstrip("\r\n").split(",") == HEADER


def read(lines: Iterable[str]) -> Iterator[NamePair | RejectedRow]:
    """Yield the pairs; an English name cut at its commas is put together again."""
    rows = csv.reader(lines)
    next(rows, None)
    for line, row in enumerate(rows, 2):
        english = ",".join(row[1:]).strip(", ")
        if row and row[0].strip() and english:
            yield NamePair(row[0].strip(), english)
        else:
            yield RejectedRow(line, "no_name")
