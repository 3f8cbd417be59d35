"""Which anchors of a pattern stand at its outer edge: on the way through them nothing is searched beyond.

An anchor may be replaced by something that takes a character only there. Elsewhere, as the second of ``^^`` or in
``(?:^|a){2}``, what lies beyond it has been looked at already.
"""

from collections.abc import Iterable, Sequence
from enum import Enum, auto
from typing import NamedTuple


class Kind(Enum):
    """What a piece of a pattern is, as far as anchors are concerned."""

    BEGIN = auto()
    END = auto()
    OPEN = auto()
    CLOSE = auto()
    OR = auto()
    REPEAT = auto()
    MODIFIER = auto()
    """A question mark after an item, or flags: it neither is searched nor makes anything be searched twice."""
    OTHER = auto()


class Piece(NamedTuple):
    """A piece of a pattern and its text."""

    kind: Kind
    text: str


def outermost(pieces: Sequence[Piece]) -> frozenset[int]:
    """Return the numbers of the anchors at the pattern's edge; in doubt an anchor is none of them."""
    repeated = _repeated(pieces)
    kinds = [(number, piece.kind) for number, piece in enumerate(pieces)]
    begins = _first(kinds, Kind.BEGIN, (Kind.OPEN, Kind.CLOSE), repeated)
    ends = _first(reversed(kinds), Kind.END, (Kind.CLOSE, Kind.OPEN), repeated)
    return frozenset({*begins, *ends})


def _first(
    kinds: Iterable[tuple[int, Kind]], anchor: Kind, group: tuple[Kind, Kind], repeated: frozenset[int]
) -> Iterable[int]:
    """Yield the anchors before which no way through the pattern holds anything."""
    opening, closing = group
    starts = [True]
    untouched = True
    for number, kind in kinds:
        if kind is opening:
            starts.append(untouched and number not in repeated)
            untouched = starts[-1]
        elif kind is Kind.OR:
            untouched = starts[-1]
        elif kind not in {Kind.REPEAT, Kind.MODIFIER}:
            if kind is anchor and untouched:
                yield number
            if kind is closing and len(starts) > 1:
                starts.pop()
            untouched = False


def _repeated(pieces: Sequence[Piece]) -> frozenset[int]:
    """Return the numbers of both ends of every group that may be searched more than once."""
    found: set[int] = set()
    opened: list[int] = []
    for number, piece in enumerate(pieces):
        if piece.kind is Kind.OPEN:
            opened.append(number)
        elif piece.kind is Kind.CLOSE and opened:
            begin = opened.pop()
            if number + 1 < len(pieces) and pieces[number + 1].kind is Kind.REPEAT:
                found |= {begin, number}
    return frozenset(found)
