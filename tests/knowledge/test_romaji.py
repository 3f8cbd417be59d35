"""Kana to romaji and the key that all romanisations of a word share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.knowledge.romaji import romaji, romaji_key

KANA = st.text(alphabet=[chr(code) for code in range(0x30A1, 0x30F7)] + ["ー"], max_size=30)
LATIN = st.text(alphabet="abcdefghijklmnopqrstuvwxyz -'ōūÔ", max_size=30)


@pytest.mark.parametrize(
    ("kana", "expected"),
    [
        ("しょうわ", "shouwa"),
        ("マッチャ", "maccha"),
        ("ウェブ", "webu"),
        ("ファクトリー", "fakutori"),
        ("デュアル", "dyuaru"),
        ("キャノン", "kyanon"),
    ],
)
def test_kana_is_romanised(kana: str, expected: str) -> None:
    """Contracted, small and doubled kana are read together with what stands beside them."""
    assert romaji(kana) == expected


@pytest.mark.parametrize(
    ("kana", "spellings"),
    [
        ("ショウワデンキ", ["Shouwa Denki", "Syowa Denki", "Shōwa Denki", "SHOWA-DENKI"]),
        ("オオツカ", ["Ohtsuka", "Otsuka", "Ootuka", "Ōtsuka"]),
        ("シンバシ", ["Shimbashi", "Shinbashi", "Sinbasi"]),
        ("ヒョウゴ", ["Hyogo", "Hyougo"]),
        ("シヨウジ", ["Shoji", "Syouzi"]),
        ("マッチャ", ["Matcha", "Maccha"]),
    ],
)
def test_spellings_share_a_key(kana: str, spellings: list[str]) -> None:
    """Hepburn and Kunrei, with and without long vowels, and large kana in a reading all meet in one key."""
    assert {romaji_key(text) for text in [kana, *spellings]} == {romaji_key(kana)}


def test_different_words_keep_different_keys() -> None:
    """Folding does not make neighbours equal."""
    assert len({romaji_key(word) for word in ("カマクラ", "カワクラ", "カマタ", "オダワラ", "オダ")}) == 5


@given(st.one_of(KANA, LATIN, st.text(max_size=30)))
def test_key_is_stable(text: str) -> None:
    """The key of a key is the key; it holds lower-case letters only."""
    key = romaji_key(text)
    assert romaji_key(key) == key
    assert key == "" or (key.isascii() and key.isalpha() and key.islower())


@given(KANA)
def test_hiragana_and_katakana_agree(kana: str) -> None:
    """The two kana scripts give the same romaji."""
    hiragana = "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in kana)
    assert romaji(hiragana) == romaji(kana)
