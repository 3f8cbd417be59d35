"""A table of companies with corporate number and the domain of their site (listed companies)."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from noroshi.attribute.csv_rows import csv_records
from noroshi.attribute.lookup import Alias, KeyKind
from noroshi.attribute.numbers import is_number
from noroshi.attribute.register_rows import RejectedRow
from noroshi.knowledge.places import Places
from noroshi.model.attribution import RegisterEntry

HEADER: Final = ["corporateNumber", "name", "kana", "address", "host", "registrable_domain", "seccode"]
SOURCE: Final = "listed-domains"


def looks_like(line: str) -> bool:
    """Whether the first line of a file is the header of such a table."""
    return line.lstrip("\ufeff").strip().split(",") == HEADER


def read(
    lines: Iterable[str], places: Places, as_of: date | None = None
) -> Iterator[RegisterEntry | Alias | RejectedRow]:
    """Yield an entry per company and its domain as an alias; ``as_of``: the table's date, where known."""
    for line, row in csv_records(lines):
        if row is None:
            yield RejectedRow(line, "broken_csv")
            continue
        number = row.get("corporateNumber") or ""
        if not is_number(number):
            yield RejectedRow(line, "bad_number")
            continue
        yield _entry(row, number, places)
        domain = (row.get("registrable_domain") or "").strip().lower().rstrip(".")
        if domain:
            yield Alias(kind=KeyKind.DOMAIN, text=domain, number=number, source=SOURCE, as_of=as_of)


def _entry(row: dict[str, str], number: str, places: Places) -> RegisterEntry:
    address = row.get("address") or ""
    place = places.from_text(address)
    prefecture, city = (place.prefecture, place.city) if place else ("", "")
    return RegisterEntry(
        number=number,
        name=row.get("name") or "",
        kana=row.get("kana") or "",
        prefecture_code=place.prefecture_code if place else "",
        city_code=place.city_code if place else "",
        prefecture=prefecture,
        city=city,
        street=address.removeprefix(prefecture).removeprefix(city),
    )
