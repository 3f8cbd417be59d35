"""Attaching a later survey of the example: every device of it goes to one place, and nothing is contacted by itself."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from django.utils import timezone

from campaign_world import World, make_world
from noroshi.knowledge.ethics import load_ethics
from noroshi.model.attribution import State
from noroshi.model.campaign import CampaignFinding
from noroshi.notify.criteria import match
from noroshi.records.models import (
    Attachment,
    Campaign,
    Case,
    Event,
    Evidence,
    Finding,
    Organization,
    Reobservation,
    Survey,
    Todo,
)
from noroshi.records.services import decide_finding, exclusions, resurvey
from noroshi.records.services.campaign_wishes import Wishes, criteria_of
from noroshi.records.services.load_survey import read_devices
from noroshi.records.services.open_campaign import open_campaign
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db
OPENED = dt.date(2026, 9, 18)
ATTACHED = dt.date(2026, 10, 26)


def open_from(world: World, survey: Path) -> Campaign:
    wishes = Wishes(
        code="KNG-26",
        title_ja="見本",
        prefectures=("神奈川県",),
        basis="either",
        legal_basis="見本",
        ethics=frozenset(load_ethics()),
        starts_on=OPENED,
    )
    return open_campaign(world.scope("supervisor", "campaign.open"), world.unit, survey, wishes, today=OPENED)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def campaign(world: World, monthly_surveys: tuple[Path, Path]) -> Campaign:
    return open_from(world, monthly_surveys[0])


def take_in(world: World, campaign: Campaign, survey: Path) -> Attachment:
    return resurvey.take_in(world.scope("analyst", "survey.attach"), campaign, survey, today=ATTACHED)


def new_findings(world: World, attachment: Attachment) -> list[Finding]:
    rows = Finding.objects.within(world.system).filter(survey=attachment.survey)
    return list(rows.select_related("case", "organization").order_by("pk"))


def newcomer(world: World, campaign: Campaign, survey: Path, *, known: bool) -> CampaignFinding:
    """Return a device that fits and is new, of an organisation that has a case already (or has none)."""
    there = set(Finding.objects.within(world.system).values_list("device", flat=True))
    numbers = set(Organization.objects.within(world.system).values_list("corporate_number", flat=True))
    criteria = criteria_of(campaign)
    return next(
        each.finding
        for each in read_devices(survey)
        if each.finding.state is State.ATTRIBUTED
        and (each.finding.number in numbers) is known
        and each.finding.device not in there
        and match(each.finding, criteria).fits
    )


def bins(attachment: Attachment) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in attachment.balance:
        counts[row["outcome"]] += row["devices"]
    return counts


def test_every_device_of_the_later_survey_is_in_one_place(
    world: World, campaign: Campaign, monthly_surveys: tuple[Path, Path]
) -> None:
    """The balance counts every device once; each that fits is one of the campaign's, old or new."""
    before = set(Finding.objects.within(world.system).values_list("device", flat=True))
    attachment = take_in(world, campaign, monthly_surveys[1])
    devices = read_devices(monthly_surveys[1])
    assert bins(attachment).total() == len(devices) > 300
    again = set(Reobservation.objects.within(world.system).exclude(device="").values_list("device", flat=True))
    mine = {finding.device for finding in new_findings(world, attachment)}
    assert not mine & before
    assert bins(attachment)["case"] + bins(attachment)["research"] == len(mine) > 5
    assert bins(attachment)["reobserved"] == len(before & {each.finding.device for each in devices} | again)
    fitting = {each.finding.device for each in devices if match(each.finding, criteria_of(campaign)).fits}
    assert fitting <= before | again | mine
    assert sum(attachment.states.values()) == len(before)


def test_what_is_new_waits_for_a_person(world: World, campaign: Campaign, monthly_surveys: tuple[Path, Path]) -> None:
    """A new device is pending with its evidence, in the one case of its organisation or in the research queue."""
    cases = {case.pk: case.state for case in Case.objects.within(world.system)}
    attachment = take_in(world, campaign, monthly_surveys[1])
    rows = new_findings(world, attachment)
    assert {row.decision for row in rows} == {"pending"}
    assert {row.released_at for row in rows} == {None}
    assert all(Evidence.objects.within(world.system).filter(finding=row).exists() for row in rows)
    in_cases = [row for row in rows if row.case is not None]
    assert {row.case.organization_id for row in in_cases if row.case} == {row.organization_id for row in in_cases}
    assert all(row.research_state == "open" and row.research_due_on for row in rows if row.case is None)
    joined = {row.case_id for row in in_cases} & set(cases)
    made = set(Case.objects.within(world.system).values_list("pk", flat=True)) - set(cases)
    assert joined
    assert made == {row.case_id for row in in_cases} - joined
    assert {case.state for case in Case.objects.within(world.system).filter(pk__in=made)} == {"draft"}
    told = Todo.objects.within(world.system).filter(kind="device_new")
    assert {todo.case_id for todo in told} == joined
    assert Case.objects.within(world.system).filter(
        organization__in=[row.organization_id for row in in_cases]
    ).count() == (len({row.organization_id for row in in_cases}))


def test_an_excluded_organisation_gets_no_new_device(
    world: World, campaign: Campaign, monthly_surveys: tuple[Path, Path]
) -> None:
    """What an exclusion keeps away stands in the balance with the reason of the exclusion."""
    new = newcomer(world, campaign, monthly_surveys[1], known=False)
    today = timezone.localdate()
    exclusions.add(
        world.scope("supervisor", "exclusion.edit"),
        world.unit,
        number=new.number,
        name=new.organization,
        reason="requested",
        until=max(today, ATTACHED) + dt.timedelta(days=200),
        today=today,
    )
    attachment = take_in(world, campaign, monthly_surveys[1])
    assert {"outcome": "excluded", "detail": "requested", "devices": 1} in attachment.balance
    assert new.device not in {row.device for row in new_findings(world, attachment)}


def test_a_wrong_finding_stays_wrong(world: World, campaign: Campaign, monthly_surveys: tuple[Path, Path]) -> None:
    """A device that a person refuted is neither re-observed nor taken over as new; the balance says so."""
    scope = world.scope("analyst", "finding.decide")
    seen = {each.finding.device for each in read_devices(monthly_surveys[1])}
    finding = Finding.objects.within(scope).filter(device__in=seen, case__isnull=False).order_by("pk")[0]
    decide_finding.refute(scope, finding, finding.row_version, "wrong_product")
    attachment = take_in(world, campaign, monthly_surveys[1])
    assert bins(attachment)["known_refuted"] == 1
    assert not finding.reobservations.exists()
    assert finding.device not in {row.device for row in new_findings(world, attachment)}


@pytest.mark.parametrize("state", ["observed_fixed", "closed_unfixed"])
def test_a_new_device_brings_an_ended_case_back_once_a_person_confirms(
    world: World, campaign: Campaign, monthly_surveys: tuple[Path, Path], state: str
) -> None:
    """The ended case stays ended with a to-do; the analyst's confirmation takes it to draft, for the second person."""
    new = newcomer(world, campaign, monthly_surveys[1], known=True)
    cases = Case.objects.within(world.system).filter(organization__corporate_number=new.number)
    Finding.objects.within(world.system).filter(case__in=cases).update(last_seen=timezone.now())
    cases.update(state=state)
    attachment = take_in(world, campaign, monthly_surveys[1])
    assert cases.get().state == state
    assert Todo.objects.within(world.system).get(case=cases.get()).kind == "device_new_ended"
    finding = next(row for row in new_findings(world, attachment) if row.device == new.device)
    decide_finding.confirm(world.scope("analyst", "finding.decide"), finding, finding.row_version)
    assert cases.get().state == "draft"


def test_nothing_is_kept_of_an_attachment_that_fails(
    world: World, campaign: Campaign, monthly_surveys: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error at the last step leaves neither survey, re-observation, finding nor audit entry."""

    def fail(*_args: object, **_values: object) -> None:
        raise RuntimeError

    rows = [Survey, Finding, Case, Organization, Reobservation, Todo, Attachment, Event]
    before = [_count(world, model) for model in rows]
    monkeypatch.setattr(resurvey, "_balance", fail)
    with pytest.raises(RuntimeError):
        take_in(world, campaign, monthly_surveys[1])
    assert [_count(world, model) for model in rows] == before


def _count(world: World, model: type) -> int:
    return int(model.objects.within(world.system).count())  # type: ignore[attr-defined]


def test_a_repeated_or_older_survey_and_an_ended_campaign_are_refused(
    world: World, campaign: Campaign, monthly_surveys: tuple[Path, Path]
) -> None:
    """The campaign's own survey, the same one twice, and a campaign that has ended: a reason each, nothing saved."""
    with pytest.raises(Refused, match="survey_not_later"):
        take_in(world, campaign, monthly_surveys[0])
    take_in(world, campaign, monthly_surveys[1])
    findings = _count(world, Finding)
    with pytest.raises(Refused, match="survey_attached"):
        take_in(world, campaign, monthly_surveys[1])
    with pytest.raises(Refused, match="survey_not_later"):
        take_in(world, open_from_october(world, monthly_surveys), monthly_surveys[0])
    Campaign.objects.within(world.system).filter(pk=campaign.pk).update(state="ended")
    with pytest.raises(Refused, match="campaign_ended"):
        take_in(world, campaign, monthly_surveys[1])
    assert _count(world, Finding) == findings


def open_from_october(world: World, surveys: tuple[Path, Path]) -> Campaign:
    scope = world.scope("supervisor", "campaign.open")
    wishes = Wishes(
        code="KNG-27",
        title_ja="見本",
        prefectures=("沖縄県",),
        legal_basis="見本",
        ethics=frozenset(load_ethics()),
        starts_on=ATTACHED,
    )
    return open_campaign(scope, world.unit, surveys[1], wishes, today=ATTACHED)


def test_another_units_campaign_is_out_of_reach(campaign: Campaign, monthly_surveys: tuple[Path, Path]) -> None:
    """Who holds no role in the campaign's unit cannot attach anything to it."""
    with pytest.raises(Campaign.DoesNotExist):
        take_in(make_world("B"), campaign, monthly_surveys[1])
