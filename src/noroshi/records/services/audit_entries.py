"""Reading the chain's entries for the auditor's page: the own compartments', newest first, a page at a time."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from noroshi.records.agency import Unit
from noroshi.records.event import Event
from noroshi.records.scope import Scope
from noroshi.records.services.audit import NO_VALUES
from noroshi.records.services.audit_disposals import values_of

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What to look for; '' and None leave it open. ``subject`` is a name of the chain such as ``case:12``."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


def entries_of(scope: Scope, wanted: EntryFilter, before: int | None = None) -> tuple[list[Event], int | None]:
    """Return the newest entries before a number, and the number from which to go on, None at the end.

    Entries of no compartment are those of the system and of unknown accounts; every auditor sees them. The
    entries of the compartments' rehearsals are among the others: what was practised is on record like everything else.
    """
    rows = _visible(scope).filter(**_conditions(wanted)).select_related("actor", "unit").order_by("-seq")
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].seq if len(found) > PAGE else None


def find_entry(scope: Scope, seq: int) -> Event | None:
    """Return one entry with its values, None where it is not the scope's."""
    return _visible(scope).filter(pk=seq).select_related("actor", "unit", "payload").first()


def entry_values(entry: Event) -> dict[str, Any] | None:
    """Return what an entry says, {} for one that never said anything, None where it was disposed of."""
    payload = getattr(entry, "payload", None)
    if payload is not None:
        values = values_of(payload.body)
        return values if isinstance(values, dict) else {}
    return {} if entry.digest == NO_VALUES else None


def _visible(scope: Scope) -> QuerySet[Event]:
    rehearsals = Unit.objects.filter(rehearsal_of_id__in=scope.units).values("pk")
    return Event.chain.filter(Q(unit_id__in=scope.units) | Q(unit_id=None) | Q(unit_id__in=rehearsals))


def _conditions(wanted: EntryFilter) -> dict[str, Any]:
    conditions: dict[str, Any] = {}
    if wanted.actor:
        conditions["actor__username"] = wanted.actor
    if wanted.action:
        conditions["action__startswith"] = wanted.action
    if wanted.subject:
        conditions["subject"] = wanted.subject
    if wanted.since:
        conditions["at__gte"] = _midnight(wanted.since)
    if wanted.until:
        conditions["at__lt"] = _midnight(wanted.until + dt.timedelta(days=1))
    return conditions


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
