"""Statuses: an advisory's entry as a map from every possible version of the product to what the source says of it."""

import bisect
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

import msgspec

from noroshi.judge.ranges import Ranges, Span, difference, intersection, is_empty, normal, of_prefix, parse_range
from noroshi.judge.schemes import Key, Scheme
from noroshi.judge.schemes.base import TOP
from noroshi.knowledge.advisories import Advisory, AffectedProduct, Branch, ConflictNote
from noroshi.model.verdict import Answer, ReasonCode

LEAD: Final = timedelta(days=60)
"""A build is made at most this long before its release: the longest measured lag is 51 days (F5, 106 builds)."""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What one row of an advisory says about a span of versions. ``because``: the row's id."""

    answer: Answer
    reason: ReasonCode
    because: str
    fix: str = ""
    source: str = ""
    low: str = ""
    high: str = ""
    through: bool = False


class TooOld(msgspec.Struct, frozen=True):
    """Versions that a build made before day ``before`` cannot be."""

    before: date
    versions: Span


class Statuses(msgspec.Struct, frozen=True):
    """Starts of spans in order, and the status from each start to the next; None where the entry does not apply."""

    starts: tuple[Key, ...]
    values: tuple[Status | None, ...]
    too_old: tuple[TooOld, ...] = ()

    def over(self, ranges: Ranges) -> Iterator[Status | None]:
        """Yield the status of every part of ``ranges`` in which a version can lie."""
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
        impossible = normal(rule.versions for rule in self.too_old if built < rule.before)
        return difference(ranges, impossible) if impossible else ranges


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

    def statuses(self, too_old: Iterable[TooOld] = ()) -> Statuses:
        """Return the finished map."""
        keep = [at for at in range(len(self.starts)) if self.starts[at] < (TOP,)]
        return Statuses(tuple(self.starts[at] for at in keep), tuple(self.values[at] for at in keep), tuple(too_old))


def paint_entry(canvas: Canvas, scheme: Scheme, advisory: Advisory, entry: AffectedProduct, within: Ranges) -> None:
    """Paint one entry of an advisory on ``within``; a row whose versions cannot be read is TEXT_UNPARSED."""
    painter = _Painter(canvas, scheme, _id(advisory, entry), within)
    rows: list[tuple[Key, Branch]] = []
    for branch in entry.branches:
        prefix = scheme.prefix(branch.branch)
        if prefix is None:
            painter.unreadable(branch)
            return
        rows.append((prefix, branch))
    painter.unlisted(entry, [prefix for prefix, _ in rows])
    seen: set[Key] = set()
    for prefix, branch in sorted(rows, key=lambda row: (len(row[0]), row[0], painter.low(*row))):
        painter.branch(prefix, branch, first=prefix not in seen)
        seen.add(prefix)


def paint_conflict(canvas: Canvas, scheme: Scheme, advisory: Advisory, note: ConflictNote, within: Ranges) -> None:
    """Paint the versions about which sources disagree."""
    ranges = parse_range(scheme, note.versions)
    if ranges is None or len(set(note.says.values())) < 2:  # noqa: PLR2004 - two sources that say the same agree
        return
    status = Status(
        answer=Answer.UNDETERMINED,
        reason=ReasonCode.SOURCE_CONFLICT,
        because=f"{advisory.cve}/{note.product}/conflict",
        source=";".join(sorted(note.says)),
    )
    canvas.paint(intersection(ranges, within), status)


def too_old(scheme: Scheme, entry: AffectedProduct) -> Iterator[TooOld]:
    """Yield, per row that states a fix with a date, which versions an older build cannot be.

    A build made before the fix's own build cannot contain it; where only the release is dated, LEAD is taken off.
    """
    for branch in entry.branches:
        prefix, fixed = scheme.prefix(branch.branch), scheme.parse(branch.fixed) if branch.fixed else None
        day = branch.built_on or (branch.fixed_on - LEAD if branch.fixed_on else None)
        if prefix is None or fixed is None or day is None or fixed.key[: len(prefix)] != prefix:
            continue
        end = range_end(scheme, branch, (*prefix, TOP))
        first = end if end is not None and follows(end, fixed.key) else fixed.key
        yield TooOld(day, Span(first, (*prefix, TOP)))


def range_end(scheme: Scheme, row: Branch, top: Key) -> Key | None:
    """Return the point where the row's range ends, at most ``top``; None where its bound cannot be read."""
    if row.through and row.through != "*":
        version = scheme.parse(row.through)
        return min(scheme.above_through(version), top) if version else None
    bound = row.before or ("" if row.through == "*" else row.fixed)
    version = scheme.parse(bound) if bound else None
    if bound and version is None:
        return None
    return min(version.key, top) if version else top


class _Painter:
    """Paints the rows of one entry."""

    def __init__(self, canvas: Canvas, scheme: Scheme, name: str, within: Ranges) -> None:
        self.canvas, self.scheme, self.name, self.within = canvas, scheme, name, within

    def put(self, span: Span, status: Status) -> None:
        self.canvas.paint(intersection((span,) if span.low < span.high else (), self.within), status)

    def low(self, prefix: Key, branch: Branch) -> Key:
        """Return where the range begins: the branch itself where ``from`` is the branch's first release."""
        version = self.scheme.parse(branch.from_) if branch.from_ else None
        if version is None or self.scheme.is_first(version.key, prefix):
            return prefix
        return max(version.key, prefix)

    def unreadable(self, row: Branch) -> None:
        status = Status(
            answer=Answer.UNDETERMINED,
            reason=ReasonCode.TEXT_UNPARSED,
            because=f"{self.name}/{row.branch}",
            source=row.source,
        )
        self.put(Span((), (TOP,)), status)

    def unlisted(self, entry: AffectedProduct, prefixes: list[Key]) -> None:
        lowest = min(prefixes, default=())
        highest = max(((*prefix, TOP) for prefix in prefixes), default=(TOP,))
        sides = (
            (Span(lowest, highest), entry.unlisted_between, ReasonCode.ENUMERATION_GAP, "between"),
            (Span((), lowest), entry.unlisted_older, ReasonCode.EOL_NOT_EVALUATED, "older"),
            (Span(highest, (TOP,)), entry.unlisted_newer, ReasonCode.ENUMERATION_GAP, "newer"),
        )
        for span, says, reason, side in sides:
            safe = says == "not_affected"
            self.put(
                span,
                Status(
                    answer=Answer.NOT_AFFECTED if safe else Answer.UNDETERMINED,
                    reason=ReasonCode.BRANCH_NOT_LISTED if safe else reason,
                    because=f"{self.name}/unlisted-{side}",
                    source=";".join(dict.fromkeys(branch.source for branch in entry.branches)),
                ),
            )

    def branch(self, prefix: Key, row: Branch, *, first: bool) -> None:
        bottom, top = prefix, (*prefix, TOP)
        base = Status(
            answer=Answer.NOT_AFFECTED,
            reason=ReasonCode.BELOW_RANGE,
            because=f"{self.name}/{row.branch}",
            fix=row.fixed or "",
            source=row.source,
            low=row.from_,
            high="" if row.through == "*" else row.through or row.before or row.fixed or "",
            through=bool(row.through) and row.through != "*",
        )
        upper = range_end(self.scheme, row, top)
        if upper is None or not self._readable(row):
            self.put(Span(bottom, top), _with(base, Answer.UNDETERMINED, ReasonCode.TEXT_UNPARSED))
            return
        low = self.low(prefix, row)
        self.put(Span(bottom if first else low, top), base)
        self._above(row, upper, top, base)
        if row.status != "affected":
            self.put(Span(low, upper), _other(base, row.status))
        elif not (row.through or row.before or row.fixed is not None):
            self.put(Span(low, top), _with(base, Answer.UNDETERMINED, ReasonCode.NO_FIX_DATA))
        else:
            self.put(Span(low, upper), _with(base, Answer.AFFECTED, ReasonCode.IN_RANGE))
            self._hotfix(row, Span(low, upper), base)
        self._fixes(row, Span(bottom, top), base)

    def _readable(self, row: Branch) -> bool:
        return all(self.scheme.parse(text) for text in (row.from_, row.fixed, *row.fixes) if text)

    def _above(self, row: Branch, upper: Key, top: Key, base: Status) -> None:
        self.put(Span(upper, top), _with(base, Answer.NOT_AFFECTED, ReasonCode.VERSION_NOT_LISTED))
        fixed = self.scheme.parse(row.fixed) if row.fixed else None
        if fixed is None or fixed.key >= top:
            return
        gap = row.through and fixed.key > upper and not follows(upper, fixed.key)
        if gap:
            self.put(Span(upper, fixed.key), _with(base, Answer.UNDETERMINED, ReasonCode.ENUMERATION_GAP))
        first = fixed.key if gap else upper
        self.put(Span(first, top), _with(base, Answer.NOT_AFFECTED, ReasonCode.FIXED_BUILD))

    def _hotfix(self, row: Branch, span: Span, base: Status) -> None:
        if not row.hotfix:
            return
        likely = _with(base, Answer.LIKELY, ReasonCode.HOTFIX_INVISIBLE)
        unseen = _with(base, Answer.UNDETERMINED, ReasonCode.HOTFIX_INVISIBLE)
        lines = [line for text in (row.fixed, *row.fixes) if text for line in of_prefix(self._line(text))]
        self.put(span, unseen if row.hotfix == "invisible" and not lines else likely)
        if row.hotfix == "invisible":
            for part in intersection(normal(lines), (span,)):
                self.put(part, unseen)

    def _fixes(self, row: Branch, branch: Span, base: Status) -> None:
        for text in (*row.fixes, row.fixed or ""):
            version = self.scheme.parse(text) if text else None
            if version is not None:
                span = Span(version.key, (*self._line(text), TOP))
                fixed = _with(base, Answer.NOT_AFFECTED, ReasonCode.FIXED_BUILD)
                for part in intersection((span,), (branch,)):
                    self.put(part, msgspec.structs.replace(fixed, fix=text))

    def _line(self, text: str) -> Key:
        version = self.scheme.parse(text)
        return self.scheme.line(version) if version else ()


def follows(upper: Key, fixed: Key) -> bool:
    """Whether no version can lie between the end of a range and its fix, such as between 7.4.2 and 7.4.3."""
    last = upper[:-1] if upper and upper[-1] == TOP else upper
    at = next((index for index, (a, b) in enumerate(zip(last, fixed, strict=False)) if a != b), None)
    if at is None:
        return len(last) < len(fixed) and not any(fixed[len(last) :])
    return fixed[at] == last[at] + 1 and not any(fixed[at + 1 :]) and not any(last[at + 1 :])


def _other(base: Status, status: str) -> Status:
    if status == "not_affected":
        return _with(base, Answer.NOT_AFFECTED, ReasonCode.BRANCH_NOT_LISTED)
    reason = ReasonCode.EOL_NOT_EVALUATED if status == "end_of_life" else ReasonCode.NO_FIX_DATA
    return _with(base, Answer.UNDETERMINED, reason)


def _with(status: Status, answer: Answer, reason: ReasonCode) -> Status:
    return msgspec.structs.replace(status, answer=answer, reason=reason)


def _id(advisory: Advisory, entry: AffectedProduct) -> str:
    return f"{advisory.cve}/{'+'.join((entry.product, *entry.editions))}"
