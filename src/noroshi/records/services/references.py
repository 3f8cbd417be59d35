"""Reference numbers for new cases: random, so that nobody can guess one or count the cases."""

import secrets
from typing import Final

from noroshi.notify.reference_number import from_random

_BITS: Final = 64


def new_references(count: int) -> list[str]:
    """Return different reference numbers. Another unit may hold one: the database refuses, and the caller repeats."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[from_random(secrets.randbits(_BITS))] = None
    return list(found)
