"""Yamaha RT and RTX: ``Rev.14.01.40``, in banners ``RTX1210 Rev.14.01.40 (Fri Jul  9 …)``; limits differ by model."""

import re
from typing import Final

from noroshi.judge.schemes.base import Key, Reading, Scheme, numbers

_FORM: Final = re.compile(
    r"(?:(?:YAMAHA )?(?P<model>(?:RTX|NVR|RT|FWX|SRT|vRX)\w{0,8}),? )?(?:Rev\.? ?)?"
    r"(\d{1,2})\.(\d{1,2})(?:\.(\d{1,3}))?(?P<rest>[ ,].*)?",
    re.IGNORECASE | re.ASCII,
)
_MODEL_GROUP: Final = 1
_LAST: Final = 4


def read(text: str) -> Reading | None:
    """Read the revision and, where the text names it, the model (as edition)."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    model = match["model"]
    parts = numbers(*match.groups()[_MODEL_GROUP:_LAST])
    return Reading(parts, editions=(model.lower(),) if model else (), rest=match["rest"] or "")


def write(key: Key) -> str:
    """Write ``Rev.14.01.40`` with two digits after the first number."""
    return "Rev." + ".".join([str(key[0]), *(f"{part:02d}" for part in key[1:])])


SCHEME: Final = Scheme(name="yamaha", read=read, write=write, complete=3, lead=r"version|firmware")
