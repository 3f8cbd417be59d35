"""One object of a unit for every address that names one: what test_access.py opens with right and wrong eyes.

``OBJECTS`` maps the part of a route before its first ``<int:pk>`` to a function that makes the object and returns the
values of the route. A new route with a new beginning, or with a new kind of value, fails the test until it is here.
"""

import datetime as dt
import secrets
from collections.abc import Callable

from django.utils import timezone

from campaign_world import World, make_case, make_finding, make_organization, make_survey
from noroshi.exchange.call_list.plan import ImportPlan
from noroshi.records.attachment import Attachment
from noroshi.records.models import (
    Answer,
    ApiToken,
    Approval,
    ApprovalStep,
    BundleHandOver,
    CallListImport,
    ClientCertificate,
    DisposalProposal,
    Document,
    Exclusion,
    Party,
    PrintRun,
    Recall,
    RecallItem,
    RoleGrant,
    SavedFilter,
    SuspectedIntrusion,
    Todo,
    User,
)
from noroshi.records.release import Release
from noroshi.records.scope import Scope
from noroshi.records.services import audit, rehearse
from noroshi.records.services.call_list_store import stored_plan

Values = dict[str, int]
Make = Callable[[World, User], Values]


def _case(world: World, _person: User) -> Values:
    return {"pk": make_case(world, state="contacting", findings=2).pk}


def _campaign(world: World, _person: User) -> Values:
    return {"pk": make_case(world).campaign_id}


def _finding(world: World, _person: User) -> Values:
    campaign = make_case(world).campaign
    return {"pk": make_finding(world, campaign, make_organization(world)).pk}


def _research(world: World, _person: User) -> Values:
    return {"pk": make_finding(world, make_case(world).campaign, None, research_state="open").pk}


def _answer(world: World, _person: User) -> Values:
    case = make_case(world, state="reached")
    row = Answer.objects.create(unit=world.unit, case=case, key="1", at=timezone.now(), response="planned")
    return {"pk": row.pk}


def _contact(world: World, _person: User) -> Values:
    contact = make_case(world).organization.contacts.first()
    assert contact is not None
    return {"pk": contact.pk}


def _organization(world: World, _person: User) -> Values:
    return {"pk": make_case(world).organization_id}


def _party(world: World, person: User) -> Values:
    case = make_case(world)
    row = Party.objects.create(unit=world.unit, case=case, role="affiliate", name="架空関連", added_by=person)
    return {"pk": row.pk}


def _intrusion(world: World, person: User) -> Values:
    case = make_case(world, state="contacting")
    row = SuspectedIntrusion.objects.create(unit=world.unit, case=case, reported_at=timezone.now(), reported_by=person)
    return {"pk": row.pk}


def _todo(world: World, _person: User) -> Values:
    case = make_case(world)
    values = {"outcome": "complaint", "device": "x", "cves": "x", "recall": "1", "reason": "x"}
    row = Todo.objects.create(unit=world.unit, case=case, kind="supervisor_told", values=values)
    return {"pk": row.pk}


def _exclusion(world: World, _person: User) -> Values:
    until = timezone.localdate() + dt.timedelta(days=30)
    return {"pk": Exclusion.objects.create(unit=world.unit, name="架空", reason="ongoing_case", until=until).pk}


def _attachment(world: World, person: User) -> Values:
    campaign = make_case(world).campaign
    survey = make_survey(world, digest=f"{campaign.pk:063d}f")
    return {"pk": Attachment.objects.create(unit=world.unit, campaign=campaign, survey=survey, attached_by=person).pk}


def _release(world: World, person: User) -> Values:
    case = make_case(world, state="draft")
    row = Release.objects.create(
        unit=world.unit, campaign=case.campaign, cases=[case.pk], sample=[case.pk], started_by=person
    )
    return {"pk": row.pk, "position": 1}


def _approval(world: World, _person: User) -> Values:
    case = make_case(world)
    row = Approval.objects.create(
        unit=world.unit,
        kind="closing",
        subject=f"case:{case.pk}",
        title="架空の起案",
        drafted_by=world.people["officer"],
    )
    ApprovalStep.objects.create(unit=world.unit, approval=row, order=1, title="課長")
    return {"pk": row.pk}


def _recall_row(world: World, person: User) -> Recall:
    return Recall.objects.create(
        unit=world.unit, target_kind="case", target="1", reason="x", started_by=person, started_at=timezone.now()
    )


def _recall(world: World, person: User) -> Values:
    return {"pk": _recall_row(world, person).pk}


def _recall_item(world: World, person: User) -> Values:
    case = make_case(world)
    row = RecallItem.objects.create(
        unit=world.unit, recall=_recall_row(world, person), case=case, told=True, state_before=case.state
    )
    return {"pk": row.pk}


def _call_list(world: World, person: User) -> Values:
    plan = stored_plan(ImportPlan(seen=0, accepted=(), unchanged=(), conflicts=(), rejected=()))
    return {"pk": CallListImport.objects.create(unit=world.unit, officer=person, name="架空.csv", plan=plan).pk}


def _filter(world: World, person: User) -> Values:
    return {"pk": SavedFilter.objects.create(unit=world.unit, owner=person, page="case_list", name="x", query="a=b").pk}


def _rehearsal(world: World, person: User) -> Values:
    return {"pk": rehearse.start(Scope.of(person, "case.contact"), world.unit, "calm").pk}


def _person(world: World, _person: User) -> Values:
    return {"pk": world.people["switchboard"].pk}


def _grant(world: World, _person: User) -> Values:
    return {"pk": RoleGrant.objects.get(user=world.people["switchboard"]).pk}


def _certificate(world: World, _person: User) -> Values:
    row = ClientCertificate.objects.create(
        user=world.people["switchboard"], sha256=secrets.token_hex(32), label="架空の職員証"
    )
    return {"pk": row.pk}


def _unit(world: World, _person: User) -> Values:
    return {"pk": world.unit.pk}


def _entry(world: World, person: User) -> Values:
    return {"pk": audit.append("test.entry", "thing:1", actor_id=person.pk, unit_id=world.unit.pk, values={"a": 1}).seq}


def _proposal(world: World, _person: User) -> Values:
    case = make_case(world, state="closed_unfixed")
    row = DisposalProposal.objects.create(
        unit=world.unit, cases=[case.pk], reason="x", proposed_by=world.people["supervisor"]
    )
    return {"pk": row.pk}


def _token(world: World, _person: User) -> Values:
    administrator = world.people["administrator"]
    row = ApiToken.objects.create(
        unit=world.unit,
        name="x",
        digest=secrets.token_hex(32),
        capabilities=["case.read"],
        created_by=administrator,
        expires_at=timezone.now() + dt.timedelta(days=1),
    )
    return {"pk": row.pk}


def _mail(world: World, _person: User) -> Values:
    from mail_world import draft_mail

    return {"pk": draft_mail(world).pk}


def _document(world: World, person: User) -> Values:
    case = make_case(world)
    row = Document.objects.create(
        unit=world.unit, case=case, kind="first_letter", sha256="0" * 64, content=b"x", media_type="application/pdf",
        wording_version="0" * 64, created_by=person,
    )  # fmt: skip
    return {"pk": row.pk}


def _print_run(world: World, person: User) -> Values:
    campaign = make_case(world).campaign
    row = PrintRun.objects.create(
        unit=world.unit, campaign=campaign, name="X-1", sha256="0" * 64, content=b"x", pages=1, created_by=person
    )
    return {"pk": row.pk}


def _hand_over(world: World, person: User) -> Values:
    row = BundleHandOver.objects.create(
        unit=world.unit,
        direction="given",
        kind="cases",
        campaign=make_case(world).campaign,
        code="KNG-1",
        giver="見本",
        receiver="見本調査",
        as_of=timezone.localdate(),
        drafted_by=person,
        slip=SLIP,
    )
    return {"pk": row.pk}


SLIP = {
    "file": "cases.age",
    "bytes": 1,
    "sha256": "ab" * 32,
    "kind": "cases",
    "giver": "見本",
    "receiver": "見本調査",
    "campaign": "KNG-1",
    "created": "2026-11-24T00:00:00Z",
    "sequence": 1,
    "handling_class": "need_to_know",
    "synthetic": True,
    "counts": {"cases": 1},
    "signer": "SHA256:見本",
    "digest": "cd" * 32,
}
"""Facts of a slip of nothing."""


OBJECTS: dict[str, Make] = {
    "answers/": _answer,
    "approvals/": _approval,
    "audit/cases/": _case,
    "audit/entries/": _entry,
    "campaigns/": _campaign,
    "campaigns/surveys/": _attachment,
    "campaigns/todos/": _todo,
    "cases/": _case,
    "cases/call-lists/": _call_list,
    "contacts/": _contact,
    "disposals/": _proposal,
    "documents/": _document,
    "exclusions/": _exclusion,
    "filters/": _filter,
    "findings/": _finding,
    "hand-overs/": _hand_over,
    "intrusions/": _intrusion,
    "mail/": _mail,
    "organizations/": _organization,
    "parties/": _party,
    "print-runs/": _print_run,
    "people/": _person,
    "people/certificates/": _certificate,
    "people/grants/": _grant,
    "people/units/": _unit,
    "recalls/": _recall,
    "rehearsals/": _rehearsal,
    "recalls/items/": _recall_item,
    "releases/": _release,
    "releases/campaigns/": _campaign,
    "research/": _research,
    "supervision/todos/": _todo,
    "todos/": _todo,
    "tokens/": _token,
}
