"""Sending a released mail once: "handing" is recorded before the relay is spoken to, the end after it.

A worker that dies in between leaves "handing" behind. Nobody sends such a mail again by itself: after ten minutes it
counts as unclear, and a person looks for its message id in the relay's log and decides.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from noroshi.mail.address import AddressRefused
from noroshi.mail.compose import Attachment, Mail, MailRefused
from noroshi.mail.outbox_folder import write_mail
from noroshi.mail.relay import Outcome, Relay, hand_over
from noroshi.mail.signature import SigningFailed, mail_bytes
from noroshi.records.document import Document
from noroshi.records.mail_message import MailMessage
from noroshi.records.scope import Scope
from noroshi.records.services import audit, mail_facts
from noroshi.records.services.lock import lock
from noroshi.records.services.mail_follow_up import after_handing, tell, undeliverable
from noroshi.records.services.mail_gate import mail_blocks
from noroshi.records.services.outbox import changed_since, office
from noroshi.records.services.refusals import Refused

SENDABLE = ("approved", "deferred")


@dataclass(frozen=True, slots=True)
class _Begun:
    """A mail whose hand-over is on record as begun, with its bytes."""

    mail: MailMessage
    relay: Relay
    document: Document


def send(scope: Scope, mail: MailMessage) -> MailMessage:
    """Hand a released mail to the relay, or in a dry run write it as a file; return it as it is afterwards.

    Does nothing for a mail in any other state, however often it is called. A mail that may no longer be sent is sent
    back. Raises ``Refused`` where there is neither relay nor folder: the mail stays as it is.
    """
    settle_abandoned(scope)
    with transaction.atomic():
        locked = lock(scope, mail)
        begun = _begin(scope, locked) if locked.state in SENDABLE else None
    if begun is None:
        return locked
    outcome = hand_over(begun.relay, begun.mail.envelope, begun.mail.recipient, bytes(begun.document.content))
    with transaction.atomic():
        return _finish(scope, lock(scope, begun.mail), outcome)


def settle_abandoned(scope: Scope) -> int:
    """Record as unclear every hand-over whose process is gone, tell the case's people, and return how many."""
    count = 0
    for mail in MailMessage.objects.within(scope).filter(state="handing").order_by("pk"):
        with transaction.atomic():
            locked = lock(scope, mail)
            if mail_facts.abandoned(scope, locked):
                _unclear(scope, locked, Outcome(end="unclear"))
                count += 1
    return count


def decide(scope: Scope, mail: MailMessage, *, sent: bool, reason: str) -> MailMessage:
    """Record what a person found out about an unclear mail; one found unsent may be sent again. Raises ``Refused``."""
    if scope.actor_id is None or not reason.strip():
        raise Refused("mail_reason", field="reason")
    settle_abandoned(scope)
    with transaction.atomic():
        locked = lock(scope, mail)
        mail_facts.record(scope, locked, "found_sent" if sent else "found_unsent", text=reason)
        if sent:
            after_handing(scope, locked)
        else:
            _not_gone(scope, locked)
    return locked


def letter_of(mail: MailMessage, sent_at: dt.datetime) -> Mail:
    """Return a mail as it is composed at a time."""
    attachment = None
    if mail.attachment is not None:
        attachment = Attachment(name=f"{mail.case.reference}.pdf", content=bytes(mail.attachment.content))
    return Mail(
        message_id=mail.message_id,
        sent_at=timezone.localtime(sent_at),
        sender=mail.sender,
        sender_name=mail.sender_name,
        recipient=mail.recipient,
        subject=mail.subject,
        body=mail.body,
        attachment=attachment,
    )


def _begin(scope: Scope, mail: MailMessage) -> _Begun | None:
    """Record what is about to happen; None where nothing is handed over."""
    stops = list(mail_blocks(scope, lock(scope, mail.case), lock(scope, mail.contact), timezone.localdate()))
    stops += [each for each in (changed_since(mail) if "address" not in stops else "",) if each]
    if stops:
        mail_facts.record(scope, mail, "stopped", text=" ".join(stops))
        tell(scope, mail, "mail_stopped")
        return None
    own = office()
    relay = None if mail.sample else own.relay
    if relay is None and own.folder is None:
        raise Refused("mail_sample" if mail.sample else "mail_no_relay")
    try:
        content = mail_bytes(letter_of(mail, timezone.now()), own.signer)
        if relay is None and own.folder is not None:
            write_mail(own.folder, mail.identifier, content)
    except (SigningFailed, MailRefused, AddressRefused, OSError) as error:
        mail_facts.record(scope, mail, "deferred", text=str(error))
        return None
    document = _keep(scope, mail, content)
    if relay is None:
        mail_facts.record(scope, mail, "written", document=document)
        return None
    document.sent_at = timezone.now()
    document.save(update_fields=["sent_at"])
    mail_facts.record(scope, mail, "handing", document=document)
    return _Begun(mail, relay, document)


def _finish(scope: Scope, mail: MailMessage, outcome: Outcome) -> MailMessage:
    """Record how the hand-over ended, unless a person or another process has settled it meanwhile."""
    if mail.state != "handing":
        return _late(scope, mail, outcome)
    if outcome.end == "unclear":
        _unclear(scope, mail, outcome)
        return mail
    mail_facts.record(scope, mail, outcome.end, status=_code(outcome), text=outcome.reply)
    if outcome.end == "handed":
        after_handing(scope, mail)
        return mail
    _not_gone(scope, mail)
    if outcome.end == "refused" and outcome.recipient:
        undeliverable(scope, mail, _code(outcome))
    elif outcome.end == "refused":
        tell(scope, mail, "mail_refused")
    return mail


def _late(scope: Scope, mail: MailMessage, outcome: Outcome) -> MailMessage:
    """Record the end of a hand-over that took longer than it is waited for, while nobody has decided."""
    if mail.state == "unclear" and outcome.end == "handed":
        mail_facts.record(scope, mail, "handed", status=_code(outcome), text=outcome.reply)
        after_handing(scope, mail)
    return mail


def _unclear(scope: Scope, mail: MailMessage, outcome: Outcome) -> None:
    mail_facts.record(scope, mail, "unclear", status=_code(outcome), text=outcome.reply)
    tell(scope, mail, "mail_unclear")


def _not_gone(scope: Scope, mail: MailMessage) -> None:
    """Say of the kept bytes that they were not sent after all."""
    document = mail_facts.last_document(scope, mail)
    if document is not None and document.sent_at is not None:
        document.sent_at = None
        document.save(update_fields=["sent_at"])


def _keep(scope: Scope, mail: MailMessage, content: bytes) -> Document:
    document = Document.objects.create(
        unit_id=mail.unit_id,
        case=mail.case,
        campaign_id=mail.case.campaign_id,
        kind="mail",
        wording_version=mail.wording,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        media_type="message/rfc822",
        created_by_id=mail.drafted_by_id,
    )
    audit.changed(scope, "document.made", document, {"kind": document.kind, "case": mail.case_id})
    return document


def _code(outcome: Outcome) -> str:
    return str(outcome.code) if outcome.code else ""
