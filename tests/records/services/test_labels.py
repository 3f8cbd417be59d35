"""Labels for calibration: what people decided, without names or free text."""

import pytest

from campaign_world import make_campaign, make_case, make_world
from noroshi.records.models import Event
from noroshi.records.services import decide_finding as decide
from noroshi.records.services.labels import COLUMNS, labels

pytestmark = pytest.mark.django_db


def test_the_last_decision_counts_and_one_taken_back_does_not() -> None:
    """Confirmed; refuted after all; reopened: one right, one wrong, none."""
    world = make_world()
    campaign = make_campaign(world)
    first, second, third = (make_case(world, campaign, state="draft").findings.get() for _ in range(3))
    for finding in (first, second, third):
        finding.decision = "pending"
        finding.attribution_reasons = [{"id": "cert.o", "values": {"text": "架空"}}]
        finding.save()
    scope = world.scope("analyst", "finding.decide")
    decide.confirm(scope, first, 1)
    decide.confirm(scope, second, 1, "氏名 架空花子")
    decide.refute(scope, second, 2, "wrong_organization", "氏名 架空花子")
    decide.confirm(scope, third, 1)
    decide.reopen(scope, third, 2, "見直し")
    rows = {row["device"]: row for row in labels(scope)}
    assert set(rows) == {first.device, second.device}
    assert (rows[first.device]["right"], rows[second.device]["right"]) == (True, False)
    assert (rows[second.device]["about"], rows[second.device]["reason"]) == ("attribution", "wrong_organization")
    assert all(set(row) == set(COLUMNS) and row["rules"] == ["cert.o"] for row in rows.values())
    assert "架空花子" not in str(rows)


def test_only_the_own_unit_and_the_named_campaign() -> None:
    """Another compartment's labels stay out, and so does another campaign; every export is written down."""
    world, other = make_world("A"), make_world("B")
    for each in (world, other):
        finding = make_case(each, state="draft").findings.get()
        finding.decision = "pending"
        finding.save()
        decide.confirm(each.scope("analyst", "finding.decide"), finding, 1)
    scope = world.scope("analyst", "finding.decide")
    assert len(list(labels(scope))) == 1
    assert list(labels(scope, "KNG-none")) == []
    assert Event.objects.within(world.system).filter(action="labels.exported").count() == 2
    assert not Event.objects.within(other.system).filter(action="labels.exported").exists()
