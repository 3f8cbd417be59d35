"""What two pieces of evidence leave possible together."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.identify.version_sets import belongs, describe, meet, meet_ranges, options, union
from noroshi.model.version import EvidenceKind as K
from noroshi.model.version import VersionSet

TIME = datetime(2023, 6, 12, tzinfo=UTC)


def exact(text: str) -> VersionSet:
    return VersionSet(kind=K.EXACT, exact=text)


def table(*names: str, train: str | None = None) -> VersionSet:
    return VersionSet(kind=K.TABLE, candidates=names, train=train)


def train(text: str) -> VersionSet:
    return VersionSet(kind=K.TRAIN, train=text)


@pytest.mark.parametrize(
    ("version", "branch", "expected"),
    [
        ("7.2", "7.2", True),
        ("7.2.5", "7.2", True),
        ("13.1-49.15", "13.1", True),
        ("9.12(4)", "9.12", True),
        ("9.1R14", "9.1", True),
        ("22.3R1 (build 1647)", "22.3R1", True),
        ("7.20.1", "7.2", False),
        ("7.2", "7.2.5", False),
    ],
)
def test_a_version_belongs_to_its_branch(version: str, branch: str, expected: bool) -> None:  # noqa: FBT001 - table
    """Only a joint after the branch makes a version one of its builds."""
    assert belongs(version, branch) is expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (table("1.1", "1.2"), table("1.2", "1.3"), table("1.2")),
        (exact("1.2"), table("1.2", "1.3"), exact("1.2")),
        (exact("13.1"), table("13.1-49.15", "14.1-1.1"), table("13.1-49.15")),
        (train("7.2"), table("7.0.5", "7.2.1", "7.2.2"), table("7.2.1", "7.2.2", train="7.2")),
        (train("7.2"), train("7.2.5"), train("7.2.5")),
        (exact("7.2.5"), train("7.2"), VersionSet(kind=K.EXACT, exact="7.2.5", train="7.2")),
        (exact("1.2"), exact("1.3"), None),
        (table("1.2"), table("1.3"), None),
        (train("7.0"), table("7.2.1"), None),
        (train("7.0"), train("7.2"), None),
        (table("13.1-1.1", train="13.1"), table("13.1-1.1", train="13.1-FIPS"), table("13.1-1.1", train="13.1-FIPS")),
    ],
)
def test_meet(first: VersionSet, second: VersionSet, expected: VersionSet | None) -> None:
    """Sets intersect, branches filter, contradictions are None; the order does not matter."""
    assert meet(first, second) == expected
    assert meet(second, first) == expected


def test_build_times_of_one_build_may_differ_by_a_day() -> None:
    """Two times a day apart agree; a week apart they contradict, unless versions decide."""
    first = VersionSet(kind=K.BUILD_TIME, build_time=TIME)
    near = VersionSet(kind=K.BUILD_TIME, build_time=TIME + timedelta(hours=25))
    far = VersionSet(kind=K.BUILD_TIME, build_time=TIME + timedelta(days=7))
    assert meet(first, near) is not None
    assert meet(first, far) is None


def test_ranges_meet_by_alternatives() -> None:
    """Every alternative of one is combined with every alternative of the other."""
    assert meet_ranges(">=1,<2 || >=3", "<9") == ">=1,<2,<9 || >=3,<9"
    assert meet_ranges("<2", "<2") == "<2"


def test_union_and_description() -> None:
    """A union names all versions in the order of their numbers."""
    both = union([exact("1.10"), exact("1.9")])
    assert (both.kind, both.candidates) == (K.TABLE, ("1.9", "1.10"))
    assert describe(both) == "1.9, 1.10"
    assert describe(VersionSet(kind=K.BUILD_TIME, build_time=TIME)) == "built 2023-06-12T00:00:00Z"


NAMES = st.sampled_from(["7.0", "7.0.1", "7.0.2", "7.2", "7.2.1", "7.2.1-h1", "7.2.10"])
SETS = st.one_of(
    NAMES.map(exact),
    st.lists(NAMES, min_size=1, max_size=3, unique=True).map(lambda names: table(*sorted(names))),
    NAMES.map(train),
)


@given(SETS, SETS)
def test_meet_is_symmetric_and_invents_nothing(first: VersionSet, second: VersionSet) -> None:
    """What is left was named by one of the two, and belongs to something that each of them allows."""
    both = meet(first, second)
    assert both == meet(second, first)
    if both is None:
        return
    for name in options(both):
        for side in (first, second):
            allowed = options(side) or (side.train or "",)
            assert any(belongs(name, one) or belongs(one, name) for one in allowed)
    assert meet(both, both) == both
