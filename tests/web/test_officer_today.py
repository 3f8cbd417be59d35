"""Today's list: what is due, in parts, with what is blocked and why."""

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from campaign_world import World, make_campaign, make_case, make_person, make_world
from noroshi.knowledge.words import load_words
from noroshi.records.models import Case, Event, Finding, Todo
from noroshi.records.todo import OF_ANALYST
from noroshi.web.today_page import today_of

pytestmark = pytest.mark.django_db


def place(case: Case, **values: Any) -> Case:
    """Change a case's columns."""
    for name, value in values.items():
        setattr(case, name, value)
    case.save()
    return case


def enter(client: Client, world: World, role: str = "officer") -> Client:
    """Log in as the role's person."""
    client.force_login(world.people[role])
    return client


def test_every_due_case_stands_in_exactly_one_part() -> None:
    """Agreed hour, overdue, due today, new; tomorrow's, a colleague's, and closed ones are not there."""
    world = make_world()
    today, campaign = timezone.localdate(), make_campaign(world)
    before = timezone.now() - dt.timedelta(days=3)
    cases = {
        name: make_case(world, campaign)
        for name in ("hour", "overdue", "due", "new", "tomorrow", "colleague", "closed")
    }
    place(cases["hour"], next_time=dt.time(14), first_attempt_at=before)
    place(cases["overdue"], next_on=today - dt.timedelta(days=2), first_attempt_at=before)
    place(cases["due"], first_attempt_at=before)
    place(cases["tomorrow"], next_on=today + dt.timedelta(days=1))
    place(cases["colleague"], assignee=make_person("colleague", world.unit, "officer"))
    place(cases["closed"], state="closed_unfixed")
    page = today_of(world.scope("officer", "case.contact"), today)
    shown = {section.key: [row.case for row in section.rows] for section in page.sections}
    assert shown == {
        "callbacks": [cases["hour"]],
        "overdue": [cases["overdue"]],
        "due": [cases["due"]],
        "new": [cases["new"]],
    }
    assert page.sections[1].rows[0].overdue_days == 2


def test_a_case_without_any_date_is_not_forgotten() -> None:
    """A new case that was assigned without a date is due at once."""
    world = make_world()
    case = place(make_case(world), next_on=None)
    page = today_of(world.scope("officer", "case.contact"), timezone.localdate())
    assert [row.case for section in page.sections for row in section.rows] == [case]


def test_the_page_names_organisation_reading_reference_and_why_a_case_is_blocked(client: Client) -> None:
    """A stale case shows its reason and, in place of the call, how to record what the organisation brings up itself."""
    world = make_world()
    case = place(make_case(world), last_affected_at=timezone.now() - dt.timedelta(days=30))
    text = enter(client, world).get("/today/").content.decode()
    assert case.organization.name in text
    assert "カクウミホンセイキ" in text
    assert f"{case.reference[:3]}-{case.reference[3:7]}-{case.reference[7:]}" in text
    assert "最後の観測が古くなっています" in text
    assert "電話・記録" not in text
    assert "先方からの連絡を記録" in text
    assert f"/cases/{case.pk}/call/" in text


def test_an_agreed_call_with_an_old_observation_goes_to_the_supervisor(client: Client) -> None:
    """Asked twice it is one to-do, on the supervisor's page; the release answers it, and the call may be made."""
    world = make_world()
    seen = timezone.now() - dt.timedelta(days=30)
    case = place(make_case(world), last_affected_at=seen, next_time=dt.time(14), first_attempt_at=seen)
    Finding.objects.within(world.system).filter(case=case).update(last_affected_at=seen)
    for back in ("", "case"):
        enter(client, world).post(f"/cases/{case.pk}/ask-release/", {"back": back})
    assert "監督者に承認を求めています" in client.get("/today/").content.decode()
    assert "監督者に承認を求めています" in client.get(f"/cases/{case.pk}/").content.decode()
    todo = Todo.objects.within(world.system).get(kind="release_asked")
    client.post(f"/todos/{todo.pk}/done/")
    overview = enter(client, world, "supervisor").get("/supervision/").content.decode()
    assert case.organization.name in overview
    assert f"/cases/{case.pk}/freshness/" in overview
    client.post(f"/cases/{case.pk}/freshness/", {"reason": "約束した時刻のため"})
    assert Todo.objects.within(world.system).get(pk=todo.pk).done_by == world.people["supervisor"]
    assert "電話・記録" in enter(client, world).get("/today/").content.decode()


def test_there_is_nothing_to_ask_where_the_observation_is_fresh(client: Client) -> None:
    """The request is refused with a sentence, and nothing waits for the supervisor."""
    world = make_world()
    case = make_case(world)
    answer = enter(client, world).post(f"/cases/{case.pk}/ask-release/", follow=True).content.decode()
    assert "いまは監督者の承認を求める段階ではありません" in answer
    assert not Todo.objects.within(world.system).exists()


def test_an_officer_takes_a_case_that_nobody_has(client: Client) -> None:
    """The first officer has it; the second is told and changes nothing; both steps are in the audit chain."""
    world = make_world()
    case = place(make_case(world), assignee=None)
    second = make_person("second", world.unit, "officer")
    assert "担当する" in enter(client, world).get("/today/").content.decode()
    client.post(f"/cases/{case.pk}/take/")
    client.force_login(second)
    answer = client.post(f"/cases/{case.pk}/take/", follow=True)
    assert "ほかの職員が先に担当になりました" in answer.content.decode()
    assert Case.objects.within(world.system).get(pk=case.pk).assignee == world.people["officer"]
    assert Event.objects.within(world.system).filter(action="case.taken").count() == 1


def test_a_todo_is_shown_with_its_sentence_and_ticked_off(client: Client) -> None:
    """The officer's sentence names no address; after ticking it is gone and the person is on record."""
    world = make_world()
    case = make_case(world)
    todo = Todo.objects.create(
        unit=world.unit, case=case, kind="claim_contradicted", values={"device": "198.51.100.7:443"}
    )
    page = enter(client, world).get("/today/").content.decode()
    assert "改めてお尋ねください" in page
    assert "198.51.100.7" not in page
    client.post(f"/todos/{todo.pk}/done/")
    todo = Todo.objects.within(world.system).get(pk=todo.pk)
    assert todo.done_by == world.people["officer"]
    assert "改めてお尋ねください" not in client.get("/today/").content.decode()


@pytest.mark.parametrize("kind", OF_ANALYST)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_the_analyst_looks_at_only_warns_the_officer(client: Client, kind: str, language: str) -> None:
    """No address and no CVE number on the officer's pages, nothing to tick, and a tick sent anyway changes nothing."""
    world = make_world()
    case = make_case(world)
    values = {"device": "198.51.100.7", "cves": "CVE-2099-0001"}
    todo = Todo.objects.create(unit=world.unit, case=case, kind=kind, values=values)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = enter(client, world).get("/today/").content.decode()
    assert load_words().text(f"todo_officer.{kind}", language) in page  # type: ignore[arg-type]
    assert load_words().text("todo_waits.analyst", language) in page  # type: ignore[arg-type]
    assert not {"198.51.100.7", "CVE-2099-0001", f"/todos/{todo.pk}/done/"} & set(re.findall(r"[^\s\"<>]+", page))
    client.post(f"/todos/{todo.pk}/done/")
    assert Todo.objects.within(world.system).get(pk=todo.pk).done_at is None


def test_what_the_supervisor_was_told_is_the_supervisors_to_tick(client: Client) -> None:
    """A complaint stands on the supervisor's page, not among what the officer does; the supervisor ticks it off."""
    world = make_world()
    values = {"outcome": "complaint"}
    todo = Todo.objects.create(unit=world.unit, case=make_case(world), kind="supervisor_told", values=values)
    assert f"/todos/{todo.pk}/" not in enter(client, world).get("/today/").content.decode()
    assert "苦情" in enter(client, world, "supervisor").get("/supervision/").content.decode()
    client.post(f"/supervision/todos/{todo.pk}/done/")
    assert Todo.objects.within(world.system).get(pk=todo.pk).done_by == world.people["supervisor"]


def test_the_list_costs_the_same_with_five_and_with_thirty_cases(
    client: Client,
    django_assert_num_queries: Any,
) -> None:
    """The number of queries does not grow with the cases."""
    world = make_world()
    campaign = make_campaign(world)
    enter(client, world).get("/today/")

    def add(count: int) -> None:
        for number in range(count):
            case = make_case(world, campaign)
            place(case, assignee=None if number % 5 == 0 else case.assignee)
            Todo.objects.create(unit=world.unit, case=case, kind="device_moved", values={"device": "x"})

    add(5)
    client.get("/today/")
    with django_assert_num_queries(16):
        client.get("/today/")
    add(25)
    with django_assert_num_queries(16):
        client.get("/today/")


def test_only_officers_have_the_list(client: Client) -> None:
    """A supervisor, who does not call, is refused."""
    world = make_world()
    assert enter(client, world, "supervisor").get("/today/").status_code == 403
