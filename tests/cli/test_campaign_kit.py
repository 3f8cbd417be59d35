"""`noroshi campaign kit`, as a supervisor runs it: time in aggregates, and nothing that points at a case."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from django.utils import timezone
from typer.testing import CliRunner

from campaign_world import World, make_campaign, make_case, make_world
from noroshi.cli.main import app
from noroshi.records.models import Campaign, Case, Contact, ContactAttempt, Event, Finding, Organization, User

pytestmark = pytest.mark.django_db
Runner = Callable[..., Result]


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Return a function that runs the command inside the test's database."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "settings_for_tests")

    def invoke(*arguments: str | Path) -> Result:
        return CliRunner().invoke(app, ["campaign", "kit", *map(str, arguments)])

    return invoke


def worked(world: World, campaign: Campaign, minutes: int | None, channel: str = "phone") -> Case:
    """Make a case with one contact full of names, addresses and remarks."""
    case = make_case(world, campaign)
    ContactAttempt.objects.create(
        unit=world.unit, case=case, contact=case.organization.contacts.first(), key=str(case.pk), channel=channel,
        officer=world.people["officer"], at=timezone.now(), minutes=minutes, outcome="reached_responsible",
        respondent="架空応対花子", respondent_role="情報システム課長", note="3階の198.51.100.77の機器",
    )  # fmt: skip
    return case


def texts(folder: Path) -> dict[str, str]:
    """Return all text of all files, that inside workbooks, too."""
    found = {}
    for path in folder.iterdir():
        data = path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(io.BytesIO(data)) as book:
                data = b"\n".join(book.read(name) for name in book.namelist())
        found[path.name] = data.decode("utf-8-sig")
    return found


def telling(world: World) -> set[str]:
    """Return every value of the records that points at a case, an organisation, a device or a person."""
    scope = world.system
    values: set[str] = set()
    for case in Case.objects.within(scope):
        values |= {case.reference, f"{case.reference[:3]}-{case.reference[3:7]}-{case.reference[7:]}"}
    for organization in Organization.objects.within(scope):
        values |= {organization.name, organization.name_kana, organization.corporate_number, organization.city}
    for finding in Finding.objects.within(scope):
        values |= {finding.device, *finding.ips, finding.version_text, *finding.hostnames}
    values |= {contact.value for contact in Contact.objects.within(scope)}
    values |= {value for person in User.objects.all() for value in (person.username, person.name_ja)}
    values |= {value for each in Campaign.objects.within(scope) for value in (each.code, each.title_ja, each.title_en)}
    for attempt in ContactAttempt.objects.within(scope):
        values |= {attempt.respondent, attempt.note}
    return values - {""}


def test_nothing_of_a_case_is_in_any_file(world: World, run: Runner, tmp_path: Path) -> None:
    """No name, number, address, device or remark of the records, and nothing that looks like one."""
    campaign = make_campaign(world)
    for number in range(6):
        worked(world, campaign, 10 + number)
    done = run("--out", tmp_path / "kit", "--unit", "noroshi-pref/A", "--by", "supervisor-a")
    assert done.exit_code == 0, done.output
    assert "time per case from 6 cases (SAMPLE)" in done.stdout
    secrets = telling(world)
    assert len(secrets) > 40
    for name, text in texts(tmp_path / "kit").items():
        assert [secret for secret in secrets if secret in text] == [], name
        if not name.endswith(".xlsx"):
            assert not re.search(r"\b\d{1,3}(\.\d{1,3}){3}\b|\b\d{3}-\d{4}-\d{3}\b|\b\d{10}\b|\b\d{13}\b", text), name
    assert "| すべて | 6 | 1.0 | 13 | 13 | 100 % |" in texts(tmp_path / "kit")["outline.ja.md"]
    entry = Event.objects.within(world.system).latest("seq")
    assert (entry.action, entry.actor_id) == ("kit.exported", world.people["supervisor"].pk)


def test_four_cases_give_no_time(world: World, run: Runner, tmp_path: Path) -> None:
    """Fewer than five cases with minutes: the kit is made, and says that there are no figures."""
    campaign = make_campaign(world)
    for number in range(7):
        worked(world, campaign, 10 if number < 4 else None)
    done = run("--out", tmp_path / "kit", "--unit", "noroshi-pref/A", "--by", "supervisor-a")
    assert "no time per case" in done.stdout
    assert "時間の集計はありません" in texts(tmp_path / "kit")["outline.ja.md"]


def test_corrected_rehearsed_and_other_units_minutes_do_not_count(world: World, run: Runner, tmp_path: Path) -> None:
    """A corrected contact counts once, rehearsals and other units never, samples not where there is a real one."""
    real = make_campaign(world, code="KNG-7")
    Campaign.objects.within(world.system).filter(pk=real.pk).update(sample=False)
    cases = [worked(world, real, 20) for _ in range(5)]
    wrong = ContactAttempt.objects.within(world.system).get(case=cases[0])
    ContactAttempt.objects.create(
        unit=world.unit, case=cases[0], key="again", channel="phone", officer=wrong.officer, at=wrong.at, minutes=20,
        outcome="callback", supersedes=wrong,
    )  # fmt: skip
    rehearsed = make_campaign(world, code="KNG-8")
    Campaign.objects.within(world.system).filter(pk=rehearsed.pk).update(rehearsal=True, sample=False)
    other = make_world("B")
    for place, campaign in [
        (world, make_campaign(world, code="KNG-9")),
        (world, rehearsed),
        (other, make_campaign(other)),
    ]:
        for _ in range(6):
            worked(place, campaign, 500)
    done = run("--out", tmp_path / "kit", "--unit", "noroshi-pref/A", "--by", "supervisor-a")
    assert "time per case from 5 cases;" in done.stdout
    assert "| すべて | 5 | 1.0 | 20 | 20 | 100 % |" in texts(tmp_path / "kit")["outline.ja.md"]


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--unit", "noroshi-pref/A", "--by", "officer-a"), 1, "give the role supervisor"),
        (("--unit", "noroshi-pref/A", "--by", "supervisor-b"), 1, "in noroshi-pref/A"),
        (("--unit", "noroshi-pref/A"), 2, "together"),
        (("--by", "supervisor-a"), 2, "together"),
    ],
)
def test_who_may_not_know_the_time_gets_no_kit(
    world: World, run: Runner, tmp_path: Path, options: tuple[str, ...], code: int, said: str
) -> None:
    """Another role, another unit or half the options end with a sentence; no folder is made."""
    make_world("B")
    refused = run("--out", tmp_path / "kit", *options)
    assert refused.exit_code == code
    assert said in refused.stderr
    assert not (tmp_path / "kit").exists()
    assert not Event.objects.within(world.system).filter(action="kit.exported").exists()


def test_a_kit_without_figures_needs_no_database(run: Runner, tmp_path: Path) -> None:
    """Without a unit nothing is read from the records; a folder that exists is never written to."""
    assert run("--out", tmp_path / "kit").exit_code == 0
    before = texts(tmp_path / "kit")
    again = run("--out", tmp_path / "kit")
    assert again.exit_code == 1
    assert "exists already" in again.stderr
    assert texts(tmp_path / "kit") == before
