"""Recording what an organisation answered: append-only, contradictions refused, nothing half-saved.

A later answer supersedes the one that stood at its time: as a change of status (charts of the first contact keep the
first) or as the correction of a fact (charts use it). A third party's answer stands beside the organisation's own and
never moves the case; nor does one that is entered late, when a newer one stands already.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.notify.contradictions import Complaint, contradictions
from noroshi.records.answer import Answer
from noroshi.records.attempt import ContactAttempt
from noroshi.records.case import Case
from noroshi.records.finding import Finding
from noroshi.records.scope import Scope
from noroshi.records.services import audit, intrusions, merge_edits
from noroshi.records.services.current_answer import current_answer
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused

COLUMNS: Final = {
    "ownership": "ownership",
    "awareness": "awareness",
    "response": "response",
    "planned_on": "planned_on",
    "manager": "manager",
    "contract_covers_update": "contract_covers_update",
    "main_reason": "main_reason",
    "other_devices": "other_devices_check",
    "other_devices_found": "other_devices",
    "compromise_check": "compromise_check",
    "respondent_role": "respondent_role",
    "certainty": "certainty",
    "free_text": "free_text",
}
"""Field of ``OwnerAnswer`` → column of ``Answer``; ``reasons`` is a list and stands apart."""
_SLACK: Final = dt.timedelta(minutes=5)


class ContradictoryAnswer(Exception):  # noqa: N818 reads as the sentence it raises
    """Parts of the answer do not fit together; nothing was saved."""

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        super().__init__(", ".join(complaint.id for complaint in complaints))
        self.complaints = complaints


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerEntry:
    """One statement as an officer enters it.

    ``asked_again``: the officer asked again what looked odd, and it stays so; only outright contradictions are then
    refused. ``correction``: it corrects a fact of an earlier answer (``corrects``, else the one that stands); else it
    reports how things are now.
    """

    key: str
    statement: OwnerAnswer
    at: dt.datetime
    source: str = "officer"
    respondent: str = ""
    other_plan: str = ""
    finding: Finding | None = None
    attempt: ContactAttempt | None = None
    correction: bool = False
    corrects: Answer | None = None
    asked_again: bool = False


def record_answer(scope: Scope, case: Case, entry: AnswerEntry) -> Answer:
    """Record an answer and return it; the same key gives the answer that is there.

    Raises ``ContradictoryAnswer``, and ``Refused`` while an intrusion is suspected, for a finding of another case, for
    a time that cannot be, or for a correction without anything to correct, or of what another side said.
    """
    with transaction.atomic():
        locked = lock(scope, case)
        there = Answer.objects.within(scope).filter(case=locked, key=entry.key).first()
        if there is not None:
            return there
        _check(scope, locked, entry)
        third = load_enumerations().entry("answer_source", entry.source).third_party
        at = None if entry.correction else entry.at
        before = current_answer(scope, locked, entry.finding, third_party=third, at=at)
        if entry.correction:
            before = entry.corrects or before
            _check_corrected(locked, entry, before)
        answer = _create(scope, locked, entry, before)
        # an answer that is entered late says how things were, not how they stand
        if not third and entry.finding is None and current_answer(scope, locked) == answer:
            _follow(scope, locked, entry.statement)
    return answer


def statement_of(answer: Answer) -> OwnerAnswer:
    """Return a recorded answer as the rules of the questionnaire read it."""
    values: dict[str, Any] = {field: getattr(answer, column) for field, column in COLUMNS.items()}
    day = timezone.localdate(answer.at)
    return OwnerAnswer(answered_on=day, reasons=tuple(answer.reasons), **values)


def _check(scope: Scope, case: Case, entry: AnswerEntry) -> None:
    if intrusions.undecided(scope, case) is not None:
        raise Refused("intrusion_open")
    if entry.finding is not None and entry.finding.case_id != case.pk:
        raise Refused("finding_of_another_case", field="finding")
    check_time(case, entry.at)
    complaints = contradictions(entry.statement)
    if entry.asked_again:
        complaints = tuple(complaint for complaint in complaints if complaint.refuse)
    if complaints:
        raise ContradictoryAnswer(complaints)


def _check_corrected(case: Case, entry: AnswerEntry, before: Answer | None) -> None:
    if before is None:
        raise Refused("nothing_to_correct")
    about = entry.finding.pk if entry.finding else None
    if (before.case_id, before.finding_id) != (case.pk, about):
        raise Refused("corrects_another", field="finding")
    third = load_enumerations().flagged("answer_source", "third_party")
    if (before.source in third) != (entry.source in third):
        raise Refused("corrects_other_source", field="source")


def check_time(case: Case, at: dt.datetime) -> None:
    """Raise ``Refused`` for a time in the future or before the case was opened, as after a jump of the clock."""
    if at > timezone.now() + _SLACK:
        raise Refused("time_in_future", field="at")
    if timezone.localdate(at) < timezone.localdate(case.opened_at):
        raise Refused("time_before_case", field="at")


def _create(scope: Scope, case: Case, entry: AnswerEntry, before: Answer | None) -> Answer:
    columns: dict[str, Any] = {column: getattr(entry.statement, field) for field, column in COLUMNS.items()}
    answer = Answer.objects.create(
        unit_id=case.unit_id,
        case=case,
        finding=entry.finding,
        attempt=entry.attempt,
        supersedes=before,
        correction=entry.correction,
        key=entry.key,
        source=entry.source,
        respondent=entry.respondent,
        other_plan=entry.other_plan,
        reasons=list(entry.statement.reasons),
        officer_id=scope.actor_id,
        at=before.at if entry.correction and before is not None else entry.at,
        **columns,
    )
    link = {"case": case.pk, "supersedes": before.pk if before else None, "correction": answer.correction}
    audit.changed(scope, "answer.recorded", answer, link | {"source": answer.source})
    return answer


def _follow(scope: Scope, case: Case, statement: OwnerAnswer) -> None:
    """Carry the claim of a fix and a promised day over to the case."""
    if not statement.response:
        return
    claims = load_enumerations().entry("response", statement.response).claims_fixed
    if case.claimed_fixed != claims:
        case.claimed_fixed = claims
        case.save(update_fields=["claimed_fixed"])
        audit.changed(scope, "case.claimed_fixed", case, {"claimed_fixed": claims})
    merge_edits.set_values(scope, case, {"promised_on": statement.planned_on}, "case.promised")
