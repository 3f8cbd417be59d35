"""Freshness: the last day of the period is still fresh, and only a supervisor's reason passes the next one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.notify.freshness import DEFAULT_DAYS, Override, freshness

TODAY = date(2026, 11, 24)


def _before(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "status"), [(0, "fresh"), (14, "fresh"), (15, "stale"), (400, "stale"), (-1, "stale")]
)
def test_the_period_ends_after_fourteen_days(days: int, status: str) -> None:
    """The fourteenth day is fresh, the fifteenth is not, and tomorrow's observation is a wrong clock."""
    assert DEFAULT_DAYS == 14
    result = freshness(_before(days), TODAY)
    assert result.status == status
    assert result.blocks == (status != "fresh")
    assert result.age_days == days


def test_a_campaign_may_set_its_own_period() -> None:
    """Another number of days counts from the same day."""
    assert freshness(_before(7), TODAY, days=7).status == "fresh"
    assert freshness(_before(8), TODAY, days=7).status == "stale"
    with pytest.raises(ValueError, match="negative"):
        freshness(_before(1), TODAY, days=-1)


def test_a_supervisor_overrides_with_a_reason() -> None:
    """The text then says as of which day; in another year it says which year."""
    seen = _before(20)
    result = freshness(seen, TODAY, override=Override(by="s1", reason="再観測の見込みがない", last_seen=seen))
    assert result.status == "overridden"
    assert not result.blocks
    assert result.as_of("ja") == "11月4日時点の公開観測情報によれば、"
    old = date(2025, 12, 1)
    result = freshness(old, TODAY, override=Override(by="s1", reason="x", last_seen=old))
    assert result.as_of("ja") == "令和7年12月1日(月)時点の公開観測情報によれば、"


@pytest.mark.parametrize(
    "override",
    [
        Override(by="s1", reason="  ", last_seen=_before(20)),
        Override(by="", reason="x", last_seen=_before(20)),
        Override(by="s1", reason="x", last_seen=_before(21)),
    ],
)
def test_an_override_without_reason_or_for_another_day_does_not_count(override: Override) -> None:
    """Neither a blank reason nor a decision about another observation lets anything through."""
    assert freshness(_before(20), TODAY, override=override).status == "stale"


@given(st.integers(min_value=-50, max_value=500), st.integers(min_value=0, max_value=60))
def test_only_fresh_and_overridden_findings_give_an_opening(age: int, days: int) -> None:
    """A stale finding gives no text at all, a fresh one needs none, and the future cannot be overridden."""
    seen = _before(age)
    bare = freshness(seen, TODAY, days=days)
    given_leave = freshness(seen, TODAY, days=days, override=Override(by="s", reason="r", last_seen=seen))
    assert (bare.status == "fresh") == (0 <= age <= days)
    assert (given_leave.status == "stale") == (age < 0)
    for result in (bare, given_leave):
        if result.blocks:
            with pytest.raises(ValueError, match="stale"):
                result.as_of("ja")
        else:
            assert bool(result.as_of("en")) == (result.status == "overridden")
        for language in ("ja", "en"):
            assert result.text(language)


def test_nothing_observed_is_stale() -> None:
    """Without any observation in the affected range there is nothing to contact about."""
    result = freshness(None, TODAY, override=Override(by="s", reason="r", last_seen=TODAY))
    assert result.blocks
    assert result.text("ja").endswith("連絡には使えません。")
    with pytest.raises(ValueError, match="stale"):
        result.as_of("ja")


def test_the_text_names_age_and_limit() -> None:
    """The officer reads how old it is and what the limit is."""
    assert (
        freshness(_before(20), TODAY)
        .text("ja")
        .startswith("最後の観測は令和8年11月4日(水)(20日前)です。14日を超えている")
    )
    assert "lies in the future" in freshness(_before(-2), TODAY).text("en")
