"""Releasing: a second person, five cases opened in full, nothing stale, nothing whose terms forbid it."""

import datetime as dt

import pytest
from django.utils import timezone

from campaign_world import World, make_campaign, make_case, make_finding, make_person, make_world
from noroshi.records.models import Campaign, Case, Decision, Event, Finding, Release, Survey
from noroshi.records.scope import Scope
from noroshi.records.services import decide_finding, release_findings
from noroshi.records.services.refusals import Refused
from noroshi.records.services.release_gate import Readiness, readiness
from noroshi.records.services.set_terms import set_terms

pytestmark = pytest.mark.django_db


def scope_of(world: World) -> Scope:
    """Return the approver's scope."""
    return world.scope("approver", "finding.release")


def today() -> dt.date:
    """Return today's date in Japan."""
    return timezone.localdate()


def make_ready(world: World, count: int) -> Campaign:
    """Make a campaign with draft cases whose findings are confirmed and not released."""
    campaign = make_campaign(world)
    for _ in range(count):
        make_case(world, campaign, state="draft")
    Finding.objects.within(world.system).filter(campaign=campaign).update(released_by=None, released_at=None)
    return campaign


def gate(world: World, campaign: Campaign) -> list[Readiness]:
    """Return what stands in the way for the approver."""
    return readiness(scope_of(world), campaign, today())


def open_sample(world: World, release: Release) -> None:
    """Open every case that was drawn."""
    for key in release.sample:
        case = Case.objects.within(world.system).get(pk=key)
        release_findings.opened(scope_of(world), release, case)


def release_all(world: World, campaign: Campaign) -> Release:
    """Start, open the sample, complete."""
    release = release_findings.start(scope_of(world), campaign, today())
    open_sample(world, release)
    return release_findings.complete(scope_of(world), release, today())


def states(world: World) -> set[str]:
    """Return the states of all cases."""
    return set(Case.objects.within(world.system).values_list("state", flat=True))


def test_a_release_hands_over_every_ready_case() -> None:
    """Approved and handed over, each step on record, the findings name who released them, the officers' day is set."""
    world = make_world()
    campaign = make_ready(world, 7)
    release = release_all(world, campaign)
    assert len(release.result["released"]) == 7
    assert release.result["refused"] == []
    for case in Case.objects.within(world.system):
        assert case.state == "handed_over"
        assert case.next_on == today()
        assert list(case.state_changes.values_list("transition", flat=True)) == ["approve", "hand_over"]
        finding = case.findings.get()
        assert finding.released_by_id == world.people["approver"].pk
    with pytest.raises(Refused, match="release_nothing"):
        release_findings.start(scope_of(world), campaign, today())


def test_five_cases_are_drawn_by_lot_and_all_must_be_opened() -> None:
    """The draw is recorded and cannot be repeated; completing before the last is opened releases nothing."""
    world = make_world()
    campaign = make_ready(world, 12)
    release = release_findings.start(scope_of(world), campaign, today())
    assert len(set(release.sample)) == 5
    assert set(release.sample) <= set(release.cases)
    assert release_findings.start(scope_of(world), campaign, today()).pk == release.pk
    cases = {case.pk: case for case in Case.objects.within(world.system)}
    other = next(case for pk, case in cases.items() if pk not in release.sample)
    release_findings.opened(scope_of(world), release, other)
    for position, key in enumerate(release.sample):
        with pytest.raises(Refused) as refused:
            release_findings.complete(scope_of(world), release, today())
        assert refused.value.values == {"count": str(5 - position)}
        release_findings.opened(scope_of(world), release, cases[key])
    assert states(world) == {"draft"}
    done = release_findings.complete(scope_of(world), release, today())
    assert len(done.result["released"]) == 12
    assert set(done.opened) == {str(key) for key in release.sample}


def test_the_draw_differs_from_release_to_release() -> None:
    """Twenty draws of five out of thirty are not always the same five."""
    world = make_world()
    campaign = make_ready(world, 30)
    drawn = set()
    for _ in range(20):
        release = release_findings.start(scope_of(world), campaign, today())
        drawn.add(tuple(release.sample))
        release.done_at = timezone.now()
        release.save()
    assert len(drawn) > 1


def test_who_confirmed_cannot_release() -> None:
    """A person with both roles is refused for what they confirmed, and only for that."""
    world = make_world()
    both = make_person("both", world.unit, "analyst", "approver")
    campaign = make_ready(world, 2)
    own = Finding.objects.within(world.system).order_by("pk").first()
    assert own is not None
    Finding.objects.within(world.system).filter(pk=own.pk).update(decided_by=both)
    scope = Scope.of(both, "finding.release")
    found = {each.case.pk: each.blocks for each in readiness(scope, campaign, today())}
    assert found[own.case_id] == ("same_person",)
    release = release_findings.start(scope, campaign, today())
    assert release.cases == [pk for pk in found if pk != own.case_id]
    Finding.objects.within(world.system).exclude(pk=own.pk).update(decided_by=both)
    for key in release.sample:
        release_findings.opened(scope, release, Case.objects.within(world.system).get(pk=key))
    done = release_findings.complete(scope, release, today())
    assert done.result["released"] == []
    assert done.result["refused"][0]["blocks"] == ["same_person"]
    assert states(world) == {"draft"}


def test_an_undecided_finding_holds_its_case_up() -> None:
    """An organisation is called once, about all its devices: a pending or asked one waits."""
    world = make_world()
    campaign = make_ready(world, 1)
    case = Case.objects.within(world.system).get()
    waiting = make_finding(world, campaign, case.organization, case=case)
    assert [each.blocks for each in gate(world, campaign)] == [("undecided",)]
    decide_finding.refute(world.scope("analyst", "finding.decide"), waiting, 1, "decoy")
    assert [each.blocks for each in gate(world, campaign)] == [()]


def test_the_terms_of_every_input_of_a_finding_must_allow_it() -> None:
    """Unknown and forbidden both refuse, and name the input; an input that it does not rest on is no matter."""
    world = make_world()
    campaign = make_ready(world, 1)
    survey = campaign.survey
    other = {**survey.sources[0], "input": "censys.jsonl", "source": "censys", "may_hand_over": "no"}
    Survey.objects.within(world.system).filter(pk=survey.pk).update(sources=[survey.sources[0], other])
    assert [each.blocks for each in gate(world, campaign)] == [()]
    for answer in ("unknown", "no", "", "maybe"):
        sources = [{**survey.sources[0], "may_hand_over": answer}, other]
        Survey.objects.within(world.system).filter(pk=survey.pk).update(sources=sources)
        (held,) = gate(world, campaign)
        assert held.blocks == ("terms",)
        assert [each.input for each in held.refusals] == ["shodan.jsonl"]
    supervisor = world.scope("supervisor", "campaign.open")
    set_terms(supervisor, campaign.survey, {"shodan": {"licence": "契約 第1号", "may_hand_over": "yes"}})
    assert [each.blocks for each in gate(world, campaign)] == [()]
    Finding.objects.within(world.system).update(source_inputs=[])
    assert [each.blocks for each in gate(world, campaign)] == [("terms",)]


def test_a_stale_finding_waits_for_a_supervisor_and_the_override_holds_for_this_observation_only() -> None:
    """Fifteen days old blocks; a reason lets it pass; a newer observation that grows old again does not."""
    world = make_world()
    campaign = make_ready(world, 1)
    old = timezone.now() - dt.timedelta(days=15)
    Finding.objects.within(world.system).update(last_affected_at=old)
    Case.objects.within(world.system).update(last_affected_at=old)
    (held,) = gate(world, campaign)
    assert held.blocks == ("stale",)
    supervisor = world.scope("supervisor", "case.assign")
    with pytest.raises(Refused, match="override_without_reason"):
        release_findings.override_freshness(supervisor, held.case, " ", today())
    release_findings.override_freshness(supervisor, held.case, "次の調査まで間がある", today())
    assert [each.blocks for each in gate(world, campaign)] == [()]
    newer = old + dt.timedelta(days=2)
    Case.objects.within(world.system).update(last_affected_at=newer)
    Finding.objects.within(world.system).update(last_affected_at=newer)
    later = today() + dt.timedelta(days=5)
    assert [each.blocks for each in readiness(scope_of(world), campaign, later)] == [("stale",)]


@pytest.mark.parametrize("days", [0, 14, -1])
def test_an_override_needs_something_to_override(days: int) -> None:
    """A fresh observation, and one that lies in the future, cannot be overridden."""
    world = make_world()
    campaign = make_ready(world, 1)
    seen = timezone.now() - dt.timedelta(days=days)
    Finding.objects.within(world.system).update(last_affected_at=seen)
    Case.objects.within(world.system).update(last_affected_at=seen)
    (each,) = gate(world, campaign)
    assert each.blocks == (() if days >= 0 else ("stale",))
    with pytest.raises(Refused, match="override_not_needed"):
        release_findings.override_freshness(world.scope("supervisor", "case.assign"), each.case, "理由", today())


def test_what_changed_since_the_start_is_refused_and_named() -> None:
    """A finding refuted while the approver reads does not leave; the others do."""
    world = make_world()
    campaign = make_ready(world, 3)
    release = release_findings.start(scope_of(world), campaign, today())
    open_sample(world, release)
    finding = Finding.objects.within(world.system).order_by("pk").first()
    assert finding is not None
    decide_finding.refute(world.scope("analyst", "finding.decide"), finding, 1, "decoy")
    done = release_findings.complete(scope_of(world), release, today())
    assert len(done.result["released"]) == 2
    assert done.result["refused"] == [{"case": finding.case_id, "blocks": ["no_longer"]}]
    assert states(world) == {"handed_over", "not_applicable"}


def test_a_device_found_later_joins_a_case_that_was_handed_over() -> None:
    """The case stays where it is; the further finding gets its own release."""
    world = make_world()
    campaign = make_ready(world, 1)
    release_all(world, campaign)
    case = Case.objects.within(world.system).get()
    analyst = world.people["analyst"]
    late = make_finding(world, campaign, case.organization, case=case, decision="confirmed", decided_by=analyst)
    (each,) = gate(world, campaign)
    assert (each.late, each.ready, [row.pk for row in each.findings]) == (True, True, [late.pk])
    done = release_all(world, campaign)
    assert done.late == [late.pk]
    assert case.state_changes.count() == 2
    assert Finding.objects.within(world.system).get(pk=late.pk).released_at is not None


def test_a_case_sent_back_ends_the_release() -> None:
    """The analyst finds the reason in the history; the release is over and released nothing."""
    world = make_world()
    campaign = make_ready(world, 3)
    release = release_findings.start(scope_of(world), campaign, today())
    case = Case.objects.within(world.system).get(pk=release.sample[0])
    with pytest.raises(Refused, match="comment_missing"):
        release_findings.send_back(scope_of(world), case, "", release)
    release_findings.send_back(scope_of(world), case, "証明書が共用に見える", release)
    assert case.findings.get().decision == "pending"
    assert Decision.objects.within(world.system).get().kind == "return"
    with pytest.raises(Refused, match="release_done"):
        release_findings.complete(scope_of(world), release, today())
    assert states(world) == {"draft"}


def test_nobody_completes_anothers_release() -> None:
    """The five cases were opened by one person; that person releases."""
    world = make_world()
    campaign = make_ready(world, 1)
    release = release_findings.start(scope_of(world), campaign, today())
    open_sample(world, release)
    second = make_person("second", world.unit, "approver")
    with pytest.raises(Refused, match="release_of_another"):
        release_findings.complete(Scope.of(second, "finding.release"), release, today())


def test_every_step_of_a_release_is_in_the_audit() -> None:
    """Start with the draw, each opening, the completion with its result."""
    world = make_world()
    release = release_all(world, make_ready(world, 2))
    events = Event.objects.within(world.system).filter(subject=f"release:{release.pk}")
    actions = list(events.order_by("seq").values_list("action", flat=True))
    assert actions == ["release.started", "release.opened_case", "release.opened_case", "release.completed"]


@pytest.mark.parametrize("count", [3, 30])
def test_the_gate_costs_the_same_for_few_and_for_many(count: int, django_assert_num_queries: object) -> None:
    """One statement, however many cases wait."""
    world = make_world()
    campaign = make_ready(world, count)
    scope = scope_of(world)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(readiness(scope, campaign, today())) == count
