"""Corporate numbers and codes of local governments."""

from hypothesis import given
from hypothesis import strategies as st

from noroshi.attribute.numbers import check_digit, government_code, is_number, local_government_number
from noroshi.knowledge.places import bundled_places


@given(st.text(alphabet="0123456789", min_size=12, max_size=12))
def test_one_check_digit_is_right(digits: str) -> None:
    """Of the nine possible first digits exactly one makes a number."""
    assert [first for first in range(1, 10) if is_number(f"{first}{digits}")] == [check_digit(digits)]


def test_published_numbers_of_local_governments() -> None:
    """The rule gives the numbers that the register holds."""
    assert local_government_number("01100") == "9000020011002"
    assert local_government_number("14201") == "3000020142018"
    assert local_government_number("14204") == "3000020142042"
    assert local_government_number("14207") == "1000020142077"
    assert local_government_number("13") == "8000020130001"


def test_code_check_digit_of_every_municipality() -> None:
    """The sixth digit computed from five is the published one, for every municipality."""
    for item in bundled_places().municipalities.values():
        assert item.government_code in ("", government_code(item.code))


def test_other_shapes_are_no_numbers() -> None:
    """Texts of another shape are no numbers and give no number."""
    assert not any(map(is_number, ("", "1", "0000020142042", "30000201420420", "３０００020142042", "a000020142042")))
    assert local_government_number("1410") == ""
    assert local_government_number("abcde") == ""
