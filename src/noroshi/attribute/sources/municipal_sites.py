"""A table of municipalities with the address of their site: host names that belong to a local government."""

from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

from noroshi.attribute.csv_rows import csv_records
from noroshi.attribute.lookup import Alias, KeyKind
from noroshi.attribute.numbers import local_government_number
from noroshi.attribute.register_rows import RejectedRow
from noroshi.knowledge.places import Places

HEADER: Final = ["pid", "pref", "cid", "city", "citykana", "lat", "lng", "url", "phrase", "lgcode"]
SOURCE: Final = "municipal-sites"


def looks_like(line: str) -> bool:
    """Whether the first line of a file is the header of such a table."""
    return line.lstrip("\ufeff").strip().split(",") == HEADER


def read(lines: Iterable[str], places: Places) -> Iterator[Alias | RejectedRow]:
    """Yield the site's host name as an alias; a ward of a designated city, which has no number, gives its city's."""
    for line, row in csv_records(lines):
        if row is None:
            yield RejectedRow(line, "broken_csv")
            continue
        code = (row.get("cid") or "").zfill(5)
        number = local_government_number(places.parent(code))
        host = _host(row.get("url") or "")
        if not number:
            yield RejectedRow(line, "bad_code")
        elif not host:
            yield RejectedRow(line, "no_host")
        else:
            yield Alias(kind=KeyKind.DOMAIN, text=host, number=number, source=SOURCE)


def _host(url: str) -> str:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return ""
    return (host or "").lower().removeprefix("www.")
