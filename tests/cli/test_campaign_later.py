"""`noroshi campaign attach` and `recall`, as an operator runs them."""

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import Result
from django.utils import timezone
from typer.testing import CliRunner

from campaign_world import World, make_campaign, make_case, make_world
from noroshi.cli.main import app
from noroshi.knowledge.ethics import load_ethics
from noroshi.records.models import Attachment, Campaign, Case, ContactAttempt, Recall
from noroshi.records.services.campaign_wishes import Wishes
from noroshi.records.services.open_campaign import open_campaign

pytestmark = pytest.mark.django_db
UNIT = ("--unit", "noroshi-pref/A")


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> object:
    """Return a function that runs the command line inside the test's database."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "settings_for_tests")

    def invoke(*arguments: str | Path) -> Result:
        return CliRunner().invoke(app, list(map(str, arguments)))

    return invoke


def open_from(world: World, survey: Path) -> Campaign:
    wishes = Wishes(
        code="KNG-26",
        title_ja="見本",
        prefectures=("神奈川県",),
        legal_basis="見本",
        ethics=frozenset(load_ethics()),
        starts_on=dt.date(2026, 9, 18),
    )
    return open_campaign(world.scope("supervisor", "campaign.open"), world.unit, survey, wishes)


def test_attaching_prints_states_places_and_todos(
    world: World, run: object, monthly_surveys: tuple[Path, Path]
) -> None:
    """The numbers printed are those that were kept; the same survey again is refused with a sentence."""
    campaign = open_from(world, monthly_surveys[0])
    arguments = ("campaign", "attach", monthly_surveys[1], *UNIT, "--code", campaign.code, "--by", "analyst-a")
    done = run(*arguments, "--format", "json")  # type: ignore[operator]
    assert done.exit_code == 0, done.output
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    attachment = Attachment.objects.within(world.system).get()
    assert {row["which"]: row["number"] for row in rows if row["what"] == "observed"} == attachment.states
    places = [row["number"] for row in rows if row["what"] == "device"]
    assert sum(places) == sum(each["devices"] for each in attachment.balance)
    again = run(*arguments)  # type: ignore[operator]
    assert again.exit_code == 1
    assert "attached to campaign KNG-26 already" in again.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"--by": "officer-a"}, "give the role analyst or supervisor"),
        ({"--by": "nobody"}, "no such user"),
        ({"--by": "analyst-b"}, "in noroshi-pref/A"),
        ({"--unit": "noroshi-pref/X"}, "no such unit"),
        ({"--code": "KNG-9"}, "no such campaign"),
    ],
)
def test_a_wrong_option_is_named_and_nothing_is_attached(
    world: World, run: object, tmp_path: Path, change: dict[str, str], said: str
) -> None:
    """Person, unit and campaign are looked up before the survey is read."""
    make_world("B")
    make_campaign(world, "KNG-26")
    options = {"--unit": "noroshi-pref/A", "--code": "KNG-26", "--by": "analyst-a"} | change
    done = run("campaign", "attach", tmp_path, *[word for pair in options.items() for word in pair])  # type: ignore[operator]
    assert done.exit_code == 1
    assert said in done.stderr
    assert not Attachment.objects.within(world.system).exists()


def test_a_folder_without_a_survey_is_refused(world: World, run: object, tmp_path: Path) -> None:
    """The folder is named."""
    make_campaign(world, "KNG-26")
    done = run("campaign", "attach", tmp_path, *UNIT, "--code", "KNG-26", "--by", "analyst-a")  # type: ignore[operator]
    assert done.exit_code == 1
    assert str(tmp_path) in done.stderr


def told_case(world: World) -> Case:
    case = make_case(world, state="reached")
    ContactAttempt.objects.create(
        unit=world.unit,
        case=case,
        key="k",
        channel="phone",
        officer=world.people["officer"],
        at=timezone.now(),
        outcome="reached_responsible",
    )
    return case


def test_a_recall_is_shown_first_and_then_started(world: World, run: object) -> None:
    """A dry run saves nothing; the recall takes the case back and counts who has to be told."""
    case = told_case(world)
    arguments = ("campaign", "recall", "case", case.reference, *UNIT, "--by", "supervisor-a", "--reason", "別の組織")
    dry = run(*arguments, "--dry-run")  # type: ignore[operator]
    assert dry.exit_code == 0, dry.output
    assert "1 cases would be recalled; 1 organisations to be told" in dry.stdout
    assert not Recall.objects.within(world.system).exists()
    done = run(*arguments)  # type: ignore[operator]
    assert done.exit_code == 0, done.output
    assert f"{case.reference[:3]}-{case.reference[3:7]}-{case.reference[7:]}" in done.stdout
    assert Recall.objects.within(world.system).get().reason == "別の組織"
    assert Case.objects.within(world.system).get(pk=case.pk).state == "draft"


@pytest.mark.parametrize(
    ("target", "reason", "by", "said"),
    [
        ("none-such-rule", "理由", "supervisor-a", "No case rests on it"),
        ("CVE-2024-21762", " ", "supervisor-a", "--reason"),
        ("CVE-2024-21762", "理由", "analyst-a", "give the role supervisor"),
    ],
)
def test_a_recall_without_case_reason_or_role_is_refused(
    world: World, run: object, target: str, reason: str, by: str, said: str
) -> None:
    """One sentence says what is missing; nothing is started."""
    told_case(world)
    done = run("campaign", "recall", "rule", target, *UNIT, "--by", by, "--reason", reason)  # type: ignore[operator]
    assert done.exit_code == 1
    assert said in done.stderr
    assert not Recall.objects.within(world.system).exists()
