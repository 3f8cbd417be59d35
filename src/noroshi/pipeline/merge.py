"""Parts and partitions to the survey's final tables, quarantine and counts, in one total order."""

import heapq
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from noroshi.archive.arrow_files import read_batches_side_by_side
from noroshi.archive.files import atomic
from noroshi.archive.parquet import TableWriter
from noroshi.archive.tables import OBSERVATIONS, TABLES
from noroshi.model.observation import Rejection
from noroshi.model.survey import InputCounts
from noroshi.pipeline.duplicates import Duplicate, Duplicates
from noroshi.pipeline.parts import Part

ORDER: Final[dict[str, tuple[str, ...]]] = {
    "devices": ("device",),
    "evidence": ("device", "about", "rule", "trace", "input", "line", "item", "field", "text"),
    "verdicts": ("device", "cve"),
    "attributions": ("device",),
}


def last_day(parts: Iterable[Part]) -> str | None:
    """Return the day (UTC) of the last observation; None where no record has a time."""
    times = (pc.max(part.read_observations("observed_at")["observed_at"]).as_py() for part in parts)
    last = max((time for time in times if time is not None), default=None)
    return last.date().isoformat() if last is not None else None


def write_observations(path: Path, parts: Sequence[Part], duplicates: Duplicates) -> int:
    """Write the observations of all parts without the duplicates; return the number of rows."""
    rows = 0
    with TableWriter(path, OBSERVATIONS) as writer:
        for part in parts:
            table = part.read_observations()
            if dropped := duplicates.rows(part):
                table = table.filter(pa.array([row not in dropped for row in range(table.num_rows)], pa.bool_()))
            rows += table.num_rows
            writer.write(table)
    return rows


def write_sorted(path: Path, name: str, files: Sequence[Path]) -> int:
    """Write one of the device tables from its partitions in total order; return the number of rows.

    Batch by batch the partitions hold the same range of devices, and the ranges are in order: each is sorted alone,
    so that memory does not grow with the number of devices.
    """
    rows = 0
    keys = [(key, "ascending") for key in ORDER[name]]
    with TableWriter(path, TABLES[name]) as writer:
        for batches in read_batches_side_by_side(files):
            table = pa.Table.from_batches(batches, schema=TABLES[name]).combine_chunks().sort_by(keys)
            rows += table.num_rows
            writer.write(table)
    return rows


def write_quarantine(path: Path, parts: Iterable[Part], duplicates: Duplicates) -> int:
    """Write every rejected record as one JSON line, in the order of the inputs; return their number."""
    written = 0
    with atomic(path) as stream:
        for part in parts:
            repeated = map(_rejection, duplicates.of(part))
            for rejection in heapq.merge(part.read_rejections(), repeated, key=lambda item: (item.line, item.item)):
                stream.write(msgspec.json.encode(rejection) + b"\n")
                written += 1
    return written


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


def sum_counts(parts: Sequence[Part], name: str, duplicates: Duplicates) -> InputCounts:
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
    if repeated := sum(map(duplicates.count, parts)):
        total.kept -= repeated
        total.rejected["duplicate"] = repeated
    total.filtered = dict(sorted(total.filtered.items()))
    total.rejected = dict(sorted(total.rejected.items()))
    return total
