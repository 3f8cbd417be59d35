"""A suspected intrusion (被害の疑い): the questionnaire stops, the investigating desk takes over.

The case is marked at once and leaves the charts until a decision is recorded.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.records.case import Case
from noroshi.records.intrusion import SuspectedIntrusion
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused


def report(scope: Scope, case: Case, note: str = "") -> SuspectedIntrusion:
    """Mark the case and return the report; a case with an undecided report gives that one."""
    with transaction.atomic():
        locked = lock(scope, case)
        there = undecided(scope, locked)
        if there is not None:
            return there
        row = SuspectedIntrusion.objects.create(
            unit_id=locked.unit_id, case=locked, reported_at=timezone.now(), reported_by_id=scope.actor_id, note=note
        )
        locked.intrusion_suspected = True
        locked.save(update_fields=["intrusion_suspected"])
        audit.changed(scope, "intrusion.reported", row, {"case": locked.pk, "note": note})
    return row


def hand_over(scope: Scope, row: SuspectedIntrusion, *, to: str, at: dt.datetime) -> SuspectedIntrusion:
    """Record who at the investigating desk took it and when; raises ``Refused``."""
    if not to.strip():
        raise Refused("receiver_missing", field="to")
    with transaction.atomic():
        locked = lock(scope, row)
        if locked.state != "reported":
            raise Refused("already_handed_over")
        if not locked.reported_at - dt.timedelta(minutes=1) <= at <= timezone.now() + dt.timedelta(minutes=1):
            raise Refused("hand_over_time", field="at")
        locked.state, locked.handed_to, locked.handed_at = "handed_over", to.strip(), at
        locked.save(update_fields=["state", "handed_to", "handed_at"])
        audit.changed(scope, "intrusion.handed_over", locked, {"to": locked.handed_to, "at": at})
    return locked


def decide(scope: Scope, row: SuspectedIntrusion, decision: str, reason: str) -> SuspectedIntrusion:
    """Record the decision; only "no intrusion" gives the case back to the questionnaire and the charts."""
    entry = load_enumerations().entry("intrusion_decision", decision)
    if not reason.strip():
        raise Refused("reason_missing", field="reason")
    with transaction.atomic():
        case = lock(scope, row.case)
        locked = lock(scope, row)
        if locked.state != "handed_over":
            raise Refused("not_handed_over")
        locked.state, locked.decision, locked.decided_at = "decided", decision, timezone.now()
        locked.save(update_fields=["state", "decision", "decided_at"])
        case.intrusion_suspected = entry.intrusion
        case.save(update_fields=["intrusion_suspected"])
        audit.changed(scope, "intrusion.decided", locked, {"decision": decision, "reason": reason.strip()})
    return locked


def undecided(scope: Scope, case: Case) -> SuspectedIntrusion | None:
    """Return the report of the case that waits for its decision."""
    rows = SuspectedIntrusion.objects.within(scope).filter(case=case).exclude(state="decided")
    return rows.order_by("pk").first()
