"""The outbox: drafted by one person, released by another, sent back or withdrawn. Sending itself: ``send_mail``."""

from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from noroshi.knowledge.words import Language
from noroshi.mail.address import plain_address
from noroshi.mail.envelope import envelope_sender, new_identifier
from noroshi.mail.office import Office
from noroshi.notify import first_mail
from noroshi.records.agency import Unit
from noroshi.records.case import Case
from noroshi.records.case_texts import callback_of
from noroshi.records.contact import Contact
from noroshi.records.document import Document
from noroshi.records.mail_message import MailFact, MailMessage
from noroshi.records.scope import NotPermitted, Scope
from noroshi.records.services import audit, mail_facts
from noroshi.records.services.lock import lock
from noroshi.records.services.mail_gate import mail_blocks
from noroshi.records.services.refusals import Refused
from noroshi.records.user import User

OVER: Final = ("returned", "withdrawn", "refused", "bounced")
"""States after which another first mail to the same contact or address may be drafted."""
FIRST_STAGE: Final = ("first_letter",)
"""Kinds of documents that a first mail may carry: they name no device either."""


def office() -> Office:
    """Return what is configured of the office's mail."""
    found: Office = settings.MAIL
    return found


def draft(
    scope: Scope,
    case: Case,
    contact: Contact,
    *,
    key: str,
    language: Language = "ja",
    attachment: Document | None = None,
) -> MailMessage:
    """Draft the first mail of a case and return it; raises ``Refused``. A repeated submission adds none."""
    with transaction.atomic():
        locked, to = lock(scope, case), lock(scope, contact)
        there = MailMessage.objects.within(scope).filter(case=locked, key=key).first()
        if there is not None:
            return there
        _refuse_blocked(scope, locked, to)
        same = Q(contact=to) | Q(recipient=plain_address(to.value))
        if MailMessage.objects.within(scope).filter(same, case=locked).exclude(state__in=OVER).exists():
            raise Refused("mail_already", field="contact")
        if attachment is not None and (attachment.case_id != locked.pk or attachment.kind not in FIRST_STAGE):
            raise Refused("mail_attachment", field="attachment")
        mail = _create(scope, locked, to, key, language)
        if attachment is not None:
            mail.attachment = attachment
        mail.save(force_insert=True)
        fact = MailFact.objects.create(
            unit_id=mail.unit_id, mail=mail, kind="drafted", at=mail.drafted_at, by_id=scope.actor_id
        )
        audit.changed(scope, "mail.drafted", mail, {"case": locked.pk, "to": mail.recipient}, seals=[fact])
    return mail


def approve(scope: Scope, mail: MailMessage) -> MailMessage:
    """Release a draft as second person; raises ``Refused`` for its drafter, and where it may no longer be sent."""
    with transaction.atomic():
        locked = lock(scope, mail)
        if scope.actor_id is None or scope.actor_id == locked.drafted_by_id:
            raise Refused("mail_same_person")
        _refuse_blocked(scope, lock(scope, locked.case), lock(scope, locked.contact))
        _refuse_changed(locked)
        mail_facts.record(scope, locked, "approved")
    return locked


def send_back(scope: Scope, mail: MailMessage, reason: str) -> MailMessage:
    """Send a draft back with a reason; its drafter writes another."""
    if not reason.strip():
        raise Refused("mail_reason", field="reason")
    with transaction.atomic():
        locked = lock(scope, mail)
        mail_facts.record(scope, locked, "returned", text=reason)
    return locked


def withdraw(scope: Scope, mail: MailMessage) -> MailMessage:
    """Take a mail back that has not left."""
    with transaction.atomic():
        locked = lock(scope, mail)
        mail_facts.record(scope, locked, "withdrawn")
    return locked


def changed_since(mail: MailMessage) -> str:
    """Return what is no longer as the draft has it (a key of ``desk_refused``), '' where all is: contact or sender."""
    if plain_address(mail.contact.value) != mail.recipient:
        return "mail_contact_changed"
    return "mail_sender_changed" if office().sender != mail.sender else ""


def _refuse_changed(mail: MailMessage) -> None:
    found = changed_since(mail)
    if found:
        raise Refused(found)


def _refuse_blocked(scope: Scope, case: Case, contact: Contact) -> None:
    blocks = mail_blocks(scope, case, contact, timezone.localdate())
    if blocks:
        raise Refused(f"mail_blocked_{blocks[0]}")


def _create(scope: Scope, case: Case, contact: Contact, key: str, language: Language) -> MailMessage:
    if scope.actor_id is None:
        raise NotPermitted(scope.capability)
    own, unit = office(), Unit.objects.select_related("agency").get(pk=case.unit_id)
    officer = User.objects.get(pk=scope.actor_id)
    facts = _facts(case, unit, officer, language)
    text = first_mail.write(facts, language)
    identifier = new_identifier()
    envelope = envelope_sender(own.bounces, identifier, _envelope_key())
    return MailMessage(
        unit_id=case.unit_id,
        case=case,
        contact=contact,
        key=key,
        language=language,
        identifier=identifier,
        message_id=f"{identifier}@{own.sender.rpartition('@')[2]}"[:120],
        envelope=envelope,
        sender=own.sender,
        sender_name=facts.agency[:120],
        recipient=plain_address(contact.value),
        subject=text.subject,
        body=text.body,
        wording=text.wording,
        sample=facts.sample,
        drafted_by=officer,
        drafted_at=timezone.now(),
    )


def _facts(case: Case, unit: Unit, officer: User, language: Language) -> first_mail.MailFacts:
    japanese, agency = language == "ja", unit.agency
    desk = unit.name_ja if japanese else unit.name_en
    return first_mail.MailFacts(
        agency=agency.name_ja if japanese else agency.name_en,
        unit=desk,
        officer=officer.display_name(language),
        callback=callback_of(unit, language),
        reference=case.reference,
        organization=case.organization.name,
        sample=settings.DEMO or not agency.profile_signed,
    )


def _envelope_key() -> bytes:
    return salted_hmac("noroshi.mail.envelope", "key", algorithm="sha256").digest()
