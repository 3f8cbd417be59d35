"""What an officer has typed and not yet sent: kept at every key press, one draft a case and officer.

A draft is the officer's own working copy and no record of the case: the audit notes that one was begun or thrown away,
not each key press.
"""

import json
from collections.abc import Mapping
from typing import Final

from django.db import transaction

from noroshi.records.answer import AnswerDraft
from noroshi.records.attempt import ContactAttempt
from noroshi.records.case import Case
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused

MOST_CHARACTERS: Final = 40_000


def save_draft(scope: Scope, case: Case, fields: Mapping[str, list[str]]) -> AnswerDraft | None:
    """Keep what was typed so far; raises ``Refused`` for more than anybody types.

    Returns None, and keeps nothing, where the form with this key has been saved as a contact meanwhile: a key press
    that arrives late must not bring a saved call back as a draft.
    """
    if len(json.dumps(fields, ensure_ascii=False)) > MOST_CHARACTERS:
        raise Refused("draft_too_long")
    with transaction.atomic():
        locked = lock(scope, case)
        if ContactAttempt.objects.within(scope).filter(case=locked, key__in=fields.get("key", ())).exists():
            return None
        draft, made = AnswerDraft.objects.within(scope).update_or_create(
            case=locked,
            officer_id=scope.actor_id,
            defaults={"fields": dict(fields)},
            create_defaults={"fields": dict(fields), "unit_id": locked.unit_id},
        )
        if made:
            audit.changed(scope, "answerdraft.begun", draft, {"case": locked.pk})
    return draft


def own_draft(scope: Scope, case: Case) -> AnswerDraft | None:
    """Return the person's draft on the case."""
    return AnswerDraft.objects.within(scope).filter(case=case, officer_id=scope.actor_id).first()


def discard_draft(scope: Scope, case: Case) -> None:
    """Throw the person's draft away."""
    with transaction.atomic():
        draft = own_draft(scope, case)
        if draft is not None:
            audit.changed(scope, "answerdraft.discarded", draft, {"case": case.pk})
            draft.delete()
