"""What the register lacks: how likely a corporation that it does not hold, or not under this name, is meant instead."""

import math
from itertools import pairwise
from typing import Final

from noroshi.attribute.claims import Telling, Weights
from noroshi.attribute.hits import READING, Hit, Match
from noroshi.attribute.lookup import RegisterMeta
from noroshi.attribute.names import normaliser

_SEVERAL: Final = 1.5
"""From this crowd on a name in Latin letters is one that several corporations bear."""


def missing_share(match: Match, hit: Hit, meta: RegisterMeta) -> float:
    """Return log10 of the odds that another corporation than the hit is meant, one that the register lacks."""
    if hit.direct:
        return -math.inf
    if match.telling is None:
        return _unlisted_share(match, hit, meta)
    unwritten = _unwritten_share(match, match.telling, meta)
    return max(unwritten, _unlisted_share(match, hit, meta)) if hit.how.code == READING else unwritten


def _unlisted_share(match: Match, hit: Hit, meta: RegisterMeta) -> float:
    """Return the odds for a Japanese name, or for one found by its reading."""
    if not meta.partial:
        return Weights.HOMONYM_MISSING_FROM_FULL
    if match.homonyms > 1:
        return Weights.SEVERAL_AND_HOMONYM_MISSING
    share = _unique_share(hit.entry.name, meta)
    return max(share, Weights.FORM_UNKNOWN_AND_ANOTHER_MEANT) if hit.how.code.endswith("no_form") else share


def _unwritten_share(match: Match, telling: Telling, meta: RegisterMeta) -> float:
    """Return the odds for a name in Latin letters, by the kind of its words.

    Even a complete register does not hold what most corporations call themselves in Latin letters. Where several fit
    a name of common words, as many more are missing as the register lacks of all.
    """
    share = Weights.LATIN_ANOTHER_MEANT[telling]
    if not meta.partial:
        return share
    ratio = math.log10(_missing_ratio(meta))
    share = max(share, share + ratio)
    if match.crowd < _SEVERAL:
        return share
    common = telling in (Telling.COMMON_WORD, Telling.COMMON_WORDS)
    return max(share, ratio + math.log10(Weights.MISSING_PER_KNOWN) if common else Weights.SEVERAL_AND_HOMONYM_MISSING)


def _unique_share(name: str, meta: RegisterMeta) -> float:
    """Return the odds for a Japanese name that one corporation of a partial register bears.

    Scaled from the average by (1-u)/u, u being the share of unique names of this core's length, and by (1-c)/c, c
    being the register's coverage.
    """
    length = len(normaliser().keys(name).core)
    points = Weights.UNIQUE_BY_LENGTH
    unique = points[0][1] if length <= points[0][0] else points[-1][1]
    for (left, low), (right, high) in pairwise(points):
        if left <= length <= right:
            unique = low + (high - low) * (length - left) / (right - left)
    average = (1 - Weights.UNIQUE_AVERAGE) / Weights.UNIQUE_AVERAGE
    return Weights.UNIQUE_BUT_HOMONYM_MISSING + math.log10(_missing_ratio(meta) * (1 - unique) / unique / average)


def _missing_ratio(meta: RegisterMeta) -> float:
    """Return corporations missing per one held, against the register that the shares were measured with."""
    ratio = min((1 - meta.coverage) / max(meta.coverage, 1e-9), Weights.MISSING_AT_MOST) / Weights.MISSING_PER_KNOWN
    return max(ratio, 1e-9)
