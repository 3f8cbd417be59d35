"""Verifying the chain on an auditor's wish: at once while it is short, else in the background.

The result is an entry of each of the auditor's compartments.
"""

from typing import Any, Final

from django_tasks import task

from noroshi.knowledge.words import LANGUAGES
from noroshi.records.event import Event
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.audit_entries import entry_values
from noroshi.records.services.audit_fault_text import fault_text, summary
from noroshi.records.services.audit_head import read_head
from noroshi.records.services.audit_verify import verify

AT_ONCE: Final = 5_000
SHOWN: Final = 50
ACTION: Final = "audit.verified"


def start_verification(scope: Scope, anchor: str) -> bool:
    """Verify now and return true, or have it done in the background; raises ``AnchorUnreadable``."""
    if anchor:
        read_head(anchor)
    units = sorted(scope.units)
    if Event.chain.count() <= AT_ONCE:
        _verify(anchor, scope.actor_id, units)
        return True
    verify_in_background.enqueue(anchor, scope.actor_id, units)
    return False


@task()
def verify_in_background(anchor: str, actor_id: int | None, units: list[int]) -> None:
    """Verify the chain and write the result as an entry of each compartment."""
    _verify(anchor, actor_id, units)


def last_result(scope: Scope) -> tuple[Event, dict[str, Any]] | None:
    """Return the entry of the last verification and what it found."""
    rows = Event.objects.within(scope).filter(action=ACTION).select_related("payload", "actor").order_by("-seq")
    entry = rows.first()
    return (entry, entry_values(entry) or {}) if entry else None


def _verify(anchor: str, actor_id: int | None, units: list[int]) -> None:
    outcome = verify(read_head(anchor) if anchor else None)
    values = {
        "sound": outcome.sound,
        "anchored": outcome.anchored,
        "summary": {each: summary(outcome, each) for each in LANGUAGES},
        "faults": {each: [fault_text(fault, each) for fault in outcome.faults[:SHOWN]] for each in LANGUAGES},
        "warnings": {each: [fault_text(fault, each) for fault in outcome.warnings[:SHOWN]] for each in LANGUAGES},
    }
    for unit_id in units:
        audit.append(ACTION, "chain", actor_id=actor_id, unit_id=unit_id, values=values)
