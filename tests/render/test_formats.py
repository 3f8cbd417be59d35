"""Numbers, shares, days and times as people read them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.render import formats


@pytest.mark.parametrize(
    ("count", "of", "shown"),
    [
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 2000, "0.1"),
        (1, 2001, "0.0"),
        (5, 5, "100.0"),
        (0, 0, "–"),
        (63, 102, "61.8"),
    ],
)
def test_share_rounds_half_up(count: int, of: int, shown: str) -> None:
    """Shares round half up to one decimal place and need a denominator."""
    assert formats.share(count, of) == shown


@pytest.mark.parametrize(
    ("value", "ja", "en"),
    [
        (date(2026, 11, 24), "令和8年11月24日(火)", "24 November 2026"),
        (date(2019, 5, 1), "令和元年5月1日(水)", "1 May 2019"),
        (date(2019, 4, 30), "2019年4月30日(火)", "30 April 2019"),
        (date(2020, 1, 1), "令和2年1月1日(水)", "1 January 2020"),
    ],
)
def test_day(value: date, ja: str, en: str) -> None:
    """Days are written by the Japanese era, or by the Western year before Reiwa and in English."""
    assert (formats.day(value, "ja"), formats.day(value, "en")) == (ja, en)


def test_moment_is_in_japan() -> None:
    """Times are shown in Japan Standard Time."""
    time = datetime(2026, 11, 23, 15, 5, tzinfo=UTC)
    assert formats.moment(time, "ja") == "令和8年11月24日(火) 00:05"
    assert formats.moment(time, "en") == "24 November 2026 00:05 JST"


def test_sizes() -> None:
    """Sizes have binary units."""
    shown = [formats.size(value) for value in (0, 1023, 1536, 5 * 2**30)]
    assert shown == ["0 bytes", "1,023 bytes", "1.5 KiB", "5.0 GiB"]


@given(st.text(max_size=60), st.floats(2, 40))
def test_fitted_text_is_not_wider(text: str, limit: float) -> None:
    """A fitted text is not wider than its limit by the same estimate."""
    assert formats.ems(formats.fit(text, limit)) <= limit + 1e-9
