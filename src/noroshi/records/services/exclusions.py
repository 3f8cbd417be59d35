"""Setting and lifting exclusions (連絡除外)."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from noroshi.attribute.numbers import is_number
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.records.agency import Unit
from noroshi.records.exclusion import Exclusion
from noroshi.records.scope import NotPermitted, Scope
from noroshi.records.services import audit
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused


def add(  # noqa: PLR0913 what an exclusion consists of
    scope: Scope,
    unit: Unit,
    *,
    number: str,
    name: str,
    reason: str,
    until: dt.date,
    note: str = "",
    today: dt.date,
) -> Exclusion:
    """Exclude an organisation up to and including a day, and return the exclusion; raises ``Refused``.

    The same organisation, reason and day again is the same exclusion: a repeated submission adds nothing.
    """
    if not scope.covers(unit.pk):
        raise NotPermitted(scope.capability)
    if number and not is_number(number):
        raise Refused("number_wrong", field="number", number=number[:20])
    if not name.strip():
        raise Refused("name_missing", field="name")
    if not load_enumerations().has("exclusion_reason", reason):
        raise Refused("exclusion_without_reason", field="reason")
    if until < today:
        raise Refused("exclusion_past", field="until")
    values = {"corporate_number": number, "name": name.strip()[:200], "reason": reason, "until": until}
    with transaction.atomic():
        same = Exclusion.objects.within(scope).filter(unit=unit, lifted_at=None, **values).first()
        if same is not None:
            return same
        row = Exclusion.objects.create(unit=unit, note=note, created_by_id=scope.actor_id, **values)
        audit.changed(scope, "exclusion.added", row, values | {"note": note})
    return row


def lift(scope: Scope, exclusion: Exclusion, comment: str) -> Exclusion:
    """Lift an exclusion before its day, with the reason; one that is lifted already stays as it is."""
    if not comment.strip():
        raise Refused("comment_missing", field="comment")
    with transaction.atomic():
        row = lock(scope, exclusion)
        if row.lifted_at is None:
            row.lifted_at, row.lifted_by_id = timezone.now(), scope.actor_id
            row.save(update_fields=["lifted_at", "lifted_by"])
            audit.changed(scope, "exclusion.lifted", row, {"reason": comment.strip()})
    return row
