"""SonicWall SMA 1000: ``12.4.3-02804``, with ``(platform-hotfix)`` in advisories."""

import re
from typing import Final

from noroshi.judge.schemes.base import Key, Reading, Scheme, dotted, numbers

_FORM: Final = re.compile(
    r"(\d{1,2})\.(\d{1,3})(?:\.(\d{1,3})(?:-(\d{1,6}))?)?(?P<rest>[ ,].*)?", re.IGNORECASE | re.ASCII
)
_BASE: Final = 3


def read(text: str) -> Reading | None:
    """Read ``12.4.3-02804``; without the build after the dash the version is partial."""
    match = _FORM.fullmatch(text)
    return Reading(numbers(*match.groups()[: _BASE + 1]), rest=match["rest"] or "") if match else None


def write(key: Key) -> str:
    """Write ``12.4.3-02804``, the build with five digits."""
    text = dotted(key[:_BASE])
    return f"{text}-{key[_BASE]:05d}" if len(key) > _BASE else text


SCHEME: Final = Scheme(
    name="sma1000", read=read, write=write, complete=4, lead=r"sonicwall|sma|1000|6200|6210|7200|7210|8200v|version"
)
