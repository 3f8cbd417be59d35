"""Envelope senders that name their message (VERP) with a keyed mark, so that a bounce finds it without being believed.

``bounces@example.jp`` becomes ``bounces+<identifier>-<mark>@example.jp``. The identifier is random; the mark is an HMAC
that nobody outside can make, so that an invented bounce names no message.
"""

import hashlib
import hmac
import re
import secrets
from typing import Final

from noroshi.mail.address import plain_address

_IDENTIFIER: Final = re.compile(r"[0-9a-f]{20}")
_MARK_DIGITS: Final = 20
LONGEST_BASE: Final = 64 - 2 - 20 - _MARK_DIGITS


def new_identifier() -> str:
    """Return a random identifier of a message: 20 digits, 80 bits."""
    return secrets.token_hex(10)


def envelope_sender(base: str, identifier: str, key: bytes) -> str:
    """Return the envelope sender of a message; ValueError where ``base`` leaves no room for it."""
    local, _, host = plain_address(base).rpartition("@")
    if len(local) > LONGEST_BASE:
        raise ValueError(f"the bounce address has more than {LONGEST_BASE} characters before the @")
    return f"{local}+{identifier}-{_mark(identifier, key)}@{host}"


def identifier_in(address: str) -> str:
    """Return the identifier that an address names, '' where it names none; the mark is not looked at."""
    local = address.partition("@")[0].lower()
    name = local.rpartition("+")[2].partition("-")[0]
    return name if "+" in local and _IDENTIFIER.fullmatch(name) else ""


def same_sender(address: str, expected: str) -> bool:
    """Whether a bounce came to exactly the envelope sender of the message, in whatever case it was written."""
    return hmac.compare_digest(address.lower().encode(errors="replace"), expected.lower().encode())


def _mark(identifier: str, key: bytes) -> str:
    return hmac.new(key, identifier.encode(), hashlib.sha256).hexdigest()[:_MARK_DIGITS]
