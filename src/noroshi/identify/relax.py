r"""Rewrites a Python regex into the copies that the multi-pattern engines take; each copy matches at least as much.

Big bounded repeats make hyperscan compile for minutes, so they lose their upper bound in its copy. google-re2 reads
``$``, ``\s`` and ``\Z`` more narrowly than Python, so its copy spells them out.

A pattern is written for one value. Where many values are searched at once in one text, its anchors must give way to
what then stands before and after a value. Look-around is copied as it stands: hyperscan's prefilter mode passes over
it, and google-re2 refuses the pattern.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from noroshi.identify.anchors import Kind, Piece, outermost


class Edges(StrEnum):
    r"""What stands around the value that a pattern was written for.

    ``VALUE``: nothing, it is searched alone. ``LINE``: text ends or line ends; the copy's ``^`` and ``$`` then mean
    lines (multi-line mode). ``WORD``: what ``\W`` matches, or the edge of a line (multi-line mode too).
    """

    VALUE = "value"
    LINE = "line"
    WORD = "word"


_ANCHORS: Final = {"^": Kind.BEGIN, r"\A": Kind.BEGIN, "$": Kind.END, r"\Z": Kind.END}
_LOOSENED: Final = {
    Edges.LINE: {Kind.BEGIN: "^", Kind.END: "$"},
    Edges.WORD: {Kind.BEGIN: r"(?:^|\W)", Kind.END: r"(?:$|\W)"},
}
_SIGNS: Final = {")": Kind.CLOSE, "|": Kind.OR, "*": Kind.REPEAT, "+": Kind.REPEAT, "?": Kind.MODIFIER}

MAX_REPEAT: Final = 16
MAX_FIXED: Final = 64
"""A fixed number of repeats, as of the 32 or 64 digits of a hash, costs hyperscan little and filters much."""

_TOKEN: Final = re.compile(
    r"""(?P<escape>\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.))
      | (?P<repeat>\{\d*,?\d*\})
      | (?P<open>\[\^?\]?)
      | (?P<flags>\(\?[a-zA-Z]+\))
      | (?P<group>\((?:\?(?:P<\w+>|<?[=!]|[a-zA-Z-]*:|>))?)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_CLASS_TOKEN: Final = re.compile(
    r"(?P<escape>\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.))|(?P<other>.)", re.DOTALL
)
_SPACES: Final = r"\t\n\x0b\x0c\r\x20"
_REPEAT: Final = re.compile(r"\{(\d*)(,?)(\d*)\}")


def relax(pattern: str, *, for_re2: bool, edges: Edges = Edges.VALUE) -> str:
    """Return the prefilter's copy of a Python pattern for values with these edges."""
    pieces = list(_pieces(pattern, for_re2=for_re2))
    if edges is Edges.VALUE:
        return "".join(piece.text for piece in pieces)
    edge = outermost(pieces)
    return "".join(_loosened(piece, edges, at_edge=number in edge) for number, piece in enumerate(pieces))


def _loosened(piece: Piece, edges: Edges, *, at_edge: bool) -> str:
    r"""Return the copy of a piece; ``\W`` takes a character, so that it may stand at the edge only."""
    loosened = _LOOSENED[edges].get(piece.kind)
    if loosened is None:
        return piece.text
    return loosened if at_edge or edges is Edges.LINE else ""


def _pieces(pattern: str, *, for_re2: bool) -> Iterator[Piece]:
    position = 0
    while position < len(pattern):
        token = _TOKEN.match(pattern, position)
        if token is None:  # a lone backslash at the end: no regex, the compiler will say so
            yield Piece(Kind.OTHER, pattern[position:])
            return
        position = token.end()
        if token["open"]:
            inside, position = _class(pattern, position)
            yield Piece(Kind.OTHER, token["open"].replace("]", r"\]") + inside)
        else:
            yield _piece(token, for_re2=for_re2)


def _piece(token: re.Match[str], *, for_re2: bool) -> Piece:
    text = token[0]
    if text in _ANCHORS:
        return Piece(_ANCHORS[text], _anchor(text, for_re2=for_re2))
    if token["escape"]:
        return Piece(Kind.OTHER, _escape(text, in_class=False))
    if token["repeat"]:
        return Piece(Kind.REPEAT, _repeat(text))
    if token["flags"]:
        return Piece(Kind.MODIFIER, text)
    return Piece(Kind.OPEN if token["group"] else _SIGNS.get(text, Kind.OTHER), text)


def _anchor(text: str, *, for_re2: bool) -> str:
    if text == "$" and for_re2:
        return r"(?:\n?\z)"
    return r"\z" if text == r"\Z" else text


def _class(pattern: str, position: int) -> tuple[str, int]:
    """Copy a character class up to its closing bracket."""
    parts: list[str] = []
    while position < len(pattern):
        token = _CLASS_TOKEN.match(pattern, position)
        if token is None:
            break
        position = token.end()
        if token["escape"]:
            parts.append(_escape(token["escape"], in_class=True))
        elif token["other"] == "]":
            parts.append("]")
            break
        else:
            parts.append(r"\[" if token["other"] == "[" else token["other"])
    return "".join(parts), position


def _escape(escape: str, *, in_class: bool) -> str:
    letter = escape[1]
    if letter in "uU":
        return rf"\x{{{escape[2:]}}}"
    if letter == "v":
        return r"\x0b"
    if letter == "s":
        return _SPACES if in_class else f"[{_SPACES}]"
    return escape if letter.isascii() and letter != " " else letter


def _repeat(text: str) -> str:
    """Drop an upper bound above ``MAX_REPEAT``; keep what Python takes literally."""
    found = _REPEAT.fullmatch(text)
    if found is None or not (found[1] or found[3]):
        return text.replace("{", r"\{").replace("}", r"\}")
    low = int(found[1] or 0)
    high = int(found[3]) if found[3] else (low if not found[2] else None)
    if high is not None and high <= MAX_REPEAT:
        return f"{{{low}}}" if not found[2] else f"{{{low},{high}}}"
    if low > MAX_FIXED:
        return "+"
    if low == high:
        return f"{{{low}}}"
    return {0: "*", 1: "+"}.get(low, f"{{{low},}}")
