"""The closing days of public offices, read from ``data/office_days.yaml``, with the source that states them."""

from functools import cache
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

from noroshi.knowledge.rule_files import Label, convert, filled, part, read_document, require

FILE: Final = "office_days.yaml"
SCHEMA: Final = "noroshi/office-days@1"
_DAYS_OF_MONTH: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class MonthDay(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """A day of any year."""

    month: int
    day: int


class StatedIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a period is stated, and when that was read."""

    title: str
    ref: str
    read: str


class ClosedPeriod(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A yearly period, both days included; it runs over the turn of the year where ``first`` is after ``last``."""

    id: str
    ja: str
    en: str
    first: MonthDay = msgspec.field(name="from")
    last: MonthDay = msgspec.field(name="to")
    source: StatedIn

    def holds(self, month: int, day: int) -> bool:
        """Whether the day lies in the period."""
        asked = MonthDay(month, day)
        if self.first <= self.last:
            return self.first <= asked <= self.last
        return asked >= self.first or asked <= self.last


def load_office_days(root: Traversable | None = None) -> tuple[ClosedPeriod, ...]:
    """Read ``office_days.yaml`` under ``root`` (default: the bundled pack); KnowledgeError names the line."""
    return _bundled() if root is None else _read(root)


@cache
def _bundled() -> tuple[ClosedPeriod, ...]:
    return _read(None)


def _read(root: Traversable | None) -> tuple[ClosedPeriod, ...]:
    document = read_document(FILE, SCHEMA, root)
    raw = part(document, "closed", list[object])
    periods = tuple(convert(document, ("closed", i), item, ClosedPeriod) for i, item in enumerate(raw))
    for index, period in enumerate(periods):
        where = ("closed", index)
        require(document, where, filled(Label(period.ja, period.en)), f"{period.id}: a label lacks a language")
        for edge in (period.first, period.last):
            known = 1 <= edge.month <= len(_DAYS_OF_MONTH) and 1 <= edge.day <= _DAYS_OF_MONTH[edge.month - 1]
            require(document, where, known, f"{period.id}: no day {edge.day} in month {edge.month}")
    return periods
