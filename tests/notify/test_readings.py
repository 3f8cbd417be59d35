"""How versions and reference numbers are read aloud."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.notify.readings import read_reference, read_version
from noroshi.notify.reference_number import ReferenceNumberError, from_random


@pytest.mark.parametrize(
    ("version", "japanese", "english"),
    [
        ("7.2.5", "ななてんにてんご", "seven point two point five"),
        ("22.7R2.4", "にじゅうにてんななアールにてんよん", "twenty two point seven R two point four"),
        ("13.1-48.47", "じゅうさんてんいちハイフンよんじゅうはちてんよんじゅうなな",
         "thirteen point one dash forty eight point forty seven"),
        ("9.1.3h1", "きゅうてんいちてんさんエイチいち", "nine point one point three H one"),
        ("7.2.10 build1706", "ななてんにてんじゅう、ビルドいちななゼロろく",
         "seven point two point ten build one seven zero six"),
        ("12.4.3-02804", "じゅうにてんよんてんさんハイフンゼロにはちゼロよん",
         "twelve point four point three dash zero two eight zero four"),
        ("300.600.800", "さんびゃくてんろっぴゃくてんはっぴゃく",
         "three hundred point six hundred point eight hundred"),
        ("8.0", "はちてんゼロ", "eight point zero"),
        ("7.2.0〜7.2.6", "ななてんにてんゼロからななてんにてんろく",
         "seven point two point zero to seven point two point six"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_versions_are_read_as_on_the_telephone(version: str, japanese: str, english: str) -> None:
    """Numbers as numbers, long ones digit by digit, letters by their names."""
    assert read_version(version, "ja") == japanese
    assert read_version(version, "en") == english


def test_full_width_is_read_alike() -> None:
    """A version typed in full width is the same version."""
    assert read_version("７．２．５", "ja") == read_version("7.2.5", "ja")


def test_a_reference_number_is_read_in_its_groups() -> None:
    """Digit by digit with a pause between the groups, in whatever form it was given."""
    number = from_random(7)
    assert read_reference(number, "ja") == "いちゼロゼロ、ゼロゼロゼロゼロ、ゼロなないち"
    assert read_reference("100-0000-071", "en") == "one zero zero, zero zero zero zero, zero seven one"
    with pytest.raises(ReferenceNumberError):
        read_reference("100-0000-072", "ja")


@given(st.integers(min_value=0, max_value=2**64))
def test_every_digit_is_said(bits: int) -> None:
    """Ten digits give ten readings, none of them shi, shichi or ku."""
    reading = read_reference(from_random(bits), "ja")
    digits = re.findall("ゼロ|いち|に|さん|よん|ご|ろく|なな|はち|きゅう", reading)
    assert len(digits) == 10
    assert "".join(digits) == reading.replace("、", "")


@given(st.integers(min_value=0, max_value=999), st.integers(min_value=0, max_value=999))
def test_two_versions_never_sound_alike(first: int, second: int) -> None:
    """Different numbers have different readings in both languages."""
    for language in ("ja", "en"):
        alike = read_version(f"7.{first}", language) == read_version(f"7.{second}", language)
        assert alike == (first == second)


@given(st.text(max_size=120))
def test_no_text_makes_it_fail(text: str) -> None:
    """Whatever a survey gives as a version can be read in some way."""
    assert len(read_version(text, "ja")) < 2000
    assert len(read_version(text, "en")) < 4000
