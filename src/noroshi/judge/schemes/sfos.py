"""Sophos Firewall (SFOS): ``18.5 MR4``, ``19.0 GA``, ``19.0.1 MR-1-Build365``; the build is no part of the version."""

import re
from typing import Final

from noroshi.judge.schemes.base import Key, Reading, Scheme, dotted

_FORM: Final = re.compile(
    r"v?(\d{1,2})\.(\d{1,2})(?:\.(?P<z>\d{1,3})(?:\.\d{1,5})?)?"
    r"(?:[ ._-]{0,3}(?:(?P<ga>GA)|MR[ -]?(?P<mr>\d{1,3})))?(?:[ -]?Build[ -]?\d{1,6})?(?P<rest>[ ,].*)?",
    re.IGNORECASE | re.ASCII,
)
_RELEASE: Final = 2


def read(text: str) -> Reading | None:
    """Read release and maintenance release: GA is MR 0, and the third number is the MR."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    stated = match["mr"] or match["z"] or ("0" if match["ga"] else None)
    if match["mr"] and match["z"] and int(match["mr"]) != int(match["z"]):
        return None
    parts: Key = (int(match[1]), int(match[2]))
    return Reading(parts if stated is None else (*parts, int(stated)), rest=match["rest"] or "")


def write(key: Key) -> str:
    """Write ``18.5 MR4``, ``19.0 GA``, or ``18.5`` where the maintenance release is not known."""
    text = dotted(key[:_RELEASE])
    if len(key) <= _RELEASE:
        return text
    return f"{text} MR{key[_RELEASE]}" if key[_RELEASE] else f"{text} GA"


SCHEME: Final = Scheme(
    name="sfos", read=read, write=write, complete=3, line_parts=2, lead=r"sophos|sfos|firewall|xg|version"
)
