"""The contact to use next, when one failed."""

import datetime as dt
from collections import Counter

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.model.campaign_contact import ContactPoint
from noroshi.notify.due_dates import choose_next
from noroshi.records.attempt import ContactAttempt
from noroshi.records.case import Case
from noroshi.records.compartment import CompartmentQuerySet
from noroshi.records.contact import Contact
from noroshi.records.scope import Scope
from noroshi.records.services import contacts


def next_contact(scope: Scope, case: Case, today: dt.date, failed: Contact | None = None) -> Contact | None:
    """Return the organisation's contact to use next, None where none is left; ``failed`` has just failed."""
    rows = {str(row.pk): row for row in Contact.objects.within(scope).filter(organization=case.organization_id)}
    attempts = ContactAttempt.objects.within(scope).filter(case=case, incoming=False).order_by("at", "pk")
    failures = _failures(attempts)
    points = [_point(row, failures) for row in rows.values() if contacts.dialable(row, today)]
    chosen = choose_next(points, today, tried={str(failed.pk)} if failed else set())
    return rows[chosen.id] if chosen else None


def _failures(attempts: CompartmentQuerySet[ContactAttempt]) -> Counter[int | None]:
    """Return the attempts without success since the last success, by contact."""
    reached = load_enumerations().flagged("contact_outcome", "reached")
    failures: Counter[int | None] = Counter()
    for contact, outcome in attempts.values_list("contact_id", "outcome"):
        failures[contact] = 0 if outcome in reached else failures[contact] + 1
    return failures


def _point(row: Contact, failures: Counter[int | None]) -> ContactPoint:
    return ContactPoint(
        id=str(row.pk),
        kind=row.kind,
        state=row.state,
        main=row.main,
        confirmed=row.confirmed_at is not None,
        failures=failures[row.pk],
        valid_until=row.valid_until,
    )
