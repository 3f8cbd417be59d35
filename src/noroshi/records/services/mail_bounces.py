"""Taking in what came back: a bounce finds its mail by the envelope sender that only this installation could make.

What a returned mail merely quotes is not believed: a person finds it on the list of bounces, and nothing changes.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from django.db import transaction

from noroshi.knowledge.mail_states import load_mail_states
from noroshi.mail.envelope import identifier_in, same_sender
from noroshi.mail.report import Report, read_report
from noroshi.records.mail_message import MailFact, MailMessage
from noroshi.records.scope import Scope
from noroshi.records.services import mail_facts
from noroshi.records.services.lock import lock
from noroshi.records.services.mail_follow_up import tell, undeliverable
from noroshi.records.services.refusals import Refused

RETURNED: Final = ("bounced", "delayed", "automatic", "unread", "doubtful", "delivered")
"""Facts that a returned mail can establish."""
Result = Literal["bounced", "delayed", "automatic", "unread", "doubtful", "delivered", "repeated", "unknown"]
_FACTS: Final[dict[str, Result]] = {
    "failed": "bounced",
    "delayed": "delayed",
    "delivered": "delivered",
    "automatic": "automatic",
    "unread": "unread",
}


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What one returned mail established. ``unknown``: it belongs to no mail of ours that has left."""

    result: Result
    mail: MailMessage | None = None


def take_in(scope: Scope, raw: bytes) -> TakenIn:
    """Read one returned mail and record what it establishes; a mail that was taken in before changes nothing."""
    report = read_report(raw)
    mail, trusted = _find(scope, report)
    if mail is None:
        return TakenIn("unknown")
    if MailFact.objects.within(scope).filter(mail=mail, source=report.digest).exists():
        return TakenIn("repeated", mail)
    result: Result = _FACTS[report.kind] if trusted else "doubtful"
    try:
        with transaction.atomic():
            lock(scope, mail.case)
            locked = lock(scope, mail)
            if load_mail_states().after(locked.state, result) is None:
                return TakenIn("unknown")
            _establish(scope, locked, result, report)
    except Refused:  # disposed of meanwhile
        return TakenIn("unknown")
    return TakenIn(result, mail)


def take_in_all(scope: Scope, mails: Iterable[tuple[str, bytes]]) -> "Counter[Result]":
    """Take in every returned mail and return how many established what; the counts add up to the mails read."""
    return Counter(take_in(scope, raw).result for _, raw in mails)


def _establish(scope: Scope, mail: MailMessage, result: Result, report: Report) -> None:
    mail_facts.record(scope, mail, result, status=report.status, text=report.text, source=report.digest)
    if result == "bounced":
        undeliverable(scope, mail, report.status)
    elif result in {"unread", "doubtful"}:
        tell(scope, mail, "mail_returned")


def _find(scope: Scope, report: Report) -> tuple[MailMessage | None, bool]:
    """Return the mail that a returned mail is about, and whether that is beyond doubt."""
    rows = MailMessage.objects.within(scope).select_related("case")
    for address in report.addresses:
        mail = rows.filter(identifier=identifier_in(address)).first()
        if mail is not None and same_sender(address, mail.envelope):
            return mail, True
    quoted = rows.filter(message_id__in=report.original_ids).order_by("pk").first() if report.original_ids else None
    return quoted, False
