"""QNAP QTS and QuTS hero: ``5.1.3.2578 build 20231110``; the build day follows from the fourth number."""

import re
from typing import Final

from noroshi.judge.schemes.base import Reading, Scheme, dotted, numbers

_FORM: Final = re.compile(
    r"(?P<kind>[hc])?(\d{1,2})\.(\d{1,2})(?:\.(\d{1,2})(?:\.(\d{1,5}))?)?(?: ?build ?\d{8})?(?P<rest>[ ,].*)?",
    re.IGNORECASE,
)
_KIND_GROUP: Final = 1
_LAST: Final = 5
_EDITIONS: Final = {"h": ("hero",), "c": ("cloud",)}


def read(text: str) -> Reading | None:
    """Read the four numbers; the prefix ``h`` is QuTS hero, ``c`` QuTScloud (kept as edition)."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    kind = (match["kind"] or "").lower()
    return Reading(
        numbers(*match.groups()[_KIND_GROUP:_LAST]), editions=_EDITIONS.get(kind, ()), rest=match["rest"] or ""
    )


SCHEME: Final = Scheme(name="qts", read=read, write=dotted, complete=4, lead=r"qnap|qts|quts|hero|qutscloud|version")
