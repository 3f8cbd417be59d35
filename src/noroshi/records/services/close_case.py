"""Ending a case without an observed fix: closing it with a reason, or transferring it with a receipt."""

from noroshi.records.case import Case
from noroshi.records.scope import Scope
from noroshi.records.services import transitions
from noroshi.records.services.refusals import Refused


def close_unfixed(scope: Scope, case: Case, reason: str) -> Case:
    """Close a case although no fix was observed; the reason is kept. Raises ``Refused``."""
    if not reason.strip():
        raise Refused("reason_missing", field="reason")
    return _take(scope, case, "close_unfixed", reason, frozenset({"reason_given"}))


def transfer(scope: Scope, case: Case, *, receiver: str, receipt: str, reason: str) -> Case:
    """Transfer a case to another office; needs the receiver's receipt, so that no organisation is called twice."""
    for field, text in (("receiver", receiver), ("receipt", receipt), ("reason", reason)):
        if not text.strip():
            raise Refused("reason_missing", field=field)
    note = f"{receiver} / {receipt} / {reason}"
    return _take(scope, case, "transfer", note, frozenset({"receipt", "reason_given"}))


def _take(scope: Scope, case: Case, transition_id: str, reason: str, met: frozenset[str]) -> Case:
    try:
        return transitions.apply(scope, case, transition_id, reason=reason, met=met)
    except transitions.TransitionRefused as refusal:
        raise Refused("transition", field="", state=case.state) from refusal
