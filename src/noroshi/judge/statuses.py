"""Statuses: an advisory's entry as a map from every possible version of the product to what the source says of it."""

import bisect
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from noroshi.judge.bounds import follows, range_end
from noroshi.judge.fix_dates import NO_DATES, FixDates, within
from noroshi.judge.ranges import Ranges, Span, difference, intersection, is_empty, normal, of_prefix, parse_range
from noroshi.judge.schemes import Key, Scheme
from noroshi.judge.schemes.base import TOP
from noroshi.knowledge.advisories import Advisory, AffectedProduct, Branch, ConflictNote
from noroshi.model.verdict import Answer, ReasonCode


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


class Statuses(msgspec.Struct, frozen=True):
    """Starts of spans in order, and the status from each start to the next; None where the entry does not apply."""

    starts: tuple[Key, ...]
    values: tuple[Status | None, ...]
    dates: FixDates = NO_DATES

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
        impossible = normal(rule.versions for rule in self.dates.too_old if built < rule.before)
        return difference(ranges, impossible) if impossible else ranges

    def of_build(self, scheme: Scheme, key: Key, built: date | None) -> Iterator[Status | None]:
        """Yield the status of one complete version, of which ``built`` is the day it was made, where that is known.

        A number above the fix counts as fixed only where it can be compared: not in a private train, and not in a
        build that was made before the fix was.
        """
        for status in self.over((Span(key, (*key, TOP)),)):
            counts_as_fixed = status is not None and status.reason is ReasonCode.FIXED_BUILD
            if status is None or not counts_as_fixed or key in self.dates.named:
                yield status
            else:
                yield self._dated(scheme, status, key, built)

    def _dated(self, scheme: Scheme, status: Status, key: Key, built: date | None) -> Status:
        rule = next((rule for rule in self.dates.too_old if within(key, rule.versions)), None)
        early = rule is not None and built is not None and built < rule.doubtful_until
        if early and rule is not None and built is not None:
            sources = ";".join(dict.fromkeys(part for part in (status.source, rule.source) if part))
            dated = msgspec.structs.replace(status, fix=rule.fix, low="", high="", source=sources)
            if built < rule.before:
                return _with(dated, Answer.AFFECTED, ReasonCode.BEFORE_FIX_BUILD)
            return _with(dated, Answer.UNDETERMINED, ReasonCode.ENUMERATION_GAP)
        if scheme.is_private(key) and any(within(key, line) for line in self.dates.lines):
            return _with(status, Answer.UNDETERMINED, ReasonCode.ENUMERATION_GAP)
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


def _other(base: Status, status: str) -> Status:
    if status == "not_affected":
        return _with(base, Answer.NOT_AFFECTED, ReasonCode.BRANCH_NOT_LISTED)
    reason = ReasonCode.EOL_NOT_EVALUATED if status == "end_of_life" else ReasonCode.NO_FIX_DATA
    return _with(base, Answer.UNDETERMINED, reason)


def _with(status: Status, answer: Answer, reason: ReasonCode) -> Status:
    return msgspec.structs.replace(status, answer=answer, reason=reason)


def _id(advisory: Advisory, entry: AffectedProduct) -> str:
    return f"{advisory.cve}/{'+'.join((entry.product, *entry.editions))}"
