"""Taking a step of the state machine by hand, with the reason or receipt that the person writes."""

from django.db import transaction
from django.utils import timezone

from noroshi.records.case import Case
from noroshi.records.scope import Scope
from noroshi.records.services import transitions
from noroshi.records.services.lock import lock
from noroshi.records.services.next_steps import met_conditions
from noroshi.records.services.refusals import Refused


def take_step(scope: Scope, case: Case, transition: str, *, reason: str = "", receipt: str = "") -> Case:
    """Take a transition of the scope's capability; raises ``Refused``."""
    with transaction.atomic():
        locked = lock(scope, case)
        met = set(met_conditions(scope, locked, timezone.localdate()))
        met |= {"reason_given"} if reason.strip() else set()
        met |= {"receipt"} if receipt.strip() else set()
        text = " / ".join(part for part in (reason.strip(), receipt.strip()) if part)
        try:
            return transitions.apply(scope, locked, transition, reason=text, met=frozenset(met))
        except transitions.TransitionRefused as refusal:
            raise Refused(refusal.key, **refusal.values) from refusal
