"""The numbers of supervision: funnel, ageing, workload, overdue and the day."""

import datetime as dt

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from campaign_world import World, make_campaign, make_case, make_world
from noroshi.records.models import Case, ContactAttempt
from noroshi.records.queries.ageing import ageing, overdue, workload
from noroshi.records.queries.daily import day_figures
from noroshi.records.queries.funnel import funnel

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def change(world: World, case: Case, **values: object) -> None:
    Case.objects.within(world.system).filter(pk=case.pk).update(**values)


def test_the_funnel_counts_each_stage_by_its_own_fact(world: World) -> None:
    """Of four cases one is not applicable; a case without a usable contact or never verified is not counted there."""
    campaign = make_campaign(world)
    now = timezone.now()
    answered, lost, dropped, fixed = (make_case(world, campaign, "contacting") for _ in range(4))
    change(world, answered, first_reached_at=now, answered_at=now, promised_on=timezone.localdate())
    lost.organization.contacts.update(state="wrong")
    change(world, dropped, state="not_applicable")
    change(world, fixed, observed_fixed_at=now)
    counts = {stage.code: (stage.count, stage.of) for stage in funnel(world.system, campaign.pk)}
    assert counts == {
        "identified": (3, 3),
        "contact_found": (2, 3),
        "reached": (1, 3),
        "verified": (0, 3),
        "answered": (1, 3),
        "promised": (1, 3),
        "observed_fixed": (1, 3),
    }


def test_a_claim_never_counts_as_observed_fixed(world: World) -> None:
    """Said to be done is promised, not observed."""
    case = make_case(world, state="answered")
    change(world, case, claimed_fixed=True)
    counts = {stage.code: stage.count for stage in funnel(world.system)}
    assert (counts["promised"], counts["observed_fixed"]) == (1, 0)


def test_open_cases_age_in_one_row_a_state(world: World) -> None:
    """A case opened twenty days ago stands in the third bucket; closed cases are in none."""
    campaign = make_campaign(world)
    old, new, closed = (make_case(world, campaign, state) for state in ("contacting", "contacting", "observed_fixed"))
    change(world, old, opened_at=timezone.now() - dt.timedelta(days=20))
    rows = ageing(world.system, campaign.pk)
    assert [(row.state, row.counts, row.total) for row in rows] == [("contacting", (1, 0, 1, 0, 0), 2)]
    assert {new.state, closed.state} == {"contacting", "observed_fixed"}


def test_workload_names_what_nobody_has_taken_first(world: World) -> None:
    """Cases without an assignee come first; overdue counts dates before today."""
    campaign = make_campaign(world)
    mine, free = make_case(world, campaign), make_case(world, campaign)
    change(world, mine, next_on=timezone.localdate() - dt.timedelta(days=1))
    change(world, free, assignee=None)
    first, second = workload(world.system)
    assert (first.assignee_id, first.open, first.overdue) == (None, 1, 0)
    assert (second.assignee_id, second.overdue) == (world.people["officer"].pk, 1)
    assert list(overdue(world.system)) == [mine]


def test_the_day_counts_each_attempt_once_and_no_other_day(world: World) -> None:
    """A corrected attempt counts as its correction; yesterday's attempt and another unit's are not of this day."""
    case, other = make_case(world), make_case(make_world("B"))
    now = timezone.now()

    def attempt(key: str, outcome: str, at: dt.datetime, of: Case = case, **more: object) -> ContactAttempt:
        officer = world.people["officer"]
        return ContactAttempt.objects.create(
            unit=of.unit, case=of, key=key, channel="phone", officer=officer, at=at, outcome=outcome, minutes=5, **more
        )

    wrong = attempt("1", "no_answer", now)
    attempt("2", "reached_responsible", now, supersedes=wrong)
    attempt("3", "complaint", now)
    attempt("4", "no_answer", now - dt.timedelta(days=1))
    attempt("5", "no_answer", now, of=other)
    day = day_figures(world.system, timezone.localdate(now))
    assert (day.attempts, day.reached, day.complaints, day.minutes) == (2, 1, 1, 10)


def test_the_number_of_queries_does_not_grow_with_the_cases(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Funnel, ageing and workload take one query each, the day six."""
    campaign = make_campaign(world)
    for _ in range(12):
        make_case(world, campaign)
    with django_assert_num_queries(3):
        funnel(world.system)
        ageing(world.system)
        workload(world.system)
    with django_assert_num_queries(6):
        day_figures(world.system, timezone.localdate())


def test_a_past_day_does_not_claim_what_is_overdue_now() -> None:
    """How many were overdue then is not known any more; today's number is."""
    world = make_world()
    today = timezone.localdate()
    assert day_figures(world.system, today).overdue == 0
    assert day_figures(world.system, today - dt.timedelta(days=1)).overdue is None
