"""How long cases have been waiting, who carries how many, and what is overdue."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q
from django.utils import timezone

from noroshi.knowledge.case_states import load_case_states
from noroshi.records.case import Case
from noroshi.records.compartment import CompartmentQuerySet
from noroshi.records.queries.funnel import counted_cases
from noroshi.records.scope import Scope

BUCKETS: Final = ((0, 7), (8, 14), (15, 30), (31, 60), (61, None))
"""Days since a case was opened: from, to (inclusive); the last one is open."""


@dataclass(frozen=True, slots=True)
class AgeRow:
    """The open cases of one state by age; ``counts`` follows ``BUCKETS``."""

    state: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Return all cases of the state."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Workload:
    """The open cases of one person; ``assignee_id`` is None for those that nobody has taken."""

    assignee_id: int | None
    name: str
    open: int
    overdue: int
    due_today: int
    answered: int


def open_states() -> tuple[str, ...]:
    """Return the states in which a case still needs work."""
    return tuple(state.code for state in load_case_states().states if state.open)


def ageing(scope: Scope, campaign_id: int | None = None) -> list[AgeRow]:
    """Return one row for each open state that has cases, in the order of a case's life. One query."""
    now = timezone.now()
    columns = {f"b{number}": Count("pk", filter=_aged(now, *bucket)) for number, bucket in enumerate(BUCKETS)}
    cases = counted_cases(scope, campaign_id).filter(state__in=open_states())
    rows = cases.values("state").annotate(**columns).values_list("state", *columns)
    by_state = {state: tuple(counts) for state, *counts in rows}
    return [AgeRow(state, by_state[state]) for state in open_states() if state in by_state]


def _aged(now: dt.datetime, oldest_from: int, to: int | None) -> Q:
    newest = Q(opened_at__lte=now - dt.timedelta(days=oldest_from)) if oldest_from else Q()
    return newest & Q(opened_at__gt=now - dt.timedelta(days=to + 1)) if to is not None else newest


def workload(scope: Scope, campaign_id: int | None = None) -> list[Workload]:
    """Return one row a person with open cases, most overdue first. One query."""
    today = timezone.localdate()
    rows = (
        counted_cases(scope, campaign_id)
        .filter(state__in=open_states())
        .values("assignee_id", "assignee__username", "assignee__name_ja")
        .annotate(
            open=Count("pk"),
            overdue=Count("pk", filter=Q(next_on__lt=today)),
            due_today=Count("pk", filter=Q(next_on=today)),
            answered=Count("pk", filter=Q(answered_at__isnull=False)),
        )
    )
    loads = [
        Workload(
            row["assignee_id"],
            row["assignee__name_ja"] or row["assignee__username"] or "",
            row["open"],
            row["overdue"],
            row["due_today"],
            row["answered"],
        )
        for row in rows
    ]
    return sorted(loads, key=lambda load: (load.assignee_id is not None, -load.overdue, -load.open, load.name))


def overdue(scope: Scope, campaign_id: int | None = None) -> CompartmentQuerySet[Case]:
    """Return the open cases whose next date has passed, longest first."""
    return (
        counted_cases(scope, campaign_id)
        .filter(state__in=open_states(), next_on__lt=timezone.localdate())
        .select_related("organization", "assignee", "campaign")
        .order_by("next_on", "pk")
    )
