"""The EDINET code list of the Financial Services Agency: filers with corporate number, English name and reading."""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from noroshi.attribute.csv_rows import csv_records
from noroshi.attribute.lookup import Alias, KeyKind
from noroshi.attribute.numbers import is_number
from noroshi.attribute.register_rows import RejectedRow, read_date
from noroshi.knowledge.places import Places
from noroshi.model.attribution import RegisterEntry

PREAMBLE: Final = "ダウンロード実行日"
SOURCE: Final = "edinet"
_NAME, _ENGLISH, _KANA, _ADDRESS, _NUMBER = (
    "提出者名",
    "提出者名（英字）",
    "提出者名（ヨミ）",
    "所在地",
    "提出者法人番号",
)


def looks_like(line: str) -> bool:
    """Whether the first line of a file is the list's preamble."""
    return line.lstrip("\ufeff").strip('"').startswith(PREAMBLE)


def read(lines: Iterable[str], places: Places) -> Iterator[RegisterEntry | Alias | RejectedRow]:
    """Yield an entry per filer with a number, and its English name as an alias dated by the preamble.

    The address has no prefecture; ``places`` finds it where the municipality's name allows.
    """
    rows = iter(lines)
    as_of = read_date(next(rows, ""))
    header = next(rows, "")
    for line, row in csv_records(chain([header], rows)):
        number = row.get(_NUMBER, "").strip() if row else ""
        if row is None:
            yield RejectedRow(line + 1, "broken_csv")
        elif not number:
            yield RejectedRow(line + 1, "no_number")
        elif not is_number(number):
            yield RejectedRow(line + 1, "bad_number")
        else:
            yield _entry(row, number, places)
            english = unicodedata.normalize("NFKC", row.get(_ENGLISH) or "").strip()
            if english:
                yield Alias(kind=KeyKind.ENGLISH, text=english, number=number, source=SOURCE, as_of=as_of)


def _entry(row: dict[str, str], number: str, places: Places) -> RegisterEntry:
    address = row.get(_ADDRESS) or ""
    place = places.from_text(address)
    return RegisterEntry(
        number=number,
        name=(row.get(_NAME) or "").strip(),
        kana=(row.get(_KANA) or "").strip(),
        english=unicodedata.normalize("NFKC", row.get(_ENGLISH) or "").strip(),
        prefecture_code=place.prefecture_code if place else "",
        city_code=place.city_code if place else "",
        prefecture=place.prefecture if place else "",
        city=place.city if place else "",
        street=address,
    )
