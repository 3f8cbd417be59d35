"""Statuses: an advisory's entry as a map from every possible version of the product to what the source says of it."""

import bisect
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import msgspec

from noroshi.judge.fix_dates import NO_DATES, FixDates, within
from noroshi.judge.ranges import Ranges, Span, contains_key, difference, intersection, is_empty, normal
from noroshi.judge.schemes import Key, Scheme
from noroshi.judge.schemes.base import TOP
from noroshi.model.verdict import Answer, ReasonCode

_CLEARED_BY_NUMBER: Final = frozenset({ReasonCode.FIXED_BUILD, ReasonCode.VERSION_NOT_LISTED})


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What one row of an advisory says about a span of versions.

    ``because``: the row's id. ``clash``: the build date that the device shows contradicts its version.
    """

    answer: Answer
    reason: ReasonCode
    because: str
    fix: str = ""
    source: str = ""
    low: str = ""
    high: str = ""
    through: bool = False
    clash: bool = False


class Statuses(msgspec.Struct, frozen=True):
    """Starts of spans in order, and the status from each start to the next; None where the entry does not apply."""

    starts: tuple[Key, ...]
    values: tuple[Status | None, ...]
    dates: FixDates = NO_DATES

    def over(self, ranges: Ranges, seen: date | None = None) -> Iterator[Status | None]:
        """Yield the status of every part of ``ranges`` in which a version can lie.

        ``seen``: the build date that the device shows. Where it is far older than the fix, a version that counts as
        fixed by its number is a contradiction and undetermined.
        """
        clashing = self._clashing(seen)
        if not clashing:
            yield from self._over(ranges)
            return
        yield from self._over(difference(ranges, clashing))
        for status in self._over(intersection(ranges, clashing)):
            yield _clash(status)

    def _clashing(self, seen: date | None) -> Ranges:
        """Return the fixed versions that a build made on day ``seen`` cannot be."""
        if seen is None:
            return ()
        return normal(doubt.versions for doubt in self.dates.doubts if seen < doubt.before)

    def _over(self, ranges: Ranges) -> Iterator[Status | None]:
        for span in ranges:
            first = max(bisect.bisect_right(self.starts, span.low) - 1, 0)
            last = bisect.bisect_left(self.starts, span.high, lo=first + 1) - 1
            for at in range(first, last + 1):
                low = span.low if at == first else self.starts[at]
                high = span.high if at == last else self.starts[at + 1]
                if not is_empty(low, high):
                    yield self.values[at]

    def without_too_new(self, ranges: Ranges, built: date) -> Ranges:
        """Return ``ranges`` without the fixed versions that did not exist yet when the build was made."""
        impossible = normal(rule.versions for rule in self.dates.too_old if built < rule.before)
        return difference(ranges, impossible) if impossible else ranges

    def of_build(self, scheme: Scheme, key: Key, built: date | None, seen: date | None) -> Iterator[Status | None]:
        """Yield the status of one complete version.

        ``built``: the day on which it was made, where that is known; ``seen``: the build date that the device shows.
        A number above the fix counts as fixed only where it can be compared: not in a private train, not in a build
        that was made before the fix was, and not against a date that contradicts the number.
        """
        clashing = contains_key(self._clashing(seen), key)
        for status in self._over((Span(key, (*key, TOP)),)):
            judged = status
            if status is not None and status.reason is ReasonCode.FIXED_BUILD and key not in self.dates.named:
                judged = self._dated(scheme, status, key, built)
            yield _clash(judged) if clashing else judged

    def _dated(self, scheme: Scheme, status: Status, key: Key, built: date | None) -> Status:
        rule = next((rule for rule in self.dates.too_old if within(key, rule.versions)), None)
        early = rule is not None and built is not None and built < rule.doubtful_until
        if early and rule is not None and built is not None:
            sources = ";".join(dict.fromkeys(part for part in (status.source, rule.source) if part))
            dated = msgspec.structs.replace(status, fix=rule.fix, low="", high="", source=sources)
            if built < rule.before:
                return with_answer(dated, Answer.AFFECTED, ReasonCode.BEFORE_FIX_BUILD)
            return with_answer(dated, Answer.UNDETERMINED, ReasonCode.ENUMERATION_GAP)
        if scheme.is_private(key) and any(within(key, line) for line in self.dates.lines):
            return with_answer(status, Answer.UNDETERMINED, ReasonCode.ENUMERATION_GAP)
        return status


class Canvas:
    """A line of versions that is painted span by span; later paint covers earlier paint."""

    def __init__(self) -> None:
        self.starts: list[Key] = [()]
        self.values: list[Status | None] = [None]

    def paint(self, ranges: Iterable[Span], status: Status | None) -> None:
        """Cover the spans with ``status``."""
        for span in ranges:
            if span.low >= span.high:
                continue
            first, last = self._cut(span.low), self._cut(span.high)
            self.starts[first:last] = [span.low]
            self.values[first:last] = [status]

    def _cut(self, at: Key) -> int:
        index = bisect.bisect_left(self.starts, at)
        if index == len(self.starts) or self.starts[index] != at:
            self.starts.insert(index, at)
            self.values.insert(index, self.values[index - 1])
        return index

    def statuses(self, dates: FixDates = NO_DATES) -> Statuses:
        """Return the finished map."""
        keep = [at for at in range(len(self.starts)) if self.starts[at] < (TOP,)]
        return Statuses(tuple(self.starts[at] for at in keep), tuple(self.values[at] for at in keep), dates)


def with_answer(status: Status, answer: Answer, reason: ReasonCode) -> Status:
    """Return the same row's word with another answer."""
    return msgspec.structs.replace(status, answer=answer, reason=reason)


def _clash(status: Status | None) -> Status | None:
    if status is None or status.reason not in _CLEARED_BY_NUMBER:
        return status
    conflict = with_answer(status, Answer.UNDETERMINED, ReasonCode.SOURCE_CONFLICT)
    return msgspec.structs.replace(conflict, clash=True)
