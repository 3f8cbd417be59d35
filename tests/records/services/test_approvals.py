"""The office's route of a decision: step by step, each by another person."""

import pytest

from campaign_world import World, make_person, make_world
from noroshi.records.models import Approval, Event
from noroshi.records.services import approvals
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    for name in ("deputy", "head"):
        world.people[name] = make_person(name, world.unit, "supervisor")
    return world


def drafted(world: World) -> Approval:
    scope = world.scope("officer", "decision.draft")
    return approvals.draft(scope, world.unit.pk, kind="release", title="引渡しについて", text="見本")


def test_a_draft_is_approved_when_every_step_was_taken_by_another_person(world: World) -> None:
    """Three steps, three people; the entries of the chain name each step."""
    approval = drafted(world)
    for order, name in enumerate(("supervisor", "deputy", "head"), start=1):
        assert approval.state == "drafted"
        approval = approvals.act(world.scope(name, "decision.approve"), approval, order, "approved")
    assert approval.state == "approved"
    assert approvals.next_step(approval) is None
    assert Event.objects.within(world.system).filter(action="approval.approved").count() == 3


def test_nobody_decides_their_own_draft_or_two_steps(world: World) -> None:
    """The drafter and a person who took an earlier step are refused; returning stays possible."""
    scope = world.scope("supervisor", "decision.approve")
    own = approvals.draft(scope, world.unit.pk, kind="release", title="自分の起案", text="見本")
    with pytest.raises(Refused, match="approval_same_person"):
        approvals.act(scope, own, 1, "approved")
    approval = approvals.act(scope, drafted(world), 1, "approved")
    with pytest.raises(Refused, match="approval_same_person"):
        approvals.act(scope, approval, 2, "approved")
    assert approvals.act(scope, approval, 2, "returned", "資料の追加").state == "returned"


def test_a_step_that_was_taken_meanwhile_is_refused(world: World) -> None:
    """Two people see step one; the second one's decision does not become step two by accident."""
    approval = drafted(world)
    approvals.act(world.scope("supervisor", "decision.approve"), approval, 1, "approved")
    with pytest.raises(Refused, match="approval_step_taken"):
        approvals.act(world.scope("deputy", "decision.approve"), approval, 1, "approved")


@pytest.mark.parametrize("action", ["approved_for", "returned"])
def test_deciding_for_somebody_and_returning_need_a_comment(world: World, action: str) -> None:
    """Without a comment nothing is saved."""
    approval = drafted(world)
    with pytest.raises(Refused, match="approval_comment"):
        approvals.act(world.scope("supervisor", "decision.approve"), approval, 1, action, " ")
    assert not any(step.action for step in approval.steps.all())


def test_only_the_drafter_withdraws_and_only_while_it_waits(world: World) -> None:
    """Another person is refused; a withdrawn draft cannot be decided."""
    approval = drafted(world)
    with pytest.raises(Refused, match="approval_not_yours"):
        approvals.withdraw(world.scope("supervisor", "decision.draft"), approval)
    approvals.withdraw(world.scope("officer", "decision.draft"), approval)
    with pytest.raises(Refused, match="approval_step_taken"):
        approvals.act(world.scope("supervisor", "decision.approve"), approval, 1, "approved")
