"""Whether the two parts of a code belong together: nothing is told before both match, and nothing is stored in clear.

The database holds ``HMAC(secret of this machine, HMAC(key of the file, both parts))``: a copy of the database alone
cannot even be used to try codes.
"""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from django.conf import settings
from django.core import signing
from django.utils import timezone

from noroshi.exchange.public_page.codes_file import digest_of
from noroshi.web.public.models import CampaignPage, IssuedCode

MOST_PAGES: Final = 20
TOKEN_SECONDS: Final = 7_200
"""How long one may take to answer after the code was typed."""
_PURPOSE: Final = b"noroshi stored code 1\0"
_SALT: Final = "noroshi.public.code"


@dataclass(frozen=True, slots=True)
class Typed:
    """A code that matched: both parts as typed, and a random number of this filling-in."""

    reference: str
    confirmation: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Match:
    """What two parts came to. ``unknown`` for whatever does not match; ``expired`` only where both parts do."""

    result: Literal["open", "expired", "unknown"]
    code: IssuedCode | None = None


def stored(digest: str) -> str:
    """Return a file's digest as the database holds it."""
    return hmac.digest(settings.SECRET_KEY.encode(), _PURPOSE + digest.encode(), hashlib.sha256).hex()


def match(reference: str, confirmation: str) -> Match:
    """Return whether the parts, as ``parse`` gives them, belong to one code; the same work whatever is wrong."""
    wanted = [stored(digest_of(page.key, reference, confirmation)) for page in _pages()]
    code = IssuedCode.objects.filter(digest__in=wanted).select_related("page").first()
    if code is None:
        return Match("unknown")
    return Match("open" if timezone.localdate() <= code.last_day else "expired", code)


def token_of(typed: Typed) -> str:
    """Return a signed text that stands for a matched code in the following forms, so that no cookie is needed."""
    return signing.dumps([typed.reference, typed.confirmation, typed.nonce], salt=_SALT)


def typed_of(token: str) -> Typed | None:
    """Return the code of a token; None where it is none of ours or too old."""
    try:
        parts = signing.loads(token, salt=_SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        return None
    return Typed(*parts)


def _pages() -> Iterator[CampaignPage]:
    return CampaignPage.objects.all()[:MOST_PAGES].iterator()
