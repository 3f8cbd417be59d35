"""A closed case that is full of names, and its disposal; as a program: both in a database file of its own."""

import datetime as dt
import sys
from typing import Any

import django
from django.conf import settings

if __name__ == "__main__":
    django.setup()

from django.utils import timezone

from campaign_world import World, make_case, make_world
from noroshi.records.models import Answer, AnswerDraft, Case, ContactAttempt, Disposal, Document, Party, Todo
from noroshi.records.services import audit, dispose, retention, transitions

SECRET = "ひみつ架空太郎"  # noqa: S105 an invented name to look for


def filled_case(world: World) -> Case:
    """Return a closed case whose retention is over, with a name in every personal column that a desk fills."""
    case = make_case(world, state="draft", findings=2)
    scope = world.system
    met = frozenset({"has_confirmed_finding", "second_person", "fresh", "terms_allow", "has_contact", "not_excluded"})
    for step in ("approve", "hand_over", "start_contact"):
        transitions.apply(scope, case, step, met=met)
    base: dict[str, Any] = {"unit": world.unit, "case": case}
    now = timezone.now()
    rows = [
        Answer.objects.create(**base, key="1", at=now, respondent=SECRET, free_text=SECRET, response="done"),
        ContactAttempt.objects.create(
            **base,
            key="1",
            at=now,
            channel="phone",
            outcome="callback",
            respondent=SECRET,
            officer=world.people["officer"],
        ),
        Party.objects.create(**base, role="affiliate", name=SECRET),
        Document.objects.create(
            **base,
            kind="letter",
            wording_version="1",
            sha256="0" * 64,
            content=SECRET.encode(),
            media_type="text/plain",
        ),
        Todo.objects.create(**base, kind="supervisor_told", values={"outcome": SECRET}),
    ]
    AnswerDraft.objects.create(**base, officer=world.people["officer"], fields={"respondent": SECRET})
    for row in rows:
        audit.changed(scope, "test.recorded", row, {"name": SECRET})
    organization = case.organization
    organization.name = SECRET
    organization.save()
    audit.changed(scope, "organization.edited", organization, {"name": SECRET})
    audit.read(world.scope("officer", "case.read"), case)
    transitions.apply(scope, case, "close_unfixed", reason=SECRET, met=frozenset({"reason_given"}))
    retention.set_retention(scope, case.campaign, 12)
    closed = timezone.now() - dt.timedelta(days=400)
    Case.objects.within(scope).filter(pk=case.pk).update(closed_at=closed, note=SECRET)
    case.refresh_from_db()
    return case


def disposed(world: World, case: Case) -> Disposal:
    proposal = dispose.propose(world.scope("supervisor", "disposal.propose"), [case], "保存期間の満了")
    return dispose.approve(world.scope("approver", "disposal.approve"), proposal)


if __name__ == "__main__":
    world = make_world()
    case = filled_case(world)
    if "dispose" in sys.argv:
        disposed(world, case)
    sys.stdout.write(str(settings.DATABASES["default"]["NAME"]))
