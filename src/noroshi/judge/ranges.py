"""Sets of versions as half-open spans between points of a scheme's order: union, intersection, subset, membership."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple, TypeAlias

from noroshi.judge.schemes.base import TOP, Key, Scheme, Version


class Span(NamedTuple):
    """All keys k with ``low <= k < high``; ``()`` lies below everything, ``(TOP,)`` above everything."""

    low: Key
    high: Key


Ranges: TypeAlias = tuple[Span, ...]
"""Spans in order, apart from each other."""

EVERYTHING: Final[Ranges] = (Span((), (TOP,)),)
MAX_TERMS: Final = 200
_TERM: Final = re.compile(r"(>=|<=|>|<|==|=)?\s*(.+)")


def normal(spans: Iterable[Span]) -> Ranges:
    """Return the union of spans in normal form."""
    result: list[Span] = []
    for span in sorted(span for span in spans if span.low < span.high):
        if result and span.low <= result[-1].high:
            result[-1] = Span(result[-1].low, max(result[-1].high, span.high))
        else:
            result.append(span)
    return tuple(result)


def union(left: Ranges, right: Ranges) -> Ranges:
    """Return what lies in one or the other."""
    return normal((*left, *right))


def intersection(left: Ranges, right: Ranges) -> Ranges:
    """Return what lies in both."""
    return normal(Span(max(a.low, b.low), min(a.high, b.high)) for a in left for b in right)


def complement(ranges: Ranges) -> Ranges:
    """Return what does not lie in ``ranges``."""
    edges: list[Key] = [()]
    for span in ranges:
        edges += [span.low, span.high]
    edges.append((TOP,))
    return normal(Span(low, high) for low, high in zip(edges[::2], edges[1::2], strict=True))


def difference(left: Ranges, right: Ranges) -> Ranges:
    """Return what lies in ``left`` and not in ``right``."""
    return intersection(left, complement(right))


def subset(left: Ranges, right: Ranges) -> bool:
    """Whether everything in ``left`` lies in ``right``."""
    return not difference(left, right)


def overlap(left: Ranges, right: Ranges) -> bool:
    """Whether the two share a point."""
    return bool(intersection(left, right))


def contains(ranges: Ranges, version: Version) -> bool:
    """Whether the version, or with a partial one all that it stands for, lies in ``ranges``."""
    return subset(of_version(version), ranges)


def contains_key(ranges: Ranges, key: Key) -> bool:
    """Whether the point lies in ``ranges``."""
    return any(span.low <= key < span.high for span in ranges)


def is_empty(low: Key, high: Key) -> bool:
    """Whether no version can lie in the span, such as between the end of branch 7.4 and the beginning of 7.5."""
    least = low
    while least and least[-1] == TOP:
        least = least[:-1]
        if not least:
            return True
        least = (*least[:-1], least[-1] + 1)
    if high[: len(least)] != least:
        return least >= high
    return not any(high[len(least) :])


def of_version(version: Version) -> Ranges:
    """Return the version itself, or all versions that a partial one stands for."""
    return (Span(version.key, version.above),)


def of_prefix(prefix: Key) -> Ranges:
    """Return all versions whose key begins with ``prefix``."""
    return (Span(prefix, (*prefix, TOP)),)


def parse_range(scheme: Scheme, text: str) -> Ranges | None:
    """Read ``>=7.2.0,<7.2.9 || >=7.4.2``: comma means and, ``||`` or; a bare version means itself or its branch.

    ``*`` and ``any`` are everything. None where a version cannot be read or there are more than MAX_TERMS terms.
    """
    result: Ranges = ()
    if text.count(",") + text.count("||") >= MAX_TERMS:
        return None
    for alternative in text.split("||"):
        part = EVERYTHING
        for term in alternative.split(","):
            one = _term(scheme, term.strip())
            if one is None:
                return None
            part = intersection(part, one)
        result = union(result, part)
    return result


def _term(scheme: Scheme, text: str) -> Ranges | None:
    if text in {"*", "any"}:
        return EVERYTHING
    match = _TERM.fullmatch(text)
    version = scheme.parse(match[2]) if match else None
    if match is None or version is None:
        return None
    spans = {
        ">=": Span(version.key, (TOP,)),
        ">": Span(version.above, (TOP,)),
        "<": Span((), version.key),
        "<=": Span((), version.above),
    }
    return normal([spans.get(match[1], Span(version.key, version.above))])
