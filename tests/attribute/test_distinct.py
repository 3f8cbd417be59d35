"""Which names tell one corporation from the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.attribute.claims import Telling
from noroshi.attribute.distinct import Distinctness
from noroshi.attribute.reasons import CODES
from noroshi.knowledge.places import bundled_places

DISTINCT = Distinctness(bundled_places())


@pytest.mark.parametrize(
    ("name", "telling"),
    [
        ("Zitsukaku", Telling.WORD),
        ("Zitsukaku Inc.", Telling.WORD),
        ("Network", Telling.COMMON_WORD),
        ("Network Co., Ltd.", Telling.COMMON_WORD),
        ("School", Telling.COMMON_WORD),
        ("Yokohama", Telling.COMMON_WORD),
        ("Kanagawa K.K.", Telling.COMMON_WORD),
        ("Minato", Telling.COMMON_WORD),
        ("NEC", Telling.COMMON_WORD),
        ("JR Co., Ltd.", Telling.COMMON_WORD),
        ("Yokohama Network Co., Ltd.", Telling.COMMON_WORDS),
        ("J.K. Design", Telling.COMMON_WORDS),
        ("Zitsukaku Holdings", Telling.ONE_OF_WORDS),
        ("Zitsukaku Zokei Works", Telling.WORDS),
        ("", Telling.COMMON_WORD),
    ],
)
def test_words_are_told_apart(name: str, telling: Telling) -> None:
    """Short words, words that many corporations use and places do not tell; a legal form is no word."""
    assert DISTINCT.telling(name) is telling


@pytest.mark.parametrize(
    ("name", "doubt"),
    [
        ("Zitsukaku", "one_word"),
        ("Zitsukaku Co., Ltd.", ""),
        ("School Co., Ltd.", "common_word"),
        ("Yokohama", "common_word"),
        ("Yokohama Network", "common_words"),
        ("Yokohama Network Inc.", ""),
        ("Zitsukaku Holdings", ""),
    ],
)
def test_doubt_follows_from_words_and_legal_form(name: str, doubt: str) -> None:
    """A common word is doubted always, one word or common words where no legal form is written."""
    assert DISTINCT.doubt(name) == doubt


@pytest.mark.parametrize(
    ("name", "doubt"),
    [
        ("横浜", "one_word"),
        ("横浜営業所", "one_word"),
        ("カクウ", "one_word"),
        ("かくう", "one_word"),
        ("製作所", "one_word"),
        ("株式会社架空", ""),
        ("(株)カクウ", ""),
        ("架空測定器", ""),
    ],
)
def test_short_japanese_names_are_doubted_without_a_form(name: str, doubt: str) -> None:
    """Up to three kanji or a word in kana are no key without a legal form; an office behind them changes nothing."""
    assert DISTINCT.japanese_doubt(name) == doubt


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    """Any text gets a doubt that can be worded; nothing but a common word is doubted in spite of a legal form."""
    assert DISTINCT.doubt(text) in CODES["why"] or not DISTINCT.doubt(text)
    assert DISTINCT.doubt(f"{text} Co., Ltd.") in ("", "common_word")
    assert DISTINCT.japanese_doubt(f"株式会社{text}架") == ""
