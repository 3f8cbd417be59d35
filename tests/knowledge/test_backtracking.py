"""Only repeats that overlap with what follows them multiply the work of a search."""

import pytest

from noroshi.knowledge.backtracking import has_back_reference, repeats


@pytest.mark.parametrize(
    ("pattern", "ambiguous"),
    [
        (r"\s*=\s*x", [False, False]),
        (r"a*a", [True]),
        (r"a*A", [True]),
        (r".*x", [True]),
        (r"[^<]*<", [False]),
        (r"\d+\.\d+", [False, False]),
        (r"\d+[.0]", [True]),
        (r"(?:a|b)*(?:c|b)", [True]),
        (r"(a*)b?a", [True, False]),
        (r"[^ab]*[aB]", [True]),
        (r"(a*)b", [False]),
        (r"a*$", [False]),
        (r"(?:ab*)*", [False, False]),
        (r"(?:ab*a)*", [False, False]),
        (r"(?:b*ab*)*", [False, True, False]),
        ("\u3042*[^a]", [True]),
    ],
)
def test_ambiguity(pattern: str, ambiguous: list[bool]) -> None:
    """A repeat is ambiguous when the next character may be one of its own, over groups, choices and options."""
    assert sorted(repeat.ambiguous for repeat in repeats(pattern)) == sorted(ambiguous)


def test_bounds_and_nesting() -> None:
    """The widest repeat inside a repeat is known to it."""
    outer = max(repeats(r"(?:a{2,40}b){0,9}"), key=lambda repeat: repeat.widest_inside)
    assert (outer.least, outer.most, outer.widest_inside) == (0, 9, 38)


@pytest.mark.parametrize(("pattern", "expected"), [(r"(a)\1", True), (r"((?P<x>a)(?P=x))", True), (r"(a)\\1", False)])
def test_back_references(pattern: str, expected: bool) -> None:  # noqa: FBT001 - table
    """A reference is found inside groups too."""
    assert has_back_reference(pattern) is expected
