"""Whether a first mail may go to a contact of a case today: what stands in the way, as codes of ``mail_block``."""

import datetime as dt

from noroshi.mail.address import AddressRefused, plain_address
from noroshi.records.case import Case
from noroshi.records.contact import Contact
from noroshi.records.finding import Finding
from noroshi.records.scope import Scope
from noroshi.records.services import contacts
from noroshi.records.services.contact_gate import gate


def mail_blocks(scope: Scope, case: Case, contact: Contact, today: dt.date) -> tuple[str, ...]:
    """Return what forbids a mail: an unreleased, old, excluded or stopped case, or a contact that is not confirmed."""
    checks = (
        ("not_released", not _released(scope, case)),
        ("contact_other", contact.organization_id != case.organization_id or contact.kind != "email"),
        ("contact_unusable", not contacts.usable(contact, today)),
        ("contact_unconfirmed", contact.confirmed_at is None),
        ("address", not _usable_address(contact.value)),
    )
    return (*gate(scope, case, today).blocks, *(name for name, holds in checks if holds))


def mail_contacts(scope: Scope, case: Case, today: dt.date) -> list[Contact]:
    """Return the mail addresses of the organisation to which a mail may go today."""
    rows = Contact.objects.within(scope).filter(organization=case.organization_id, kind="email")
    return [row for row in rows if contacts.usable(row, today) and row.confirmed_at and _usable_address(row.value)]


def _released(scope: Scope, case: Case) -> bool:
    rows = Finding.objects.within(scope).filter(case=case, decision="confirmed", released_at__isnull=False)
    return rows.exists()


def _usable_address(value: str) -> bool:
    try:
        plain_address(value)
    except AddressRefused:
        return False
    return True
