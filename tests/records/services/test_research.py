"""The research queue: who uses the device is looked up by a person, with its source."""

import datetime as dt
from typing import Any

import pytest

from campaign_world import World, make_campaign, make_case, make_finding, make_world
from noroshi.attribute.numbers import check_digit
from noroshi.records.models import Case, Decision, Finding, Organization
from noroshi.records.scope import Scope
from noroshi.records.services import decide_finding, research
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
NUMBER = f"{check_digit('999901000077')}999901000077"


def scope_of(world: World) -> Scope:
    """Return the scope of the person who looks up."""
    return world.scope("analyst", "research.work")


def make_unknown(world: World, **values: Any) -> Finding:
    """Make a device in the research queue."""
    columns = {"research_state": "open", "research_reason": "only_candidates", "research_due_on": TODAY}
    return make_finding(world, make_campaign(world), None, **{**columns, **values})


def found(world: World, finding: Finding, row_version: int = 1, **values: Any) -> Finding:
    """Name an organisation for the device; ``values`` override the fields."""
    fields = {
        "number": NUMBER,
        "name": "架空調査株式会社",
        "kind": "company",
        "prefecture": "神奈川県",
        "source_url": "https://www.example.jp/about",
        "looked_up_on": TODAY,
        "today": TODAY,
        "comment": "会社概要の欄",
    }
    return research.found(scope_of(world), finding, row_version, **{**fields, **values})


def test_a_found_organisation_goes_to_the_analyst_with_its_source() -> None:
    """A draft case comes into being, the finding is pending, and the history holds address and day."""
    world = make_world()
    row = found(world, make_unknown(world))
    assert (row.research_state, row.decision) == ("found", "pending")
    assert row.case is not None
    assert (row.case.state, row.organization.corporate_number) == ("draft", NUMBER)
    decision = Decision.objects.within(world.system).get(finding=row)
    assert decision.comment == "https://www.example.jp/about (2026-11-24)\n会社概要の欄"
    assert decision.label == {"organization": NUMBER, "right": True, "probability": None, "about": "research"}
    confirmed = decide_finding.confirm(world.scope("analyst", "finding.decide"), row, 2)
    assert confirmed.decision == "confirmed"


def test_the_label_keeps_how_probable_the_candidate_was_held() -> None:
    """Calibration learns from a candidate that research found to be right."""
    world = make_world()
    candidate = {"number": NUMBER, "name": "架空", "prefecture": "", "city": "", "probability": 0.35}
    row = found(world, make_unknown(world, candidates=[candidate]))
    assert Decision.objects.within(world.system).get(finding=row).label["probability"] == 0.35


def test_a_sole_proprietor_needs_no_number_but_its_kind() -> None:
    """Outside the register the kind says why there is no number; without either nothing is saved."""
    world = make_world()
    finding = make_unknown(world)
    with pytest.raises(Refused, match="number_or_kind"):
        found(world, finding, number="")
    row = found(world, finding, number="", kind="sole_proprietor", name="架空商店")
    assert (row.organization.kind, row.organization.corporate_number) == ("sole_proprietor", "")


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"source_url": ""}, "source_url"),
        ({"source_url": "会社概要"}, "source_url"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"source_url": "https://"}, "source_url"),
        ({"looked_up_on": TODAY + dt.timedelta(days=1)}, "source_day"),
        ({"number": "1234567890123"}, "number_wrong"),
        ({"name": "  "}, "name_missing"),
    ],
)
def test_a_find_without_a_proper_source_is_refused(values: dict[str, Any], key: str) -> None:
    """Nothing is half-saved: no organisation, no case."""
    world = make_world()
    finding = make_unknown(world)
    with pytest.raises(Refused, match=key):
        found(world, finding, **values)
    assert not Organization.objects.within(world.system).exists()
    assert not Case.objects.within(world.system).exists()


def test_notes_are_kept_and_the_research_can_end_and_go_on() -> None:
    """Note, close without a result, open again: each with its words, and closed research takes no more."""
    world = make_world()
    finding, scope = make_unknown(world), scope_of(world)
    assert research.note(scope, finding, 1, "登記簿に該当なし").research_state == "working"
    assert research.not_found(scope, finding, 2, "手掛かりなし").research_state == "not_found"
    with pytest.raises(Refused, match="research_closed"):
        found(world, finding, 3)
    assert research.resume(scope, finding, 3, "新しい手掛かり").research_state == "working"
    comments = list(Decision.objects.within(world.system).values_list("comment", flat=True))
    assert comments == ["登記簿に該当なし", "手掛かりなし", "新しい手掛かり"]
    for step in (research.note, research.not_found):
        with pytest.raises(Refused, match="comment_missing"):
            step(scope, finding, 4, " ")


def test_a_wrong_organisation_is_looked_up_and_replaced() -> None:
    """A confirmed, then refuted organisation: research finds the right one, and the wrong case stays dropped."""
    world = make_world()
    case = make_case(world, state="draft")
    finding = case.findings.get()
    decide_finding.refute(world.scope("analyst", "finding.decide"), finding, 1, "wrong_organization")
    row = found(world, finding, 2)
    assert row.case_id != case.pk
    assert Case.objects.within(world.system).get(pk=case.pk).state == "not_applicable"
    assert row.decision == "pending"


def test_taking_notes_does_not_change_who_refuted() -> None:
    """The person who decided stays on record while somebody else looks up the user."""
    world = make_world()
    finding = make_case(world, state="draft").findings.get()
    row = decide_finding.refute(world.scope("analyst", "finding.decide"), finding, 1, "wrong_organization")
    system = Scope.system({world.unit.pk}, "test")
    again = research.note(system, row, 2, "調査中")
    assert again.decided_by_id == world.people["analyst"].pk
