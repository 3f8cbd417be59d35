"""CSV as spreadsheets of an office open it: UTF-8 with byte order mark, lines ended by CR and LF, no formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO

from noroshi.render.neutral import cell

BOM = b"\xef\xbb\xbf"


def write_csv(target: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write header and rows; return how many rows. Every cell passes ``neutral.cell``; ``target`` stays open."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=False)
    try:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([cell(name) for name in header])
        count = 0
        for count, row in enumerate(rows, 1):  # noqa: B007 the count is the answer
            writer.writerow([cell(value) for value in row])
        text.flush()
    finally:
        text.detach()
    return count


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return the same in memory."""
    target = io.BytesIO()
    write_csv(target, header, rows)
    return target.getvalue()
