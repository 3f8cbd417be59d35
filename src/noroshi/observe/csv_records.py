"""Record boundaries of CSV text: quoted line breaks stay inside a record, a stray quote ends at its line."""

import re
from typing import Final

LOOK_AHEAD: Final = 262_144
"""How many bytes a quoted value may span before its opening quote counts as stray."""

_ROW_START: Final = re.compile(rb'"?\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}')


def record_end(data: bytes | bytearray, start: int, stop: int) -> int:
    """Return the index after the record that begins at ``start`` within ``data[:stop]``.

    The record ends at the first line end with an even number of quotes before it. Where none follows within the
    look-ahead, or the next line begins like a row (with a time stamp), the quote is stray and the record ends at its
    first line. The answer is final as soon as ``data`` reaches ``start + first line + LOOK_AHEAD`` or its true end.
    """
    first = _line_end(data, start, stop)
    if data.count(b'"', start, first) % 2 == 0:
        return first
    limit = min(stop, first + LOOK_AHEAD)
    at = first
    while at < limit:
        if _ROW_START.match(data, at, limit):
            return first
        end = _line_end(data, at, limit)
        if end == limit and data[end - 1 : end] != b"\n" and limit < stop:
            return first
        if data.count(b'"', at, end) % 2:
            return end
        at = end
    return first


def _line_end(data: bytes | bytearray, start: int, stop: int) -> int:
    found = data.find(b"\n", start, stop)
    return stop if found < 0 else found + 1
