"""Arrow files: the intermediate tables of a run, written and read at the speed of memory, gone when it is complete."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa

from noroshi.archive.files import atomic

_OPTIONS: Final = pa.ipc.IpcWriteOptions(compression="lz4")


@contextlib.contextmanager
def arrow_writer(path: Path, schema: pa.Schema) -> Iterator[Callable[[pa.Table], None]]:
    """Give a function that appends a table as the file's next batch, also one without rows.

    The file appears when the block ends well; after a kill of the process it is complete or absent.
    """
    nothing = pa.RecordBatch.from_arrays([pa.array([], type=field.type) for field in schema], schema=schema)
    with atomic(path, durable=False) as stream, pa.ipc.new_file(stream, schema, options=_OPTIONS) as writer:

        def append(table: pa.Table) -> None:
            batches = table.combine_chunks().to_batches()
            writer.write_batch(batches[0] if batches else nothing)

        yield append


def write_arrow(path: Path, table: pa.Table) -> None:
    """Write a table as a file of one batch."""
    with arrow_writer(path, table.schema) as append:
        append(table)


def read_arrow(path: Path, columns: Iterable[str] | None = None) -> pa.Table:
    """Read a whole file, or some of its columns in the order of the schema."""
    with pa.OSFile(str(path)) as source:
        reader = pa.ipc.open_file(source)
        if columns is None:
            return reader.read_all()
        names = set(columns)
        wanted = [index for index, name in enumerate(reader.schema.names) if name in names]
        source.seek(0)
        return pa.ipc.open_file(source, options=pa.ipc.IpcReadOptions(included_fields=wanted)).read_all()


def read_batches_side_by_side(paths: Sequence[Path]) -> Iterator[list[pa.RecordBatch]]:
    """Yield the first batches of all files, then the second ones, and so on; the files have equally many batches."""
    with contextlib.ExitStack() as stack:
        readers = [pa.ipc.open_file(stack.enter_context(pa.OSFile(str(path)))) for path in paths]
        for number in range(readers[0].num_record_batches if readers else 0):
            yield [reader.get_batch(number) for reader in readers]
