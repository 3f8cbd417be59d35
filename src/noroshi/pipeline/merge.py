"""Parts and partitions to the survey's final tables, quarantine and counts, in one total order."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from noroshi.archive.files import atomic
from noroshi.archive.parquet import TableWriter, write_batches
from noroshi.archive.query import connect
from noroshi.archive.tables import OBSERVATIONS, TABLES
from noroshi.model.observation import Rejection
from noroshi.model.survey import InputCounts
from noroshi.pipeline.parts import Part

_BATCH_ROWS: Final = 65_536

ORDER: Final[dict[str, str]] = {
    "devices": "device",
    "evidence": "device, about, rule, trace, input, line, item, field, text",
    "verdicts": "device, cve",
    "attributions": "device",
}


class Duplicate(msgspec.Struct, frozen=True, order=True):
    """A record that repeats an earlier one byte for byte, and where the earlier one stands."""

    input: str
    line: int
    item: int
    source: str
    digest: str
    first: str


def find_duplicates(parts: Sequence[Part]) -> list[Duplicate]:
    """Return every record whose raw bytes were read before, in the order of the inputs.

    The first one stays. Records of one document share its digest and differ in ``item``.
    """
    if not parts:
        return []
    connection = connect()
    files = [str(part.observations) for part in parts]
    rows = connection.execute(
        """
        WITH numbered AS (
            SELECT input, line, item, source, digest, filename,
                   row_number() OVER same AS occurrence,
                   first_value(input || ' line ' || line) OVER same AS first
            FROM read_parquet(?, filename=true)
            WHERE digest <> ''
            WINDOW same AS (PARTITION BY digest, item, report ORDER BY filename, line)
        )
        SELECT input, line, item, source, digest, first FROM numbered WHERE occurrence > 1 ORDER BY filename, line, item
        """,
        [files],
    ).fetchall()
    return [Duplicate(*row) for row in rows]


def write_observations(path: Path, parts: Sequence[Part], duplicates: Sequence[Duplicate]) -> int:
    """Write the observations of all parts without the duplicates; return the number of rows."""
    dropped: dict[str, set[tuple[int, int]]] = {}
    for duplicate in duplicates:
        dropped.setdefault(duplicate.input, set()).add((duplicate.line, duplicate.item))
    rows = 0
    with TableWriter(path, OBSERVATIONS) as writer:
        for part in parts:
            table = pq.read_table(part.observations, schema=OBSERVATIONS)
            kept = _without(table, dropped)
            rows += kept.num_rows
            writer.write(kept)
    return rows


def _without(table: pa.Table, dropped: dict[str, set[tuple[int, int]]]) -> pa.Table:
    if table.num_rows == 0 or (places := dropped.get(table["input"][0].as_py())) is None:
        return table
    pairs = zip(table["line"].to_pylist(), table["item"].to_pylist(), strict=True)
    return table.filter(pc.invert(pa.array([pair in places for pair in pairs], pa.bool_())))


def write_sorted(path: Path, name: str, files: Sequence[Path]) -> int:
    """Write one of the device tables from its partitions in total order; return the number of rows."""
    connection = connect()
    connection.execute("SET threads=1")
    # the table's order comes from the constant ORDER; files are bound as a parameter
    query = f"SELECT * FROM read_parquet(?) ORDER BY {ORDER[name]}"  # noqa: S608
    reader = connection.sql(query, params=[[str(file) for file in files]]).to_arrow_reader(_BATCH_ROWS)
    return write_batches(path, reader, TABLES[name])


def write_quarantine(path: Path, parts_by_input: Iterable[list[Part]], duplicates: Sequence[Duplicate]) -> int:
    """Write every rejected record as one JSON line, in the order of the inputs; return their number."""
    by_input: dict[str, list[Rejection]] = {}
    for duplicate in duplicates:
        by_input.setdefault(duplicate.input, []).append(_rejection(duplicate))
    written = 0
    with atomic(path) as stream:
        for parts in parts_by_input:
            name = parts[0].read_counts().path if parts else ""
            merged = heapq.merge(_rejections(parts), by_input.get(name, []), key=lambda item: (item.line, item.item))
            for rejection in merged:
                stream.write(msgspec.json.encode(rejection) + b"\n")
                written += 1
    return written


def _rejections(parts: Iterable[Part]) -> Iterator[Rejection]:
    for part in parts:
        yield from part.read_rejections()


def _rejection(duplicate: Duplicate) -> Rejection:
    return Rejection(
        input=duplicate.input,
        line=duplicate.line,
        item=duplicate.item,
        source=duplicate.source,
        reason="duplicate",
        detail=f"the same raw record as {duplicate.first}; the first one is kept",
        digest=duplicate.digest,
    )


def sum_counts(parts: Sequence[Part], name: str, duplicates: Sequence[Duplicate]) -> InputCounts:
    """Return the counts of one input over its parts; its duplicates move from kept to rejected."""
    total = InputCounts(path=name)
    for part in parts:
        counts = part.read_counts()
        total.seen += counts.seen
        total.kept += counts.kept
        for reason, count in counts.filtered.items():
            total.filtered[reason] = total.filtered.get(reason, 0) + count
        for reason, count in counts.rejected.items():
            total.rejected[reason] = total.rejected.get(reason, 0) + count
    if repeated := sum(1 for duplicate in duplicates if duplicate.input == name):
        total.kept -= repeated
        total.rejected["duplicate"] = repeated
    total.filtered = dict(sorted(total.filtered.items()))
    total.rejected = dict(sorted(total.rejected.items()))
    return total
