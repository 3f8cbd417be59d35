"""Attaching a later survey: only what is observed closes a case, and nothing is lost."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from campaign_world import World, make_campaign, make_case, make_survey, make_world
from noroshi.archive.parquet import TableWriter, table_of
from noroshi.archive.tables import TABLES
from noroshi.records.models import Answer, Campaign, Case, Finding, Reobservation, Survey, Todo
from noroshi.records.services import attach_survey
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db
CVE_ID = "CVE-2024-21762"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def campaign(world: World) -> Campaign:
    return make_campaign(world)


@pytest.fixture
def later(world: World) -> Survey:
    return make_survey(world, digest="b" * 64, as_of=timezone.localdate() + dt.timedelta(days=30))


def write_survey(folder: Path, seen: dict[Finding, str], services: list[tuple[str, int]] = ()) -> Path:  # type: ignore[assignment]
    """Write the tables of a survey in which each finding's device is seen a month later with the verdict."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    at = timezone.now() + dt.timedelta(days=30)
    for finding, verdict in seen.items():
        known = {"device": finding.device, "ips": finding.ips, "ports": finding.ports, "product": finding.product}
        rows["devices"].append(_row("devices", **known, last_seen=at, hostnames=[], version_exact="7.2.9"))
        rows["verdicts"].append(_row("verdicts", device=finding.device, cve=CVE_ID, verdict=verdict))
    for ip, port in services:
        rows["observations"].append(_row("observations", ip=ip, port=port, observed_at=at, products=[]))
    folder.mkdir()
    for name, schema in TABLES.items():
        with TableWriter(folder / f"{name}.parquet", schema) as writer:
            writer.write(table_of(rows[name], schema))
    return folder


def _row(table: str, **values: object) -> dict[str, Any]:
    return {field.name: values.get(field.name) for field in TABLES[table]}


def fresh(case: Case, world: World) -> Case:
    return Case.objects.within(world.system).get(pk=case.pk)


def test_a_case_closes_only_when_every_device_is_observed_fixed(
    world: World, campaign: Campaign, later: Survey, tmp_path: Path
) -> None:
    """One case with both devices fixed closes; one with one fixed and one unseen stays as it is."""
    both, half = make_case(world, campaign, "contacting", 2), make_case(world, campaign, "contacting", 2)
    seen = dict.fromkeys([*both.findings.all(), half.findings.all()[0]], "not_affected")
    counts = attach_survey.attach(world.system, campaign, later, write_survey(tmp_path / "s", seen))
    assert counts == {"fixed_version": 3, "no_observation": 1}
    assert fresh(both, world).state == "observed_fixed"
    assert fresh(half, world).state == "contacting"


def test_a_claim_that_the_observation_contradicts_becomes_a_todo_and_reopens(
    world: World, campaign: Campaign, later: Survey, tmp_path: Path
) -> None:
    """Said to be done and closed, but seen again in the range: re-opened, with its freshness and a to-do."""
    case = make_case(world, campaign, "closed_unfixed")
    Case.objects.within(world.system).filter(pk=case.pk).update(claimed_fixed=True)
    before = case.last_affected_at
    folder = write_survey(tmp_path / "s", dict.fromkeys(case.findings.all(), "affected"))
    assert attach_survey.attach(world.system, campaign, later, folder) == {"vulnerable_version": 1}
    again = fresh(case, world)
    assert again.state == "contacting"
    assert again.last_affected_at > before
    assert {todo.kind for todo in Todo.objects.within(world.system)} == {"claim_contradicted"}


def test_an_older_observation_contradicts_no_later_answer(
    world: World, campaign: Campaign, later: Survey, tmp_path: Path
) -> None:
    """What was seen before the organisation said that it is done does not speak against what it said."""
    before, after = make_case(world, campaign, "answered"), make_case(world, campaign, "answered")
    for case, days in ((before, 10), (after, 40)):
        Answer.objects.create(
            unit=world.unit, case=case, key="k", response="done", at=timezone.now() + dt.timedelta(days=days)
        )
        Case.objects.within(world.system).filter(pk=case.pk).update(claimed_fixed=True)
    folder = write_survey(tmp_path / "s", dict.fromkeys([*before.findings.all(), *after.findings.all()], "affected"))
    attach_survey.attach(world.system, campaign, later, folder)
    assert [todo.case_id for todo in Todo.objects.within(world.system)] == [before.pk]


def test_a_survey_older_than_an_attached_one_is_refused(
    world: World, campaign: Campaign, later: Survey, tmp_path: Path
) -> None:
    """Surveys are attached in the order of their days: an older one would show what has been overtaken."""
    make_case(world, campaign)
    folder = write_survey(tmp_path / "s", {})
    attach_survey.attach(world.system, campaign, later, folder)
    between = make_survey(world, digest="c" * 64, as_of=later.as_of - dt.timedelta(days=1))
    with pytest.raises(Refused, match="survey_not_later"):
        attach_survey.attach(world.system, campaign, between, folder)


def test_a_device_that_is_gone_stays_open(world: World, campaign: Campaign, later: Survey, tmp_path: Path) -> None:
    """Only another port answers at the address: not exposed, never fixed."""
    case = make_case(world, campaign, "reached")
    ip = case.findings.get().ips[0]
    counts = attach_survey.attach(world.system, campaign, later, write_survey(tmp_path / "s", {}, [(ip, 8080)]))
    assert counts == {"not_exposed": 1}
    assert fresh(case, world).state == "reached"


def test_the_states_add_up_to_the_live_findings(
    world: World, campaign: Campaign, later: Survey, tmp_path: Path
) -> None:
    """Every live finding gets exactly one re-observation; a refuted one gets none."""
    case = make_case(world, campaign, findings=3)
    refuted = case.findings.all()[0]
    Finding.objects.within(world.system).filter(pk=refuted.pk).update(decision="refuted")
    counts = attach_survey.attach(world.system, campaign, later, write_survey(tmp_path / "s", {}))
    seen = Reobservation.objects.within(world.system)
    assert counts.total() == seen.count() == 2
    assert refuted.pk not in {each.finding_id for each in seen}


def test_an_older_or_a_repeated_survey_is_refused(
    world: World, campaign: Campaign, later: Survey, tmp_path: Path
) -> None:
    """The campaign's own survey and a survey that is attached already change nothing."""
    make_case(world, campaign)
    folder = write_survey(tmp_path / "s", {})
    with pytest.raises(Refused, match="survey_not_later"):
        attach_survey.attach(world.system, campaign, campaign.survey, folder)
    attach_survey.attach(world.system, campaign, later, folder)
    with pytest.raises(Refused, match="survey_attached"):
        attach_survey.attach(world.system, campaign, later, folder)
