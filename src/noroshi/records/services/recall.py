"""Recall (訂正): find everyone told because of a rule, a source or a case, draft the correction, track it."""

import datetime as dt
import hashlib
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from noroshi.knowledge.case_states import load_case_states
from noroshi.knowledge.words import load_words
from noroshi.notify.japanese_dates import day_text
from noroshi.records.attempt import ContactAttempt
from noroshi.records.case import Case
from noroshi.records.document import Document
from noroshi.records.finding import Evidence, Finding
from noroshi.records.recall import Recall, RecallItem
from noroshi.records.scope import Scope
from noroshi.records.services import audit, transitions
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused
from noroshi.records.todo import Todo

TOLD: Final = ("reached_responsible", "reached_other", "delivered", "replied", "web_confirmed", "verifying", "callback")
"""Contact outcomes after which somebody of the organisation may know of the notice."""
_REPEATED: Final = dt.timedelta(minutes=10)


def start(scope: Scope, kind: str, target: str, reason: str) -> list[Recall]:
    """Start a recall and return it, one a compartment: an item a case, a draft and a to-do for each that was told.

    ``kind`` is rule, source or case. Cases go back to draft, whatever their state. The same words by the same person
    within ten minutes are the same recall: a repeated submission adds nothing. Raises ``Refused``.
    """
    if not reason.strip():
        raise Refused("recall_without_reason", field="reason")
    with transaction.atomic():
        cases = [lock(scope, case) for case in affected_cases(scope, kind, target)]
        if not cases:
            raise Refused("recall_finds_nothing", kind=kind, target=target)
        same = {"target_kind": kind, "target": target, "reason": reason, "started_by_id": scope.actor_id}
        there = list(Recall.objects.within(scope).filter(**same, started_at__gt=timezone.now() - _REPEATED))
        if there:
            return there
        told = told_cases(scope, cases)
        return [
            _begin(scope, Recall(unit_id=unit_id, started_at=timezone.now(), **same), cases, told)
            for unit_id in sorted({case.unit_id for case in cases})
        ]


def affected_cases(scope: Scope, kind: str, target: str) -> list[Case]:
    """Return the cases, open or closed, with a finding that rests on the rule or source, or the one case.

    Those that were disposed of are not among them: nobody knows any more whom to tell.
    """
    cases = Case.objects.within(scope).filter(disposed=False)
    cases = cases.select_related("organization", "campaign").order_by("pk")
    if kind == "case":
        digits = "".join(each for each in target if each.isdigit())
        return list(cases.filter(reference=digits))
    findings = Finding.objects.within(scope).filter(case__isnull=False)
    if kind == "rule":
        by_evidence = Evidence.objects.within(scope).filter(rule=target).values("finding_id")
        keys = {finding.case_id for finding in findings.filter(pk__in=by_evidence)}
        keys |= {finding.case_id for finding in findings if _rests_on(finding, target)}
    elif kind == "source":
        keys = {finding.case_id for finding in findings.select_related("survey") if _comes_from(finding, target)}
    else:
        raise Refused("recall_kind", kind=kind)
    return list(cases.filter(pk__in={key for key in keys if key}))


def _rests_on(finding: Finding, rule: str) -> bool:
    reasons = {reason.get("id") for reason in finding.attribution_reasons if isinstance(reason, dict)}
    return rule in reasons or any(rule in {each.get("cve"), each.get("reason")} for each in finding.cves)


def _comes_from(finding: Finding, source: str) -> bool:
    named = {each["input"] for each in finding.survey.sources if source in {each.get("source"), each.get("input")}}
    return bool(named & set(finding.source_inputs))


def told_cases(scope: Scope, cases: list[Case]) -> set[int]:
    """Return the keys of the cases of which somebody outside may know: contacted with an effect, or written to."""
    attempts = ContactAttempt.objects.within(scope).filter(Q(outcome__in=TOLD) | Q(incoming=True), case__in=cases)
    sent = Document.objects.within(scope).filter(case__in=cases, sent_at__isnull=False)
    return {*attempts.values_list("case_id", flat=True), *(pk for pk in sent.values_list("case_id", flat=True) if pk)}


def _begin(scope: Scope, recall: Recall, cases: list[Case], told: set[int]) -> Recall:
    recall.save(force_insert=True)
    own = [case for case in cases if case.unit_id == recall.unit_id]
    for case in own:
        _item(scope, recall, case, told=case.pk in told)
    values = {"kind": recall.target_kind, "target": recall.target, "reason": recall.reason}
    audit.changed(scope, "recall.started", recall, values | {"cases": [case.pk for case in own]})
    return recall


def _item(scope: Scope, recall: Recall, case: Case, *, told: bool) -> None:
    draft = _draft(scope, recall, case) if told else None
    RecallItem.objects.create(
        unit_id=case.unit_id, recall=recall, case=case, told=told, state_before=case.state, draft=draft
    )
    if case.state in load_case_states().find("recall").sources:
        transitions.apply(scope, case, "recall", reason=recall.reason, met=frozenset({"reason_given"}))
    if told:
        Todo.objects.create(
            unit_id=case.unit_id, case=case, kind="recall", values={"recall": str(recall.pk), "reason": recall.reason}
        )


def _draft(scope: Scope, recall: Recall, case: Case) -> Document:
    """Write the notice of correction: names no product, address or CVE, so that it may be read by anybody."""
    text = load_words().text(
        "correction.notice",
        "ja",
        organization=case.organization.name,
        reference=f"{case.reference[:3]}-{case.reference[3:7]}-{case.reference[7:]}",
        date=day_text(timezone.localdate(recall.started_at), "ja"),
    )
    content = text.encode()
    document = Document.objects.create(
        unit_id=case.unit_id,
        case=case,
        campaign=case.campaign,
        kind="correction_notice",
        wording_version=hashlib.sha256(load_words().text("correction.notice", "ja").encode()).hexdigest(),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        media_type="text/plain; charset=utf-8",
        created_by_id=scope.actor_id,
    )
    audit.changed(scope, "document.drafted", document, {"kind": document.kind, "case": case.pk})
    return document


def informed(scope: Scope, item: RecallItem) -> RecallItem:
    """Record that the organisation was told of the correction; a repeated call changes nothing."""
    with transaction.atomic():
        locked = RecallItem.objects.within(scope).select_for_update().get(pk=item.pk)
        if locked.informed_at is None:
            locked.informed_at, locked.informed_by_id = timezone.now(), scope.actor_id
            locked.save()
            waiting = Todo.objects.within(scope).filter(case_id=locked.case_id, kind="recall", done_at=None)
            waiting.filter(values__recall=str(locked.recall_id)).update(
                done_at=locked.informed_at, done_by=scope.actor_id
            )
            audit.changed(scope, "recall.informed", locked, {"case": locked.case_id})
    return locked
