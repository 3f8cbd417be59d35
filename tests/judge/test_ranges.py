"""The algebra of version ranges, against brute-force enumeration."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.judge.ranges import (
    EVERYTHING,
    MAX_TERMS,
    Ranges,
    Span,
    complement,
    contains,
    difference,
    intersection,
    is_empty,
    normal,
    of_version,
    overlap,
    parse_range,
    subset,
    union,
)
from noroshi.judge.schemes import scheme
from noroshi.judge.schemes.base import TOP

FORTIOS = scheme("fortios")
GRID = [FORTIOS.at((major, minor, patch)) for major in (6, 7) for minor in range(4) for patch in range(4)]

keys = st.tuples(st.integers(6, 7), st.integers(0, 3), st.integers(0, 3)) | st.tuples(
    st.integers(6, 7), st.integers(0, 3)
)
ranges = st.lists(st.tuples(keys, keys), max_size=4).map(lambda pairs: normal(Span(low, high) for low, high in pairs))


def members(spans: Ranges) -> set[str]:
    """Return the grid versions that lie in the spans, one by one."""
    return {version.text for version in GRID if any(span.low <= version.key < span.high for span in spans)}


@given(ranges, ranges)
def test_set_operations_agree_with_enumeration(left: Ranges, right: Ranges) -> None:
    """Union, intersection and difference hold exactly the versions that the definition says."""
    assert members(union(left, right)) == members(left) | members(right)
    assert members(intersection(left, right)) == members(left) & members(right)
    assert members(difference(left, right)) == members(left) - members(right)


@given(ranges)
def test_the_complement_of_the_complement_is_the_range(spans: Ranges) -> None:
    """Nothing is lost on the way out and back, and a range and its complement share nothing."""
    assert complement(complement(spans)) == spans
    assert not overlap(spans, complement(spans))
    assert union(spans, complement(spans)) == EVERYTHING


@given(ranges, ranges)
def test_a_subset_adds_nothing(left: Ranges, right: Ranges) -> None:
    """A range is a subset exactly where the union with the other is the other."""
    assert subset(left, right) == (union(left, right) == right)


@given(keys, keys)
def test_an_empty_span_holds_no_version(low: tuple[int, ...], high: tuple[int, ...]) -> None:
    """A span counts as empty exactly where enumeration finds nothing in it, whatever the ends look like."""
    edges = [(*low, TOP), low, high, (*high, TOP)]
    versions = [(a, b, c) for a in range(6, 9) for b in range(5) for c in range(5)]
    for one, two in ((a, b) for a in edges for b in edges if a < b):
        assert is_empty(one, two) == (not any(one <= version < two for version in versions))


@given(ranges)
def test_the_normal_form_is_sorted_and_apart(spans: Ranges) -> None:
    """Spans of a range neither touch nor overlap."""
    assert all(one.high < two.low for one, two in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        (">=7.2.0,<7.2.9 || >=7.4.2", ["7.2.0", "7.2.8", "7.4.2", "8.0.0"], ["7.2.9", "7.4.1", "7.0.14"]),
        ("7.2", ["7.2.0", "7.2.99"], ["7.1.9", "7.3.0"]),
        ("<=7.2", ["7.2.99", "6.4.1"], ["7.3.0"]),
        (">7.2", ["7.3.0"], ["7.2.99"]),
        ("=7.2.3", ["7.2.3", "v7.2.3,build1"], ["7.2.4"]),
        ("any", ["1.0.0", "9.9.9"], []),
    ],
)
def test_text_ranges_mean_what_they_say(text: str, inside: list[str], outside: list[str]) -> None:
    """Comma means and, double bar means or, a branch means all of its versions."""
    spans = parse_range(FORTIOS, text)
    assert spans is not None
    for version, expected in [*((text, True) for text in inside), *((text, False) for text in outside)]:
        parsed = FORTIOS.parse(version)
        assert parsed is not None
        assert contains(spans, parsed) is expected


def test_a_partial_version_is_contained_only_as_a_whole() -> None:
    """Half a branch in the range is not the branch in the range."""
    spans, branch = parse_range(FORTIOS, ">=7.2.3"), FORTIOS.parse("7.2")
    assert spans is not None
    assert branch is not None
    assert not contains(spans, branch)
    assert overlap(spans, of_version(branch))


@pytest.mark.parametrize("text", ["", ">=", "7.2.0 to 7.2.6", ">=7.2.0,", ">=x", "7.2 ||", "7.2," * MAX_TERMS])
def test_an_unreadable_range_is_none(text: str) -> None:
    """A range with a term that is no version is refused as a whole."""
    assert parse_range(FORTIOS, text) is None


@given(st.text(alphabet="<>=|,. 0123456789v*any", max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Hostile range texts raise nothing and stay in normal form."""
    spans = parse_range(FORTIOS, text)
    assert spans is None or normal(spans) == spans
