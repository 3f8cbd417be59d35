"""Alias CSV: names and domains of corporations that the user knows, each with its source and date."""

from collections.abc import Iterable, Iterator
from typing import Final

from noroshi.attribute.csv_rows import csv_records
from noroshi.attribute.lookup import Alias, KeyKind
from noroshi.attribute.numbers import is_number
from noroshi.attribute.register_rows import RejectedRow, read_date

HEADER: Final = ["alias", "kind", "corporate_number", "source", "date"]
KINDS: Final = {
    "domain": KeyKind.DOMAIN,
    "english": KeyKind.ENGLISH,
    "name": KeyKind.NAME,
    "former": KeyKind.FORMER,
}


def looks_like(line: str) -> bool:
    """Whether the first line of a file is the header of an alias CSV."""
    return line.lstrip("\ufeff").strip().split(",") == HEADER


def read(lines: Iterable[str]) -> Iterator[Alias | RejectedRow]:
    """Yield the aliases; a row of unknown kind, without source or with a wrong number is rejected."""
    for line, row in csv_records(lines):
        if row is None:
            yield RejectedRow(line, "broken_csv")
            continue
        kind = KINDS.get((row.get("kind") or "").strip().lower())
        text, number = (row.get("alias") or "").strip(), (row.get("corporate_number") or "").strip()
        source = (row.get("source") or "").strip()
        if kind is None:
            yield RejectedRow(line, "unknown_kind")
        elif not is_number(number):
            yield RejectedRow(line, "bad_number")
        elif not text or not source:
            yield RejectedRow(line, "no_alias" if not text else "no_source")
        else:
            yield Alias(kind=kind, text=text, number=number, source=source, as_of=read_date(row.get("date") or ""))
