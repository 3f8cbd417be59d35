"""The key of a row: reference number, version of the record, and short digests of what the list showed.

With it the reader tells an old list from a new one, a cell that was changed from one that was left alone, and a row
whose cells were sorted apart. It is no protection against forgery; an import has the importer's rights and no others.
"""

import hashlib
import re
from typing import Final

import msgspec

from noroshi.exchange.call_list.cell_text import canonical
from noroshi.exchange.call_list.columns import ENTRY, LOCKED, Column, Value, entry_values, locked_values
from noroshi.exchange.call_list.rows import CallListRow

_DIGITS: Final = 8
_KEY: Final = re.compile(
    rf"N1:(\d{{10}}):(\d{{1,9}}):([0-9a-f]{{{_DIGITS}}}):([0-9a-f]{{{_DIGITS * len(ENTRY)}}})", re.ASCII
)


class RowKey(msgspec.Struct, frozen=True, kw_only=True):
    """What a row was when it was written. ``cells``: digest by entry column; ``locked``: of the other cells."""

    reference: str
    version: int
    locked: str
    cells: dict[str, str]

    def text(self) -> str:
        """Return the text of the cell."""
        return f"N1:{self.reference}:{self.version}:{self.locked}:{''.join(self.cells.values())}"


def key_of(row: CallListRow) -> RowKey:
    """Return the key of a row as it is written now."""
    values = entry_values(row.entry)
    return RowKey(
        reference=row.reference,
        version=row.version,
        locked=locked_digest(row.reference, locked_values(row)),
        cells={column.id: cell_digest(row.reference, column, values[column.id]) for column in ENTRY},
    )


def parse_key(text: str) -> RowKey | None:
    """Return the key that a cell holds, None where it is none."""
    found = _KEY.fullmatch(text.strip())
    if found is None:
        return None
    reference, version, locked, cells = found.groups()
    pieces = [cells[at : at + _DIGITS] for at in range(0, len(cells), _DIGITS)]
    by_column = {column.id: piece for column, piece in zip(ENTRY, pieces, strict=True)}
    return RowKey(reference=reference, version=int(version), locked=locked, cells=by_column)


def cell_digest(reference: str, column: Column, value: Value) -> str:
    """Return the short digest of one entered value."""
    return _digest(reference, column.id, canonical(column, value))


def locked_digest(reference: str, values: dict[str, Value]) -> str:
    """Return the short digest of the cells for reading."""
    return _digest(reference, *(canonical(column, values[column.id]) for column in LOCKED))


def _digest(*texts: str) -> str:
    return hashlib.sha256("\x1f".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
