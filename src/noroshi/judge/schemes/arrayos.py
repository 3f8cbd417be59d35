"""Array Networks ArrayOS AG: ``9.4.0.481``, in banners ``Rel.AG.9.4.0.481``; 9.4.0 and 9.4.5 are parallel."""

import re
from typing import Final

from noroshi.judge.schemes.base import Reading, Scheme, dotted, numbers

_FORM: Final = re.compile(
    r"(?:Rel[._])?(?:AG[._])?(\d{1,2})[._](\d{1,3})(?:[._](\d{1,3})(?:[._](\d{1,5}))?)?(?P<rest>[ ,].*)?", re.IGNORECASE
)

_PARTS: Final = 4


def read(text: str) -> Reading | None:
    """Read the four numbers, also with underscores as in file names."""
    match = _FORM.fullmatch(text)
    return Reading(numbers(*match.groups()[:_PARTS]), rest=match["rest"] or "") if match else None


SCHEME: Final = Scheme(
    name="arrayos", read=read, write=dotted, complete=4, branch_parts=3, line_parts=3, lead=r"array(?:os)?|ag|version"
)
