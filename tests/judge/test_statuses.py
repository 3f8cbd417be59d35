"""Advisory rows as maps over all versions, against a plain row-by-row reading."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.judge.bounds import follows
from noroshi.judge.options import make_case, product_line
from noroshi.judge.ranges import Span, of_version
from noroshi.judge.schemes import scheme
from noroshi.judge.schemes.base import TOP
from noroshi.judge.statuses import Canvas, Status
from noroshi.knowledge.advisories import AdvisoryFile
from noroshi.model.verdict import Answer, ReasonCode

FORTIOS = scheme("fortios")
START, END = "start: {source: s1, says: x}", "end: {source: s1, says: x}"
TWO_RANGES = 'branch: "7.2", through: "7.2.2"\nbranch: "7.2", from: "7.2.5", through: "7.2.6"'


def status_of(file: AdvisoryFile, text: str) -> tuple[str, str]:
    """Return answer and reason of one FortiOS version in the file's only advisory."""
    advisory = file.advisories[0]
    case = make_case(product_line(FORTIOS, advisory.affected), advisory, advisory.affected[0].product)
    version = FORTIOS.parse(text)
    assert version is not None
    (status,) = case.by_edition[""].over(of_version(version))
    assert status is not None
    return status.answer.value, status.reason.value


@pytest.mark.parametrize(
    ("rows", "version", "says"),
    [
        (
            f'branch: "7.2", from: "7.2.2", {START}, through: "7.2.6", fixed: "7.2.7"',
            "7.2.1",
            "not_affected BELOW_RANGE",
        ),
        ('branch: "7.2", from: "7.2.2", through: "7.2.6", fixed: "7.2.7"', "7.2.1", "undetermined ENUMERATION_GAP"),
        ('branch: "7.2", from: "7.2.0", through: "7.2.6", fixed: "7.2.7"', "7.2.0", "affected IN_RANGE"),
        ('branch: "7.2", from: "7.2.2", through: "7.2.6", fixed: "7.2.7"', "7.2.2", "affected IN_RANGE"),
        ('branch: "7.2", from: "7.2.2", through: "7.2.6", fixed: "7.2.7"', "7.2.6", "affected IN_RANGE"),
        ('branch: "7.2", from: "7.2.2", through: "7.2.6", fixed: "7.2.7"', "7.2.7", "not_affected FIXED_BUILD"),
        ('branch: "7.2", through: "7.2.6", fixed: "7.2.9"', "7.2.8", "undetermined ENUMERATION_GAP"),
        (f'branch: "7.2", through: "7.2.6", {END}, fixed: "7.2.9"', "7.2.8", "not_affected VERSION_NOT_LISTED"),
        (f'branch: "7.2", through: "7.2.6", {END}, fixed: "7.2.9"', "7.2.9", "not_affected FIXED_BUILD"),
        ('branch: "7.2", through: "7.2.6"', "7.2.7", "undetermined NO_FIX_DATA"),
        ('branch: "7.2", through: "7.2.6"', "7.2.99", "undetermined NO_FIX_DATA"),
        (f'branch: "7.2", through: "7.2.6", {END}', "7.2.7", "not_affected VERSION_NOT_LISTED"),
        ('branch: "7.2", through: "7.2.6", fixed: ""', "7.2.7", "undetermined NO_FIX_DATA"),
        ('branch: "7.2", through: "7.2.6", fixed: "7.4.1"', "7.2.7", "undetermined ENUMERATION_GAP"),
        ('branch: "7.2", before: "7.2.7"', "7.2.7", "not_affected VERSION_NOT_LISTED"),
        ('branch: "7.2", before: "7.2.5", fixed: "7.2.7"', "7.2.6", "not_affected VERSION_NOT_LISTED"),
        ('branch: "7.2", before: "7.2.5", fixed: "7.2.7"', "7.2.7", "not_affected FIXED_BUILD"),
        ('branch: "7.2", fixed: "7.2.7"', "7.2.6", "affected IN_RANGE"),
        ('branch: "7.2", fixed: "7.2.7"', "7.2.8", "not_affected FIXED_BUILD"),
        ('branch: "7.2", through: "*", fixed: "7.4.1"', "7.2.99", "affected IN_RANGE"),
        ('branch: "7.2", fixed: ""', "7.2.99", "affected IN_RANGE"),
        ('branch: "7.2", from: "7.2.3"', "7.2.4", "undetermined NO_FIX_DATA"),
        ('branch: "7.2", from: "7.2.3"', "7.2.2", "undetermined ENUMERATION_GAP"),
        (f'branch: "7.2", from: "7.2.3", {START}', "7.2.2", "not_affected BELOW_RANGE"),
        ('branch: "7.2", status: not_affected', "7.2.3", "not_affected BRANCH_NOT_LISTED"),
        ('branch: "7.2", status: end_of_life', "7.2.3", "undetermined EOL_NOT_EVALUATED"),
        ('branch: "7.2", through: "7.2.6", hotfix: exceptional', "7.2.6", "likely HOTFIX_INVISIBLE"),
        ('branch: "7.2", through: "7.2.6", hotfix: invisible', "7.2.6", "undetermined HOTFIX_INVISIBLE"),
        ('branch: "7.2", through: "R7"', "7.2.6", "undetermined TEXT_UNPARSED"),
        ('branch: "seven", through: "*"', "7.2.6", "undetermined TEXT_UNPARSED"),
        ('branch: "7.2", through: "*"', "7.0.1", "undetermined EOL_NOT_EVALUATED"),
        ('branch: "7.2", through: "*"', "7.4.1", "undetermined ENUMERATION_GAP"),
        ('branch: "*", before: "7.2.7"', "5.0.1", "affected IN_RANGE"),
        ('branch: "*", before: "7.2.7", fixed: "7.2.7"', "7.2.8", "not_affected FIXED_BUILD"),
        ('branch: "*", before: "7.2.7", fixed: "7.2.7"', "7.4.0", "undetermined ENUMERATION_GAP"),
        (f'branch: "*", through: "7.2.7", {END}', "7.2.8", "not_affected VERSION_NOT_LISTED"),
        (f'branch: "*", through: "7.2.7", {END}', "7.4.0", "undetermined ENUMERATION_GAP"),
        (f'branch: "*", from: "7.0.3", {START}, before: "7.2.7"', "7.0.2", "not_affected BELOW_RANGE"),
        (f'branch: "*", from: "7.0.3", {START}, before: "7.2.7"', "6.4.9", "undetermined EOL_NOT_EVALUATED"),
        (
            f'branch: "*", through: "7.4.1"\nbranch: "7.2", through: "7.2.6", {END}',
            "7.2.7",
            "not_affected VERSION_NOT_LISTED",
        ),
        ('branch: "*", through: "7.4.1"\nbranch: "7.2", through: "7.2.6"', "7.2.7", "undetermined NO_FIX_DATA"),
        (TWO_RANGES, "7.2.1", "affected IN_RANGE"),
        (TWO_RANGES, "7.2.4", "undetermined NO_FIX_DATA"),
        (TWO_RANGES.replace('"7.2.2"', f'"7.2.2", {END}'), "7.2.4", "not_affected VERSION_NOT_LISTED"),
        (TWO_RANGES, "7.2.6", "affected IN_RANGE"),
    ],
)
def test_a_row_says_what_the_reference_says(
    one_branch: Callable[[str], AdvisoryFile], rows: str, version: str, says: str
) -> None:
    """Bounds, stated and missing ends, statuses and hotfix marks of a row have the documented meaning."""
    assert status_of(one_branch(rows), version) == tuple(says.split())


@given(
    start=st.integers(0, 6),
    length=st.integers(0, 5),
    gap=st.integers(1, 3),
    minor=st.integers(0, 4),
    patch=st.integers(0, 12),
)
def test_the_map_agrees_with_a_plain_reading(
    one_branch: Callable[[str], AdvisoryFile], start: int, length: int, gap: int, minor: int, patch: int
) -> None:
    """The painted map gives what comparing the numbers one by one gives."""
    last, fixed = start + length, start + length + gap
    file = one_branch(f'branch: "7.2", from: "7.2.{start}", {START}, through: "7.2.{last}", fixed: "7.2.{fixed}"')
    if minor != 2:
        expected = "undetermined"
    elif patch < start or patch >= fixed:
        expected = "not_affected"
    else:
        expected = "affected" if patch <= last else "undetermined"
    assert status_of(file, f"7.{minor}.{patch}")[0] == expected


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(list(Answer))), max_size=8))
def test_later_paint_covers_earlier_paint(strokes: list[tuple[int, int, Answer]]) -> None:
    """Every point shows the last stroke that covered it."""
    canvas = Canvas()
    for low, high, answer in strokes:
        canvas.paint([Span((low,), (high,))], Status(answer=answer, reason=ReasonCode.IN_RANGE, because="x"))
    statuses = canvas.statuses()
    for point in range(31):
        expected = next((answer for low, high, answer in reversed(strokes) if low <= point < high), None)
        (found,) = set(statuses.over((Span((point,), (point, TOP)),)))
        assert (found.answer if found else None) == expected


@pytest.mark.parametrize(
    ("last", "fixed", "expected"),
    [
        ((7, 2, 6), (7, 2, 7), True),
        ((7, 2, 6), (7, 2, 8), False),
        ((7, 2, 6), (7, 3, 0), False),
        ((5, 38), (5, 39), True),
        ((12, 5, 14, 0, TOP), (12, 5, 15, 0), False),
        ((9, 1, 18, 0), (9, 1, 18, 1), True),
    ],
)
def test_neighbours_leave_no_gap(last: tuple[int, ...], fixed: tuple[int, ...], expected: bool) -> None:  # noqa: FBT001 - a table column
    """A fix that follows the last affected version directly leaves nothing between them."""
    assert follows(last, fixed) is expected
