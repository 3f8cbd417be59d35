"""Wording: complete in both languages, covering every code, and never stronger than the evidence."""

import re
from pathlib import Path
from string import Formatter

import pytest

from noroshi.archive.tables import TABLES
from noroshi.knowledge.words import LANGUAGES, WordsError, load_words
from noroshi.model.attribution import State
from noroshi.model.observation import REJECT_REASONS
from noroshi.model.verdict import Answer, Condition, ReasonCode, Urgency
from noroshi.model.version import EvidenceKind
from noroshi.observe.formats import InputFormat
from noroshi.report.survey_figures import NOT_JUDGED

WORDS = load_words()
CODES = {
    "verdict": [*Answer, NOT_JUDGED],
    "verdict_short": [*Answer, NOT_JUDGED],
    "verdict_meaning": [*Answer, NOT_JUDGED],
    "reason": list(ReasonCode),
    "condition": list(Condition),
    "urgency": list(Urgency),
    "urgency_short": list(Urgency),
    "state": list(State),
    "evidence": list(EvidenceKind),
    "reject": list(REJECT_REASONS),
    "format": list(InputFormat),
    "column": sorted({name for schema in TABLES.values() for name in schema.names}),
    "table": list(TABLES),
}


@pytest.mark.parametrize("section", CODES)
def test_every_code_has_words(section: str) -> None:
    """Every code of the model and every column has words, and no section has words for a code that is gone."""
    assert sorted(WORDS.section(section)) == sorted(str(code) for code in CODES[section])


def test_placeholders_agree() -> None:
    """A text asks for the same values in both languages."""
    for key, texts in WORDS.entries.items():
        names = [{name for _, name, _, _ in Formatter().parse(texts[language]) if name} for language in LANGUAGES]
        assert names[0] == names[1], key


def test_short_words_differ() -> None:
    """The short words of the verdicts tell them apart in both languages."""
    for language in LANGUAGES:
        shown = [WORDS.text(f"verdict_short.{answer}", language) for answer in CODES["verdict_short"]]
        assert len(set(shown)) == len(shown)


def test_campaign_wording_of_verdicts() -> None:
    """The verdicts read exactly as the rules of the campaign fix them."""
    assert {answer.value: WORDS.text(f"verdict.{answer}", "ja") for answer in Answer} == {
        "affected": "該当の可能性が高い",
        "likely": "該当の可能性あり(修正適用の有無は外部から確認不可)",
        "not_affected": "公表情報上は該当せず(安全を保証しない)",
        "undetermined": "公開情報からは判断できない",
    }


@pytest.mark.parametrize(
    ("language", "banned"),
    [
        ("ja", r"脆弱な|修正版|旧版|痕跡|指導|命令|是正|警告|聴取|供述|対照群"),
        ("en", r"\bvulnerable\b|\bsecure\b|\bhacked\b|\bcompromised\b"),
    ],
)
def test_no_text_says_more_than_the_evidence(language: str, banned: str) -> None:
    """No text calls a device vulnerable, and none uses a word that the campaign forbids."""
    for key, texts in WORDS.entries.items():
        assert not re.search(banned, texts[language], re.IGNORECASE), key


def test_safety_is_only_ever_denied() -> None:
    """A text that speaks of safety says that something is no evidence of it."""
    denial = {"ja": r"ません|ない", "en": r"\b(not|no|never)\b"}
    for key, texts in WORDS.entries.items():
        for language, spoken in (("ja", "安全"), ("en", r"\bsafe(ty)?\b")):
            if re.search(spoken, texts[language]):
                assert re.search(denial[language], texts[language]), key


def test_missing_key_is_an_error_and_find_is_not() -> None:
    """A missing text is an error that names its key; only ``find`` answers None."""
    with pytest.raises(KeyError, match=r"verdict\.perhaps"):
        WORDS.text("verdict.perhaps", "ja")
    assert WORDS.find("verdict.perhaps", "ja") is None
    assert WORDS.find("verdict.affected", "en") == "In the affected range"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("schema: other@1\n", "schema is not"),
        ("schema: noroshi/words@1\nsections: {a: {b: {ja: x}}}\n", "a.b must have exactly ja and en"),
        ("schema: noroshi/words@1\nsections: {a: {b: {ja: x, en: ' '}}}\n", "a.b has no text in en"),
        ("schema: noroshi/words@1\nsections: {a: x}\n", "a holds no texts"),
        ("- 1\n", "schema is not"),
        ("schema: noroshi/words@1\nsections: {}\n", "no words found"),
    ],
)
def test_broken_file_is_named(tmp_path: Path, content: str, complaint: str) -> None:
    """A file of words that breaks the format is refused with the place of the fault."""
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "x.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(WordsError, match=re.escape(complaint)):
        load_words(tmp_path)


def test_key_in_two_files_is_refused(tmp_path: Path) -> None:
    """Two files cannot word the same key."""
    (tmp_path / "words").mkdir()
    for name in ("a.yaml", "b.yaml"):
        text = "schema: noroshi/words@1\nsections: {a: {b: {ja: x, en: y}}}\n"
        (tmp_path / "words" / name).write_text(text, encoding="utf-8")
    with pytest.raises(WordsError, match=r"b\.yaml: a\.b appears twice"):
        load_words(tmp_path)
