"""Recall: everyone who was told, closed cases too, gets a draft and a place on the list."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign_world import World, make_campaign, make_case, make_world
from noroshi.records.models import Case, ContactAttempt, Document, Evidence, RoleGrant, Todo
from noroshi.records.scope import Scope
from noroshi.records.services import recall
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db


def attempt(world: World, case: Case, outcome: str) -> None:
    ContactAttempt.objects.create(
        unit=world.unit,
        case=case,
        key="k",
        channel="phone",
        officer=world.people["officer"],
        at=timezone.now(),
        outcome=outcome,
    )


def test_a_wrong_rule_finds_everyone_told_and_nobody_else() -> None:
    """Of two cases on the rule the closed one was told and gets a draft; a case on another rule is left alone."""
    world = make_world()
    campaign = make_campaign(world)
    told, untold, apart = (
        make_case(world, campaign, state) for state in ("closed_unfixed", "contacting", "contacting")
    )
    for case, rule in ((told, "forti-etag"), (untold, "forti-etag"), (apart, "other")):
        Evidence.objects.create(unit=world.unit, finding=case.findings.get(), about="version", rule=rule)
    attempt(world, told, "reached_responsible")
    attempt(world, untold, "no_answer")
    [started] = recall.start(world.scope("supervisor", "recall.start"), "rule", "forti-etag", "誤った対応表")
    items = {item.case_id: item for item in started.items.all()}
    assert set(items) == {told.pk, untold.pk}
    assert items[told.pk].told
    assert not items[untold.pk].told
    assert items[untold.pk].draft is None
    notice = bytes(items[told.pk].draft.content).decode()
    assert told.organization.name in notice
    assert not {"Fortinet", "198.51.100", "CVE"} & set(notice.split())
    assert Case.objects.within(world.system).get(pk=told.pk).state == "draft"
    assert Case.objects.within(world.system).get(pk=apart.pk).state == "contacting"


def test_telling_the_organisation_closes_the_item_once() -> None:
    """The first record of telling stands; the to-do is done."""
    world = make_world()
    case = make_case(world, state="reached")
    attempt(world, case, "reached_responsible")
    scope = world.scope("supervisor", "recall.start")
    item = recall.start(scope, "case", f"{case.reference[:3]}-{case.reference[3:7]}-{case.reference[7:]}", "別の組織")[
        0
    ].items.get()
    first = recall.informed(scope, item).informed_at
    assert first is not None
    assert recall.informed(scope, item).informed_at == first
    assert Todo.objects.within(scope).get(case=case).done_at == first


def test_a_recall_over_two_units_is_one_in_each(client: Client) -> None:
    """A person of one unit sees that unit's recall with its organisation, and nothing of the other's."""
    first, second = make_world("A"), make_world("B")
    both = first.people["supervisor"]
    RoleGrant.objects.create(user=both, unit=second.unit, role="supervisor")
    cases = [make_case(world) for world in (first, second)]
    for world, case in zip((first, second), cases, strict=True):
        Evidence.objects.create(unit=world.unit, finding=case.findings.get(), about="version", rule="forti-etag")
    started = recall.start(Scope.of(both, "recall.start"), "rule", "forti-etag", "誤った対応表")
    assert [row.unit_id for row in started] == [first.unit.pk, second.unit.pk]
    client.force_login(second.people["supervisor"])
    page = client.get(reverse("recall", args=[started[1].pk])).content.decode()
    assert cases[1].organization.name in page
    assert cases[0].organization.name not in page
    assert client.get(reverse("recall", args=[started[0].pk])).status_code == 404


def test_a_recall_leaves_what_was_disposed_of() -> None:
    """A case that was disposed of stays as it is and stops nobody from recalling the others."""
    world = make_world()
    campaign = make_campaign(world)
    gone, there = make_case(world, campaign, "closed_unfixed"), make_case(world, campaign, "contacting")
    for case in (gone, there):
        Evidence.objects.create(unit=world.unit, finding=case.findings.get(), about="version", rule="forti-etag")
    Case.objects.within(world.system).filter(pk=gone.pk).update(disposed=True)
    [started] = recall.start(world.scope("supervisor", "recall.start"), "rule", "forti-etag", "誤った対応表")
    assert [item.case_id for item in started.items.all()] == [there.pk]


def test_a_recall_that_is_sent_twice_is_one() -> None:
    """The second submission drafts no second notice; another reason is another recall with a to-do of its own."""
    world = make_world()
    case = make_case(world, state="reached")
    attempt(world, case, "reached_responsible")
    scope = world.scope("supervisor", "recall.start")
    first, again, other = (recall.start(scope, "case", case.reference, why) for why in ("誤り", "誤り", "別の誤り"))
    assert first == again != other
    waiting = Todo.objects.within(scope).filter(case=case, kind="recall", done_at=None)
    assert waiting.count() == Document.objects.within(scope).filter(case=case).count() == 2
    recall.informed(scope, first[0].items.get())
    assert [todo.values["recall"] for todo in waiting.all()] == [str(other[0].pk)]


@pytest.mark.parametrize(
    ("kind", "target", "reason"), [("rule", "nothing", "理由"), ("case", "123", "理由"), ("source", "x", " ")]
)
def test_a_recall_without_a_case_or_a_reason_is_refused(kind: str, target: str, reason: str) -> None:
    """Nothing is saved."""
    world = make_world()
    make_case(world)
    with pytest.raises(Refused):
        recall.start(world.scope("supervisor", "recall.start"), kind, target, reason)


def test_a_source_finds_the_cases_whose_findings_came_from_it() -> None:
    """By the source's name and by the input's name, in the unit only."""
    world, other = make_world("A"), make_world("B")
    case = make_case(world)
    make_case(other)
    for target in ("shodan", "shodan.jsonl"):
        assert recall.affected_cases(world.system, "source", target) == [case]
    assert recall.affected_cases(world.system, "source", "censys") == []
