"""Lists of bodies with corporate number, name, reading and 5-digit municipality code (localgovs.csv and its kin)."""

from collections.abc import Iterable, Iterator
from typing import Final

from noroshi.attribute.csv_rows import csv_records
from noroshi.attribute.numbers import is_number
from noroshi.attribute.register_rows import RejectedRow, read_date
from noroshi.knowledge.places import Places
from noroshi.model.attribution import RegisterEntry

HEADER: Final = ["corporateID", "corporateName", "corporateKana", "cityID", "location", "moddate"]


def looks_like(line: str) -> bool:
    """Whether the first line of a file is the header of such a list."""
    return line.lstrip("\ufeff").strip().split(",") == HEADER


def read(lines: Iterable[str], places: Places) -> Iterator[RegisterEntry | RejectedRow]:
    """Yield one entry per row; a number with a wrong check digit is rejected."""
    for line, row in csv_records(lines):
        if row is None:
            yield RejectedRow(line, "broken_csv")
            continue
        number = row.get("corporateID") or ""
        if not is_number(number):
            yield RejectedRow(line, "bad_number")
            continue
        code = (row.get("cityID") or "").zfill(5)
        place = places.by_codes(code[:2], code)
        prefecture, city = (place.prefecture, place.city) if place else ("", "")
        location = row.get("location") or ""
        yield RegisterEntry(
            number=number,
            name=row.get("corporateName") or "",
            kana=row.get("corporateKana") or "",
            prefecture_code=place.prefecture_code if place else "",
            city_code=place.city_code if place else "",
            prefecture=prefecture,
            city=city,
            street=location.removeprefix(prefecture).removeprefix(city),
            updated_on=read_date(row.get("moddate") or ""),
        )
