"""Texts of others as they may be printed: bounded, on one line, nothing in them invisible.

A control character, a change of the writing direction or an invisible sign is written as its code, so that what is
read is what is there.
"""

import re
import unicodedata
from typing import Final

_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SPACES: Final = frozenset({"Zs", "Zl", "Zp"})
NAME: Final = 60
VALUE: Final = 120
TEXT: Final = 400
_HONORIFIC: Final = re.compile(r"\s*(?:様|さま|さん|殿|氏)$")


def printable(text: str, limit: int = VALUE, *, more: str = "…") -> str:
    """Return the text on one line with at most ``limit`` signs; what is cut is marked by ``more`` at its end."""
    shown = " ".join(text[: 4 * limit + 4].split())
    cut = len(shown) > limit or len(text) > 4 * limit + 4
    return "".join(map(_visible, shown[:limit])) + (more if cut else "")


def person_name(text: str) -> str:
    """Return a person's name as it may be printed, without the 様 that people type along: the sentence adds its own."""
    shown = printable(text, NAME)
    bare = _HONORIFIC.sub("", shown)
    return bare or shown


def _visible(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in _SPACES:
        return sign if sign in {" ", "\u3000"} else " "
    return f"[U+{ord(sign):04X}]" if category in _INVISIBLE else sign
