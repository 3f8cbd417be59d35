"""Cisco IOS XE: ``17.3.4a``; zero padding means nothing, the letter is a later respin."""

import re
from typing import Final

from noroshi.judge.schemes.base import Key, Reading, Scheme, dotted

_FORM: Final = re.compile(
    r"(\d{1,2})\.(\d{1,3})(?:\.(\d{1,3})([a-z])?)?(?:\.?S|E)?(?P<rest>[ ,].*)?", re.IGNORECASE | re.ASCII
)
_BASE: Final = 3


def read(text: str) -> Reading | None:
    """Read ``17.03.04a`` as (17, 3, 4, 1): a is respin 1, no letter respin 0."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    parts = tuple(int(part) for part in match.groups()[:_BASE] if part is not None)
    respin = (ord(match[4].lower()) - ord("a") + 1,) if match[4] else ()
    return Reading(parts + respin, rest=match["rest"] or "")


def write(key: Key) -> str:
    """Write ``17.3.4a`` without padding."""
    respin = key[_BASE:]
    return dotted(key[:_BASE]) + (chr(ord("a") + respin[0] - 1) if respin and respin[0] else "")


SCHEME: Final = Scheme(
    name="iosxe",
    read=read,
    write=write,
    complete=3,
    tail=(0,),
    lead=r"cisco|ios|xe|ios-xe|software|everest|fuji|gibraltar|amsterdam|bengaluru|cupertino|dublin|version",
)
