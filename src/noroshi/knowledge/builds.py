"""BuildTable: which trace belongs to which version, and when builds were made and releases published."""

import bisect
import csv
import io
import re
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

import msgspec

from noroshi.knowledge.complaints import Complaint, KnowledgeError

COLUMNS: Final = (
    "product",
    "train",
    "version",
    "trace_kind",
    "trace",
    "build_time",
    "released_at",
    "source",
    "source_licence",
    "status",
)
TIME_KINDS: Final = frozenset({"etag_epoch", "mtime", "gzip_mtime", "last_modified", "build_day"})
HASH_KINDS: Final = {"vhash": 32, "md5": 32, "sha1": 40, "sha256": 64}
TRACE_KINDS: Final = TIME_KINDS | HASH_KINDS.keys() | {"released_on"}
STATUSES: Final = ("confirmed", "inferred", "unknown")
_DAY: Final = timedelta(days=1)
_NUMBERS: Final = re.compile(r"(\d+)")


class BuildRow(msgspec.Struct, frozen=True, kw_only=True):
    """One fact: this trace was seen with this version. Times as written; '' where the source gives none."""

    product: str
    train: str
    version: str
    trace_kind: str
    trace: str
    build_time: str
    released_at: str
    source: str
    source_licence: str
    status: str
    line: int


class Moment(msgspec.Struct, frozen=True, order=True):
    """A time with its granularity: a day covers its 24 hours, a second itself."""

    start: datetime
    end: datetime

    def distance(self, time: datetime) -> timedelta:
        """Return how far ``time`` lies outside."""
        if time < self.start:
            return self.start - time
        return max(time - self.end, timedelta())


class BuildTable(msgspec.Struct, frozen=True):
    """The rows of one CSV file with their indexes."""

    name: str
    file: str
    rows: tuple[BuildRow, ...]
    traces: dict[str, tuple[BuildRow, ...]]
    built: tuple[tuple[Moment, BuildRow], ...]
    released: tuple[tuple[Moment, BuildRow], ...]

    def by_trace(self, product: str, trace: str, kinds: Collection[str] = ()) -> tuple[BuildRow, ...]:
        """Return the rows whose trace is exactly this one."""
        return tuple(row for row in self.traces.get(trace, ()) if _wanted(row, product, kinds))

    def built_near(
        self, product: str, time: datetime, tolerance: timedelta, kinds: Collection[str] = ()
    ) -> tuple[BuildRow, ...]:
        """Return the rows built at ``time``, give or take ``tolerance``; a row of a day covers that day."""
        near = _slice(self.built, time - tolerance - _DAY, time + tolerance)
        return tuple(row for moment, row in near if moment.distance(time) <= tolerance and _wanted(row, product, kinds))

    def released_after(self, product: str, time: datetime, days: tuple[int, int]) -> tuple[BuildRow, ...]:
        """Return the rows released between ``days[0]`` and ``days[1]`` days after the day of ``time``."""
        day = time.replace(hour=0, minute=0, second=0, microsecond=0)
        first, last = day + _DAY * days[0], day + _DAY * (days[1] + 1)
        return tuple(
            row for moment, row in _slice(self.released, first, last) if moment.start < last and row.product == product
        )


def read_builds(name: str, file: str, data: bytes) -> BuildTable:
    """Read one table; raise KnowledgeError where a row cannot be used at all."""
    rows = tuple(iter_rows(file, data))
    traces: dict[str, list[BuildRow]] = {}
    built: list[tuple[Moment, BuildRow]] = []
    released: list[tuple[Moment, BuildRow]] = []
    for row in rows:
        if row.trace_kind in HASH_KINDS:
            traces.setdefault(row.trace, []).append(row)
        _index(row, built, released)
    return BuildTable(
        name,
        file,
        rows,
        {trace: tuple(found) for trace, found in traces.items()},
        tuple(sorted(built, key=_by_moment)),
        tuple(sorted(released, key=_by_moment)),
    )


def iter_rows(file: str, data: bytes) -> Iterator[BuildRow]:
    """Yield the rows with their lines; raise KnowledgeError on a wrong header or a ragged row."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KnowledgeError(file, data.count(b"\n", 0, error.start) + 1, "the file is not UTF-8") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if tuple(header) != COLUMNS:
            raise KnowledgeError(file, 1, f"the columns must be {','.join(COLUMNS)}")
        for cells in reader:
            if len(cells) != len(COLUMNS):
                raise KnowledgeError(file, reader.line_num, f"{len(cells)} cells, {len(COLUMNS)} expected")
            yield msgspec.convert(dict(zip(COLUMNS, cells, strict=True)) | {"line": reader.line_num}, BuildRow)
    except csv.Error as error:
        raise KnowledgeError(file, reader.line_num, f"no valid CSV: {error}") from error


def parse_moment(text: str) -> Moment:
    """Parse a UTC time as ``2023-09-21T08:00:00Z`` or a day as ``2023-09-21``; raise ValueError otherwise."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        day = date.fromisoformat(text)
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return Moment(start, start + _DAY - timedelta(microseconds=1))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", text, re.ASCII):
        time = datetime.fromisoformat(text)
        return Moment(time, time)
    raise ValueError(f"{text!r} is neither a UTC time as 2023-09-21T08:00:00Z nor a day as 2023-09-21")


def version_order(version: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts version strings by their numbers; for stable display, not for judging."""
    return tuple(
        (1, int(piece), "") if piece.isdecimal() else (0, 0, piece) for piece in _NUMBERS.split(version) if piece
    )


def check_table(table: BuildTable, products: Collection[str]) -> Iterator[Complaint]:
    """Yield the faults of the rows: unknown words, bad hashes, bad times, missing versions, duplicates."""
    seen: dict[tuple[str, ...], int] = {}
    unknown: set[str] = set()
    for row in table.rows:
        if row.product not in products and row.product not in unknown:
            unknown.add(row.product)
            yield Complaint(table.file, row.line, f"unknown product {row.product!r} (told once)")
        for message in _row_faults(row):
            yield Complaint(table.file, row.line, message)
        key = (row.product, row.version, row.trace_kind, row.trace, row.build_time, row.released_at)
        if key in seen:
            yield Complaint(table.file, row.line, f"the same fact stands in line {seen[key]}")
        seen.setdefault(key, row.line)


def _row_faults(row: BuildRow) -> Iterator[str]:
    if row.status not in STATUSES:
        yield f"status {row.status!r} is none of {', '.join(STATUSES)}"
    if bool(row.version) == (row.status == "unknown"):
        yield "a version is needed unless the status is unknown; then it stays empty"
    if not row.source or not row.source_licence:
        yield "source and source_licence must be filled"
    yield from _trace_faults(row)
    for column in ("build_time", "released_at"):
        yield from _time_faults(column, getattr(row, column))


def _trace_faults(row: BuildRow) -> Iterator[str]:
    kind = row.trace_kind
    if kind not in TRACE_KINDS:
        yield f"unknown trace_kind {kind!r}"
    elif kind in HASH_KINDS:
        length = HASH_KINDS[kind]
        if not re.fullmatch(rf"[0-9a-f]{{{length}}}", row.trace, re.ASCII):
            yield f"{kind} has {len(row.trace)} characters; it must be {length} lower-case hex digits"
    elif row.trace:
        yield from _time_faults("trace", row.trace)
    elif not (row.released_at if kind == "released_on" else row.build_time):
        yield f"a row of kind {kind} needs a trace"


def _time_faults(column: str, text: str) -> Iterator[str]:
    if text:
        try:
            parse_moment(text)
        except ValueError as error:
            yield f"{column}: {error}"


def _index(row: BuildRow, built: list[tuple[Moment, BuildRow]], released: list[tuple[Moment, BuildRow]]) -> None:
    if row.trace_kind in TIME_KINDS:
        _add(built, row, row.trace or row.build_time)
    elif row.build_time:
        _add(built, row, row.build_time)
    release = (row.released_at or row.trace) if row.trace_kind == "released_on" else row.released_at
    if release:
        _add(released, row, release)


def _add(index: list[tuple[Moment, BuildRow]], row: BuildRow, text: str) -> None:
    try:
        index.append((parse_moment(text), row))
    except ValueError:
        return  # check_table names the line


def _by_moment(item: tuple[Moment, BuildRow]) -> tuple[Moment, int]:
    return item[0], item[1].line


def _slice(
    index: tuple[tuple[Moment, BuildRow], ...], first: datetime, last: datetime
) -> tuple[tuple[Moment, BuildRow], ...]:
    low = bisect.bisect_left(index, first, key=lambda item: item[0].start)
    high = bisect.bisect_right(index, last, key=lambda item: item[0].start)
    return index[low:high]


def _wanted(row: BuildRow, product: str, kinds: Collection[str]) -> bool:
    return row.product == product and (not kinds or row.trace_kind in kinds)
