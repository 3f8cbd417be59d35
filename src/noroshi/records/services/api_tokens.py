"""Tokens of the programming interface: made and shown once, kept as a digest, limited, revoked."""

import datetime as dt
import hashlib
import secrets
from typing import Final

from django.db import transaction
from django.utils import timezone

from noroshi.knowledge.roles import load_roles
from noroshi.records.api_token import ApiToken
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused

PREFIX: Final = "nrs_"
CAPABILITIES: Final = ("campaign.read", "finding.read", "case.read", "case.answer")
"""What a token may be given; everything else needs a person."""
LONGEST_DAYS: Final = 366
LONGEST_TOKEN: Final = 200
_USE_NOTED: Final = dt.timedelta(minutes=1)


class TokenRefused(Exception):  # noqa: N818 reads as the sentence it raises
    """The token opens nothing; the message is a key of ``api_problem``."""


def make_token(scope: Scope, unit_id: int, name: str, capabilities: list[str], days: int) -> tuple[ApiToken, str]:
    """Make a token of one unit; return it and its text, which is kept nowhere. Raises ``Refused``."""
    if not scope.covers(unit_id) or scope.actor_id is None:
        raise Refused("token_unit", field="unit")
    if not name.strip():
        raise Refused("token_name", field="name")
    if not capabilities or not set(capabilities) <= set(CAPABILITIES):
        raise Refused("token_capabilities", field="capabilities")
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused("token_days", field="days", most=str(LONGEST_DAYS))
    text = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            unit_id=unit_id,
            name=name.strip(),
            digest=_digest(text),
            capabilities=[code for code in load_roles().all_capabilities if code in capabilities],
            created_by_id=scope.actor_id,
            expires_at=timezone.now() + dt.timedelta(days=days),
        )
        values = {"name": token.name, "capabilities": token.capabilities, "expires_at": token.expires_at.isoformat()}
        audit.changed(scope, "token.made", token, values)
    return token, text


def revoke_token(scope: Scope, token: ApiToken) -> ApiToken:
    """End a token at once; ending it twice changes nothing."""
    with transaction.atomic():
        locked = lock(scope, token)
        if locked.revoked_at is None:
            locked.revoked_at = timezone.now()
            locked.save(update_fields=["revoked_at"])
            audit.changed(scope, "token.revoked", locked)
    return locked


def open_token(text: str) -> ApiToken:
    """Return the token that a text is, and note its use; raises ``TokenRefused``.

    A token that has ended is written to the chain when somebody tries it; an unknown text is not, since anybody can
    send any number of those.
    """
    if not text.startswith(PREFIX) or len(text) > LONGEST_TOKEN or not text.isascii():
        raise TokenRefused("token_unknown")
    # the digest names the token before its compartment is known
    token = ApiToken.by_digest.filter(digest=_digest(text)).select_related("unit").first()
    if token is None:
        raise TokenRefused("token_unknown")
    now = timezone.now()
    if token.revoked_at is not None or token.expires_at <= now or not token.unit.active:
        reason = "token_revoked" if token.revoked_at is not None or not token.unit.active else "token_expired"
        audit.append("token.refused", audit.subject_of(token), unit_id=token.unit_id, values={"reason": reason})
        raise TokenRefused(reason)
    if token.last_used_at is None or now - token.last_used_at > _USE_NOTED:
        ApiToken.by_digest.filter(pk=token.pk).update(last_used_at=now)
    return token


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
