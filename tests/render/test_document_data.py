"""A document as data: signs that no font has become codes, long words can be broken, codes stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from document_world import every_kind
from noroshi.render.document_data import printed, text
from noroshi.render.font_coverage import drawable, font_files


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("髙﨑𠮷葛\U000e0100邉①㈱□〒", "髙﨑𠮷葛\U000e0100邉①㈱□〒"), ("😀", "[U+1F600]"), ("\x07", "[U+0007]"),
        ("ﷺ", "[U+FDFA]"), ("abc", "abc"), ("\ud800", "[U+D800]"),
    ],
)  # fmt: skip
def test_signs_without_a_glyph_become_codes(given_text: str, shown: str) -> None:
    """Rare characters stay; what no packaged font can draw is written as its code."""
    assert drawable(given_text) == shown


@given(st.text(max_size=60))
def test_every_text_can_be_encoded(given_text: str) -> None:
    """Whatever was typed, what reaches the templates is valid Unicode without control characters."""
    shown = text(given_text)
    shown.encode()
    assert not any(ord(sign) < 32 and sign != "\n" for sign in shown)


def test_a_long_word_can_be_broken() -> None:
    """A word of Latin letters longer than a line gets places to break, and loses no letter."""
    word = "https://example.jp/" + "x" * 200
    assert "\u200b" in text(word)
    assert text(word).replace("\u200b", "") == word
    assert text("short") == "short"


def test_a_code_is_drawn_once_for_each_code_block() -> None:
    """The QR code of the daily report is in the data as SVG, and in no other document."""
    for kind, document in every_kind().items():
        blocks = [block for page in printed(document)["pages"] for block in page["blocks"]]
        drawn = [block["svg"] for block in blocks if block["block"] == "code"]
        assert len(drawn) == (kind == "daily_report")
        assert all("<svg" in each for each in drawn)


def test_the_fonts_are_packaged() -> None:
    """All three fonts lie in installed packages."""
    assert [file.is_file() for file in font_files()] == [True, True, True]
