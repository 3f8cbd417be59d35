"""The call list as CSV with the same columns as the XLSX: UTF-8 with byte order mark, CR and LF, no formula."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import IO

from noroshi.exchange.call_list.cell_text import written
from noroshi.exchange.call_list.columns import COLUMNS, REFERENCE, ROW_KEY, entry_values, locked_values
from noroshi.exchange.call_list.row_key import key_of
from noroshi.exchange.call_list.rows import CallListRow
from noroshi.exchange.call_list.write_xlsx import MOST_ROWS, TooManyRows
from noroshi.knowledge.words import Language
from noroshi.notify import reference_number


def write_csv(target: IO[bytes], rows: Iterable[CallListRow], language: Language) -> int:
    """Write the list and return how many rows; ``target`` stays open. Raises ``TooManyRows`` beyond 100,000."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="")
    try:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([column.heading(language) for column in COLUMNS])
        count = 0
        for count, row in enumerate(rows, 1):
            if count > MOST_ROWS:
                raise TooManyRows(f"more than {MOST_ROWS} rows")
            writer.writerow(_cells(row, language))
        text.flush()
    finally:
        text.detach()
    return count


def _cells(row: CallListRow, language: Language) -> list[str]:
    values = {**locked_values(row), **entry_values(row.entry)}
    values[REFERENCE.id] = reference_number.format(row.reference)
    values[ROW_KEY.id] = key_of(row).text()
    cells = [written(column, values[column.id], language) for column in COLUMNS]
    return [shown.isoformat() if isinstance(shown, date) else shown or "" for shown in cells]
