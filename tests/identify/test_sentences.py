"""The engine's own sentences exist in both languages, and excerpts are harmless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.identify.sentences import (
    CAVEATS,
    ENGLISH,
    JAPANESE,
    MAX_EXCERPT,
    caveat_sentence,
    evidence_sentence,
    excerpt,
    pick,
)
from noroshi.model.version import EvidenceKind, VersionSet


@pytest.mark.parametrize("kind", list(EvidenceKind))
def test_every_kind_of_evidence_has_a_sentence_in_both_languages(kind: EvidenceKind) -> None:
    """No kind falls back to the other language."""
    versions = VersionSet(kind=kind, candidates=tuple("123456789"))
    assert evidence_sentence(versions, ENGLISH) != evidence_sentence(versions, JAPANESE)


def test_a_long_list_is_cut_and_counted() -> None:
    """Six versions are named, the rest is a number."""
    text = evidence_sentence(VersionSet(kind=EvidenceKind.TABLE, candidates=tuple("12345678")), ENGLISH)
    assert text == "This trace is known from version 1, 2, 3, 4, 5, 6 (+2)."


def test_every_caveat_is_worded_in_both_languages() -> None:
    """A code without wording would reach a reader as jargon."""
    assert all(texts.keys() == {ENGLISH, JAPANESE} for texts in CAVEATS.values())


@given(st.text())
def test_an_excerpt_is_one_short_line_without_control_characters(text: str) -> None:
    """Escape sequences and direction changes of a banner do not get into sentences."""
    line = excerpt(text)
    assert len(line) <= MAX_EXCERPT
    assert not any(ord(character) < 32 or character in "\x7f\x9b\u202e" for character in line)


def test_a_missing_language_falls_back_to_english() -> None:
    """A text is better than none."""
    assert pick({"en": "a"}, "ja") == "a"
    assert pick({"ja": "b"}, "en") == "b"
    assert pick({}, "en") == ""


def test_a_caveat_that_is_not_known_stays_as_it_is() -> None:
    """The code of an older or newer survey is shown rather than lost."""
    assert caveat_sentence("from-the-future", JAPANESE) == "from-the-future"
    assert caveat_sentence("inferred-row", ENGLISH) == "the table's row is inferred, not confirmed"
