"""NEC UNIVERGE IX: ``10.2.16`` with an optional respin letter, in banners ``…, Version 10.2.16, RELEASE SOFTWARE``."""

import re
from typing import Final

from noroshi.judge.schemes.base import Key, Reading, Scheme, dotted

_FORM: Final = re.compile(r"(\d{1,2})\.(\d{1,3})(?:\.(\d{1,3})([a-z])?)?(?P<rest>[ ,].*)?", re.IGNORECASE | re.ASCII)
_BANNER: Final = re.compile(r".{0,160}?\bVersion (?=\d)", re.IGNORECASE | re.ASCII)
_BASE: Final = 3


def read(text: str) -> Reading | None:
    """Read ``8.10.11`` or the banner of the device."""
    banner = _BANNER.match(text)
    match = _FORM.fullmatch(text[banner.end() :] if banner else text)
    if match is None:
        return None
    parts = tuple(int(part) for part in match.groups()[:_BASE] if part is not None)
    respin = (ord(match[4].lower()) - ord("a") + 1,) if match[4] else ()
    return Reading(parts + respin, rest=match["rest"] or "")


def write(key: Key) -> str:
    """Write ``10.2.16``, with a respin ``8.7.22A``."""
    respin = key[_BASE:]
    return dotted(key[:_BASE]) + (chr(ord("A") + respin[0] - 1) if respin and respin[0] else "")


SCHEME: Final = Scheme(
    name="univerge_ix", read=read, write=write, complete=3, tail=(0,), lead=r"ver(?:sion)?\.?|univerge|ix(?= )|nec(?= )"
)
