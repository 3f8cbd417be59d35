"""NetScaler: ``X.Y-B.b``, in banners ``NS13.1: Build 49.15.nc``; FIPS and NDcPP builds run in trains of their own.

Of private trains (13.1-12.1xx, -30.1xx, -49.1xx, 14.1-8.12x, -25.10x, -34.10x, 14.1-43.109) the build table shows that
number and date disagree: 13.1-49.102 was made ten weeks before 13.1-49.15.
"""

import re
from typing import Final

from noroshi.judge.schemes.base import Key, Reading, Scheme, dotted, numbers

_FORM: Final = re.compile(
    r"(?:NS)?(\d{1,3})\.(\d{1,3})(?:(?:-| ?: ?build | build | |: ?|\.)(\d{1,4})(?:\.(\d{1,5}))?)?(?:\.nc)?"
    r"(?P<rest>[ ,;:].*)?",
    re.IGNORECASE | re.ASCII,
)
_EDITION: Final = re.compile(r"[ (_-]*\b(?P<edition>fips|ndcpp)\b\)?", re.IGNORECASE | re.ASCII)
_RELEASE: Final = 2
_PARTS: Final = 4
_PRIVATE_FROM: Final = 100
_OTHER_LINE_DAYS: Final = 14
"""Over 8 CVEs the first fixed builds of the regular lines lie at most 11 days apart (CVE-2025-6543)."""


def read(text: str) -> Reading | None:
    """Read the build; an edition written beside it (``13.1-37.241 FIPS``) is kept as what the text says."""
    editions = tuple(sorted({match["edition"].lower() for match in _EDITION.finditer(text)}))
    match = _FORM.fullmatch(_EDITION.sub("", text).strip())
    if match is None:
        return None
    return Reading(numbers(*match.groups()[:_PARTS]), editions=editions, rest=match["rest"] or "")


def write(key: Key) -> str:
    """Write ``13.1-49.15``, or ``13.1`` and ``13.1-49`` for the beginnings."""
    release, build = dotted(key[:_RELEASE]), dotted(key[_RELEASE:])
    return f"{release}-{build}" if build else release


SCHEME: Final = Scheme(
    name="netscaler",
    read=read,
    write=write,
    complete=4,
    lead=r"netscaler|citrix|adc|gateway|version",
    edition_trains=True,
    private_from=_PRIVATE_FROM,
    other_line_days=_OTHER_LINE_DAYS,
)
