"""A rehearsed call that went as far as a real one can: every kind of row that a desk makes."""

import datetime as dt
import secrets

from django.utils import timezone

from campaign_world import World
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.records.models import Todo
from noroshi.records.rehearsal import Rehearsal
from noroshi.records.scope import Scope
from noroshi.records.services import drafts, intrusions, log_contact, parties, rehearse, verify
from noroshi.records.services.answers import AnswerEntry

TYPED = "練習ひみつ太郎"
"""What the officer typed into every free field; must be found nowhere but in the rehearsal."""


def inside(world: World) -> Scope:
    """Return the officer's scope over the unit's rehearsals."""
    return rehearse.rehearsal_scope(world.scope("officer", "case.contact"))


def start(world: World, persona: str = "calm") -> Rehearsal:
    """Start a rehearsal as the unit's officer."""
    return rehearse.start(world.scope("officer", "case.contact"), world.unit, persona)


def rehearsed(world: World, persona: str = "calm") -> Rehearsal:
    """Return a rehearsal with checks, an answer, a complaint, a party, a draft and a suspected intrusion."""
    row = start(world, persona)
    scope, case, now = inside(world), row.case, timezone.now()
    for about in ("respondent", "device"):
        verify.record_verification(scope, case, about=about, by="callback", result="genuine", person=TYPED)
    statement = OwnerAnswer(
        answered_on=timezone.localdate(now),
        ownership="own",
        awareness="unaware",
        response="planned",
        planned_on=timezone.localdate(now) + dt.timedelta(days=30),
        manager="vendor",
        contract_covers_update="unknown",
        other_devices="will_check",
        free_text=TYPED,
    )
    contact = case.organization.contacts.get()
    common = {"channel": "phone", "contact": contact, "respondent": TYPED, "note": TYPED, "minutes": 7}
    for outcome, answer in (("complaint", None), ("reached_responsible", statement)):
        key = secrets.token_hex(16)
        entry = AnswerEntry(key=key, statement=answer, at=now, respondent=TYPED) if answer else None
        log_contact.log_contact(
            scope,
            case,
            log_contact.ContactEntry(
                key=key, outcome=outcome, at=now, answer=entry, next_on=timezone.localdate(now), **common
            ),
        )
    party = parties.add_party(scope, case, role="maintenance_vendor", name=TYPED)
    parties.record_consent(scope, party, by=TYPED, on=timezone.localdate(now), covers=TYPED)
    intrusions.report(scope, case, TYPED)
    drafts.save_draft(scope, case, {"note": [TYPED]})
    assert Todo.objects.within(scope).filter(case=case).exists()
    return row
