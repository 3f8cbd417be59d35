"""F5 BIG-IP: ``15.1.8.2``, with build ``15.1.8.2-0.0.17``; an engineering hotfix ``17.1.0.3.0.75.4-ENG``."""

import re
from typing import Final

from noroshi.judge.schemes.base import Key, Reading, Scheme, dotted, numbers

_FORM: Final = re.compile(
    r"v?(\d{1,2})\.(\d{1,3})(?:\.(\d{1,3})(?:\.(\d{1,3}))?)?"
    r"(?:(?:[.-]| ?,? ?build )(?P<hot>\d{1,3}\.\d{1,5}\.\d{1,5}))?(?:-ENG)?(?:\.iso)?(?P<rest>[ ,].*)?",
    re.IGNORECASE | re.ASCII,
)
_BASE: Final = 4
_SHORT: Final = 3


def read(text: str) -> Reading | None:
    """Read the point release and, where the text has one, the hotfix build (``0.0.N`` is the regular build)."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    parts = numbers(*match.groups()[:_BASE])
    hotfix = tuple(int(part) for part in match["hot"].split(".")) if match["hot"] else ()
    if any(hotfix[:2]):
        if len(parts) < _SHORT:
            return None
        parts = (*parts, 0)[:_BASE] + hotfix
    return Reading(parts, rest=match["rest"] or "")


def write(key: Key) -> str:
    """Write ``16.1.0``, ``15.1.8.2`` or ``17.1.0.3.0.75.4-ENG``."""
    base, hotfix = key[:_BASE], key[_BASE:]
    if any(hotfix):
        return f"{dotted(base)}.{dotted(hotfix)}-ENG"
    return dotted(base[:_SHORT] if len(base) == _BASE and base[_SHORT] == 0 else base)


SCHEME: Final = Scheme(
    name="bigip",
    read=read,
    write=write,
    complete=3,
    tail=(0, 0, 0, 0),
    line_parts=4,
    through_parts=4,
    lead=r"f5|big-?ip|hotfix-bigip-|version",
)
