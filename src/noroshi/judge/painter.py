"""Painter: the rows of an advisory's entry as spans of a canvas, each with what the row says of its versions."""

import msgspec

from noroshi.judge.bounds import follows, range_end, reach
from noroshi.judge.ranges import EVERYTHING, Ranges, Span, intersection, normal, of_prefix, parse_range
from noroshi.judge.schemes import Key, Scheme
from noroshi.judge.schemes.base import TOP
from noroshi.judge.statuses import Canvas, Status, with_answer
from noroshi.knowledge.advisories import Advisory, AffectedProduct, Branch, ConflictNote, Stated
from noroshi.model.verdict import Answer, ReasonCode


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
    silence = painter.silence(entry, [reach(scheme, branch, prefix) for prefix, branch in rows])
    painter.unlisted(silence, EVERYTHING)
    seen: set[Key] = set()
    for prefix, branch in sorted(rows, key=lambda row: (len(row[0]), row[0], painter.low(*row))):
        if prefix not in seen:
            painter.unlisted(silence, of_prefix(prefix))
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

    def silence(self, entry: AffectedProduct, spoken: list[tuple[Key, Key]]) -> list[tuple[Span, Status]]:
        """Return what holds where no row speaks; ``spoken``: where each row begins and ends to speak."""
        lowest = min((bottom for bottom, _ in spoken), default=())
        highest = max((top for _, top in spoken), default=(TOP,))
        sides = (
            (Span(lowest, highest), entry.unlisted_between, ReasonCode.ENUMERATION_GAP, "between"),
            (Span((), lowest), entry.unlisted_older, ReasonCode.EOL_NOT_EVALUATED, "older"),
            (Span(highest, (TOP,)), entry.unlisted_newer, ReasonCode.ENUMERATION_GAP, "newer"),
        )
        sources = ";".join(dict.fromkeys(branch.source for branch in entry.branches))
        return [
            (
                span,
                Status(
                    answer=Answer.NOT_AFFECTED if says == "not_affected" else Answer.UNDETERMINED,
                    reason=ReasonCode.BRANCH_NOT_LISTED if says == "not_affected" else reason,
                    because=f"{self.name}/unlisted-{side}",
                    source=sources,
                ),
            )
            for span, says, reason, side in sides
        ]

    def unlisted(self, silence: list[tuple[Span, Status]], ranges: Ranges) -> None:
        """Paint ``ranges`` as spoken of by no row: a version belongs to the longest listed prefix alone."""
        for span, status in silence:
            for part in intersection((span,) if span.low < span.high else (), ranges):
                self.put(part, status)

    def branch(self, prefix: Key, row: Branch, *, first: bool) -> None:
        bottom, top = reach(self.scheme, row, prefix)
        base = Status(
            answer=Answer.UNDETERMINED,
            reason=ReasonCode.TEXT_UNPARSED,
            because=f"{self.name}/{row.branch}",
            fix=row.fixed or "",
            source=row.source,
            low=row.from_,
            high="" if row.through == "*" else row.through or row.before or row.fixed or "",
            through=bool(row.through) and row.through != "*",
        )
        upper = range_end(self.scheme, row, top)
        if upper is None or not self._readable(row):
            self.put(Span(bottom, top), base)
            return
        low = self.low(prefix, row)
        if first:
            self._below(row, Span(bottom, low), base)
        self._above(row, Span(upper, top), base)
        if row.status != "affected":
            self.put(Span(low, upper), _other(base, row.status))
        elif not (row.through or row.before or row.fixed is not None):
            self.put(Span(low, top), with_answer(base, Answer.UNDETERMINED, ReasonCode.NO_FIX_DATA))
        else:
            self.put(Span(low, upper), with_answer(base, Answer.AFFECTED, ReasonCode.IN_RANGE))
            self._hotfix(row, Span(low, upper), base)
        self._fixes(row, Span(bottom, top), base)

    def _readable(self, row: Branch) -> bool:
        return all(self.scheme.parse(text) for text in (row.from_, row.fixed, *row.fixes) if text)

    def _below(self, row: Branch, span: Span, base: Status) -> None:
        """Paint what lies below ``from``: not affected only where a source says that the range begins there."""
        if row.start is not None:
            self.put(span, _stated(base, row.start, ReasonCode.BELOW_RANGE))
        else:
            self.put(span, with_answer(base, Answer.UNDETERMINED, ReasonCode.ENUMERATION_GAP))

    def _above(self, row: Branch, span: Span, base: Status) -> None:
        """Paint what lies above the bound: a higher number alone clears nothing."""
        if row.before or row.end is not None:
            self.put(span, _stated(base, row.end, ReasonCode.VERSION_NOT_LISTED))
        else:
            reason = ReasonCode.ENUMERATION_GAP if row.fixed else ReasonCode.NO_FIX_DATA
            self.put(span, with_answer(base, Answer.UNDETERMINED, reason))
        fixed = self.scheme.parse(row.fixed) if row.fixed else None
        if fixed is not None and fixed.key < span.high:
            first = min(span.low, fixed.key) if follows(span.low, fixed.key) else max(span.low, fixed.key)
            self.put(Span(first, span.high), with_answer(base, Answer.NOT_AFFECTED, ReasonCode.FIXED_BUILD))

    def _hotfix(self, row: Branch, span: Span, base: Status) -> None:
        if not row.hotfix:
            return
        likely = with_answer(base, Answer.LIKELY, ReasonCode.HOTFIX_INVISIBLE)
        unseen = with_answer(base, Answer.UNDETERMINED, ReasonCode.HOTFIX_INVISIBLE)
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
                fixed = with_answer(base, Answer.NOT_AFFECTED, ReasonCode.FIXED_BUILD)
                for part in intersection((span,), (branch,)):
                    self.put(part, msgspec.structs.replace(fixed, fix=text))

    def _line(self, text: str) -> Key:
        version = self.scheme.parse(text)
        return self.scheme.line(version) if version else ()


def _stated(base: Status, bound: Stated | None, reason: ReasonCode) -> Status:
    """Return that the source excludes what lies beyond a bound, with the source that says so."""
    sources = ";".join(dict.fromkeys((base.source, *((bound.source,) if bound else ()))))
    return msgspec.structs.replace(base, answer=Answer.NOT_AFFECTED, reason=reason, source=sources)


def _other(base: Status, status: str) -> Status:
    if status == "not_affected":
        return with_answer(base, Answer.NOT_AFFECTED, ReasonCode.BRANCH_NOT_LISTED)
    reason = ReasonCode.EOL_NOT_EVALUATED if status == "end_of_life" else ReasonCode.NO_FIX_DATA
    return with_answer(base, Answer.UNDETERMINED, reason)


def _id(advisory: Advisory, entry: AffectedProduct) -> str:
    return f"{advisory.cve}/{'+'.join((entry.product, *entry.editions))}"
