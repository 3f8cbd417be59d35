"""Junos OS: ``21.4R3-S4``, older ``15.1X49-D240``; a service release comes after its R; Evolved is an edition."""

import re
from typing import Final

from noroshi.judge.schemes.base import Key, Reading, Scheme, dotted

_FORM: Final = re.compile(
    r"(\d{1,2})\.(\d{1,2})(?:(?P<kind>[A-Z])(?P<r>\d{1,3})(?:\.\d{1,3})?(?:-(?P<sd>[SD])(?P<s>\d{1,4})(?:\.\d{1,3})?)?)?"
    r"(?P<evo>-EVO)?(?P<rest>[ ,].*)?",
    re.IGNORECASE | re.ASCII,
)
_X: Final = ord("X")
_RELEASE: Final = 2
_R: Final = 4


def read(text: str) -> Reading | None:
    """Read a release; the spin after the last dot (``-S4.9``) is a rebuild of the same release."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    parts: Key = (int(match[1]), int(match[2]))
    if match["kind"]:
        parts += (ord(match["kind"].upper()), int(match["r"]))
        if match["s"]:
            if (match["sd"].upper() == "D") != (parts[_RELEASE] == _X):
                return None
            parts += (int(match["s"]),)
    return Reading(parts, editions=("evo",) if match["evo"] else (), rest=match["rest"] or "")


def write(key: Key) -> str:
    """Write ``21.4R3-S4`` or ``15.1X49-D240``."""
    text = dotted(key[:_RELEASE])
    if len(key) >= _R:
        text += f"{chr(key[_RELEASE])}{key[_RELEASE + 1]}"
    if len(key) > _R and key[_R]:
        text += f"-{'D' if key[_RELEASE] == _X else 'S'}{key[_R]}"
    return text


SCHEME: Final = Scheme(
    name="junos",
    first=(0, 1, ord("R"), 1, 0),
    read=read,
    write=write,
    complete=4,
    tail=(0,),
    line_parts=4,
    lead=r"juniper|networks|junos:?|os|version",
)
