"""The confirmation code: derived, readable in every way people write it, slips found."""

import math
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from noroshi.notify import confirmation_code, reference_number
from noroshi.notify.confirmation_code import ALPHABET, LENGTH, ConfirmationCodeError, derive, parse

SECRET = "an invented secret of more than thirty-two characters"  # noqa: S105 invented
numbers = st.integers(0, 2**64).map(reference_number.from_random)
codes = st.builds(derive, st.just(SECRET), numbers)
places = st.integers(0, LENGTH - 1)


def test_a_code_holds_forty_bits_in_characters_that_cannot_be_confused() -> None:
    """Eleven free characters hold more than 40 bits; none of 0 O 1 I L 5-S 2-Z 8-B pairs stands in the alphabet."""
    assert (LENGTH - 1) * math.log2(len(ALPHABET)) > 40
    assert all(len({*pair} & {*ALPHABET}) < 2 for pair in ("0O", "1I", "1L", "5S", "2Z", "8B", "6G", "UV", "MN", "CT"))
    assert not {*"AEIOU"} & {*ALPHABET}


@given(numbers)
def test_the_code_of_a_number_is_always_the_same_and_nobody_elses(number: str) -> None:
    """Nothing needs to be stored: the secret gives the code again, another secret or number gives another one."""
    code = derive(SECRET, number)
    assert code == derive(SECRET, reference_number.format(number)) == parse(code)
    assert code != derive(SECRET + "x", number)
    other = reference_number.from_random(int(number[:9]) - 10**8 + 1)
    assert code != derive(SECRET, other)


@given(codes, places, st.sampled_from(ALPHABET))
def test_every_wrong_character_is_found(code: str, place: int, character: str) -> None:
    """One character misread never gives another code."""
    assume(code[place] != character)
    with pytest.raises(ConfirmationCodeError, match="check character"):
        parse(code[:place] + character + code[place + 1 :])


@given(codes, places, places)
def test_every_exchange_of_two_characters_is_found(code: str, first: int, second: int) -> None:
    """Two characters in each other's place never give another code, however far apart they stand."""
    assume(code[first] != code[second])
    wrong = list(code)
    wrong[first], wrong[second] = wrong[second], wrong[first]
    with pytest.raises(ConfirmationCodeError):
        parse("".join(wrong))


@given(codes, st.sampled_from(["-", " ", "ー", "\u3000", ""]), st.booleans(), st.booleans())
def test_a_code_is_read_in_every_way_it_is_written(code: str, separator: str, small: bool, wide: bool) -> None:  # noqa: FBT001
    """Groups, small letters and full width are accepted."""
    text = separator.join(confirmation_code.groups(code))
    text = text.lower() if small else text
    if wide:
        text = text.translate({ord(c): ord(c) + 0xFEE0 for c in string.ascii_letters + string.digits})
    assert parse(f" {text} ") == code
    assert confirmation_code.format(text) == "-".join(confirmation_code.groups(code))


@given(st.text(max_size=300))
def test_any_other_text_is_refused_in_a_sentence(text: str) -> None:
    """Whatever is typed, the answer is a code or ConfirmationCodeError."""
    try:
        found = parse(text)
    except ConfirmationCodeError:
        assert not confirmation_code.is_valid(text)
    else:
        assert set(found) <= set(ALPHABET)


def test_a_weak_secret_and_a_wrong_number_are_refused() -> None:
    """A secret that could be guessed gives no code, nor does what is no reference number."""
    with pytest.raises(ValueError, match="32"):
        derive("short", reference_number.from_random(1))
    with pytest.raises(reference_number.ReferenceNumberError):
        derive(SECRET, "1234567890")
