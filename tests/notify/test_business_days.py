"""Business days: weekends, national and substitute holidays, the days between two holidays, and the year's end."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.notify.business_days import (
    add_business_days,
    business_days_between,
    closed_because,
    is_business_day,
    next_business_day,
)

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 1))


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), False),
        (date(2026, 5, 6), False),
        (date(2026, 9, 22), False),
        (date(2026, 12, 28), True),
        (date(2026, 12, 29), False),
        (date(2027, 1, 3), False),
        (date(2027, 1, 4), True),
    ],
)
def test_days_of_the_calendar(day: date, open_: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """Known days of the calendar are open or closed as offices are."""
    assert is_business_day(day) is open_


def test_a_closed_day_says_why() -> None:
    """The holiday's name, the weekend or the closing days are given in the reader's language."""
    assert closed_because(date(2026, 11, 23), "ja") == "勤労感謝の日"
    assert closed_because(date(2026, 11, 23), "en") == "Labor Thanksgiving Day"
    assert closed_because(date(2026, 12, 30), "ja") == "年末年始の休日"
    assert closed_because(date(2026, 11, 22), "ja") == "土曜日・日曜日"
    assert closed_because(date(2026, 11, 24), "ja") is None


def test_the_year_is_turned_over_the_closing_days() -> None:
    """The business day after 28 December is 4 January, or 29 December where an office has no closing days."""
    assert next_business_day(date(2026, 12, 28)) == date(2027, 1, 4)
    assert next_business_day(date(2026, 12, 28), closed=()) == date(2026, 12, 29)


def test_zero_days_stay_or_move_to_the_next_open_day() -> None:
    """Nothing added to a business day is that day; added to a holiday it is the next open one."""
    assert add_business_days(date(2026, 11, 24), 0) == date(2026, 11, 24)
    assert add_business_days(date(2026, 11, 21), 0) == date(2026, 11, 24)


@given(DAYS, st.integers(min_value=0, max_value=40))
def test_adding_and_counting_agree(day: date, count: int) -> None:
    """The n-th business day is a business day, and as many lie between as were added."""
    later = add_business_days(day, count)
    assert is_business_day(later)
    assert later >= day + timedelta(days=count)
    if count:
        assert business_days_between(day, later) == count


@given(DAYS)
def test_no_business_day_is_skipped(day: date) -> None:
    """Between a day and the next business day after it there is no other."""
    following = next_business_day(day)
    assert following > day
    assert business_days_between(day, following) == 1


def test_backwards_is_refused() -> None:
    """Nobody is reminded before the contact."""
    with pytest.raises(ValueError, match="forward"):
        add_business_days(date(2026, 11, 24), -1)
    assert business_days_between(date(2026, 11, 24), date(2026, 11, 20)) == 0


@pytest.mark.parametrize("year", [1948, 2100])
def test_years_without_known_holidays_are_refused(year: int) -> None:
    """A year whose holidays are not known is not taken to have none."""
    with pytest.raises(ValueError, match="not known"):
        is_business_day(date(year, 6, 1))
