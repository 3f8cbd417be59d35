r"""Which repeats of a regex can hand characters back and forth, and so make a search slow on hostile text.

A repeat is ambiguous when what follows it may begin with a character that the repeat could also take, as in
``.*a``; ``\s*=`` is not. Only ambiguous repeats multiply each other's work.
"""

import importlib
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

# The standard library's own parser is the only one that reads patterns exactly as `re` does.
_parser: Final[Any] = importlib.import_module("re._parser")
_codes: Final[Any] = importlib.import_module("re._constants")

Characters: TypeAlias = frozenset[int]
OTHER: Final = 128
"""Stands for every character beyond ASCII."""
ALL: Final[Characters] = frozenset(range(OTHER + 1))
NONE: Final[Characters] = frozenset()
_REPEATS: Final = frozenset({_codes.MAX_REPEAT, _codes.MIN_REPEAT, _codes.POSSESSIVE_REPEAT})
_DIGITS: Final[Characters] = frozenset(map(ord, "0123456789"))
_SPACES: Final[Characters] = frozenset(map(ord, " \t\n\r\f\v"))
_WORDS: Final[Characters] = frozenset(code for code in range(OTHER) if chr(code).isalnum() or code == ord("_"))
_CATEGORIES: Final[dict[Any, Characters]] = {
    _codes.CATEGORY_DIGIT: _DIGITS,
    _codes.CATEGORY_NOT_DIGIT: ALL - _DIGITS,
    _codes.CATEGORY_SPACE: _SPACES,
    _codes.CATEGORY_NOT_SPACE: ALL - _SPACES,
    _codes.CATEGORY_WORD: _WORDS,
    _codes.CATEGORY_NOT_WORD: ALL - _WORDS,
}


class Repeat(NamedTuple):
    """One repeat: its bounds, whether it is ambiguous, and the widest repeat inside it (most minus least)."""

    least: int
    most: int
    ambiguous: bool
    widest_inside: int


def repeats(pattern: str) -> list[Repeat]:
    """Return every repeat of a valid pattern."""
    return list(_walk(list(_parser.parse(pattern, re.ASCII)), NONE))


def has_back_reference(pattern: str) -> bool:
    """Whether the pattern refers back to one of its groups."""
    return any(
        code in {_codes.GROUPREF, _codes.GROUPREF_EXISTS} for code, _ in _nodes(_parser.parse(pattern, re.ASCII))
    )


def _walk(items: Sequence[Any], follow: Characters) -> Iterator[Repeat]:
    """Yield the repeats of a sequence that ``follow`` comes after, from right to left."""
    for code, argument in reversed(items):
        if code in _REPEATS:
            least, most, inner = int(argument[0]), int(argument[1]), list(argument[2])
            first, _ = _first(inner)
            within = list(_walk(inner, first | follow))
            widest = max((repeat.most - repeat.least for repeat in within), default=0)
            yield Repeat(least, most, bool(first & follow), widest)
            yield from within
        else:
            for branch in _sequences(argument):
                yield from _walk(branch, follow)
        first, may_be_empty = _first_of(code, argument)
        follow = first | follow if may_be_empty else first


def _first(items: Sequence[Any]) -> tuple[Characters, bool]:
    """Return the characters that a sequence may begin with, and whether it may match nothing."""
    found = NONE
    for code, argument in items:
        first, may_be_empty = _first_of(code, argument)
        found |= first
        if not may_be_empty:
            return found, False
    return found, True


def _first_of(code: Any, argument: Any) -> tuple[Characters, bool]:  # noqa: ANN401 - the parser's tree has no types
    if code in _REPEATS:
        first, may_be_empty = _first(list(argument[2]))
        return first, may_be_empty or int(argument[0]) == 0
    if code in {_codes.AT, _codes.ASSERT, _codes.ASSERT_NOT}:
        return NONE, True
    branches = list(_sequences(argument))
    if branches:
        parts = [_first(branch) for branch in branches]
        return NONE.union(*(first for first, _ in parts)), any(empty for _, empty in parts)
    return _folded(_characters(code, argument)), False


def _characters(code: Any, argument: Any) -> Characters:  # noqa: ANN401
    if code is _codes.LITERAL:
        return frozenset({min(int(argument), OTHER)})
    if code is _codes.NOT_LITERAL:
        return (ALL - {int(argument)}) | {OTHER}
    if code is _codes.CATEGORY:
        return _CATEGORIES[argument]
    if code is _codes.RANGE:
        low, high = (min(int(end), OTHER) for end in argument)
        return frozenset(range(low, high + 1))
    if code is _codes.IN:
        negated = argument[0][0] is _codes.NEGATE
        inside = NONE.union(*(_characters(*item) for item in argument[negated:]))
        return (ALL - inside) | {OTHER} if negated else inside
    return ALL


def _folded(characters: Characters) -> Characters:
    """Add the other case of every letter: the rule may ignore case."""
    letters = [chr(number) for number in characters if number < OTHER]
    return characters | {ord(other) for letter in letters for other in (letter.lower(), letter.upper())}


def _sequences(argument: Any) -> Iterator[list[Any]]:  # noqa: ANN401
    """Yield the sequences directly inside a node: the branches of a choice, the body of a group."""
    if isinstance(argument, _parser.SubPattern):
        yield list(argument)
    elif isinstance(argument, (tuple, list)):
        for item in argument:
            yield from _sequences(item)


def _nodes(items: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401
    for code, argument in items:
        yield code, argument
        for branch in _sequences(argument):
            yield from _nodes(branch)
