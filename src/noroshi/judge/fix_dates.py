"""Fix dates: which versions above a fix a build cannot be, or is not fixed with, since it was made before the fix."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

import msgspec

from noroshi.judge.bounds import follows, range_end, reach
from noroshi.judge.build_days import NO_DAYS, DaysByKey
from noroshi.judge.ranges import Span, difference, normal
from noroshi.judge.schemes import Key, Scheme
from noroshi.judge.schemes.base import TOP, Version
from noroshi.knowledge.advisories import Advisory, AffectedProduct, Branch

LEAD: Final = timedelta(days=60)
"""A build is made at most this long before its release: the longest measured lag is 51 days (F5, 106 builds)."""

QUIET: Final = timedelta(days=180)
"""A fix is made at most this long before it is announced, as a rule: 113 days in 86 of the 90 dated curated fixes."""


class TooOld(msgspec.Struct, frozen=True, kw_only=True):
    """Versions above a fix that a build made before day ``before`` cannot be, or that are then not fixed.

    From ``before`` until ``doubtful_until`` the fix may be in the build or not. ``fix``: the fixed version meant,
    ``source``: id of the source of its day.
    """

    before: date
    doubtful_until: date
    versions: Span
    fix: str
    source: str


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """Versions that a device with a build date before ``before`` cannot run: they count as fixed, and did not exist."""

    before: date
    versions: Span


class FixDates(msgspec.Struct, frozen=True):
    """What is known about the making of fixes.

    ``lines``: from each regular fixed build to the end of its maintenance line, where private builds count higher.
    ``named``: builds that the source itself calls fixed.
    """

    too_old: tuple[TooOld, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    lines: tuple[Span, ...] = ()
    named: frozenset[Key] = frozenset()


NO_DATES: Final = FixDates()


def announced(advisory: Advisory) -> date:
    """Return the day of the advisory; where it is not known, the first day of the year in the CVE's number."""
    return advisory.published or date(int(advisory.cve.split("-")[1]), 1, 1)


def fix_dates(
    scheme: Scheme, entries: Iterable[AffectedProduct], built: DaysByKey = NO_DAYS, at: date | None = None
) -> FixDates:
    """Return which versions the day of a fix rules out.

    ``built``: the day on which each known build was made; ``at``: the day on which the fixes were announced. A build
    made before the fix's own build cannot contain it. In another maintenance line the same fix may have been built
    ``Scheme.other_line_days`` earlier; where only the release is dated, LEAD is taken off.
    """
    rules: list[TooOld] = []
    doubts: list[Doubt] = []
    lines: list[Span] = []
    named: set[Key] = set()
    for entry in entries:
        for row in entry.branches:
            prefix = scheme.prefix(row.branch)
            if prefix is not None:
                rules += _row_dates(scheme, row, prefix, built)
                doubts += _row_doubts(scheme, row, prefix, built, at)
            fixes = [version for text in _fixed_texts(row) if (version := scheme.parse(text)) is not None]
            named.update(version.key for version in fixes)
            regular = [version for version in fixes if not scheme.is_private(version.key)]
            lines += [_line_from(scheme, version) for version in regular if scheme.private_from]
    return FixDates(tuple(rules), tuple(doubts), tuple(lines), frozenset(named))


def _row_dates(scheme: Scheme, row: Branch, prefix: Key, built: DaysByKey) -> Iterator[TooOld]:
    """Yield the rules of one row: of the maintenance fixes that are dated, of the fix's own line, of other lines."""
    top = (*prefix, TOP)
    others = [version for text in row.fixes if (version := scheme.parse(text)) is not None]
    for version in others:
        day = built.get(version.key)
        if day is not None:
            yield _rule(day, day, _line_from(scheme, version), version.text, "")
    fixed = scheme.parse(row.fixed) if row.fixed else None
    day = row.built_on or (row.fixed_on - LEAD if row.fixed_on else None)
    if fixed is None or day is None or fixed.key[: len(prefix)] != prefix:
        return
    end = range_end(scheme, row, top)
    first = end if end is not None and follows(end, fixed.key) else fixed.key
    line_top = min(max((*scheme.line(fixed), TOP), first), top)
    margin = timedelta(days=scheme.other_line_days) if row.built_on else timedelta()
    own = normal(_line_from(scheme, version) for version in others)
    for span in difference(normal((Span(first, line_top),)), own):
        yield _rule(day, day, span, row.fixed or "", row.dated_by)
    for span in difference(normal((Span(line_top, top),)), own):
        yield _rule(day - margin, day, span, row.fixed or "", row.dated_by)


def _row_doubts(scheme: Scheme, row: Branch, prefix: Key, built: DaysByKey, at: date | None) -> Iterator[Doubt]:
    """Yield before which day no build of a fixed version of the row was made, also of the versions that it names.

    LEAD is taken off the days of builds too: the images of one version are built apart.
    """
    quiet = at - QUIET if at else None
    for text in row.fixes:
        version = scheme.parse(text)
        if version is not None:
            day = built.get(version.key)
            yield from _doubt(day - LEAD if day else quiet, _line_from(scheme, version))
    top = reach(scheme, row, prefix)[1]
    end = range_end(scheme, row, top)
    dated = row.built_on or row.fixed_on
    if end is not None and end < top and (row.status == "affected"):
        others = normal(
            _line_from(scheme, version) for text in row.fixes if (version := scheme.parse(text)) is not None
        )
        for span in difference(normal((Span(end, top),)), others):
            yield from _doubt(dated - LEAD if dated else quiet, span)


def _doubt(before: date | None, versions: Span) -> Iterator[Doubt]:
    if before is not None:
        yield Doubt(before=before, versions=versions)


def _rule(before: date, doubtful_until: date, versions: Span, fix: str, source: str) -> TooOld:
    return TooOld(before=before, doubtful_until=doubtful_until, versions=versions, fix=fix, source=source)


def _fixed_texts(row: Branch) -> tuple[str, ...]:
    return (*((row.fixed,) if row.fixed else ()), *row.fixes)


def _line_from(scheme: Scheme, version: Version) -> Span:
    """Return the versions of the version's maintenance line from itself on."""
    return Span(version.key, (*scheme.line(version), TOP))


def within(key: Key, span: Span) -> bool:
    """Whether the complete key lies in the span."""
    return span.low <= key < span.high
