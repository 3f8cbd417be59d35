"""English and romaji names: cores and the readings they stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.attribute.english import EnglishNames

ENGLISH = EnglishNames()


@pytest.mark.parametrize(
    "name", ["THE KAKUU RUBBER CO., LTD.", "Kakuu Rubber Company, Limited", "Kakuu Rubber K.K.", "kakuu rubber co.,ltd"]
)
def test_spellings_share_the_core(name: str) -> None:
    """Articles, legal forms, case and punctuation do not matter."""
    assert ENGLISH.core(name) == "kakuurubber"


def test_generic_words_get_japanese_readings() -> None:
    """A generic word stands for its Japanese readings too; the spelling as written comes first."""
    readings = ENGLISH.readings("Kakuu Construction")
    assert readings[0].startswith("kaku")
    assert "kakukensetsu" in readings
    assert "sumifudosan" in ENGLISH.readings("Sumi Real Estate")


def test_form_is_recognised() -> None:
    """A legal form is recognised with and without dots."""
    assert ENGLISH.has_form("Kakuu K.K.")
    assert ENGLISH.has_form("Kakuu Co.,Ltd.")
    assert not ENGLISH.has_form("Kakuu Denki")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Kakuu Co., Ltd.", "株式会社"),
        ("Kakuu K.K.", "株式会社"),
        ("Kakuu Kabushiki Kaisha", "株式会社"),
        ("Kakuu LLC", "合同会社"),
        ("Kakuu Corporation G.K.", "合同会社"),
        ("Kakuu Godo Kaisha", "合同会社"),
        ("Kakuu Yugen Gaisha", "有限会社"),
        ("Kakuu Limited", ""),
        ("Kakuu", ""),
    ],
)
def test_english_form_stands_for_a_japanese_one(name: str, form: str) -> None:
    """The last telling legal form stands for a Japanese one; some tell too little."""
    assert ENGLISH.form(name) == form


def test_full_key_keeps_the_legal_form() -> None:
    """Punctuation, case and articles do not matter to the full key, the legal form does."""
    assert ENGLISH.full("THE KAKUU CO., LTD.") == ENGLISH.full("Kakuu Co.,Ltd") != ENGLISH.full("Kakuu Inc.")


@given(st.text(max_size=300))
def test_any_text_gives_bounded_readings(text: str) -> None:
    """Any text gives at most 64 readings and an ASCII core."""
    assert len(ENGLISH.readings(text)) <= 64
    assert ENGLISH.core(text).isascii()


@given(st.lists(st.sampled_from(["electric", "construction", "foods", "bank", "japan", "trading"]), max_size=40))
def test_many_generic_words_stay_bounded(words: list[str]) -> None:
    """Names of many generic words do not explode."""
    assert len(ENGLISH.readings(" ".join(words))) <= 64
