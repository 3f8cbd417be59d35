"""A rule that holds a value at both ends is told from one that only begins, ends or contains."""

import pytest

from noroshi.knowledge.products import Signal
from noroshi.knowledge.whole_value import is_whole


def signal(**matcher: object) -> Signal:
    return Signal(id="s", field="http.title", tier="strong", **matcher)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "matcher",
    [
        {"equals": "Gate"},
        {"any_of": ("Gate", "Acme Gate")},
        {"equals": "gate", "ignore_case": True},
        {"regex": "^Gate$"},
        {"regex": r"\AGate(?: - Login)?\s*\Z"},
        {"regex": "^(?:Gate|Acme)$"},
        {"regex": "^(?P<model>G[0-9]{2})$"},
    ],
)
def test_a_matcher_that_holds_both_ends_is_whole(matcher: dict[str, object]) -> None:
    """Literals for the whole value, and a regex with both anchors outside of its alternatives."""
    assert is_whole(signal(**matcher))


@pytest.mark.parametrize(
    "matcher",
    [
        {"contains": "Gate"},
        {"prefix": "Gate"},
        {"regex": "Gate"},
        {"regex": "^Gate"},
        {"regex": r"^Gate\b"},
        {"regex": "Gate$"},
        {"regex": "^Gate|Acme$"},
        {"regex": "^Gate(?: - |$)"},
        {"regex": "^Gate[$]"},
        {"regex": r"^Gate\$"},
        {"regex": "(?m)^Gate$"},
        {"regex": "^"},
        {"regex": "^Gate(|$"},
    ],
)
def test_a_matcher_that_leaves_an_end_open_is_not(matcher: dict[str, object]) -> None:
    """A text may go on before or after what such a matcher finds."""
    assert not is_whole(signal(**matcher))
