"""An answer that came outside a logged call, with what follows from it: the case moves on, damage is handed over."""

from django.db import transaction
from django.utils import timezone

from noroshi.notify.questions import stops
from noroshi.records.answer import Answer
from noroshi.records.case import Case
from noroshi.records.scope import Scope
from noroshi.records.services import intrusions
from noroshi.records.services.advance import advance
from noroshi.records.services.answers import AnswerEntry, record_answer


def receive_answer(scope: Scope, case: Case, entry: AnswerEntry) -> Answer:
    """Record the answer and what it implies, or nothing; raises as ``record_answer`` does."""
    with transaction.atomic():
        answer = record_answer(scope, case, entry)
        advance(scope, case, timezone.localdate(), None, answer)
        if stops(entry.statement):
            intrusions.report(scope, case, entry.statement.free_text)
    return answer
