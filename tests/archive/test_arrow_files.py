"""Intermediate tables: complete or absent, private, read whole, by column or side by side."""

from pathlib import Path

import pyarrow as pa
import pytest

from noroshi.archive.arrow_files import arrow_writer, read_arrow, read_batches_side_by_side, write_arrow
from noroshi.archive.files import temporary_name

SCHEMA = pa.schema([("name", pa.string()), ("number", pa.int64()), ("texts", pa.list_(pa.string()))])
TABLE = pa.table({"name": ["a", "b"], "number": [1, None], "texts": [["x"], []]}, schema=SCHEMA)
EMPTY = SCHEMA.empty_table()


def test_a_table_comes_back(tmp_path: Path) -> None:
    """Whole, or some columns in the order of the schema; also without rows; readable by its owner alone."""
    path = tmp_path / "t.arrow"
    for table in (TABLE, EMPTY):
        write_arrow(path, table)
        assert read_arrow(path).equals(table)
        assert read_arrow(path, ["number", "name"]).equals(table.select(["name", "number"]))
        assert path.stat().st_mode & 0o777 == 0o600


def test_batches_are_read_side_by_side(tmp_path: Path) -> None:
    """The n-th batches of all files come together, also those without rows."""
    paths = [tmp_path / "a.arrow", tmp_path / "b.arrow"]
    for path, tables in zip(paths, ([TABLE, EMPTY, TABLE], [EMPTY, EMPTY, TABLE]), strict=True):
        with arrow_writer(path, SCHEMA) as append:
            for table in tables:
                append(table)
    found = [[batch.num_rows for batch in batches] for batches in read_batches_side_by_side(paths)]
    assert found == [[2, 0], [0, 0], [2, 2]]
    assert list(read_batches_side_by_side([])) == []


def _write_then_fail(path: Path) -> None:
    with arrow_writer(path, SCHEMA) as append:
        append(TABLE)
        raise RuntimeError("no more rows")


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    """An error while writing leaves neither the file nor a temporary one."""
    path = tmp_path / "t.arrow"
    with pytest.raises(RuntimeError, match="no more rows"):
        _write_then_fail(path)
    assert not path.exists()
    assert not temporary_name(path).exists()
