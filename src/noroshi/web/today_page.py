"""Today's list of an officer: what is overdue, due, agreed by the hour, new, and what changed."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from noroshi.records.case import Case
from noroshi.records.case_order import by_urgency, urgency_rank
from noroshi.records.compartment import CompartmentQuerySet
from noroshi.records.scope import Scope
from noroshi.records.services import todos
from noroshi.records.services.contact_gate import IN_CONTACT, NOT_LOOKED_AT, Gate, gates
from noroshi.records.todo import OF_SUPERVISOR, Todo

MOST: Final = 30
"""Cases shown at once; the rest is one click away in the list of cases."""
UNASSIGNED: Final = 5


@dataclass(frozen=True, slots=True)
class TodayRow:
    """One case of the list with its gate; ``asked``: the supervisor was asked to release an old observation."""

    case: Case
    gate: Gate
    overdue_days: int
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the list; ``key`` names its words."""

    key: str
    rows: list[TodayRow]


@dataclass(frozen=True, slots=True)
class Today:
    """The whole list. ``hidden``: cases beyond ``MOST``; ``unassigned``: first of the unit's cases without officer."""

    sections: list[Section]
    todos: list[Todo]
    unassigned: list[TodayRow]
    unassigned_total: int
    hidden: int

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not any(section.rows for section in self.sections) and not self.todos


def today_of(scope: Scope, today: dt.date) -> Today:
    """Return the list of the scope's person; costs the same number of queries whatever its length."""
    due = Q(next_on__lte=today) | Q(first_attempt_at=None, next_on=None)
    rows = _open(scope).filter(due, assignee_id=scope.actor_id).order_by("next_on", "next_time", "pk")
    mine = list(rows[: MOST + 1])
    free = _open(scope).filter(assignee=None)
    unassigned_total = free.count()
    unassigned = list(by_urgency(free)[:UNASSIGNED])
    found = gates(scope, [*mine, *unassigned], today)
    asked = todos.asked(scope, mine)
    waiting = Todo.objects.within(scope).filter(done_at=None, case__assignee_id=scope.actor_id)
    waiting = waiting.exclude(kind__in=OF_SUPERVISOR)
    return Today(
        sections=_sections(
            [TodayRow(case, found[case.pk], _late(case, today), case.pk in asked) for case in mine[:MOST]], today
        ),
        todos=list(waiting.select_related("case__organization").order_by("due_on", "pk")[:MOST]),
        unassigned=[TodayRow(case, found[case.pk], 0) for case in unassigned],
        unassigned_total=unassigned_total,
        hidden=rows.count() - MOST if len(mine) > MOST else 0,
    )


def _open(scope: Scope) -> CompartmentQuerySet[Case]:
    rows = Case.objects.within(scope).filter(state__in=IN_CONTACT, campaign__rehearsal=False, disposed=False)
    return rows.select_related("organization", "campaign").defer(*NOT_LOOKED_AT)


def _sections(rows: Iterable[TodayRow], today: dt.date) -> list[Section]:
    parts: dict[str, list[TodayRow]] = {"callbacks": [], "overdue": [], "due": [], "new": []}
    for row in rows:
        parts[_part(row.case, today)].append(row)
    for key, members in parts.items():
        members.sort(key=_time if key == "callbacks" else lambda row: _rank(row.case))
    return [Section(key, members) for key, members in parts.items()]


def _part(case: Case, today: dt.date) -> str:
    if case.next_on == today and case.next_time is not None:
        return "callbacks"
    if case.first_attempt_at is None:
        return "new"
    return "overdue" if case.next_on is not None and case.next_on < today else "due"


def _time(row: TodayRow) -> tuple[dt.time, int]:
    return (row.case.next_time or dt.time.max, row.case.pk)


def _rank(case: Case) -> tuple[int, int, dt.date, int]:
    return (urgency_rank(case.urgency), case.priority, case.next_on or dt.date.max, case.pk)


def _late(case: Case, today: dt.date) -> int:
    return (today - case.next_on).days if case.next_on is not None and case.next_on < today else 0
