"""Zyxel ZLD: ``5.36 Patch 2``, in banners ``V5.36(ABUH.2)``; a text without patch does not mean patch 0."""

import re
from typing import Final

from noroshi.judge.schemes.base import Key, Reading, Scheme, dotted, numbers

_FORM: Final = re.compile(
    r"V?(\d{1,2})\.(\d{1,3})(?:\([A-Z]{4}\.(?P<tag>\d{1,3})\)(?:C\d{1,3})?)?(?: ?Patch ?(?P<patch>\d{1,3}))?"
    r"(?P<rest>[ ,/|].*)?",
    re.IGNORECASE | re.ASCII,
)
_RELEASE: Final = 2


def read(text: str) -> Reading | None:
    """Read release and patch; the number after the model's four letters is the patch."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    patch = match["patch"] or match["tag"]
    return Reading(numbers(match[1], match[2], patch), rest=match["rest"] or "")


def write(key: Key) -> str:
    """Write ``5.36 Patch 2``, or ``5.36`` where the patch is not known."""
    text = f"{key[0]}.{key[1]:02d}" if len(key) >= _RELEASE else dotted(key)
    return f"{text} Patch {key[_RELEASE]}" if len(key) > _RELEASE else text


SCHEME: Final = Scheme(
    name="zld", read=read, write=write, complete=3, line_parts=2, lead=r"zyxel|zld|usg\S*|firmware|version"
)
