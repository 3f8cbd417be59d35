"""Which names a part may have: plain ASCII paths that stay in their folder on every system."""

import re
from collections.abc import Iterable
from typing import Final

from noroshi.exchange.bundle.errors import UnsafePart

_SEGMENT: Final = r"[A-Za-z0-9][A-Za-z0-9._+-]*(?<!\.)"
_PATH: Final = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT}){{0,7}}", re.ASCII)
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE | re.ASCII)
LONGEST: Final = 200


def check_names(names: Iterable[str]) -> None:
    """Raise ``UnsafePart`` for a name that leaves the folder, means a device on Windows, or differs by case alone."""
    seen: set[str] = set()
    for name in names:
        fine = len(name) <= LONGEST and _PATH.fullmatch(name)
        if not fine or any(_RESERVED.fullmatch(segment) for segment in name.split("/")):
            raise UnsafePart(part=ascii(name[:LONGEST]))
        folded = name.lower()
        if folded in seen:
            raise UnsafePart(part=ascii(name))
        seen.add(folded)
