"""SoftEther VPN: ``4.41 build 9787``; 4.x is the stable edition, 5.x (``5.02.5180``) the development line."""

import re
from typing import Final

from noroshi.judge.schemes.base import Key, Reading, Scheme, numbers

_FORM: Final = re.compile(
    r"v?(\d{1,2})(?:\.(\d{1,3})(?:(?:-| ?,? build |\.|-build-)(\d{1,6})(?:-(?:beta|rtm|rc)\d{0,2})?)?)?"
    r"(?P<rest>[ ,].*)?",
    re.IGNORECASE | re.ASCII,
)
_STABLE: Final = 4
_COMPLETE: Final = 3


def read(text: str) -> Reading | None:
    """Read release and build; the build alone orders the releases of one line, beta or not."""
    match = _FORM.fullmatch(text)
    return Reading(numbers(*match.groups()[:_COMPLETE]), rest=match["rest"] or "") if match else None


def write(key: Key) -> str:
    """Write ``4.41 build 9787`` or ``5.02.5180``."""
    if len(key) == 1:
        return f"{key[0]}.x"
    release = f"{key[0]}.{key[1]:02d}"
    if len(key) < _COMPLETE:
        return release
    return f"{release} build {key[2]}" if key[0] <= _STABLE else f"{release}.{key[2]}"


SCHEME: Final = Scheme(
    name="softether",
    read=read,
    write=write,
    complete=_COMPLETE,
    branch_parts=1,
    line_parts=1,
    lead=r"softether|vpn|server|bridge|version|ver\.?",
)
