"""Codes of the public page: derived from the office's secret, so that no confirmation code is stored anywhere.

The same secret gives the key of the digests and the name of a campaign's page. Whoever changes it makes the codes of
letters already sent worthless; a new secret is for new campaigns.
"""

import datetime as dt
import hashlib
import hmac
from typing import Final

from django.conf import settings
from django.utils import timezone

from noroshi.exchange.public_page.codes_file import MOST_CODES, SCHEMA, Code, CodesFile, digest_of
from noroshi.notify.confirmation_code import SHORTEST_SECRET, derive
from noroshi.records.campaign import Campaign
from noroshi.records.public_message import PublicMessage
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.look_up import known_cases
from noroshi.records.services.refusals import Refused

_KEY: Final = b"noroshi public digest key 1\0"
_PAGE: Final = b"noroshi public page name 1\0"


def confirmation_of(reference: str) -> str:
    """Return the confirmation code that belongs into the letter of a case; raises ``Refused`` without a secret."""
    return derive(_secret(), reference)


def is_confirmation(reference: str, confirmation: str) -> bool:
    """Whether a code is the one of the case's letter."""
    return hmac.compare_digest(confirmation_of(reference).encode(), confirmation.encode())


def codes_file(scope: Scope, campaign: Campaign, recipient: str, last_day: dt.date | None = None) -> CodesFile:
    """Return what the public page needs of a campaign, for ``recipient`` (``age1…``); the export is audited.

    Codes of every case that was handed over, until ``last_day`` or the campaign's end. Raises ``Refused``.
    """
    last = last_day or campaign.ends_on
    if campaign.rehearsal:
        raise Refused("public_rehearsal")
    if last is None:
        raise Refused("public_no_end", field="until")
    if last < timezone.localdate():
        raise Refused("public_past_end", field="until")
    key = _derived(_KEY)
    numbers = known_cases(scope).filter(campaign=campaign).order_by("reference").values_list("reference", flat=True)
    codes = [Code(digest_of(key, number, confirmation_of(number)), last) for number in numbers]
    if not codes:
        raise Refused("public_no_cases")
    unit, agency = campaign.unit, campaign.unit.agency
    found = CodesFile(
        schema=SCHEMA,
        page=_derived(_PAGE + f"{agency.code}\0{unit.code}\0{campaign.code}".encode())[:32],
        made_at=timezone.now(),
        key=key,
        recipient=recipient,
        sample=campaign.sample or not agency.profile_signed or settings.DEMO,
        title_ja=campaign.title_ja,
        title_en=campaign.title_en,
        agency_ja=agency.name_ja,
        agency_en=agency.name_en,
        desk_ja=unit.name_ja,
        desk_en=unit.name_en,
        phone=agency.main_phone,
        # by digest: the order of the numbers is nobody's concern
        codes=sorted(codes, key=lambda code: code.digest),
        received=_received(scope, campaign),
    )
    values = {"codes": len(codes), "until": last, "received": len(found.received), "recipient": recipient}
    audit.changed(scope, "publicpage.exported", campaign, values)
    return found


def _received(scope: Scope, campaign: Campaign) -> list[str]:
    rows = PublicMessage.objects.within(scope).filter(case__campaign=campaign).order_by("-imported_at", "-pk")
    return sorted(rows.values_list("identifier", flat=True)[:MOST_CODES])


def _derived(purpose: bytes) -> str:
    return hmac.digest(_secret().encode(), purpose, hashlib.sha256).hex()


def _secret() -> str:
    secret: str = settings.CONFIRMATION_SECRET
    if len(secret) < SHORTEST_SECRET:
        raise Refused("public_no_secret")
    return secret
