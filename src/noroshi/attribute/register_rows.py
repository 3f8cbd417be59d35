"""What a register source yields besides entries and aliases: rows it could not use, and names without numbers."""

import re
from datetime import date
from typing import Final, TypeAlias

import msgspec

from noroshi.attribute.lookup import Alias
from noroshi.model.attribution import RegisterEntry

_DATE: Final = re.compile(r"(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})")


class RejectedRow(msgspec.Struct, frozen=True):
    """A row that cannot be used: its line, counted from 1, and why."""

    line: int
    reason: str


class DatedEntry(msgspec.Struct, frozen=True):
    """A row of a register with history: of the rows of one number the last by (update date, ``latest``) counts."""

    entry: RegisterEntry
    latest: bool


class NamePair(msgspec.Struct, frozen=True):
    """A Japanese and an English name of the same corporation, without its number."""

    japanese: str
    english: str


Row: TypeAlias = RegisterEntry | DatedEntry | Alias | NamePair | RejectedRow


def read_date(text: str) -> date | None:
    """Return the date at the beginning of a text such as 2026-08-21, 2026/08/21 or 2026年8月21日, else None."""
    match = _DATE.search(text[:40])
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None
