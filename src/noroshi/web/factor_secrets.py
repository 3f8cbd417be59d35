"""The secrets of second factors (apps, recovery codes) at rest: encrypted, so that a copy of the database has none.

Keys come from ``NOROSHI_FACTOR_KEYS``: the first one encrypts, all of them read. Each is stretched with HKDF-SHA-256
(RFC 5869) to a Fernet key; a stored text is ``noroshi1:`` and a Fernet token. A text without that beginning was stored
by an earlier version in the clear and is still read; ``noroshi user protect-factors`` ends that.
"""

import base64
from functools import lru_cache
from typing import Any, Final

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from noroshi.web.configuration import ConfigurationError
from noroshi.web.words import text_lazy

BEGINNING: Final = "noroshi1:"
PURPOSE: Final = b"noroshi second factors"
NO_KEYS: Final = "NOROSHI_FACTOR_KEYS is not set; secrets of second factors cannot be kept"


class FactorUnreadable(ValidationError):  # noqa: N818 reads as the sentence it raises
    """A stored secret opens with none of the keys: a form shows it beside the code, any other page as a page."""

    def __init__(self) -> None:
        super().__init__(text_lazy("account_error.factor_unreadable"))


def encrypt(text: str) -> str:
    """Return the text under the first key; ``ConfigurationError`` without any."""
    if not settings.FACTOR_KEYS:
        raise ConfigurationError(NO_KEYS)
    return BEGINNING + _all(settings.FACTOR_KEYS).encrypt(text.encode()).decode()


def decrypt(stored: str) -> str:
    """Return the text of a stored one; ``FactorUnreadable`` where no key opens it."""
    if not stored.startswith(BEGINNING):
        return stored
    try:
        return _all(settings.FACTOR_KEYS).decrypt(stored.removeprefix(BEGINNING)).decode()
    except (InvalidToken, ValueError) as error:
        raise FactorUnreadable from error


def state_of(stored: str) -> str:
    """Return ``current`` (under the first key), ``earlier`` (under another), ``plain`` or ``unreadable``."""
    if not stored.startswith(BEGINNING):
        return "plain"
    for number, secret in enumerate(settings.FACTOR_KEYS):
        try:
            _one(secret).decrypt(stored.removeprefix(BEGINNING))
        except InvalidToken:
            continue
        return "earlier" if number else "current"
    return "unreadable"


def states() -> dict[str, int]:
    """Return how many stored secrets are in which state."""
    counts = dict.fromkeys(("current", "earlier", "plain", "unreadable"), 0)
    for row in _rows():
        for stored in _stored(row.data):
            counts[state_of(stored)] += 1
    return counts


def protect_all() -> dict[str, int]:
    """Put every secret that can be read under the first key, all or none; return the counts from before."""
    with transaction.atomic():
        before = states()
        for row in _rows().select_for_update():
            row.data = {name: _renewed(name, value) for name, value in row.data.items()}
            row.save(update_fields=["data"])
    return before


def _rows() -> Any:  # noqa: ANN401 allauth has no types
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    return Authenticator.objects.filter(type__in=kinds).order_by("pk")


def _stored(data: dict[str, Any]) -> list[str]:
    texts = [data[name] for name in ("secret", "seed") if name in data]
    return [*texts, *data.get("migrated_codes", [])]


def _renewed(name: str, value: Any) -> Any:  # noqa: ANN401 what the JSON holds
    if name in {"secret", "seed"}:
        return encrypt(decrypt(value)) if state_of(value) in {"plain", "earlier"} else value
    if name == "migrated_codes":
        return [_renewed("seed", each) for each in value]
    return value


@lru_cache(maxsize=16)
def _one(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def _all(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([_one(secret) for secret in secrets])
