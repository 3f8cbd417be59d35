"""Keys of corporation names."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.attribute.names import is_japanese, normaliser

NAMES = normaliser()
LETTERS = "株式会社有限合同(株)㈱㈲架空髙高﨑崎邉辺ーアイウエッツァャＡBcｱｲ電機 　・-１2支店"
TEXT = st.text(alphabet=st.sampled_from(list(LETTERS)), max_size=20)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("㈱架空電機", "株式会社架空電機"),
        ("(株)架空電機", "株式会社　架空電機"),
        ("株式会社Ｎｏｒｏ電機", "株式会社NORO電機"),
        ("株式会社ｶｸｳ", "株式会社カクウ"),
    ],
)
def test_spellings_share_the_full_key(one: str, other: str) -> None:
    """Width, spaces, letter case and abbreviated legal forms do not matter for the full key."""
    assert NAMES.keys(one).full == NAMES.keys(other).full


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("株式会社髙﨑渡邉工業", "高崎渡辺工業"),
        ("カクウ・コンピューター株式会社", "カクウコンピュータ"),
        ("一般社団法人架空会", "架空会"),
        ("医療法人社団架空会", "架空会"),
    ],
)
def test_core_is_without_form_variants_and_marks(one: str, other: str) -> None:
    """The core leaves out legal form, punctuation and long vowel marks and unifies kanji variants."""
    assert NAMES.keys(one).core == NAMES.keys(other).core


def test_fold_unites_kana_sizes_and_offices() -> None:
    """The folded key unites large and small kana and leaves out a branch office."""
    assert NAMES.keys("カクウファッション").fold == NAMES.keys("カクウフアツシヨン").fold
    assert NAMES.keys("架空銀行横浜支店").fold == "架空銀行横浜"
    assert NAMES.keys("鎌倉市役所").fold == NAMES.keys("鎌倉市").fold


def test_form_and_position_stay_apart() -> None:
    """The legal form is kept as a feature: which, and on which side."""
    front, back, none = map(NAMES.keys, ("株式会社架空", "架空株式会社", "架空"))
    assert (front.form, front.position) == ("株式会社", "front")
    assert (back.form, back.position) == ("株式会社", "back")
    assert (none.form, none.position) == ("", "")
    assert len({front.full, back.full, none.full}) == 3
    assert front.core == back.core == none.core


def test_reading_leaves_out_the_form() -> None:
    """The reading of a legal form is no part of the name's reading."""
    assert NAMES.reading("カクウデンキカブシキガイシャ") == NAMES.reading("カクウデンキ")


@given(TEXT)
def test_keys_do_not_depend_on_width(text: str) -> None:
    """A name in compatibility form has the keys of the name as written."""
    assert NAMES.keys(unicodedata.normalize("NFKC", text)) == NAMES.keys(text)


@given(TEXT)
def test_core_of_a_core_is_the_core_or_strips_more(text: str) -> None:
    """Cleaning and folding are idempotent."""
    keys = NAMES.keys(text)
    assert NAMES.clean(keys.core) == keys.core
    folded = NAMES.fold(keys.core)
    assert NAMES.fold(folded) == folded or len(NAMES.fold(folded)) < len(folded)


@given(st.text(max_size=60))
def test_any_text_has_keys(text: str) -> None:
    """Any text gives keys without spaces; the full key of a full key is itself."""
    keys = NAMES.keys(text)
    assert not any(char.isspace() for char in keys.full + keys.core)
    assert isinstance(is_japanese(text), bool)
