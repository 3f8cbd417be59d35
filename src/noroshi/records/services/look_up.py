"""The switchboard's question: is this reference number one of ours? The answer confirms that and nothing more.

Every question is written down. A genuine one is a check by the organisation (``Verification``); numbers that do not
exist are counted, and whoever asks about too many of them has to wait, so that nobody finds numbers by trying.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from noroshi.notify.reference_number import ReferenceNumberError, parse
from noroshi.records.agency import Unit
from noroshi.records.case import Case, StateChange
from noroshi.records.compartment import CompartmentQuerySet
from noroshi.records.event import Event
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.refusals import Refused
from noroshi.records.services.verify import record_verification

Outcome = Literal["genuine", "unknown", "mistyped"]
NOT_YET: Final = ("draft", "approved")
"""States in which a case's number has not left the office, unless it was ``LEFT`` before: nobody outside knows it."""
LEFT: Final = "handed_over"
MISSES: Final = 20
WINDOW: Final = dt.timedelta(minutes=10)
_MISSED: Final = ("lookup.unknown", "lookup.mistyped")


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the switchboard may say. ``unit``: the desk to connect to, where the number is genuine."""

    outcome: Outcome
    unit: Unit | None = None


def look_up(scope: Scope, typed: str) -> Lookup:
    """Answer whether a number, as somebody read it out, belongs to a contact of the scope's units; records it.

    Raises ``Refused`` after twenty numbers within ten minutes that do not exist.
    """
    if _misses(scope) >= MISSES:
        raise Refused("lookup_too_many", minutes=str(int(WINDOW.total_seconds() // 60)))
    try:
        number = parse(typed)
    except ReferenceNumberError:
        return _missed(scope, "mistyped", typed)
    with transaction.atomic():
        case = known_cases(scope).filter(reference=number).select_related("unit__agency").first()
        if case is None:
            return _missed(scope, "unknown", number)
        record_verification(scope, case, about="contact", by="switchboard", result="genuine")
        return Lookup("genuine", case.unit)


def known_cases(scope: Scope) -> CompartmentQuerySet[Case]:
    """Return the cases whose number is, or was, outside: released, of no rehearsal, not disposed of.

    A case that went back to draft, as by a recall, was released: its letter is still in somebody's hands.
    """
    left = StateChange.objects.within(scope).filter(target=LEFT).values("case_id")
    rows = Case.objects.within(scope).filter(campaign__rehearsal=False, disposed=False)
    return rows.filter(~Q(state__in=NOT_YET) | Q(pk__in=left))


def _missed(scope: Scope, outcome: Outcome, typed: str) -> Lookup:
    values = {"typed": typed[:40]}
    audit.append(f"lookup.{outcome}", "lookup", actor_id=scope.actor_id, unit_id=min(scope.units), values=values)
    return Lookup(outcome)


def _misses(scope: Scope) -> int:
    recent = Event.objects.within(scope).filter(at__gte=timezone.now() - WINDOW, actor_id=scope.actor_id)
    return recent.filter(action__in=_MISSED).count()
