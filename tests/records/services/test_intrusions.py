"""A suspected intrusion: marked at once, handed over, decided."""

import datetime as dt

import pytest
from django.utils import timezone

from campaign_world import make_case, make_world
from noroshi.records.models import Case
from noroshi.records.services import intrusions
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db


def test_a_report_marks_the_case_once() -> None:
    """Pressing the button twice gives one report."""
    world = make_world()
    scope, case = world.scope("officer", "intrusion.handle"), make_case(world)
    first = intrusions.report(scope, case, "不審な通信との申告")
    assert intrusions.report(scope, case) == first
    assert Case.objects.within(scope).get(pk=case.pk).intrusion_suspected


def test_the_hand_over_needs_a_receiver_and_a_time_between_report_and_now() -> None:
    """Nobody, the future and a time before the report are refused, a second hand-over too."""
    world = make_world()
    scope, case = world.scope("officer", "intrusion.handle"), make_case(world)
    row = intrusions.report(scope, case)
    now = timezone.now()
    for to, at, key in (
        (" ", now, "receiver_missing"),
        ("捜査担当 見本", now + dt.timedelta(hours=1), "hand_over_time"),
        ("捜査担当 見本", now - dt.timedelta(days=1), "hand_over_time"),
    ):
        with pytest.raises(Refused, match=key):
            intrusions.hand_over(scope, row, to=to, at=at)
    row = intrusions.hand_over(scope, row, to="捜査担当 見本", at=now)
    assert (row.state, row.handed_to) == ("handed_over", "捜査担当 見本")
    with pytest.raises(Refused, match="already_handed_over"):
        intrusions.hand_over(scope, row, to="別の担当", at=now)


@pytest.mark.parametrize(("decision", "marked"), [("no_intrusion", False), ("intrusion", True)])
def test_only_no_intrusion_gives_the_case_back(decision: str, marked: bool) -> None:  # noqa: FBT001 a case of the table
    """The mark stays unless the decision finds no intrusion; a decision needs a hand-over and a reason."""
    world = make_world()
    scope, case = world.scope("officer", "intrusion.handle"), make_case(world)
    row = intrusions.report(scope, case)
    with pytest.raises(Refused, match="not_handed_over"):
        intrusions.decide(scope, row, decision, "確認の結果")
    row = intrusions.hand_over(scope, row, to="捜査担当 見本", at=timezone.now())
    with pytest.raises(Refused, match="reason_missing"):
        intrusions.decide(scope, row, decision, " ")
    intrusions.decide(scope, row, decision, "確認の結果")
    assert Case.objects.within(scope).get(pk=case.pk).intrusion_suspected is marked
    assert intrusions.undecided(scope, case) is None
