"""Small cells stay hidden, also from whoever subtracts."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from noroshi.measure.small_cells import LEAST, shown_cells, shown_steps

COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40), min_size=1)


def small(number: int) -> bool:
    """Whether a number may not be shown."""
    return 0 < number < LEAST


@given(COUNTS)
def test_no_small_count_can_be_read_or_computed(counts: dict[str, int]) -> None:
    """What is hidden adds up to nothing small, so that the base minus what is shown betrays no small cell."""
    base = sum(counts.values())
    shown = shown_cells(counts, base, several=False)
    assert shown.keys() == counts.keys()
    assert not any(count is not None and small(count) for count in shown.values())
    hidden = [code for code, count in shown.items() if count is None]
    if base >= LEAST and hidden:
        assert sum(counts[code] for code in hidden) >= LEAST
        assert len(hidden) > 1
    assert all(count in {None, counts[code]} for code, count in shown.items())


@given(COUNTS, st.integers(0, 10))
def test_a_code_that_nearly_all_have_names_nobody_else(counts: dict[str, int], more: int) -> None:
    """Where a case may have several codes, the few without a code are as hidden as the few with it."""
    base = max(counts.values()) + more
    for count in shown_cells(counts, base, several=True).values():
        assert count is None or not (small(count) or small(base - count))


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6))
def test_a_funnel_shows_neither_small_steps_nor_small_losses(numbers: list[int]) -> None:
    """The difference between two steps that are shown is never small."""
    steps = sorted(numbers, reverse=True)
    shown = [count for count in shown_steps(steps) if count is not None]
    assert not any(small(count) for count in shown)
    assert not any(small(before - after) for before, after in pairwise(shown))


def test_large_counts_are_shown_as_they_are() -> None:
    """Nothing is hidden without need."""
    assert shown_cells({"a": 7, "b": 5, "c": 0}, 12, several=False) == {"a": 7, "b": 5, "c": 0}
    assert shown_cells({"a": 20, "b": 6, "c": 2}, 28, several=False) == {"a": 20, "b": None, "c": None}
    assert shown_cells({"a": 3}, 3, several=False) == {"a": None}
    assert shown_steps([20, 20, 15, 12]) == [20, 20, 15, None]
