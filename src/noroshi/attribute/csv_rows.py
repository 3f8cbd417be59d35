"""CSV rows of text lines that survive broken ones: every row is given with its line, a broken one as None."""

import csv
from collections.abc import Iterable, Iterator


def csv_rows(lines: Iterable[str]) -> Iterator[tuple[int, list[str] | None]]:
    """Yield line number (from 1, of the row's last line) and fields; None where the row cannot be read as CSV.

    A byte-order mark at the beginning is left out, empty lines too.
    """
    reader = csv.reader(_without_mark(lines))
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield reader.line_num, None
            continue
        if row:
            yield reader.line_num, row


def csv_records(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, str] | None]]:
    """Yield line number and record by the header's names; a missing field is '', a surplus one is left out."""
    rows = csv_rows(lines)
    _, header = next(rows, (0, None))
    if header is None:
        return
    for line, row in rows:
        yield line, None if row is None else dict(zip(header, [*row, *[""] * len(header)], strict=False))


def _without_mark(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield line if number else line.removeprefix("\ufeff")
