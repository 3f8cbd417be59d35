"""Transferring a case to another office, on its receipt, so that no organisation is called twice."""

from noroshi.records.case import Case
from noroshi.records.scope import Scope
from noroshi.records.services import transitions
from noroshi.records.services.refusals import Refused


def transfer(scope: Scope, case: Case, *, receiver: str, receipt: str, reason: str) -> Case:
    """Transfer a case to another office; needs the receiver's receipt. Raises ``Refused``."""
    for field, text in (("receiver", receiver), ("receipt", receipt), ("reason", reason)):
        if not text.strip():
            raise Refused("reason_missing", field=field)
    note = f"{receiver} / {receipt} / {reason}"
    try:
        return transitions.apply(scope, case, "transfer", reason=note, met=frozenset({"receipt", "reason_given"}))
    except transitions.TransitionRefused as refusal:
        raise Refused("transition") from refusal
