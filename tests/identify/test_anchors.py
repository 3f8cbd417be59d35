"""Which anchors stand at the outer edge of a pattern."""

import pytest

from noroshi.identify.anchors import Kind, Piece, outermost

SIGNS = {
    "^": Kind.BEGIN,
    "$": Kind.END,
    "(": Kind.OPEN,
    ")": Kind.CLOSE,
    "|": Kind.OR,
    "+": Kind.REPEAT,
    "?": Kind.MODIFIER,
}


@pytest.mark.parametrize(
    ("pattern", "edge"),
    [
        ("^a$", {0, 2}),
        ("^^a$$", {0, 4}),
        ("a^$b", set()),
        ("$^", set()),
        ("^$", {0, 1}),
        ("^a|^b", {0, 3}),
        ("(^|a)b", {1}),
        ("a(b|$)", {4}),
        ("((^a)|b)$", {2, 8}),
        ("(^a)?b", {1}),
        ("(^a)+b", set()),
        ("((^a)?b)+c", set()),
        ("b(a$)+", set()),
        ("(a$)^", set()),
        ("()^a$()", set()),
        (")^a$(", set()),
        ("", set()),
    ],
)
def test_anchors_with_nothing_beyond_them(pattern: str, edge: set[int]) -> None:
    """An anchor counts where no way through the pattern searches anything beyond it, not in a group that repeats."""
    assert outermost([Piece(SIGNS.get(sign, Kind.OTHER), sign) for sign in pattern]) == edge
