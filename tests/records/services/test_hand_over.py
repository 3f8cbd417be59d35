"""Who carries a case, and transferring one to another office."""

import pytest

from campaign_world import World, make_campaign, make_case, make_person, make_world
from noroshi.records.models import Case, Event
from noroshi.records.services import hand_over, transfer_case
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_a_handover_gives_all_open_cases_and_no_closed_one(world: World) -> None:
    """Two open cases change hands with one entry each; the closed one keeps its name."""
    campaign = make_campaign(world)
    cases = [make_case(world, campaign, state) for state in ("contacting", "reached", "observed_fixed")]
    successor = make_person("successor", world.unit, "officer")
    scope = world.scope("supervisor", "case.assign")
    assert hand_over.hand_over(scope, world.people["officer"], successor, "異動") == 2
    names = {case.pk: case.assignee_id for case in Case.objects.within(scope)}
    assert [names[case.pk] for case in cases] == [successor.pk, successor.pk, world.people["officer"].pk]
    assert Event.objects.within(scope).filter(action="case.assigned").count() == 2


def test_a_case_goes_only_to_somebody_who_may_call_in_its_unit(world: World) -> None:
    """An analyst and an officer of another unit are refused, and nothing changes hands."""
    case = make_case(world)
    scope = world.scope("supervisor", "case.assign")
    for person in (world.people["analyst"], make_world("B").people["officer"]):
        with pytest.raises(Refused, match="assignee_not_officer"):
            hand_over.assign(scope, [case], person)
    assert Case.objects.within(scope).get(pk=case.pk).assignee_id == world.people["officer"].pk
    assert {person.pk for person in hand_over.officers_of(scope)} == {world.people["officer"].pk}


def test_a_transfer_needs_a_receipt_and_keeps_it(world: World) -> None:
    """Without a receipt nothing changes; with it the change of state names it."""
    moving = make_case(world, state="reached")
    scope = world.scope("supervisor", "case.transfer")
    with pytest.raises(Refused, match="reason_missing"):
        transfer_case.transfer(scope, moving, receiver="架空県警察", receipt="", reason="本社所在地")
    moved = transfer_case.transfer(scope, moving, receiver="架空県警察", receipt="受領 12", reason="本社所在地")
    assert moved.state == "transferred"
    assert "受領 12" in moved.state_changes.get().reason


def test_a_case_that_was_not_handed_over_yet_cannot_be_transferred(world: World) -> None:
    """The state machine refuses, and the refusal is one for the page."""
    case = make_case(world, state="draft")
    with pytest.raises(Refused, match="transition"):
        transfer_case.transfer(
            world.scope("supervisor", "case.transfer"), case, receiver="架空県警察", receipt="1", reason="理由"
        )
