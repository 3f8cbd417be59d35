"""A knowledge pack that a survey of an earlier release kept: it opens, keeps its own rules, and the survey says so."""

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from noroshi.archive.register_build import build_register
from noroshi.archive.survey import SurveyFolder
from noroshi.attribute.attributor import Attributor
from noroshi.attribute.numbers import check_digit
from noroshi.attribute.rows import attribute_rows
from noroshi.knowledge.attribution_lists import COMMON_WORDS, load_attribution_lists
from noroshi.knowledge.earlier_pack import NO_COMMON_WORDS, NO_STATED_ENDS, OPEN_TO_MENTIONS
from noroshi.knowledge.load import data_root, load_knowledge
from noroshi.knowledge.words import load_words
from noroshi.pipeline.context import notes_on_judging, notes_on_reading, open_attributor, pack_digest
from noroshi.pipeline.errors import RunError
from noroshi.pipeline.knowledge_check import CAMPAIGN, check_knowledge
from noroshi.pipeline.rejudge import rejudge_survey
from tests_support import Run, fingerprint

BOUND = re.compile(r', (?:start|end): \{[^}"]*"[^"]*"\}')
PAGE_RULES = sorted(
    f"{product.id}/{signal.id}"
    for product in load_knowledge().products.values()
    for signal in product.signals
    if signal.within is not None and signal.tier == "strong"
)
WITHIN = re.compile(r"^ +within: \w+\n", re.MULTILINE)
DOUBT = re.compile(r"^  attribution_why:\n(?:    .*\n)+|^    doubt: .*\n", re.MULTILINE)
ARTICLE = {
    "ip_str": "192.0.2.10",
    "port": 443,
    "transport": "tcp",
    "timestamp": "2026-09-14T00:00:00.000000",
    "data": "HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n",
    "location": {"country_code": "JP"},
    "http": {
        "status": 200,
        "title": "Notes",
        "server": "nginx",
        "html": "<p>The path /dana-na/css/ds.js is known.</p>",
    },
    "ssl": {"cert": {"subject": {"O": "Ocean Garage Link", "CN": "vpn"}, "issuer": {"CN": "CA"}}},
    "_shodan": {"module": "https"},
}
"""A page that writes about a product, on a server whose certificate names a firm by common words."""


def rewrite(path: Path, pattern: re.Pattern[str]) -> int:
    """Take out what the earlier release did not know; return how often."""
    text, times = pattern.subn("", path.read_text("utf-8"))
    path.write_text(text, "utf-8")
    return times


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a pack in the layout of the release before: the bundled one without the later file, keys and words."""
    pack = Path(shutil.copytree(str(data_root()), tmp_path_factory.mktemp("earlier") / "knowledge"))
    for name in (COMMON_WORDS, *CAMPAIGN):
        (pack / name).unlink()
    assert sum(rewrite(file, WITHIN) for file in (pack / "products").iterdir()) > 0
    assert sum(rewrite(file, BOUND) for file in (pack / "advisories").iterdir()) > 0
    assert rewrite(pack / "words" / "attribution.yaml", DOUBT) > 1
    return pack


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a register of two invented corporations that write their names in Latin letters."""
    rows = [
        ("9999000001", "株式会社Ｏｃｅａｎ　Ｇａｒａｇｅ　Ｌｉｎｋ", "オーシャンガレージリンク"),
        ("9999000002", "株式会社ＮＯＲＯＫＡＫＵ", "ノロカク"),
    ]
    out = io.StringIO()
    for serial, name, kana in rows:
        digits = f"{serial:0>12}"
        row = [""] * 30
        row[:5] = ["1", f"{check_digit(digits)}{digits}", "01", "0", "2026-08-01"]
        row[6], row[8:12], row[13:15] = name, ["301", "神奈川県", "小田原市", "架空１丁目"], ["14", "206"]
        row[23], row[28], row[29] = "1", kana, "0"
        csv.writer(out, quoting=csv.QUOTE_ALL).writerow(row)
    folder = tmp_path_factory.mktemp("register")
    (folder / "nta.csv").write_bytes(out.getvalue().encode("cp932"))
    build_register([folder / "nta.csv"], folder / "R")
    return folder / "R"


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an export that holds one page about a product."""
    file = tmp_path_factory.mktemp("inputs") / "shodan.json"
    file.write_text(json.dumps(ARTICLE) + "\n", "utf-8")
    return file


@pytest.fixture(scope="module")
def old_survey(
    tmp_path_factory: pytest.TempPathFactory, noroshi: Run, inputs: Path, register: Path, earlier: Path
) -> tuple[Path, str]:
    """Return a survey with the earlier pack, and what the command said."""
    out = tmp_path_factory.mktemp("old") / "survey"
    done = noroshi("survey", "run", inputs, "--out", out, "--register", register, "--knowledge", earlier)
    return out, done.stdout


def decided(attributor: Attributor, name: str) -> dict[str, str]:
    """Attribute a device by the organisation in its certificate."""
    name = name.replace(",", "\\,")
    return next(iter(attribute_rows([{"cert_issuer": "CN=CA", "cert_subject": f"C=JP, O={name}, CN=vpn"}], attributor)))


def query(noroshi: Run, survey: Path, sql: str) -> list[dict[str, Any]]:
    """Ask a survey."""
    lines = noroshi("survey", "query", survey, sql, "--format", "json").stdout.splitlines()
    return [json.loads(line) for line in lines]


def written(survey: Path) -> dict[str, Any]:
    """Return the manifest as it is written."""
    manifest: dict[str, Any] = json.loads((survey / "manifest.json").read_bytes())
    return manifest


def forget_notes(survey: Path) -> None:
    """Make the manifest one of the release before, which knew no notes."""
    manifest = written(survey)
    del manifest["notes"]
    (survey / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def three_notes(notes: tuple[str, ...]) -> Iterator[bool]:
    """Say of each note whether it is the one that belongs there."""
    yield notes[0] == NO_COMMON_WORDS
    yield notes[1].startswith(OPEN_TO_MENTIONS.partition("(")[0])
    yield notes[2:] == (NO_STATED_ENDS,)


def test_the_bundled_pack_lacks_nothing(tmp_path: Path) -> None:
    """A pack of this release gives no note, bundled or as a survey keeps it."""
    copy = Path(shutil.copytree(str(data_root()), tmp_path / "pack"))
    for pack in (None, copy):
        assert (notes_on_reading(pack), notes_on_judging(pack)) == ((), ())


def test_an_earlier_pack_opens_with_its_own_rules(earlier: Path) -> None:
    """No list, no part of a page and no bound is taken from the bundled pack; the notes name what is not there."""
    assert pack_digest(earlier) != pack_digest(None)
    assert load_attribution_lists(earlier).common_words == frozenset()
    signals = [signal for product in load_knowledge(earlier).products.values() for signal in product.signals]
    assert {signal.within for signal in signals} == {None}
    assert all(three_notes((*notes_on_reading(earlier), *notes_on_judging(earlier))))
    assert f"({len(PAGE_RULES)} of its rules, as {PAGE_RULES[0]})" in notes_on_reading(earlier)[1]


def test_an_earlier_pack_knows_no_common_words(earlier: Path, register: Path) -> None:
    """A name of common words is doubted by the list of this release, and not where the pack has no list."""
    today = decided(open_attributor(None, register, "JP"), "Ocean Garage Link")
    then = decided(open_attributor(earlier, register, "JP"), "Ocean Garage Link")
    assert "doubt: the name is only common words or places without a legal form" in today["because"]
    assert "doubt" not in then["because"]
    assert then["candidates"] == today["candidates"] != ""


def test_reasons_that_the_earlier_pack_has_no_words_for_are_worded(earlier: Path, register: Path) -> None:
    """A reason that came later is said in the words of this release instead of failing the survey."""
    assert load_words(earlier).find("attribution.doubt", "en") is None
    assert load_words(earlier).find("attribution_why.one_word", "en") is None
    got = decided(open_attributor(earlier, register, "JP"), "Norokaku")
    assert "doubt: the name is one word without a legal form: nobody is attributed by it alone" in got["because"]


def test_a_survey_with_an_earlier_pack_says_so(old_survey: tuple[Path, str], earlier: Path) -> None:
    """The terminal and the manifest name what the pack lacks; the survey keeps the pack as it is."""
    survey, said = old_survey
    assert all(three_notes(tuple(written(survey)["notes"])))
    assert all(note in said.splitlines() for note in written(survey)["notes"])
    assert fingerprint(survey / "knowledge") == fingerprint(earlier)


def test_a_survey_with_an_earlier_pack_follows_its_rules(
    noroshi: Run, old_survey: tuple[Path, str], inputs: Path, register: Path, tmp_path: Path
) -> None:
    """The page that mentions a product is a device by the earlier pack, and none by the pack of this release."""
    found = query(noroshi, old_survey[0], "SELECT product FROM devices")
    assert found == [{"product": "ivanti-connect-secure"}]
    done = noroshi("survey", "run", inputs, "--out", tmp_path / "new", "--register", register)
    assert query(noroshi, tmp_path / "new", "SELECT product FROM devices") == []
    assert written(tmp_path / "new")["notes"] == []
    assert "predates" not in done.stdout


def test_a_survey_with_an_earlier_pack_is_replayed(
    noroshi: Run, old_survey: tuple[Path, str], inputs: Path, register: Path, tmp_path: Path
) -> None:
    """From its inputs and its own pack the survey comes out the same, byte for byte."""
    pack = old_survey[0] / "knowledge"
    noroshi("survey", "run", inputs, "--out", tmp_path / "again", "--register", register, "--knowledge", pack)
    assert fingerprint(tmp_path / "again") == fingerprint(old_survey[0])


def test_a_survey_of_the_earlier_release_opens(noroshi: Run, old_survey: tuple[Path, str], tmp_path: Path) -> None:
    """A survey whose manifest knows no notes is shown, explained, reported and found complete."""
    survey = Path(shutil.copytree(old_survey[0], tmp_path / "survey"))
    forget_notes(survey)
    assert SurveyFolder(survey).manifest().notes is None
    assert "ivanti-connect-secure" in noroshi("survey", "show", survey).stdout
    assert "dana-na" in noroshi("survey", "explain", survey, "192.0.2.10", "--language", "ja").stdout
    noroshi("survey", "report", survey)


@pytest.mark.parametrize("knows_notes", [True, False])
def test_rejudging_keeps_the_notes_on_how_devices_were_read(
    old_survey: tuple[Path, str],
    earlier: Path,
    tmp_path: Path,
    knows_notes: bool,  # noqa: FBT001 a parameter of the table
) -> None:
    """Another pack judges, but does not read the records again: whose pack lacked what stays said for each."""
    survey = Path(shutil.copytree(old_survey[0], tmp_path / "survey"))
    if not knows_notes:
        forget_notes(survey)
    notes = written(old_survey[0])["notes"]
    rejudge_survey(survey, tmp_path / "new")
    assert written(tmp_path / "new")["notes"] == notes[:2]
    rejudge_survey(tmp_path / "new", tmp_path / "old", knowledge=earlier)
    assert written(tmp_path / "old")["notes"] == notes
    rejudge_survey(tmp_path / "old", tmp_path / "newer")
    assert written(tmp_path / "newer")["notes"] == notes[:2]


def test_a_pack_of_this_release_that_lost_the_list_is_refused(tmp_path: Path) -> None:
    """Only an earlier pack does without the list: elsewhere the loss is a fault, for a survey and for the check."""
    pack = Path(shutil.copytree(str(data_root()), tmp_path / "pack"))
    (pack / COMMON_WORDS).unlink()
    with pytest.raises(RunError, match=r"common_words\.csv:1: the list is missing"):
        pack_digest(pack)
    assert COMMON_WORDS in {one.file for one in check_knowledge(pack).complaints}


def test_the_check_holds_an_earlier_pack_to_todays_rules(earlier: Path) -> None:
    """The list that it cannot have is no fault; rules that a mention meets are named with file and line."""
    found = check_knowledge(earlier).complaints
    assert {one.file.partition("/")[0] for one in found} <= {"products", "advisories"}
    rules = [one for one in found if one.file.startswith("products/")]
    assert len(rules) == len(PAGE_RULES)
    assert all("a text may mention it" in one.message for one in rules)
