"""One row of a file as it was read, before anything in it is understood."""

from collections.abc import Iterator
from typing import Final

import msgspec

from noroshi.exchange.call_list.columns import COLUMNS, column_names
from noroshi.exchange.call_list.refusals import CallListRefused
from noroshi.render.neutral import shorten

MOST_COLUMNS: Final = 64


class RawRow(msgspec.Struct, frozen=True):
    """A row with its line (1 is the heading) and its cells by column. ``faults``: by column, '' for the whole row."""

    line: int
    cells: dict[str, object]
    faults: dict[str, str] = {}


class RawRows(msgspec.Struct, frozen=True):
    """The rows of a file in order, what was ignored, and a CSV's encoding."""

    rows: Iterator[RawRow]
    ignored: tuple[str, ...]
    encoding: str = ""


def match_heading(cells: list[str]) -> tuple[dict[int, str], tuple[str, ...]]:
    """Return position → column for a heading in any order and language, and the headings that were not known.

    Raises ``CallListRefused`` where a column is missing, renamed, or there twice: then nothing is read by position.
    """
    known = column_names()
    places: dict[int, str] = {}
    unknown = []
    for number, text in enumerate(cells):
        name = " ".join(text.split())
        column = known.get(name)
        if column is not None:
            places[number] = column.id
        elif name:
            unknown.append(shorten(name, 40))
    found = list(places.values())
    if twice := [name for name in dict.fromkeys(found) if found.count(name) > 1]:
        raise CallListRefused("column_twice", columns=", ".join(_headings(twice)))
    if missing := [column.id for column in COLUMNS if column.id not in found]:
        strange = ", ".join(unknown[:10]) or "-"
        raise CallListRefused("columns_missing", columns=", ".join(_headings(missing)), unknown=strange)
    return places, tuple(unknown)


def _headings(ids: list[str]) -> list[str]:
    by_id = {column.id: column for column in COLUMNS}
    return [f"{by_id[each].heading('ja')} ({by_id[each].heading('en')})" for each in ids]
