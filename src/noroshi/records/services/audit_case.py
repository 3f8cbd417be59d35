"""One case as it stood on a day: what was known, who decided, what was sent, who read it, by which clock.

Everything comes from rows and entries recorded by the end of that day in Japan's time. Of a finding the state of that
day is told by the entry that opened it and by the re-observations since.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from noroshi.knowledge.case_states import load_case_states
from noroshi.records.case import Case
from noroshi.records.document import Document
from noroshi.records.event import Disposal, Event
from noroshi.records.finding import Finding
from noroshi.records.scope import Scope
from noroshi.records.services.audit_disposals import values_of
from noroshi.records.user import User


class NoSuchCase(Exception):  # noqa: N818 reads as the sentence it raises
    """No case has this number inside the scope, or it did not exist yet on the day."""


@dataclass(frozen=True, slots=True)
class KnownFinding:
    """A device as it was known: ``observed`` is the last re-observation's state, '' for none."""

    device: str
    product: str
    version: str
    verdict: str
    last_affected_at: dt.datetime
    observed: str
    observed_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done to the case: ``kind`` is state, decision, attempt, check or answer."""

    kind: str
    at: dt.datetime
    by: str
    what: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """One person who read the case, how often, and when first and last."""

    name: str
    times: int
    first: dt.datetime
    last: dt.datetime


@dataclass(slots=True)
class CaseAudit:
    """What the page shows. ``entries`` are the numbers of the first and last entry of the chain that count."""

    case: Case
    on: dt.date
    state: str
    findings: list[KnownFinding] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    readers: list[Reader] = field(default_factory=list)
    entries: tuple[int, int] = (0, 0)
    count: int = 0
    clock_back: list[int] = field(default_factory=list)
    disposals: list[str] = field(default_factory=list)


def find_case(scope: Scope, code: str) -> Case:
    """Return the case with a reference number, written with or without hyphens; raises ``NoSuchCase``."""
    digits = "".join(character for character in code if character.isdigit())
    rows = Case.objects.within(scope).select_related("organization", "campaign__survey", "unit__agency")
    case = rows.filter(reference=digits).first() if digits else None
    if case is None:
        raise NoSuchCase(code)
    return case


def audit_case(scope: Scope, case: Case, on: dt.date | None = None) -> CaseAudit:
    """Return the case as it stood at the end of a day (default: today); raises ``NoSuchCase`` before it was opened."""
    on = on or timezone.localdate()
    end = timezone.make_aware(dt.datetime.combine(on + dt.timedelta(days=1), dt.time.min))
    if case.opened_at >= end:
        raise NoSuchCase(case.reference)
    findings = list(case.findings.select_related("survey").order_by("pk"))
    result = CaseAudit(case, on, _state(case, end))
    result.findings = [each for each in (_known(scope, finding, end) for finding in findings) if each]
    result.acts = sorted(_acts(case, findings, end), key=lambda act: act.at)
    result.documents = list(case.documents.filter(created_at__lt=end).defer("content").order_by("created_at", "pk"))
    _from_the_chain(scope, result, end)
    return result


def _state(case: Case, end: dt.datetime) -> str:
    last = case.state_changes.filter(at__lt=end).order_by("pk").last()
    return last.target if last else load_case_states().initial


def _known(scope: Scope, finding: Finding, end: dt.datetime) -> KnownFinding | None:
    opened = _opening(scope, finding)
    if opened is not None and opened[0] >= end:
        return None
    values = opened[1] if opened else {}
    seen = finding.reobservations.filter(recorded_at__lt=end).order_by("recorded_at", "pk").last()
    told = values.get("last_affected_at")
    affected = seen.last_affected_at if seen else dt.datetime.fromisoformat(told) if told else finding.last_affected_at
    return KnownFinding(
        device=finding.device,
        product=str(values.get("product", finding.product)),
        version=(seen.version_text if seen else "") or str(values.get("version", finding.version_text)),
        verdict=(seen.verdict if seen else "") or str(values.get("verdict", finding.verdict)),
        last_affected_at=affected,
        observed=seen.state if seen else "",
        observed_at=seen.observed_at if seen else None,
    )


def _opening(scope: Scope, finding: Finding) -> tuple[dt.datetime, dict[str, Any]] | None:
    entry = (
        Event.objects.within(scope)
        .filter(subject=f"finding:{finding.pk}", action="finding.opened")
        .select_related("payload")
        .first()
    )
    if entry is None:
        return None
    payload = getattr(entry, "payload", None)
    values = values_of(payload.body) if payload else None
    return entry.at, values if isinstance(values, dict) else {}


def _acts(case: Case, findings: list[Finding], end: dt.datetime) -> Iterator[Act]:
    for change in case.state_changes.filter(at__lt=end).select_related("by"):
        yield Act("state", change.at, _name(change.by), change.transition, change.reason)
    for finding in findings:
        for decision in finding.decisions.filter(at__lt=end).select_related("by"):
            yield Act("decision", decision.at, _name(decision.by), decision.kind, decision.comment)
    for attempt in case.attempts.filter(recorded_at__lt=end).select_related("officer"):
        yield Act("attempt", attempt.at, _name(attempt.officer), attempt.outcome, attempt.channel)
    for check in case.verifications.filter(at__lt=end).select_related("officer"):
        yield Act("check", check.at, _name(check.officer), check.result, check.by)
    for answer in case.answers.filter(recorded_at__lt=end).select_related("officer"):
        yield Act("answer", answer.at, _name(answer.officer), answer.response, answer.awareness)


def _name(person: User | None) -> str:
    return person.display_name() if person else ""


def _from_the_chain(scope: Scope, result: CaseAudit, end: dt.datetime) -> None:
    rows = Event.objects.within(scope).filter(subject=f"case:{result.case.pk}", at__lt=end)
    total = rows.aggregate(first=Min("seq"), last=Max("seq"), count=Count("seq"))
    result.entries = (total["first"] or 0, total["last"] or 0)
    result.count = total["count"]
    readers = (
        rows.filter(action="case.read")
        .values("actor_id")
        .annotate(times=Count("seq"), first=Min("at"), last=Max("at"))
        .order_by("first")
    )
    names = {
        person.pk: person.display_name() for person in User.objects.filter(pk__in=[r["actor_id"] for r in readers])
    }
    result.readers = [Reader(names.get(r["actor_id"], ""), r["times"], r["first"], r["last"]) for r in readers]
    before: dt.datetime | None = None
    for seq, at in rows.order_by("seq").values_list("seq", "at"):
        if before is not None and at < before:
            result.clock_back.append(seq)
        before = at
    mine = Disposal.objects.filter(Q(unit_id__in=scope.units)).values_list("number", "cases")
    result.disposals = [number for number, cases in mine if result.case.pk in cases]
