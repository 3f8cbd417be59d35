"""Tables are put together in one total order, whatever the partitions."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.archive.arrow_files import arrow_writer
from noroshi.archive.tables import VERDICTS
from noroshi.pipeline.merge import write_sorted
from noroshi.pipeline.partitions import range_of

DEVICE = st.integers(0, 2**64 - 1).map(lambda number: f"d-{number:016x}")


def verdicts(rows: list[tuple[str, str]]) -> pa.Table:
    """Return verdict rows of (device, cve), the rest empty."""
    table = pa.table({"device": pa.array([row[0] for row in rows], pa.string()), "cve": [row[1] for row in rows]})
    columns = [
        table[field.name].cast(field.type) if field.name in table.column_names else pa.nulls(len(rows), field.type)
        for field in VERDICTS
    ]
    return pa.Table.from_arrays(columns, schema=VERDICTS)


@given(
    st.sets(st.tuples(DEVICE, st.sampled_from(["CVE-1", "CVE-2"])), max_size=40),
    st.integers(1, 4),
    st.sampled_from([1, 3, 7]),
)
@settings(deadline=None, max_examples=60)
def test_partitions_are_sorted_together(
    tmp_path_factory: pytest.TempPathFactory, rows: set[tuple[str, str]], count: int, ranges: int
) -> None:
    """However the devices are spread and however many ranges there are, the file holds all rows in order."""
    folder = tmp_path_factory.mktemp("partitions")
    files = []
    for number in range(count):
        own = [row for row in rows if int(row[0][-2:], 16) % count == number]
        files.append(folder / f"{number}.arrow")
        with arrow_writer(files[-1], VERDICTS) as append:
            for place in range(ranges):
                append(verdicts([row for row in own if range_of(row[0], ranges) == place]))
    assert write_sorted(folder / "verdicts.parquet", "verdicts", files) == len(rows)
    table = pq.read_table(folder / "verdicts.parquet")
    assert list(zip(table["device"].to_pylist(), table["cve"].to_pylist(), strict=True)) == sorted(rows)


@given(st.lists(DEVICE, min_size=2, max_size=2).map(sorted), st.integers(1, 2_000))
def test_ranges_are_in_the_order_of_ids(devices: list[str], ranges: int) -> None:
    """A greater id lies in the same range or a later one; every id lies in one of them."""
    first, second = (range_of(device, ranges) for device in devices)
    assert 0 <= first <= second < ranges


def test_no_partition_gives_an_empty_table(tmp_path: Path) -> None:
    """A survey without devices has its tables all the same."""
    assert write_sorted(tmp_path / "verdicts.parquet", "verdicts", []) == 0
    assert pq.read_table(tmp_path / "verdicts.parquet").schema.equals(VERDICTS)
