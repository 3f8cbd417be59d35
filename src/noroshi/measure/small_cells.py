"""Small cells: which counts stay hidden so that nobody can be told from a table, also not by subtraction."""

from collections.abc import Mapping, Sequence
from typing import Final

LEAST: Final = 5
"""Smallest count that is shown; none at all (0) says nothing of anybody in particular and is shown."""


def shown_cells(counts: Mapping[str, int], base: int, *, several: bool, least: int = LEAST) -> dict[str, int | None]:
    """Return the counts with None where a count is hidden, all of them where the base itself is small.

    ``several``: a case may have several codes, so that the counts add up to nothing; then a code that nearly all have
    is hidden too, because it names the few who have not. Otherwise the counts add up to ``base``, and further counts
    are hidden, smallest first, until what is hidden adds up to ``least`` in at least two cells.
    """
    if base < least:
        return dict.fromkeys(counts)
    if several:
        return {code: None if _small(count, least) or _small(base - count, least) else count for code, count in
                counts.items()}  # fmt: skip
    hidden = {code for code, count in counts.items() if _small(count, least)}
    rest = sorted((code for code in counts if code not in hidden and counts[code]), key=lambda code: counts[code])
    while hidden and rest and (len(hidden) == 1 or sum(counts[code] for code in hidden) < least):
        hidden.add(rest.pop(0))
    return {code: None if code in hidden else count for code, count in counts.items()}


def shown_steps(counts: Sequence[int], least: int = LEAST) -> list[int | None]:
    """Return the steps of a funnel, each part of the one before, with None where a step or its loss is small."""
    shown: list[int | None] = []
    before: int | None = None
    for count in counts:
        hide = _small(count, least) or (before is not None and _small(before - count, least))
        shown.append(None if hide else count)
        before = before if hide else count
    return shown


def _small(count: int, least: int) -> bool:
    return 0 < count < least
