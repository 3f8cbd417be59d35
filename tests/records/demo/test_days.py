"""The days of the demonstration lie after the surveys and before today, on business days."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.notify.business_days import is_business_day
from noroshi.records.demo.days import Days, plan_days, usable_days

FIRST, LATER = dt.date(2026, 9, 17), dt.date(2026, 10, 22)


def every(days: Days) -> list[dt.date]:
    steps = [days.opened, days.released, *days.first, days.attached, *days.last]
    return [day for day in steps if day is not None]


@given(st.dates(dt.date(2026, 9, 19), dt.date(2031, 1, 1)), st.sampled_from([LATER, None]))
def test_the_story_runs_forward_on_business_days_between_survey_and_today(
    today: dt.date, later: dt.date | None
) -> None:
    """Every step is after the survey it rests on, before today, on a day on which offices work, and in order."""
    days = plan_days(today, FIRST, later)
    if days.released is None and days.opened == today:
        return
    steps = every(days)
    assert all(FIRST < day < today and is_business_day(day) for day in steps)
    if days.attached is not None:
        assert later is not None
        assert days.attached > LATER
        assert all(day <= days.attached for day in days.first)
        assert all(day >= days.attached for day in days.last)
    assert sorted([days.opened, *days.first, *days.last]) == [days.opened, *days.first, *days.last]


def test_with_time_enough_every_step_has_its_day() -> None:
    """Two months after the first survey: opening, release, eight days of calls, the later survey, three more days."""
    days = plan_days(dt.date(2026, 11, 24), FIRST, LATER)
    assert days.opened == dt.date(2026, 9, 18)
    assert days.released == dt.date(2026, 9, 24)
    assert (len(days.first), len(days.last)) == (8, 3)
    assert days.attached == dt.date(2026, 10, 23)
    assert days.last[-1] == dt.date(2026, 11, 20)


@pytest.mark.parametrize("today", [dt.date(2025, 1, 1), FIRST, FIRST + dt.timedelta(days=1)])
def test_a_clock_before_the_survey_leaves_the_opening_only(today: dt.date) -> None:
    """Nothing is called about an observation that, by this clock, was not made yet."""
    assert plan_days(today, FIRST, LATER) == Days(opened=today)


@pytest.mark.parametrize(
    ("today", "days"),
    [(dt.date(2026, 11, 24), 63), (dt.date(2026, 10, 1), 14), (dt.date(2030, 1, 1), 366)],
)
def test_observations_stay_usable_for_a_month(today: dt.date, days: int) -> None:
    """From fourteen days up to a year, whatever the example's age asks for."""
    assert usable_days(today, LATER) == days
