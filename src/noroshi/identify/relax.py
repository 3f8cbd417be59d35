r"""Rewrites a Python regex into the copies that the multi-pattern engines take; each copy matches at least as much.

Big bounded repeats make hyperscan compile for minutes, so they lose their upper bound in its copy. google-re2 reads
``$``, ``\s`` and ``\Z`` more narrowly than Python, so its copy spells them out.

A pattern is written for one value. Where many values are searched at once in one text, its anchors must give way to
what then stands before and after a value.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final


class Edges(StrEnum):
    r"""What stands around the value that a pattern was written for.

    ``VALUE``: nothing, it is searched alone. ``LINE``: text ends or line ends; the copy's ``^`` and ``$`` then mean
    lines (multi-line mode). ``WORD``: what ``\W`` matches, or the edge of a line (multi-line mode too).
    """

    VALUE = "value"
    LINE = "line"
    WORD = "word"


_BEGIN: Final = {Edges.LINE: "^", Edges.WORD: r"(?:^|\W)"}
_END: Final = {Edges.LINE: "$", Edges.WORD: r"(?:$|\W)"}

_ANCHORS: Final = {"^": _BEGIN, r"\A": _BEGIN, "$": _END, r"\Z": _END}

MAX_REPEAT: Final = 16
MAX_FIXED: Final = 64
"""A fixed number of repeats, as of the 32 or 64 digits of a hash, costs hyperscan little and filters much."""

_TOKEN: Final = re.compile(
    r"""(?P<escape>\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.))
      | (?P<repeat>\{\d*,?\d*\})
      | (?P<open>\[\^?\]?)
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
    return "".join(_rewrite(pattern, edges, for_re2=for_re2))


def _rewrite(pattern: str, edges: Edges, *, for_re2: bool) -> Iterator[str]:
    position = 0
    while position < len(pattern):
        token = _TOKEN.match(pattern, position)
        if token is None:  # a lone backslash at the end: no regex, the compiler will say so
            yield pattern[position:]
            return
        position = token.end()
        if edges is not Edges.VALUE and (anchor := token["escape"] or token["other"]) in _ANCHORS:
            yield _ANCHORS[anchor][edges]
        elif token["escape"]:
            yield _escape(token["escape"], in_class=False)
        elif token["open"]:
            yield token["open"].replace("]", r"\]")
            inside, position = _class(pattern, position)
            yield inside
        elif token["repeat"]:
            yield _repeat(token["repeat"])
        elif token["other"] == "$" and for_re2:
            yield r"(?:\n?\z)"
        else:
            yield token["other"]


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
    if letter == "Z":
        return r"\z"
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
