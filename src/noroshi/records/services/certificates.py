"""Binding client certificates to accounts, and taking them away: done by an administrator for somebody else."""

import re
from typing import Final

from django.db import IntegrityError, transaction

from noroshi.records.client_certificate import ClientCertificate
from noroshi.records.scope import Scope
from noroshi.records.services import account_events, people
from noroshi.records.services.refusals import Refused
from noroshi.records.user import User

_BETWEEN: Final = re.compile(r"[\s:]")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def bind(scope: Scope, person: User, fingerprint: str, label: str) -> ClientCertificate:
    """Bind the certificate with this SHA-256 fingerprint (colons and spaces are allowed) to a person's account.

    Raises ``Refused`` for one's own account, another unit's person, a closed account, another kind of fingerprint, or
    one that is bound already, whoever has it.
    """
    people.require_others_account(scope, person)
    sha256 = _BETWEEN.sub("", fingerprint).lower()
    if not _SHA256.fullmatch(sha256):
        raise Refused("certificate_fingerprint_wrong", field="fingerprint")
    if not person.is_active:
        raise Refused("people_closed", field="fingerprint")
    try:
        with transaction.atomic():
            made = ClientCertificate.objects.create(user=person, sha256=sha256, label=label, added_by_id=scope.actor_id)
            values = {"sha256": sha256, "label": label}
            account_events.note(person, "user.certificate_bound", actor_id=scope.actor_id, values=values)
    except IntegrityError as error:
        raise Refused("certificate_taken", field="fingerprint") from error
    return made


def remove(scope: Scope, certificate: ClientCertificate) -> None:
    """Take a certificate away; a session that began with it ends at its next request."""
    people.require_others_account(scope, certificate.user)
    with transaction.atomic():
        values = {"sha256": certificate.sha256, "label": certificate.label}
        account_events.note(certificate.user, "user.certificate_removed", actor_id=scope.actor_id, values=values)
        certificate.delete()
