"""`noroshi campaign open | list | labels`: the operator's way to the same services, on a database of its own."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from noroshi.knowledge.ethics import load_ethics
from tests_support import Run

UNIT = "noroshi-pref/cyber"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, noroshi: Run) -> Iterator[Run]:
    """Make a database with one unit, a supervisor and an officer, once, and return the command line on it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOROSHI_DATABASE", f"sqlite:///{tmp_path_factory.mktemp('office')}/office.sqlite3")
        patch.setenv("NOROSHI_DEMO", "1")
        patch.delenv("NOROSHI_SECRET_KEY", raising=False)
        noroshi("database", "migrate")
        names = ["--name-ja", "サイバー係(架空)", "--agency-ja", "のろし県警察(架空)"]
        noroshi("unit", "create", UNIT, *names)
        for person, role in (("hanako", "supervisor"), ("taro", "officer")):
            noroshi("user", "create", person, "--unit", UNIT, "--role", role)
        yield noroshi


def options(code: str) -> list[str]:
    """Return the options that open a campaign about 神奈川県."""
    ethics = [part for item in load_ethics() for part in ("--confirm", item)]
    frame = ["--unit", UNIT, "--by", "hanako", "--code", code, "--title", "見本", "--legal-basis", "見本"]
    return [*frame, "--prefecture", "Kanagawa", "--basis", "either", *ethics]


def test_open_list_and_labels(office: Run, example_survey: Path) -> None:
    """A dry run saves nothing, opening prints the balance, the list shows it, and there are no labels yet."""
    dry = office("campaign", "open", example_survey, *options("KNG-26"), "--dry-run").stdout
    assert "would open with" in dry
    assert "KNG-26" not in office("campaign", "list").stdout
    opened = office("campaign", "open", example_survey, *options("KNG-26")).stdout
    assert opened.replace("opened with", "would open with").splitlines() == dry.splitlines()
    rows = list(csv.DictReader(io.StringIO(office("campaign", "list", "--format", "csv").stdout)))
    assert [(row["unit"], row["code"], row["sample"]) for row in rows] == [(UNIT, "KNG-26", "yes")]
    assert int(rows[0]["cases"]) > 50
    labels = list(csv.reader(io.StringIO(office("campaign", "labels").stdout)))
    assert len(labels) == 1
    assert {"device", "probability", "right"} <= set(labels[0])
    again = office("campaign", "open", example_survey, *options("KNG-26"), check=1).stderr
    assert "KNG-26 is open already" in again


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (["--by", "nobody"], 1, "no such user"),
        (["--by", "taro"], 1, "give the role supervisor"),
        (["--unit", "noroshi-pref/other"], 1, "no such unit"),
        (["--prefecture", "Atlantis"], 2, "no such prefecture"),
        (["--product", "toaster"], 1, "--product: toaster"),
        (["--urgency", "soon"], 1, "--urgency: soon"),
        (["--starts-on", "tomorrow"], 2, "YYYY-MM-DD"),
    ],
)
def test_a_mistake_is_said_with_its_option(
    office: Run, example_survey: Path, change: list[str], code: int, said: str
) -> None:
    """A sentence, the right exit code, and no campaign."""
    done = office("campaign", "open", example_survey, *options("KNG-97"), *change, check=code)
    assert said in done.stderr
    assert "KNG-97" not in office("campaign", "list").stdout


def test_every_item_must_be_confirmed_by_name(office: Run, example_survey: Path) -> None:
    """The items that are missing are named; there is no way to confirm them all at once."""
    wanted = options("KNG-97")
    at = wanted.index("retention")
    done = office("campaign", "open", example_survey, *wanted[: at - 1], *wanted[at + 1 :], check=1)
    assert "retention" in done.stderr
    assert "--confirm" in done.stderr


def test_a_folder_without_a_survey_is_named(office: Run, tmp_path: Path) -> None:
    """The path and what to do."""
    done = office("campaign", "open", tmp_path / "none", *options("KNG-97"), check=1)
    assert "no such folder" in done.stderr
