"""Check Point Gaia: ``R81.20 Take 26``; a release without its take says nothing about installed hotfixes."""

import re
from typing import Final

from noroshi.judge.schemes.base import Key, Reading, Scheme

_FORM: Final = re.compile(
    r"R(\d{2})(?:\.(\d{1,2}))?(?:\.(\d{1,3}))?"
    r"(?:[ ,-]{0,3}(?:with )?(?:jumbo )?(?:hotfix |jhf )?(?:accumulator )?\(?take[ _]?(?P<take>\d{1,4})\)?)?"
    r"(?P<rest>[ ,].*)?",
    re.IGNORECASE | re.ASCII,
)
_RELEASE: Final = 3


def read(text: str) -> Reading | None:
    """Read release and take. ``R81`` is R81.0 and no beginning of R81.20, which is a release of its own."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    parts: Key = (int(match[1]), int(match[2] or 0), int(match[3] or 0))
    return Reading((*parts, int(match["take"])) if match["take"] else parts, rest=match["rest"] or "")


def write(key: Key) -> str:
    """Write ``R81.20`` or ``R81.20 Take 26``."""
    major, minor, small = (*key[:_RELEASE], 0, 0, 0)[:_RELEASE]
    text = f"R{major}" + (f".{minor:02d}" if minor or small else "") + (f".{small:02d}" if small else "")
    return f"{text} Take {key[_RELEASE]}" if len(key) > _RELEASE else text


SCHEME: Final = Scheme(
    name="checkpoint",
    read=read,
    write=write,
    complete=4,
    branch_parts=3,
    line_parts=3,
    lead=r"check ?point|quantum|security|gateway|gaia|version",
)
