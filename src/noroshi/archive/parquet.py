"""Parquet tables with fixed settings, so that equal rows always give equal bytes."""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pyarrow as pa
import pyarrow.parquet as pq

from noroshi.archive.files import commit, temporary_name

ROW_GROUP: Final = 16_384


def table_of(rows: Sequence[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    """Return the rows as a table of the schema; a row must have every column."""
    columns = [pa.array([row[field.name] for row in rows], type=field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def table_of_values(rows: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.Table:
    """Return the rows, each with its values in the order of the schema, as a table."""
    if not rows:
        return schema.empty_table()
    columns = [pa.array(column, type=field.type) for field, column in zip(schema, zip(*rows, strict=True), strict=True)]
    return pa.Table.from_arrays(columns, schema=schema)


class TableWriter:
    """Writes one Parquet file under a temporary name; it appears when the block ends well.

    Row groups hold exactly ``ROW_GROUP`` rows (the last one fewer), whatever the size of the pieces handed in.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path = path
        self._schema = schema
        self._writer: pq.ParquetWriter | None = None
        self._waiting: list[pa.Table] = []
        self._rows = 0

    def __enter__(self) -> Self:
        return self

    def write(self, table: pa.Table) -> None:
        """Add the table's rows."""
        self._waiting.append(table)
        self._rows += table.num_rows
        if self._rows >= ROW_GROUP:
            self._flush(final=False)

    def _flush(self, *, final: bool) -> None:
        whole = pa.concat_tables(self._waiting) if self._waiting else self._schema.empty_table()
        position = 0
        while whole.num_rows - position >= ROW_GROUP or (final and position < whole.num_rows):
            self._write_group(whole.slice(position, ROW_GROUP))
            position += ROW_GROUP
        rest = whole.slice(min(position, whole.num_rows))
        self._waiting = [rest.combine_chunks()] if rest.num_rows else []
        self._rows = rest.num_rows

    def _write_group(self, rows: pa.Table) -> None:
        self._open_writer().write_table(rows.combine_chunks(), row_group_size=ROW_GROUP)

    def _open_writer(self) -> pq.ParquetWriter:
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                temporary_name(self._path),
                self._schema,
                compression="zstd",
                compression_level=3,
                version="2.6",
                data_page_version="1.0",
                store_schema=True,
            )
        return self._writer

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with contextlib.closing(self._open_writer()):
                if kind is None:
                    self._flush(final=True)
            if kind is None:
                commit(self._path)
        finally:
            temporary_name(self._path).unlink(missing_ok=True)  # gone already where the file was committed


def write_table(path: Path, rows: Sequence[dict[str, Any]], schema: pa.Schema) -> None:
    """Write the rows as one Parquet file, atomically."""
    with TableWriter(path, schema) as writer:
        writer.write(table_of(rows, schema))


def write_batches(path: Path, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> int:
    """Write a stream of record batches as one Parquet file, atomically; return the number of rows."""
    rows = 0
    with TableWriter(path, schema) as writer:
        for batch in batches:
            table = pa.Table.from_batches([batch]).cast(schema)
            rows += table.num_rows
            writer.write(table)
    return rows


def read_rows(path: Path, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """Yield the rows of a Parquet file as dictionaries, a row group at a time."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(columns=list(columns) if columns else None):
            yield from batch.to_pylist()
