"""Parquet tables: equal rows give equal bytes, and a file is complete or absent."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.archive.parquet import ROW_GROUP, TableWriter, read_rows, table_of, write_table

SCHEMA = pa.schema([("name", pa.string()), ("number", pa.int64())])


def _rows(count: int) -> list[dict[str, object]]:
    return [{"name": f"n{number}", "number": number} for number in range(count)]


@given(st.lists(st.integers(0, 20_000), max_size=6))
@settings(deadline=None)
def test_bytes_do_not_depend_on_the_pieces(tmp_path_factory: pytest.TempPathFactory, sizes: list[int]) -> None:
    """However the rows are handed in, the file's bytes are the same."""
    folder = tmp_path_factory.mktemp("pieces")
    whole = table_of(_rows(sum(sizes)), SCHEMA)
    with TableWriter(folder / "pieces.parquet", SCHEMA) as writer:
        position = 0
        for size in sizes:
            writer.write(whole.slice(position, size))
            position += size
    with TableWriter(folder / "whole.parquet", SCHEMA) as writer:
        writer.write(whole)
    assert (folder / "pieces.parquet").read_bytes() == (folder / "whole.parquet").read_bytes()


def test_row_groups_have_a_fixed_size(tmp_path: Path) -> None:
    """Row groups hold ROW_GROUP rows, the last one the rest."""
    write_table(tmp_path / "t.parquet", _rows(ROW_GROUP + 10), SCHEMA)
    metadata = pq.read_metadata(tmp_path / "t.parquet")
    assert [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)] == [ROW_GROUP, 10]


def _write_then_fail(path: Path) -> None:
    with TableWriter(path, SCHEMA) as writer:
        writer.write(table_of(_rows(3), SCHEMA))
        writer.write(table_of([{"name": "a row without its number"}], SCHEMA))


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    """An error while writing leaves neither the file nor a temporary one."""
    with pytest.raises(KeyError, match="number"):
        _write_then_fail(tmp_path / "t.parquet")
    assert list(tmp_path.iterdir()) == []


def test_files_are_private(tmp_path: Path) -> None:
    """A table can be read by its owner alone."""
    write_table(tmp_path / "t.parquet", _rows(1), SCHEMA)
    assert (tmp_path / "t.parquet").stat().st_mode & 0o777 == 0o600


def test_rows_come_back(tmp_path: Path) -> None:
    """What is written is read again, row by row."""
    write_table(tmp_path / "t.parquet", _rows(5), SCHEMA)
    assert list(read_rows(tmp_path / "t.parquet")) == _rows(5)
    assert list(read_rows(tmp_path / "t.parquet", ["number"])) == [{"number": number} for number in range(5)]
