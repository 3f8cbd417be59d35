"""Deciding about findings: every decision is kept, nobody is overruled unawares, and the case follows."""

import datetime as dt
from typing import Any

import pytest

from campaign_world import World, make_campaign, make_case, make_finding, make_organization, make_world
from noroshi.attribute.numbers import check_digit
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.records.models import Case, Decision, Event, Exclusion, Finding, Todo
from noroshi.records.scope import Scope
from noroshi.records.services import decide_finding as decide
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db
ATTRIBUTION = [each.code for each in load_enumerations().entries("refutation_reason") if each.about == "attribution"]


def scope_of(world: World) -> Scope:
    """Return the analyst's scope."""
    return world.scope("analyst", "finding.decide")


def make_pending(world: World, findings: int = 1, state: str = "draft") -> tuple[Case, list[Finding]]:
    """Make a case whose findings nobody decided about yet."""
    case = make_case(world, state=state, findings=findings)
    case.findings.update(decision="pending", decided_by=None, decided_at=None, released_by=None, released_at=None)
    return case, list(case.findings.order_by("pk"))


def number(position: int) -> str:
    """Return an invented corporate number with a right check digit."""
    digits = f"{999_901_000_000 + position:012d}"
    return f"{check_digit(digits)}{digits}"


def fresh(world: World, row: Any) -> Any:
    """Return the row as it is in the database."""
    return type(row).objects.within(world.system).get(pk=row.pk)


def test_confirming_names_who_and_when_and_gives_a_label() -> None:
    """The decision, its label and its sealed audit entry come together."""
    world = make_world()
    case, (finding,) = make_pending(world)
    row = decide.confirm(scope_of(world), finding, finding.row_version, "証明書の名称と一致")
    assert (row.decision, row.decided_by_id, row.row_version) == ("confirmed", world.people["analyst"].pk, 2)
    decision = Decision.objects.within(world.system).get(finding=finding)
    assert decision.label == {
        "organization": case.organization.corporate_number,
        "right": True,
        "probability": 0.97,
        "about": "all",
    }
    entry = Event.objects.within(world.system).get(subject=f"finding:{finding.pk}", action="finding.confirm")
    assert f"decision:{decision.pk}" in entry.payload.body


def test_a_finding_that_changed_meanwhile_is_not_overruled() -> None:
    """Two analysts with the same page: the second is refused, and the first decision stands."""
    world = make_world()
    _, (finding,) = make_pending(world)
    decide.refute(scope_of(world), finding, 1, "decoy")
    with pytest.raises(Refused, match="finding_changed"):
        decide.confirm(scope_of(world), finding, 1)
    assert fresh(world, finding).decision == "refuted"
    assert Decision.objects.within(world.system).count() == 1


def test_a_finding_without_an_organisation_cannot_be_confirmed() -> None:
    """Only candidates, or research under way: the message says what to do first."""
    world = make_world()
    campaign = make_campaign(world)
    nobody = make_finding(world, campaign, None)
    with pytest.raises(Refused, match="confirm_without_organization"):
        decide.confirm(scope_of(world), nobody, 1)
    _, (finding,) = make_pending(world)
    decide.refute(scope_of(world), finding, 1, "wrong_organization")
    with pytest.raises(Refused, match="confirm_in_research"):
        decide.confirm(scope_of(world), finding, 2)


@pytest.mark.parametrize("reason", load_enumerations().codes("refutation_reason"))
def test_the_last_finding_refuted_drops_the_case(reason: str) -> None:
    """With no finding left the case is not applicable, and its history says why."""
    world = make_world()
    case, (first, second) = make_pending(world, findings=2)
    decide.refute(scope_of(world), first, 1, reason)
    assert fresh(world, case).state == "draft"
    decide.refute(scope_of(world), second, 1, reason)
    dropped = fresh(world, case)
    assert dropped.state == "not_applicable"
    assert dropped.closed_at is not None
    change = dropped.state_changes.get()
    assert (change.transition, change.reason) == ("drop", f"refuted: {reason}")


@pytest.mark.parametrize("reason", ATTRIBUTION)
def test_a_wrong_organisation_sends_the_device_to_research(reason: str) -> None:
    """Somebody else has the device, so it does not vanish; an organisation that closed down is no such case."""
    world = make_world()
    _, (finding,) = make_pending(world)
    row = decide.refute(scope_of(world), finding, 1, reason)
    researched = reason != "organization_closed"
    assert row.research_state == ("open" if researched else "")
    assert (row.research_due_on is not None) == researched
    label = Decision.objects.within(world.system).get(finding=finding).label
    assert (label["about"], label["right"]) == ("attribution", False)


@pytest.mark.parametrize("reason", ["", "because", "DECOY"])
def test_refuting_needs_a_reason_of_the_list(reason: str) -> None:
    """An unknown reason saves nothing."""
    world = make_world()
    _, (finding,) = make_pending(world)
    with pytest.raises(Refused, match="refute_without_reason"):
        decide.refute(scope_of(world), finding, 1, reason)
    assert not Decision.objects.within(world.system).exists()


@pytest.mark.parametrize("state", ["observed_fixed", "closed_unfixed", "transferred"])
def test_a_wrong_finding_reopens_a_closed_case_with_history(state: str) -> None:
    """The case is reopened because of the refutation, then dropped: both steps are on record."""
    world = make_world()
    case = make_case(world, state=state)
    finding = case.findings.get()
    decide.refute(scope_of(world), finding, 1, "wrong_version")
    changes = list(case.state_changes.values_list("transition", flat=True))
    assert changes == ["reopen_refuted", "drop"]
    assert fresh(world, case).state == "not_applicable"


@pytest.mark.parametrize("told", [True, False])
def test_a_wrong_finding_after_contact_asks_for_a_correction(told: bool) -> None:  # noqa: FBT001 parametrised
    """Whoever was contacted has to hear of it: a to-do appears; without contact there is none."""
    world = make_world()
    case = make_case(world, state="contacting")
    if told:
        case.first_attempt_at = case.opened_at
        case.save()
    decide.refute(scope_of(world), case.findings.get(), 1, "decoy")
    todos = list(Todo.objects.within(world.system).filter(case=case).values_list("kind", flat=True))
    assert todos == (["wrong_after_contact"] if told else [])


def test_a_decision_can_be_taken_back_and_made_anew() -> None:
    """Refuted, reopened, confirmed: the dropped case comes back, all steps stay, and the release is gone."""
    world = make_world()
    case = make_case(world)
    finding = case.findings.get()
    scope = scope_of(world)
    decide.refute(scope, finding, 1, "decoy", "見間違い")
    row = decide.reopen(scope, finding, 2, "おとりではないと分かった")
    assert (row.decision, row.decided_by_id, row.released_at) == ("pending", None, None)
    assert fresh(world, case).state == "not_applicable"
    decide.confirm(scope, finding, 3)
    assert fresh(world, case).state == "draft"
    assert fresh(world, case).closed_at is None
    kinds = list(Decision.objects.within(world.system).values_list("kind", flat=True))
    assert kinds == ["refute", "reopen", "confirm"]


def test_asking_and_answering() -> None:
    """A question needs words, marks the finding as asked, and the answer makes it pending again."""
    world = make_world()
    _, (finding,) = make_pending(world)
    scope = scope_of(world)
    with pytest.raises(Refused, match="comment_missing"):
        decide.ask(scope, finding, 1, "  ")
    assert decide.ask(scope, finding, 1, "この証明書は共用ですか").decision == "asked"
    assert decide.answer(scope, finding, 2, "共用ではありません").decision == "pending"
    with pytest.raises(Refused, match="finding_decided"):
        decide.answer(scope, finding, 3, "もう一度")
    comments = list(Decision.objects.within(world.system).values_list("comment", flat=True))
    assert comments == ["この証明書は共用ですか", "共用ではありません"]


def test_a_candidate_becomes_the_organisation_and_has_to_be_confirmed() -> None:
    """The finding joins the candidate's case with place and name of the candidate; the old case is dropped."""
    world = make_world()
    case, (finding,) = make_pending(world)
    place = {"prefecture": "神奈川県", "city": "川崎市"}
    candidate = {"number": number(1), "name": "架空第二工業株式会社", "probability": 0.4, **place}
    finding.candidates = [candidate]
    finding.save()
    row = decide.give_to(scope_of(world), finding, 1, candidate["number"], "", "名称が近い")
    assert row.decision == "pending"
    assert row.organization is not None
    organization = row.organization
    assert (organization.name, organization.prefecture) == ("架空第二工業株式会社", "神奈川県")
    assert organization.kind == "company"
    assert row.case is not None
    assert row.case.organization_id == organization.pk
    assert row.case.campaign_id == case.campaign_id
    assert fresh(world, case).state == "not_applicable"
    label = Decision.objects.within(world.system).get().label
    assert (label["right"], label["chosen"]) == (False, candidate["number"])
    assert decide.confirm(scope_of(world), row, 2).decision == "confirmed"


def test_a_second_device_of_the_organisation_joins_its_case() -> None:
    """No second case for one organisation: the numbers decide."""
    world = make_world()
    case, (first, second) = make_pending(world, findings=2)
    scope = scope_of(world)
    decide.give_to(scope, first, 1, number(2), "架空商店株式会社")
    decide.give_to(scope, second, 1, number(2), "架空商店")
    cases = {fresh(world, each).case_id for each in (first, second)}
    assert len(cases) == 1
    assert cases != {case.pk}


@pytest.mark.parametrize(
    ("given", "key"), [("123", "number_wrong"), (f"{int(number(1)) + 1}", "number_wrong"), ("", "name_missing")]
)
def test_another_organisation_needs_a_right_number_or_a_name(given: str, key: str) -> None:
    """A wrong check digit or nothing at all is refused, and nothing is made."""
    world = make_world()
    case, (finding,) = make_pending(world)
    with pytest.raises(Refused, match=key):
        decide.give_to(scope_of(world), finding, 1, given, "")
    assert fresh(world, finding).case_id == case.pk


def test_an_excluded_organisation_is_not_given_a_finding() -> None:
    """An exclusion stands in the way, whoever chooses it."""
    world = make_world()
    _, (finding,) = make_pending(world)
    Exclusion.objects.create(
        unit=world.unit, corporate_number=number(3), name="架空", reason="requested", until=dt.date(2099, 3, 31)
    )
    with pytest.raises(Refused, match="organization_excluded"):
        decide.give_to(scope_of(world), finding, 1, number(3), "架空")


def test_an_organisation_in_another_open_campaign_is_refused() -> None:
    """Two campaigns never call the same organisation at once; the message names the other campaign."""
    world = make_world()
    elsewhere = make_case(world)
    elsewhere.organization.corporate_number = number(4)
    elsewhere.organization.save()
    _, (finding,) = make_pending(world)
    with pytest.raises(Refused) as refused:
        decide.give_to(scope_of(world), finding, 1, number(4), "架空")
    assert refused.value.key == "organization_elsewhere"
    assert refused.value.values["campaign"] == elsewhere.campaign.code


def test_urgency_and_freshness_of_the_case_follow_its_findings() -> None:
    """When the most urgent finding falls, the case is as urgent as what is left."""
    world = make_world()
    case, (first, second) = make_pending(world, findings=2)
    calm = {**first.cves[0], "urgency": "60d"}
    second.cves, second.last_affected_at = [calm], second.last_affected_at.replace(year=2020)
    second.save()
    decide.refute(scope_of(world), first, 1, "decoy")
    left = fresh(world, case)
    assert left.urgency == "60d"
    assert left.last_affected_at == second.last_affected_at


def test_several_at_once_each_for_itself() -> None:
    """One that changed meanwhile is named and does not stop the others."""
    world = make_world()
    _, rows = make_pending(world, findings=3)
    scope = scope_of(world)
    decide.ask(scope, rows[1], 1, "?")
    result = decide.many(scope, [(row, 1) for row in rows], decide.confirm)
    assert [row.pk for row in result.done] == [rows[0].pk, rows[2].pk]
    assert [(row.pk, error.key) for row, error in result.refused] == [(rows[1].pk, "finding_changed")]


def test_another_units_finding_is_out_of_reach() -> None:
    """The service itself reads inside the scope only."""
    world, other = make_world("A"), make_world("B")
    _, (finding,) = make_pending(world)
    with pytest.raises(Finding.DoesNotExist):
        decide.confirm(scope_of(other), finding, 1)
    assert make_organization(other).unit_id == other.unit.pk
