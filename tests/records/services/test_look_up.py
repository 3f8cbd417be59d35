"""The switchboard's question about a number."""

import pytest

from campaign_world import make_case, make_world
from noroshi.records.models import Case, Event, EventPayload, Verification
from noroshi.records.services import recall, transitions
from noroshi.records.services.look_up import MISSES, look_up
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["{0}-{1}-{2}", "{0} {1} {2}", "{0}{1}{2}"])
def test_a_number_of_ours_is_genuine_and_counts_as_their_check(typed: str) -> None:
    """However it is written; the check is on the case, and it opens nothing technical."""
    world = make_world()
    case = make_case(world)
    number = case.reference
    found = look_up(world.scope("switchboard", "lookup.verify"), typed.format(number[:3], number[3:7], number[7:]))
    assert (found.outcome, found.unit) == ("genuine", world.unit)
    check = Verification.objects.within(world.system).get(case=case)
    assert (check.about, check.by, check.result, check.person) == ("contact", "switchboard", "genuine", "")


def test_numbers_that_nobody_outside_can_know_are_unknown() -> None:
    """Another unit's, one that was not released yet, a disposed one and an invented one look the same."""
    world, other = make_world("A"), make_world("B")
    scope = world.scope("switchboard", "lookup.verify")
    disposed = make_case(world)
    disposed.disposed = True
    disposed.save(update_fields=["disposed"])
    for case in (make_case(other), make_case(world, state="draft"), make_case(world, state="approved"), disposed):
        assert look_up(scope, case.reference).outcome == "unknown"
    assert not Verification.objects.within(world.system).exists()
    assert Event.objects.within(world.system).filter(action="lookup.unknown").count() == 4


def test_a_number_stays_genuine_when_its_case_is_recalled() -> None:
    """Who holds a letter whose case is back in draft is told that the letter was ours."""
    world = make_world()
    case = make_case(world, state="draft")
    met = frozenset({"has_confirmed_finding", "second_person", "fresh", "terms_allow"})
    for step in ("approve", "hand_over"):
        transitions.apply(world.system, case, step, met=met)
    recall.start(world.scope("supervisor", "recall.start"), "case", case.reference, "別の組織")
    assert Case.objects.within(world.system).get(pk=case.pk).state == "draft"
    assert look_up(world.scope("switchboard", "lookup.verify"), case.reference).outcome == "genuine"


def test_a_slip_is_said_as_a_slip_and_written_down() -> None:
    """A wrong digit fails the check digit; what was typed lies in the values of the entry, not in the chain."""
    world = make_world()
    number = make_case(world).reference
    slip = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert look_up(world.scope("switchboard", "lookup.verify"), slip).outcome == "mistyped"
    entry = Event.objects.within(world.system).get(action="lookup.mistyped")
    assert slip in EventPayload.objects.get(event=entry).body


def test_trying_numbers_ends_soon() -> None:
    """After twenty misses even a right number is refused; another person still gets answers."""
    world = make_world()
    scope, case = world.scope("switchboard", "lookup.verify"), make_case(world)
    for _ in range(MISSES):
        look_up(scope, "123")
    with pytest.raises(Refused, match="lookup_too_many"):
        look_up(scope, case.reference)
    assert look_up(world.scope("officer", "lookup.verify"), case.reference).outcome == "genuine"
