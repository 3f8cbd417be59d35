"""Dates as an office writes them, and moments in Japan."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.notify.japanese_dates import (
    age_text,
    day_in_japan,
    day_text,
    in_japan,
    japanese_date,
    moment_text,
    month_day_text,
    to_utc,
)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 24), "令和8年11月24日(火)"),
        (date(2019, 5, 1), "令和元年5月1日(水)"),
        (date(2019, 4, 30), "平成31年4月30日(火)"),
        (date(1989, 1, 8), "平成元年1月8日(日)"),
        (date(1989, 1, 7), "昭和64年1月7日(土)"),
        (date(1926, 12, 25), "昭和元年12月25日(土)"),
        (date(1926, 12, 24), "1926年12月24日(金)"),
    ],
)
def test_eras_begin_on_their_first_day(day: date, text: str) -> None:
    """The first year of an era is 元年, and the day before still belongs to the earlier one."""
    assert japanese_date(day) == text


def test_other_forms() -> None:
    """Without the day of the week, within the year, and in English."""
    day = date(2026, 11, 24)
    assert japanese_date(day, weekday=False) == "令和8年11月24日"
    assert month_day_text(day, "ja") == "11月24日"
    assert month_day_text(day, "en") == "24 November"
    assert day_text(day, "en") == "24 November 2026 (Tue)"


def test_the_day_changes_at_midnight_in_japan() -> None:
    """15:00 UTC is already the next day in Japan."""
    late = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
    assert day_in_japan(late) == date(2026, 11, 24)
    assert day_in_japan(late - timedelta(seconds=1)) == date(2026, 11, 23)


def test_moments_in_words() -> None:
    """Forenoon and afternoon in Japanese, 24 hours with JST in English."""
    moment = datetime(2026, 11, 24, 6, 5, tzinfo=UTC)
    assert moment_text(moment, "ja") == "令和8年11月24日(火)午後3時05分"
    assert moment_text(moment, "en") == "24 November 2026 (Tue) 15:05 JST"
    assert moment_text(datetime(2026, 11, 23, 15, 0, tzinfo=UTC), "ja").endswith("午前0時00分")
    assert moment_text(datetime(2026, 11, 24, 3, 0, tzinfo=UTC), "ja").endswith("午後0時00分")


@given(st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2100, 1, 1)), st.integers(-12, 14))  # noqa: DTZ001
def test_zones_do_not_change_the_moment(moment: datetime, hours: int) -> None:
    """Whatever zone a time comes in, it stays the same moment."""
    aware = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert in_japan(aware) == aware == to_utc(aware)


def test_a_time_without_zone_is_refused() -> None:
    """A time that does not say where is not guessed."""
    for turn in (in_japan, to_utc, day_in_japan):
        with pytest.raises(ValueError, match="no time zone"):
            turn(datetime(2026, 11, 24, 9, 0))  # noqa: DTZ001 - the case under test


@pytest.mark.parametrize(
    ("days", "japanese", "english"),
    [(0, "本日", "today"), (1, "1日前", "1 day ago"), (14, "14日前", "14 days ago"), (-1, "1日後", "in 1 day")],
)
def test_ages_in_words(days: int, japanese: str, english: str) -> None:
    """Today is called so; the future is said to be the future."""
    today = date(2026, 11, 24)
    assert age_text(today - timedelta(days=days), today, "ja") == japanese
    assert age_text(today - timedelta(days=days), today, "en") == english
