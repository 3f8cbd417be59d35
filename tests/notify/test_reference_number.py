"""The reference number: slips of the tongue are found, and every way of writing it is understood."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.notify import reference_number
from noroshi.notify.reference_number import (
    ReferenceNumberError,
    check_digit,
    for_rehearsal,
    from_random,
    is_rehearsal,
    is_valid,
    parse,
)

BITS = st.integers(min_value=0, max_value=2**64 - 1)
POSITIONS = st.integers(min_value=0, max_value=9)


def test_the_published_example_of_the_method() -> None:
    """Damm's own example: 572 takes the check digit 4."""
    assert check_digit("572") == "4"
    assert check_digit("5724") == "0"


@given(BITS)
def test_every_random_number_gives_a_reference_number(bits: int) -> None:
    """Ten digits, no leading zero, valid, and the form 3-4-3 reads back to the same number."""
    number = from_random(bits)
    assert len(number) == 10
    assert number[0] != "0"
    assert parse(number) == number
    assert [len(group) for group in reference_number.format(number).split("-")] == [3, 4, 3]
    assert parse(reference_number.format(number)) == number


@given(BITS, POSITIONS, st.integers(min_value=1, max_value=9))
def test_every_wrong_digit_is_found(bits: int, position: int, shift: int) -> None:
    """One digit heard wrong never gives another case's number."""
    number = from_random(bits)
    wrong = str((int(number[position]) + shift) % 10)
    assert not is_valid(number[:position] + wrong + number[position + 1 :])


@given(BITS, st.integers(min_value=0, max_value=8))
def test_every_exchange_of_neighbours_is_found(bits: int, position: int) -> None:
    """Two neighbouring digits said in the wrong order never give another case's number."""
    number = from_random(bits)
    swapped = number[:position] + number[position + 1] + number[position] + number[position + 2 :]
    assert is_valid(swapped) == (swapped == number)


def test_all_exchanges_of_two_digits_are_found() -> None:
    """For every pair of digits and every state before it, the exchange changes the check digit."""
    for before in range(100, 200):
        for first in range(10):
            for second in range(first):
                assert check_digit(f"{before}{first}{second}") != check_digit(f"{before}{second}{first}")


def test_numbers_that_follow_each_other_do_not_look_alike_in_order() -> None:
    """The number comes from the random bits alone: no case can be counted up from another's number."""
    numbers = [from_random(bits) for bits in (3, 10**18, 5)]
    assert len(set(numbers)) == 3
    assert from_random(3) == from_random(3 + reference_number.COUNT)


@pytest.mark.parametrize("template", ["{}-{}-{}", "{} {} {}", "{}{}{}", " {}‐{}−{}　", "{}ー{}－{}", "{}–{}—{}\n"])
def test_every_way_of_writing_it_is_understood(template: str) -> None:
    """Full-width digits, spaces, and whatever dash a keyboard gives are accepted."""
    number = from_random(42)
    groups = reference_number.groups(number)
    assert parse(template.format(*groups)) == number
    wide = template.format(*groups).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert parse(wide) == number


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "digits only"),
        ("KNG-26-0123", "digits only"),
        ("123", "10 digits, not 3"),
        ("1" * 11, "10 digits, not 11"),
        ("0" * 10, "does not begin with 0"),
        ("1234567890", "check digit"),
        ("九九九九九九九九九九", "digits only"),
        ("²²²²²²²²²²a", "digits only"),
        ("1" * 100_000, "10 digits"),
    ],
)
def test_what_is_none_is_said_to_be_none(text: str, message: str) -> None:
    """Anything else is refused with what is wrong with it."""
    with pytest.raises(ReferenceNumberError, match=message):
        parse(text)
    assert not is_valid(text)


@given(st.text(max_size=30))
def test_no_text_makes_it_fail_otherwise(text: str) -> None:
    """Whatever is typed is either a number or refused; nothing else is raised."""
    assert is_valid(text) in {True, False}


def test_a_negative_random_number_is_refused() -> None:
    """A number of another kind than random bits is no source of reference numbers."""
    with pytest.raises(ValueError, match="negative"):
        from_random(-1)


@given(st.integers(min_value=0))
def test_a_rehearsals_number_is_shown_but_never_accepted(bits: int) -> None:
    """It has ten digits in groups with the check digit, begins with 0, and every look-up refuses it."""
    number = for_rehearsal(bits)
    assert is_rehearsal(number)
    assert (len(number), number[0], check_digit(number)) == (10, "0", "0")
    assert re.fullmatch(r"0\d\d-\d{4}-\d{3}", reference_number.format(number))
    assert not is_valid(number)
    assert not is_valid(reference_number.format(number))
    with pytest.raises(ReferenceNumberError, match="begin with 0"):
        parse(reference_number.format(number))


@given(st.integers(min_value=0))
def test_no_real_number_is_a_rehearsals(bits: int) -> None:
    """The two kinds never meet, and a slip in a rehearsal's number is found as well."""
    assert not is_rehearsal(from_random(bits))
    number = for_rehearsal(bits)
    assert not is_rehearsal(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_a_negative_random_number_gives_no_rehearsal() -> None:
    """The same rule as for real numbers."""
    with pytest.raises(ValueError, match="negative"):
        for_rehearsal(-1)
