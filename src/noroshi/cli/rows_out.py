"""CSV rows to standard output: the user's own cells as they came, the program's answers beside them."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, TextIO

from noroshi.render.neutral import cell, terminal

_TO_QUOTE: Final = re.compile(r'[",\r\n]')


class RowWriter:
    """Writes the header at once and then one line per row.

    In a pipe or file the user's own cells leave as they came, since another program reads them; on a terminal they are
    neutralised. The ``added`` columns are neutral everywhere: no control character, no formula.
    """

    def __init__(self, stream: TextIO, keys: Sequence[str], header: Sequence[str], added: Sequence[str]) -> None:
        self._stream = stream
        self._shown = terminal if stream.isatty() else str
        own = [(key, name) for key, name in zip(keys, header, strict=True) if key not in added]
        self._own = [key for key, _ in own]
        self._added = added
        self._line([*(self._shown(name) for _, name in own), *added])

    def write(self, row: Mapping[str, str]) -> None:
        """Write one row; a missing cell is empty."""
        own = (self._shown(row.get(key, "")) for key in self._own)
        self._line([*own, *(cell(row.get(name, "")) for name in self._added)])

    def _line(self, cells: Sequence[str]) -> None:
        self._stream.write(",".join(map(_quoted, cells)) + "\n")


def _quoted(text: str) -> str:
    """Return the cell; unlike the library's, also a lone carriage return is quoted, so that the row can be read."""
    return '"' + text.replace('"', '""') + '"' if _TO_QUOTE.search(text) else text
