"""Builds the register index from public lists: every row counted, the newest row of a number kept, atomically."""

import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final

import msgspec

from noroshi.archive import register_keys
from noroshi.archive.files import make_private_dir
from noroshi.archive.register_files import EXPECTED, PARQUET, RegisterFile, RegisterFileError, register_files
from noroshi.archive.register_parquet import parquet_rows
from noroshi.archive.register_schema import FORMAT, INSERT_ALIAS, TABLES, UPSERT_AREA, UPSERT_ORG, Put
from noroshi.attribute.lookup import Alias
from noroshi.attribute.register_rows import DatedEntry, NamePair, RejectedRow, Row
from noroshi.attribute.sources import (
    aliases,
    edinet,
    government_lists,
    listed_domains,
    municipal_sites,
    name_changes,
    name_pairs,
    nta,
)
from noroshi.knowledge.places import Places, bundled_places
from noroshi.model.attribution import RegisterEntry

Progress = Callable[[str, int], None]
"""Called with what is being done and the number of rows done so far."""

_RANK: Final = {PARQUET: 0, "nta": 0, "government_list": 1, "listed_domains": 2, "edinet": 3}
"""Whose entry of a number counts: the register before lists that only repeat it."""
_FULL_REGISTER: Final = 4_500_000
"""From this many rows on a register is taken as complete (the full list has about 5.4 million)."""
_BATCH: Final = 5_000


class SourceReport(msgspec.Struct, kw_only=True):
    """What became of one file: rows in = kept + sum of rejected."""

    path: str
    format: str
    rows: int = 0
    kept: int = 0
    rejected: dict[str, int] = {}


class RegisterReport(msgspec.Struct, kw_only=True):
    """What was built: the files read, those skipped with the reason, and the register's size and date."""

    out: str
    sources: list[SourceReport] = []
    skipped: list[tuple[str, str]] = []
    organizations: int = 0
    keys: int = 0
    aliases: int = 0
    as_of: str = ""


def build_register(paths: Sequence[Path], out: Path, progress: Progress | None = None) -> RegisterReport:
    """Build the register index ``out`` (mode 0600) from files and folders (read recursively, sorted).

    A file of unknown format inside a folder is skipped and reported; one named directly raises RegisterFileError, as
    does an input that holds no corporation at all. ``out`` is replaced only when the new index is complete.
    """
    progress = progress or (lambda _stage, _rows: None)
    temporary = out.with_name(f"{out.name}.{os.getpid()}.tmp")
    make_private_dir(out.parent)
    temporary.unlink(missing_ok=True)
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        report = _build(paths, temporary, progress)
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)
    report.out = str(out)
    return report


def _build(paths: Sequence[Path], path: Path, progress: Progress) -> RegisterReport:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000; PRAGMA temp_store=MEMORY;"
            + TABLES
        )
        report = RegisterReport(out="")
        loader = _Loader(connection, bundled_places(), progress)
        connection.execute("BEGIN")
        for file in _inputs(paths, report):
            report.sources.append(loader.load(file))
        report.organizations = connection.execute("SELECT count(*) FROM org").fetchone()[0]
        if not report.organizations:
            raise RegisterFileError(f"no corporation in {', '.join(map(str, paths))}; expected {EXPECTED}")
        report.keys = register_keys.store_keys(connection, progress)
        register_keys.store_pairs(connection, loader.pairs, progress)
        report.aliases = connection.execute("SELECT count(*) FROM alias").fetchone()[0]
        report.as_of = connection.execute("SELECT max(updated_on) FROM org").fetchone()[0]
        _store_meta(connection, report)
        connection.execute("COMMIT")
        connection.execute("PRAGMA optimize")
    finally:
        connection.close()
    return report


def _inputs(paths: Sequence[Path], report: RegisterReport) -> Iterator[RegisterFile]:
    for path in paths:
        if not path.exists():
            raise RegisterFileError(f"{path}: no such file or folder")
        if not path.is_dir():
            yield from _named(path)
            continue
        for inner in sorted(item for item in path.rglob("*") if item.is_file()):
            try:
                yield from register_files(inner)
            except RegisterFileError as error:
                report.skipped.append((str(inner), str(error).removeprefix(f"{inner}: ")))


def _named(path: Path) -> Iterator[RegisterFile]:
    try:
        yield from register_files(path)
    except RegisterFileError as error:
        message = str(error)
        raise RegisterFileError(message if EXPECTED in message else f"{message}; expected {EXPECTED}") from error


class _Loader:
    """Puts the rows of one file after the other into the tables and counts them."""

    def __init__(self, connection: sqlite3.Connection, places: Places, progress: Progress) -> None:
        self._connection = connection
        self._places = places
        self._progress = progress
        self.pairs: list[NamePair] = []

    def load(self, file: RegisterFile) -> SourceReport:
        report = SourceReport(path=file.name, format=file.format)
        rejected: Counter[str] = Counter()
        if file.format == PARQUET:
            rows = parquet_rows(file.path, rejected)
            self._store(rows, file, report)
        else:
            with file.lines() as lines:
                self._store(self._tuples(_read(file.format, lines, self._places), file, rejected), file, report)
        report.rejected = dict(sorted(rejected.items()))
        report.rows = report.kept + rejected.total()
        return report

    def _store(self, rows: Iterator[Put], file: RegisterFile, report: SourceReport) -> None:
        areas: set[tuple[str, str, str, int]] = set()
        while batch := list(islice(rows, _BATCH)):
            orgs = [put.org for put in batch if put.org is not None]
            areas.update(put.area for put in batch if put.area is not None)
            self._connection.executemany(UPSERT_ORG, orgs)
            self._connection.executemany(INSERT_ALIAS, [put.alias for put in batch if put.alias is not None])
            report.kept += sum(put.counts for put in batch)
            self._progress(file.name, report.kept)
        self._connection.executemany(UPSERT_AREA, sorted(areas))

    def _tuples(self, rows: Iterable[Row], file: RegisterFile, rejected: Counter[str]) -> Iterator[Put]:
        rank = _RANK.get(file.format, 9)
        counted = ""  # number of the line that was counted last: an entry and its aliases stand on one line
        for row in rows:
            if isinstance(row, RejectedRow):
                rejected[row.reason] += 1
            elif isinstance(row, NamePair):
                self.pairs.append(row)
                yield Put()
            elif isinstance(row, Alias):
                yield Put(alias=register_keys.alias_row(row), counts=0 if row.number == counted else 1)
                counted = row.number if file.format == "name_changes" else counted
            else:
                entry = row.entry if isinstance(row, DatedEntry) else row
                counted = entry.number
                latest = row.latest if isinstance(row, DatedEntry) else True
                yield Put(org=_org(entry, rank, latest), area=_area(entry, rank))


def _read(fmt: str, lines: Iterable[str], places: Places) -> Iterable[Row]:
    plain: dict[str, Callable[[Iterable[str]], Iterable[Row]]] = {
        "nta": nta.read,
        "name_changes": name_changes.read,
        "name_pairs": name_pairs.read,
        "aliases": aliases.read,
    }
    placed: dict[str, Callable[[Iterable[str], Places], Iterable[Row]]] = {
        "edinet": edinet.read,
        "government_list": government_lists.read,
        "listed_domains": listed_domains.read,
        "municipal_sites": municipal_sites.read,
    }
    return plain[fmt](lines) if fmt in plain else placed[fmt](lines, places)


def _iso(value: date | None) -> str:
    return value.isoformat() if value else ""


def _org(entry: RegisterEntry, rank: int, latest: bool) -> tuple[Any, ...]:  # noqa: FBT001  a column, not a switch
    return (
        int(entry.number),
        entry.name,
        entry.kana,
        entry.english,
        entry.kind,
        entry.prefecture_code,
        entry.city_code,
        entry.street,
        _iso(entry.closed_on),
        entry.close_cause,
        entry.successor,
        _iso(entry.updated_on),
        int(entry.hidden),
        rank,
        int(latest),
    )


def _area(entry: RegisterEntry, rank: int) -> tuple[str, str, str, int] | None:
    code = entry.city_code or entry.prefecture_code
    return (code, entry.prefecture, entry.city if entry.city_code else "", rank) if code else None


def _store_meta(connection: sqlite3.Connection, report: RegisterReport) -> None:
    registers = [source for source in report.sources if _RANK.get(source.format) == 0]
    partial = report.organizations < _FULL_REGISTER
    note = (
        "the register is not complete: a corporation may be missing from it"
        if partial or not registers
        else "the register looks complete"
    )
    values = {
        "format": FORMAT,
        "as_of": report.as_of or "",
        "rows": str(report.organizations),
        "aliases": str(report.aliases),
        "partial": str(int(partial)),
        "note": note,
        "sources": msgspec.json.encode(
            [f"{Path(s.path).name} ({s.format}, {s.kept})" for s in report.sources]
        ).decode(),
    }
    connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(values.items()))
