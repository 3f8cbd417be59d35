"""Further parties of a case, and the organisation's consent to tell them about the finding."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.records.case import Case
from noroshi.records.party import Party
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused


def add_party(
    scope: Scope, case: Case, *, role: str, name: str, corporate_number: str = "", contact_text: str = ""
) -> Party:
    """Enter a further party, still without consent; the same role and name gives the party that is there."""
    if not load_enumerations().has("party_role", role):
        raise KeyError(role)
    with transaction.atomic():
        locked = lock(scope, case)
        there = Party.objects.within(scope).filter(case=locked, role=role, name=name).first()
        if there is not None:
            return there
        party = Party.objects.create(
            unit_id=locked.unit_id,
            case=locked,
            role=role,
            name=name,
            corporate_number=corporate_number,
            contact_text=contact_text,
            added_by_id=scope.actor_id,
        )
        values = {"case": locked.pk, "role": role, "name": name, "contact": contact_text}
        audit.changed(scope, "party.added", party, values)
    return party


def record_consent(scope: Scope, party: Party, *, by: str, on: dt.date, covers: str) -> Party:
    """Record that the organisation agrees: who said so, when, and what may be told; raises ``Refused``.

    A consent given earlier is replaced only in the row; the audit keeps both.
    """
    if on > timezone.localdate():
        raise Refused("consent_in_future", field="on")
    if not (by.strip() and covers.strip()):
        raise Refused("consent_incomplete", field="by")
    with transaction.atomic():
        locked = lock(scope, party)
        before = {"by": locked.consent_by, "on": locked.consent_on, "scope": locked.consent_scope}
        locked.consent_by, locked.consent_on, locked.consent_scope = by.strip(), on, covers.strip()
        locked.save(update_fields=["consent_by", "consent_on", "consent_scope"])
        after = {"by": locked.consent_by, "on": on, "scope": locked.consent_scope}
        audit.changed(scope, "party.consent", locked, {"from": before, "to": after})
    return locked


def withdraw_consent(scope: Scope, party: Party) -> Party:
    """Record that the organisation no longer agrees; from now on nothing may be told to the party."""
    with transaction.atomic():
        locked = lock(scope, party)
        before = {"by": locked.consent_by, "on": locked.consent_on, "scope": locked.consent_scope}
        locked.consent_by, locked.consent_on, locked.consent_scope = "", None, ""
        locked.save(update_fields=["consent_by", "consent_on", "consent_scope"])
        audit.changed(scope, "party.consent_withdrawn", locked, {"from": before})
    return locked


def may_be_told(party: Party) -> bool:
    """Whether details of the finding may be given to the party: consent with name, day and scope is on record."""
    return bool(party.consent_by and party.consent_on and party.consent_scope)
