"""Cisco ASA: ``9.16(4)18``, in CPE names ``9.16.4.18``; 9.1 and 9.10 are different branches."""

import re
from typing import Final

from noroshi.judge.schemes.base import Key, Reading, Scheme, dotted, numbers

_PAREN: Final = re.compile(r"(\d{1,2})\.(\d{1,3})\((\d{1,3})(?:\.(\d{1,4}))?\)(\d{1,4})?(?P<rest>[ ,<].*)?", re.ASCII)
_DOTTED: Final = re.compile(r"(\d{1,2})\.(\d{1,3})(?:\.(\d{1,3})(?:\.(\d{1,4}))?)?(?P<rest>[ ,<].*)?", re.ASCII)
_BASE: Final = 3


def read(text: str) -> Reading | None:
    """Read both forms; an absent interim number is interim 0."""
    match = _PAREN.fullmatch(text)
    if match:
        if match[4] and match[5]:
            return None
        return Reading(numbers(match[1], match[2], match[3], match[4] or match[5]), rest=match["rest"] or "")
    match = _DOTTED.fullmatch(text)
    return Reading(numbers(*match.groups()[: _BASE + 1]), rest=match["rest"] or "") if match else None


def write(key: Key) -> str:
    """Write ``9.16(4)18``, or ``9.16`` for the branch."""
    if len(key) < _BASE:
        return dotted(key)
    interim = key[_BASE:]
    return f"{key[0]}.{key[1]}({key[2]})" + (str(interim[0]) if interim and interim[0] else "")


SCHEME: Final = Scheme(
    name="asa",
    read=read,
    write=write,
    complete=3,
    tail=(0,),
    lead=r"cisco|adaptive|security|appliance|software|asa|version",
)
