"""Neutralise text that came from an input before a page, a terminal or a spreadsheet shows it."""

import re
import unicodedata
from typing import Final

from markupsafe import Markup, escape

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SHORT: Final = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_PRINTABLE_ASCII: Final = re.compile(r"[ -~]*")
_LINE_STARTS: Final = frozenset("\t\r\n")
_FORMULA_STARTS: Final = frozenset("=+-@|%\uff1d\uff0b\uff0d\uff20")
"""First characters that a spreadsheet may take for a formula, in half and full width."""


def visible(text: str) -> str:
    r"""Return the text with every invisible or steering character shown as an escape.

    Controls, terminal escapes, bidirectional overrides, zero-width and unassigned characters become ``\n``,
    ``\x1b`` or ``\u{202e}``. Letters, marks (also the variation selectors of Japanese names) and spaces stay.
    """
    if _PRINTABLE_ASCII.fullmatch(text):
        return text
    return "".join(map(_shown, text))


def html(text: str) -> Markup:
    """Return the text for HTML or SVG: invisible characters shown, markup characters escaped."""
    return escape(visible(text))


def terminal(text: str) -> str:
    """Return the text for one line of a terminal: no character moves the cursor, colours, or reorders.

    Square brackets stay, so a library that reads markup must be told not to (``rich.text.Text(terminal(text))``).
    """
    return visible(text)


def cell(text: str) -> str:
    """Return the text for a spreadsheet or CSV cell: never a formula, never more than one line.

    A text that a spreadsheet could evaluate (its first character other than white space is one of ``= + - @ | %``, or
    it starts with a tab or a line end) gets a leading apostrophe. Numbers are to be written as numbers, not through
    here.
    """
    shown = visible(text)
    risky = text[:1] in _LINE_STARTS or shown.lstrip()[:1] in _FORMULA_STARTS or text.lstrip()[:1] in _FORMULA_STARTS
    return "'" + shown if risky else shown


def json_line(line: bytes) -> bytes:
    r"""Return the same JSON (UTF-8, on one line) with every invisible or steering character as ``\u`` escape.

    JSON itself escapes only what comes before the space; a terminal also obeys what stands behind the tilde.
    """
    if line.isascii() and b"\x7f" not in line:
        return line
    return "".join(map(_escaped, line.decode("utf-8", "replace"))).encode()


def shorten(text: str, limit: int) -> str:
    """Return the visible text, cut in the middle to at most ``limit`` characters (at least 8) with an ellipsis."""
    shown = visible(text)
    if len(shown) <= limit:
        return shown
    tail = max(2, limit // 3)
    return f"{shown[: limit - tail - 1]}…{shown[-tail:]}"


def _escaped(char: str) -> str:
    if unicodedata.category(char) not in _HIDDEN:
        return char
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def _shown(char: str) -> str:
    if char in _SHORT:
        return _SHORT[char]
    if unicodedata.category(char) not in _HIDDEN:
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{{{code:x}}}"  # noqa: PLR2004 - last code of one byte
