"""Importing answers: checked like the form, by the same service, once for each key."""

from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from ninja.responses import Status

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import LANGUAGES, load_words
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.records.answer import Answer
from noroshi.records.case import Case
from noroshi.records.finding import Finding
from noroshi.records.services.answers import COLUMNS, AnswerEntry, ContradictoryAnswer
from noroshi.records.services.receive_answer import receive_answer
from noroshi.records.services.refusals import Refused
from noroshi.web.api.gate import ApiRequest, allowed, note_call
from noroshi.web.api.problems import Problem
from noroshi.web.api.reading import find_case
from noroshi.web.api.routes import router
from noroshi.web.api.schemas import PROBLEMS, AnswerIn, AnswerMade, ProblemOut

SPOKEN: Final = "officer"
"""An answer that an officer was told is recorded by the officer, not imported."""


@router.post("/cases/{reference}/answers", response={200: AnswerMade, 201: AnswerMade, 409: ProblemOut, **PROBLEMS})
@allowed("case.answer")
def import_answer(request: ApiRequest, reference: str, body: AnswerIn) -> Status[dict[str, Any]]:
    """Record an answer; sending it again under the same key gives the one that is there."""
    case = find_case(request, reference)
    _check_source(body)
    with transaction.atomic():
        there = Answer.objects.within(request.scope).filter(case=case, key=body.key).first()
        if there is not None:
            _require_same(there, body)
            note_call(request, "answer_repeated", [there])
            return Status(200, {"id": there.pk, "repeated": True})
        answer = _record(request, case, body)
        note_call(request, "answer_imported", [answer])
    return Status(201, {"id": answer.pk, "repeated": False})


def _record(request: ApiRequest, case: Case, body: AnswerIn) -> Answer:
    try:
        return receive_answer(request.scope, case, _entry(request, case, body))
    except ContradictoryAnswer as contradiction:
        where = sorted({f"body.{field}" for complaint in contradiction.complaints for field in complaint.fields})
        what = [{each: complaint.text(each) for each in LANGUAGES} for complaint in contradiction.complaints]
        raise Problem("contradictory", where, what) from contradiction
    except Refused as refusal:
        words = load_words()
        key = f"desk_refused.{refusal.key}"
        what = [{each: words.text(key, each, **refusal.values) for each in LANGUAGES}]
        raise Problem("refused", [f"body.{refusal.field}"] if refusal.field else [], what) from refusal


def _entry(request: ApiRequest, case: Case, body: AnswerIn) -> AnswerEntry:
    finding = None
    if body.finding is not None:
        finding = Finding.objects.within(request.scope).filter(pk=body.finding, case=case).first()
        if finding is None:
            raise Problem("invalid", ["body.finding"])
    return AnswerEntry(
        key=body.key,
        statement=_statement(body),
        at=body.at,
        source=body.source,
        respondent=body.respondent,
        other_plan=body.other_plan,
        finding=finding,
        correction=body.correction,
        asked_again=body.asked_again,
    )


def _statement(body: AnswerIn) -> OwnerAnswer:
    values = {field: getattr(body, field) for field in COLUMNS}
    return OwnerAnswer(answered_on=timezone.localdate(body.at), reasons=tuple(body.reasons), **values)


def _check_source(body: AnswerIn) -> None:
    if body.source == SPOKEN or not load_enumerations().has("answer_source", body.source):
        raise Problem("invalid", ["body.source"])


def _require_same(there: Answer, body: AnswerIn) -> None:
    """Raise ``Problem`` where the key was used for an answer that says something else."""
    recorded = {field: getattr(there, column) for field, column in COLUMNS.items()}
    recorded |= {"reasons": there.reasons, "finding": there.finding_id, "source": there.source}
    sent = {field: getattr(body, field) for field in recorded}
    if recorded != sent:
        where = sorted(f"body.{field}" for field in recorded if recorded[field] != sent[field])
        raise Problem("key_conflict", where)
