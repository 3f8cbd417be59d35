"""What follows from a mail's fate: the case is in contact, or the address is of no use and another contact is next."""

from typing import Final

from django.utils import timezone

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.mail.address import AddressRefused, plain_address
from noroshi.notify.due_dates import propose
from noroshi.records.attempt import ContactAttempt
from noroshi.records.case import Case
from noroshi.records.contact import Contact
from noroshi.records.mail_message import MailMessage
from noroshi.records.scope import Scope
from noroshi.records.services import audit, contacts, transitions
from noroshi.records.services.lock import lock
from noroshi.records.services.next_contact import next_contact
from noroshi.records.services.next_steps import met_conditions, next_steps
from noroshi.records.todo import Todo

OUTCOME: Final = "bounced"


def after_handing(scope: Scope, mail: MailMessage) -> None:
    """Note on the case that contact has begun; whether the mail arrived is not known."""
    case = lock(scope, mail.case)
    if case.first_attempt_at is None:
        case.first_attempt_at = timezone.now()
        case.save(update_fields=["first_attempt_at"])
    conditions = met_conditions(scope, case, timezone.localdate())
    for step in next_steps(case, conditions, frozenset({"case.contact"})):
        if step.rule.id == "start_contact" and not step.missing:
            transitions.apply(scope, case, step.rule.id, met=conditions)


def undeliverable(scope: Scope, mail: MailMessage, status: str) -> None:
    """Note that the address takes no mail: attempt, state of the contact, and the contact to try next as a to-do."""
    case, contact = lock(scope, mail.case), lock(scope, mail.contact)
    key = f"mail-{mail.identifier}"
    if ContactAttempt.objects.within(scope).filter(case=case, key=key).exists():
        return
    attempt = ContactAttempt.objects.create(
        unit_id=mail.unit_id,
        case=case,
        contact=contact,
        key=key,
        channel="email",
        officer_id=mail.drafted_by_id,
        at=timezone.now(),
        outcome=OUTCOME,
        note=f"{mail.message_id} {status}".strip(),
    )
    audit.changed(scope, "attempt.recorded", attempt, {"case": case.pk, "outcome": OUTCOME})
    if case.first_attempt_at is None:
        case.first_attempt_at = attempt.at
        case.save(update_fields=["first_attempt_at"])
    if _same_address(contact, mail.recipient):
        state = load_enumerations().entry("contact_outcome", OUTCOME).marks_contact
        reason = load_enumerations().label("contact_outcome", OUTCOME, "ja")
        contacts.mark_contact(scope, contact, state, f"{reason} {status}".strip())
    _next(scope, case, mail, status)


def tell(scope: Scope, mail: MailMessage, kind: str, **values: str) -> None:
    """Put a to-do about the mail on the case, unless one of the kind is open."""
    shown = {"address": mail.recipient, "message_id": mail.message_id, **values}
    if Todo.objects.within(scope).filter(case_id=mail.case_id, kind=kind, done_at=None, values=shown).exists():
        return
    due = propose(OUTCOME, timezone.localdate()).on
    todo = Todo.objects.create(unit_id=mail.unit_id, case_id=mail.case_id, kind=kind, values=shown, due_on=due)
    audit.changed(scope, "todo.created", todo, {"case": mail.case_id, "kind": kind})


def _next(scope: Scope, case: Case, mail: MailMessage, status: str) -> None:
    following = next_contact(scope, case, timezone.localdate(), mail.contact)
    if following is None:
        tell(scope, mail, "mail_bounced_last", status=status or "-")
    else:
        shown = f"{following.value} {following.desk}".strip()
        tell(scope, mail, "mail_bounced", status=status or "-", next=shown)


def _same_address(contact: Contact, recipient: str) -> bool:
    try:
        return plain_address(contact.value) == recipient
    except AddressRefused:
        return False
