"""SonicWall SMA 100 and SRA: ``10.2.1.9-57sv``, also ``10.2.0.5-d-29sv``; 10.2.0 and 10.2.1 are parallel."""

import re
from typing import Final

from noroshi.judge.schemes.base import Key, Reading, Scheme, dotted, numbers

_FORM: Final = re.compile(
    r"(\d{1,2})\.(\d{1,3})(?:\.(\d{1,3})(?:\.(\d{1,3})(?:-(?:[a-z]-)?(\d{1,5})[a-z]{0,3})?)?)?(?P<rest>[ ,].*)?",
    re.IGNORECASE | re.ASCII,
)
_BASE: Final = 4


def read(text: str) -> Reading | None:
    """Read ``10.2.1.9-57sv``; without the build after the dash the version is partial."""
    match = _FORM.fullmatch(text)
    return Reading(numbers(*match.groups()[: _BASE + 1]), rest=match["rest"] or "") if match else None


def write(key: Key) -> str:
    """Write ``10.2.1.9-57sv``."""
    text = dotted(key[:_BASE])
    return f"{text}-{key[_BASE]}sv" if len(key) > _BASE else text


SCHEME: Final = Scheme(
    name="sma100",
    read=read,
    write=write,
    complete=5,
    branch_parts=3,
    line_parts=3,
    lead=r"sonicwall|sma|sra|\d00v?(?= )|version|firmware",
)
