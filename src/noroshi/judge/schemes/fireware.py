"""WatchGuard Fireware: ``12.5.12_Update1``, ``2025.1.3``; ``12.5.12+687697`` names a build of 12.5.12 but no update."""

import re
from typing import Final

from noroshi.judge.schemes.base import Key, Reading, Scheme, dotted, numbers

_FORM: Final = re.compile(
    r"v?(\d{1,4})\.(\d{1,3})(?:\.(\d{1,3})(?:[ _]?(?:Update|U) ?(\d{1,2})|(?P<build>\+\d{1,7}|\.B\d{1,7}))?)?"
    r"(?P<rest>[ ,].*)?",
    re.IGNORECASE | re.ASCII,
)
_BASE: Final = 3
_GROUPS: Final = 4


def read(text: str) -> Reading | None:
    """Read release and update."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    return Reading(numbers(*match.groups()[:_GROUPS]), partial=bool(match["build"]), rest=match["rest"] or "")


def write(key: Key) -> str:
    """Write ``12.5.12`` or ``12.5.12_Update1``."""
    update = key[_BASE:]
    return dotted(key[:_BASE]) + (f"_Update{update[0]}" if update and update[0] else "")


SCHEME: Final = Scheme(
    name="fireware",
    read=read,
    write=write,
    complete=3,
    tail=(0,),
    line_parts=2,
    lead=r"watchguard|firebox|fireware|os|version",
)
