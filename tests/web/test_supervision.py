"""The supervisor's desk as pages."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from campaign_world import World, make_case, make_person, make_world
from noroshi.records.models import Approval, Case, ContactAttempt, Recall, SavedFilter

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def client_of(world: World, role: str, language: str = "ja") -> Client:
    client = Client()
    client.force_login(world.people[role])
    client.cookies["django_language"] = language
    return client


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", ["supervision", "daily_report", "handover", "unassigned", "recall_list", "recall_new"])
def test_every_page_of_the_desk_opens_in_both_languages(world: World, name: str, language: str) -> None:
    """With a case and without any, in Japanese and English."""
    client = client_of(world, "supervisor", language)
    assert client.get(reverse(name)).status_code == 200
    make_case(world)
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert page.headers["Content-Language"] == language


def test_the_overview_names_what_is_overdue_and_only_in_the_own_unit(world: World) -> None:
    """The funnel shows one case, not the other unit's."""
    case, other = make_case(world), make_case(make_world("B"))
    for each in (case, other):
        each.next_on = each.opened_at.date().replace(year=2020)
        each.save()
    page = client_of(world, "supervisor").get(reverse("supervision")).content.decode()
    assert case.organization.name in page
    assert other.organization.name not in page


def test_the_daily_report_carries_the_head_of_the_chain(world: World) -> None:
    """The text that the seal pins is on the page, with its QR code."""
    page = client_of(world, "supervisor").get(reverse("daily_report")).content.decode()
    assert "NOROSHI-HEAD" in page
    assert "data:image/svg+xml" in page


def test_unassigned_cases_are_given_from_a_table_most_urgent_first(world: World) -> None:
    """State, urgency and age stand beside each case; the ticked ones go to the person, the others stay."""
    calm, urgent = make_case(world), make_case(world)
    for case, urgency in ((calm, "60d"), (urgent, "3d")):
        Case.objects.within(world.system).filter(pk=case.pk).update(urgency=urgency, assignee=None)
    client, officer = client_of(world, "supervisor"), world.people["officer"]
    page = client.get(reverse("unassigned")).content.decode()
    assert [int(each) for each in re.findall(r'name="cases" value="(\d+)"', page)] == [urgent.pk, calm.pk]
    assert "badge-urgency-3d" in page
    assert "0日" in page
    client.post(reverse("unassigned"), {"cases": [urgent.pk], "assignee": officer.pk})
    left = client.get(reverse("unassigned")).content.decode()
    assert re.findall(r'name="cases" value="(\d+)"', left) == [str(calm.pk)]
    nobody = client.post(reverse("unassigned"), {"assignee": officer.pk}).content.decode()
    assert "field-error" in nobody


def test_a_handover_is_shown_before_it_is_done(world: World) -> None:
    """GET shows the sheet, POST gives the cases, a missing successor is said beside the field."""
    case = make_case(world)
    officer, successor = world.people["officer"], make_person("successor", world.unit, "officer")
    client = client_of(world, "supervisor")
    assert case.organization.name in client.get(reverse("handover"), {"leaver": officer.pk}).content.decode()
    missing = client.post(reverse("handover"), {"leaver": officer.pk, "successor": ""})
    assert missing.status_code == 200
    assert client.post(reverse("handover"), {"leaver": officer.pk, "successor": successor.pk}).status_code == 302
    assert Case.objects.within(world.system).get(pk=case.pk).assignee_id == successor.pk


def test_a_draft_goes_from_the_officer_to_the_supervisor(world: World) -> None:
    """The officer drafts and sees no decision form; the supervisor decides; a second decision of theirs is refused."""
    officer, supervisor = client_of(world, "officer"), client_of(world, "supervisor")
    given = {"unit": world.unit.pk, "kind": "other", "title": "<script>alert(1)</script>", "text": "本文"}
    made = officer.post(reverse("approval_new"), given)
    approval = Approval.objects.within(world.system).get()
    assert made.headers["Location"] == reverse("approval", args=[approval.pk])
    own = officer.get(made.headers["Location"]).content.decode()
    assert "<script>alert" not in own
    assert 'name="action"' not in own
    step = {"order": 1, "action": "approved", "comment": ""}
    assert officer.post(made.headers["Location"], step).status_code == 403
    assert supervisor.post(made.headers["Location"], step).status_code == 302
    again = supervisor.post(made.headers["Location"], {**step, "order": 2})
    assert "別の人に依頼してください" in again.content.decode()


def test_a_recall_is_shown_before_it_begins(world: World) -> None:
    """The preview changes nothing; starting makes the list, and telling the organisation is recorded."""
    case = make_case(world, state="reached")
    ContactAttempt.objects.create(
        unit=world.unit, case=case, key="1", channel="phone", officer=world.people["officer"],
        at=case.opened_at, outcome="reached_responsible",
    )  # fmt: skip
    client = client_of(world, "supervisor")
    given = {"kind": "case", "target": case.reference, "reason": "別の組織の機器"}
    assert case.organization.name in client.post(reverse("recall_new"), {**given, "preview": "1"}).content.decode()
    assert not Recall.objects.within(world.system).exists()
    started = client.post(reverse("recall_new"), {**given, "start": "1"})
    recall = Recall.objects.within(world.system).get()
    assert started.headers["Location"] == reverse("recall", args=[recall.pk])
    assert "訂正のお知らせ" in client.get(started.headers["Location"]).content.decode()
    client.post(reverse("recall_informed", args=[recall.items.get().pk]))
    assert recall.items.get().informed_at is not None
    unknown = client.post(reverse("recall_new"), {**given, "target": "0000000000", "start": "1"})
    assert unknown.status_code == 200


def test_a_filter_is_kept_without_its_page_number_and_removed_by_its_owner_only(world: World) -> None:
    """A shared filter is seen by the unit, and only the owner removes it."""
    officer, supervisor = client_of(world, "officer"), client_of(world, "supervisor")
    given = {"page": "case_list", "query": "state=contacting&page=3", "name": "連絡中", "shared": "on"}
    officer.post(reverse("filter_save"), given)
    row = SavedFilter.objects.within(world.system).get()
    assert row.query == "state=contacting"
    supervisor.post(reverse("filter_remove", args=[row.pk]))
    assert SavedFilter.objects.within(world.system).exists()
    officer.post(reverse("filter_remove", args=[row.pk]))
    assert not SavedFilter.objects.within(world.system).exists()


def test_an_approver_sees_the_drafts_to_decide(world: World) -> None:
    """The role that decides opens the list of drafts."""
    client = Client()
    client.force_login(world.people["approver"])
    assert client.get(reverse("approval_list")).status_code == 200
