"""The kit: complete in both languages, with every sentence and its conditions, and sheets that open."""

import csv
import datetime as dt
import io
import json
import re
import warnings

import openpyxl
import pytest

from noroshi.exchange.campaign_kit.kit import kit, origin
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.load import digest_of, read_pack
from noroshi.knowledge.roles import load_roles
from noroshi.knowledge.sentences import load_sentences
from noroshi.measure.effort import Contact, effort_of

MADE = dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC)
HOURS = effort_of(
    Contact(case=case, channel=channel, minutes=12) for case in range(7) for channel in ("phone", "letter")
)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return kit(origin(MADE), HOURS, sample=False)


def rows(data: bytes) -> list[dict[str, str]]:
    """Return the rows of a table as a spreadsheet reads them."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_words_carry_their_version(files: dict[str, bytes]) -> None:
    """The digest of the knowledge stands in the record of the kit and at the top of outline and words."""
    digest = digest_of(read_pack())
    assert json.loads(files["kit.json"])["knowledge"] == digest
    for name in ("outline.ja.md", "outline.en.md", "wording.ja.md", "wording.en.md"):
        assert digest[:16] in files[name].decode().splitlines()[2]
    assert "令和8年11月24日(火)" in files["outline.ja.md"].decode()


def test_every_sentence_is_in_the_words(files: dict[str, bytes]) -> None:
    """Both languages hold every sentence; the table says stage and evidence of each."""
    table = {row["id"]: row for row in rows(files["wording.csv"])}
    assert table.keys() == load_sentences().by_id.keys()
    for each in load_sentences().by_id.values():
        assert each.ja in files["wording.ja.md"].decode()
        assert each.en in files["wording.en.md"].decode()
        assert table[each.id]["stage"] == each.stage.name.lower()
        assert table[each.id]["device"] == each.needs.device.name.lower()
    assert "第2段階だけ、該当の可能性が高い、" in files["wording.ja.md"].decode()


def test_every_code_is_in_the_lists(files: dict[str, bytes]) -> None:
    """The closed lists are complete."""
    lists = load_enumerations()
    told = {(row["list"], row["code"]) for row in rows(files["lists.csv"])}
    assert told == {(name, code) for name in lists.names() for code in lists.codes(name)}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_roster_opens_empty_with_roles_to_choose(files: dict[str, bytes], language: str) -> None:
    """A spreadsheet program finds headings, no row, and a drop-down of every role."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book = openpyxl.load_workbook(io.BytesIO(files[f"roster.{language}.xlsx"]))
    people, roles = book.worksheets
    assert [cell.value for row in people.iter_rows(min_row=2) for cell in row if cell.value] == []
    (rule,) = people.data_validations.dataValidation
    labels = [load_roles().label(code, language) for code in load_roles().roles]
    assert rule.formula1 == f'"{",".join(labels)}"'
    assert [row[0].value for row in roles.iter_rows()] == labels
    assert rows(files["roster.csv"]) == []


def test_the_hours_stand_in_outline_and_table(files: dict[str, bytes]) -> None:
    """The same figures in both, for all channels and each; samples are marked."""
    assert [(row["channels"], row["mean_minutes_per_case"], row["sample"]) for row in rows(files["hours.csv"])] == [
        ("all", "24", "no"), ("letter", "12", "no"), ("phone", "12", "no"),
    ]  # fmt: skip
    assert "| すべて | 7 | 2.0 | 24 | 24 | 100 % |" in files["outline.ja.md"].decode()
    assert "見本" not in files["outline.ja.md"].decode()
    sample = kit(origin(MADE), HOURS, sample=True)
    assert "見本:架空の組織" in sample["outline.ja.md"].decode()
    assert "SAMPLE" in sample["outline.en.md"].decode()
    assert {row["sample"] for row in rows(sample["hours.csv"])} == {"yes"}


def test_without_hours_the_kit_says_so() -> None:
    """No figures: a sentence in the outline, a table without rows, and no mark of a sample."""
    files = kit(origin(MADE), (), sample=True)
    assert rows(files["hours.csv"]) == []
    assert "時間の集計はありません" in files["outline.ja.md"].decode()
    assert "There are no figures" in files["outline.en.md"].decode()
    assert json.loads(files["kit.json"])["sample"] is False


def test_the_outline_orders_nothing(files: dict[str, bytes]) -> None:
    """Words of compulsion do not stand in what another office reads, and the layout holds in both languages."""
    text = files["outline.ja.md"].decode()
    assert not re.search(r"指導|命令|是正|警告|聴取|供述|版(?!ベンダー)", text)
    headings = [
        len(re.findall(r"^## ", files[f"outline.{language}.md"].decode(), re.MULTILINE)) for language in ("ja", "en")
    ]
    assert headings == [6, 6]
