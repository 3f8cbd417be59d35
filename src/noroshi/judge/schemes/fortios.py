"""FortiOS: ``X.Y.Z``, in banners ``v7.2.4,build1396,230131 (GA.F)``; the build is no part of the version."""

import re
from typing import Final

from noroshi.judge.schemes.base import Reading, Scheme, dotted, numbers

_FORM: Final = re.compile(
    r"v?(\d{1,3})\.(\d{1,3})(?:\.(\d{1,4}))?(?P<rest>[ ,.-]*(?:build|b)[ -]?\d{1,6}\b.*|[ ,].*)?", re.IGNORECASE
)

_PARTS: Final = 3


def read(text: str) -> Reading | None:
    """Read ``7.2.4`` with whatever build text follows."""
    match = _FORM.fullmatch(text)
    return Reading(numbers(*match.groups()[:_PARTS]), rest=match["rest"] or "") if match else None


SCHEME: Final = Scheme(
    name="fortios", read=read, write=dotted, complete=3, lead=r"forti(?:os|gate|proxy|wifi)\S*|version|firmware"
)
