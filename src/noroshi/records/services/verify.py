"""Checks of identity: they checked us, we checked them, and their word that the device is theirs.

The technical part of a call stays closed until the last two are on record: product, address and CVE are told to nobody
else.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.records.case import Case
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.lock import lock
from noroshi.records.verification import Verification


def record_verification(
    scope: Scope, case: Case, *, about: str, by: str, result: str, person: str = "", at: dt.datetime | None = None
) -> Verification:
    """Record one check and return it. The first genuine check of a respondent dates the case's ``verified_at``.

    ``at``: when it was, for a check that is recorded later; never after now.
    """
    lists = load_enumerations()
    for name, value in (("verification_about", about), ("verification_by", by), ("verification_result", result)):
        if not lists.has(name, value):
            raise KeyError(value)
    now = timezone.now()
    now = min(at, now) if at else now
    with transaction.atomic():
        locked = lock(scope, case)
        check = Verification.objects.create(
            unit_id=locked.unit_id,
            case=locked,
            about=about,
            by=by,
            result=result,
            person=person,
            officer_id=scope.actor_id,
            at=now,
        )
        if about == "respondent" and result == "genuine" and locked.verified_at is None:
            locked.verified_at = now
            locked.save(update_fields=["verified_at"])
        values = {"case": locked.pk, "about": about, "by": by, "result": result, "person": person}
        audit.changed(scope, "verification.recorded", check, values)
    return check


def details_open(checks: Iterable[Verification]) -> bool:
    """Whether the technical part may be told: the newest check of the person and of the device are both genuine."""
    newest = {check.about: check.result for check in sorted(checks, key=lambda check: (check.at, check.pk))}
    return newest.get("respondent") == "genuine" and newest.get("device") == "genuine"
