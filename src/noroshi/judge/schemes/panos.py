"""PAN-OS: ``X.Y.Z[-hN]``; a hotfix comes after its base, numerically; ``-bN`` and ``-cN`` come before the release."""

import re
from typing import Final

from noroshi.judge.schemes.base import Key, Reading, Scheme, dotted, numbers

_FORM: Final = re.compile(
    r"v?(\d{1,3})\.(\d{1,3})(?:\.(\d{1,4})(?:-([hbc])(\d{1,4}))?)?(?P<rest>[ ,].*)?", re.IGNORECASE | re.ASCII
)
_RANK: Final = {"b": 0, "c": 1, "h": 2}
_LETTER: Final = {rank: letter for letter, rank in _RANK.items()}
_BASE: Final = 3
_RELEASE: Final = (_RANK["h"], 0)


def read(text: str) -> Reading | None:
    """Read ``10.2.7-h3``; the hotfix is stated only where the text has one."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    parts = numbers(*match.groups()[:_BASE])
    if match[4] is not None:
        parts = (*parts, _RANK[match[4].lower()], int(match[5]))
    return Reading(parts, rest=match["rest"] or "")


def write(key: Key) -> str:
    """Write ``10.2.7`` or ``10.2.7-h3``."""
    base = dotted(key[:_BASE])
    suffix = key[_BASE:]
    return base if len(suffix) < len(_RELEASE) or suffix == _RELEASE else f"{base}-{_LETTER[suffix[0]]}{suffix[1]}"


SCHEME: Final = Scheme(
    name="panos",
    first=(0, 0, 0, *_RELEASE),
    read=read,
    write=write,
    complete=3,
    tail=_RELEASE,
    lead=r"pan-?os|globalprotect|version",
)
