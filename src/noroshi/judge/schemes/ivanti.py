"""Ivanti Connect Secure, Policy Secure and Pulse: ``X.YRn[.m]``; the numeric form of the web pages is partial."""

import re
from typing import Final

from noroshi.judge.schemes.base import Key, Reading, Scheme, dotted, numbers

_FORM: Final = re.compile(
    r"(\d{1,3})\.(\d{1,3})(?: ?R(\d{1,3})(?:\.(\d{1,4}))?)?(?P<rest>[ ,].*)?", re.IGNORECASE | re.ASCII
)
_NUMERIC: Final = re.compile(
    r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:[.-]\d{1,6})?(?: ?\(?build \d{1,6}\)?)?", re.IGNORECASE
)
_RELEASE: Final = 2
_PARTS: Final = 4


def read(text: str) -> Reading | None:
    """Read ``22.7R2.4``. ``22.7.2.3431`` names a build of 22.7R2.x; which one is not in the text."""
    match = _FORM.fullmatch(text)
    if match:
        return Reading(numbers(*match.groups()[:_PARTS]), rest=match["rest"] or "")
    match = _NUMERIC.fullmatch(text)
    return Reading(numbers(*match.groups()), partial=True) if match else None


def write(key: Key) -> str:
    """Write ``22.7R2.4``; an ``m`` of 0 is not written."""
    text = dotted(key[:_RELEASE])
    if len(key) > _RELEASE:
        minor = key[_RELEASE + 1 :]
        text += f"R{key[_RELEASE]}" + (f".{minor[0]}" if minor and minor[0] else "")
    return text


SCHEME: Final = Scheme(
    name="ivanti",
    read=read,
    write=write,
    complete=3,
    tail=(0,),
    first=(0, 0, 1, 0),
    lead=r"ivanti|pulse|connect|policy|secure|ics|ips|pcs|pps|version",
)
