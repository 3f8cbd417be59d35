"""The history of a case as one line: attempts, answers, checks, changes of state, documents, observations, damage."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from noroshi.knowledge.case_states import load_case_states
from noroshi.records.answer import Answer
from noroshi.records.attempt import ContactAttempt
from noroshi.records.case import Case, StateChange
from noroshi.records.compartment import CompartmentQuerySet
from noroshi.records.document import Document
from noroshi.records.intrusion import SuspectedIntrusion
from noroshi.records.reobservation import Reobservation
from noroshi.records.scope import Scope
from noroshi.records.user import User
from noroshi.records.verification import Verification
from noroshi.web.words import language

Pairs: TypeAlias = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry: when, what kind, the row it comes from, and the name of who recorded it ('' for the program)."""

    at: dt.datetime
    kind: str
    row: Any
    by: str = ""
    detail: str = ""


def timeline(scope: Scope, case: Case) -> list[Moment]:
    """Return everything that happened to a case, newest first; costs the same number of queries whatever its length."""
    parts = (_attempts, _answers, _checks, _changes, _documents, _observed, _damage)
    found = [moment for part in parts for moment in part(scope, case)]
    return sorted(found, key=lambda moment: moment.at, reverse=True)


def _attempts(scope: Scope, case: Case) -> Iterator[Moment]:
    rows = ContactAttempt.objects.within(scope).filter(case=case).select_related("officer", "contact")
    return (Moment(row.at, "attempt", row, _name(row.officer)) for row in rows)


def _answers(scope: Scope, case: Case) -> Iterator[Moment]:
    rows: CompartmentQuerySet[Answer] = Answer.objects.within(scope).filter(case=case)
    for row in rows.select_related("officer", "finding", "supersedes"):
        yield Moment(row.recorded_at if row.correction else row.at, "answer", row, _name(row.officer))


def _checks(scope: Scope, case: Case) -> Iterator[Moment]:
    rows = Verification.objects.within(scope).filter(case=case).select_related("officer")
    return (Moment(row.at, "check", row, _name(row.officer)) for row in rows)


def _changes(scope: Scope, case: Case) -> Iterator[Moment]:
    machine = load_case_states()
    for row in StateChange.objects.within(scope).filter(case=case).select_related("by"):
        rule = machine.find(row.transition)
        yield Moment(row.at, "state", row, _name(row.by), rule.ja if language() == "ja" else rule.en)


def _documents(scope: Scope, case: Case) -> Iterator[Moment]:
    rows = Document.objects.within(scope).filter(case=case).select_related("created_by").defer("content")
    return (Moment(row.sent_at or row.created_at, "document", row, _name(row.created_by)) for row in rows)


def _observed(scope: Scope, case: Case) -> Iterator[Moment]:
    rows = Reobservation.objects.within(scope).filter(finding__case=case).select_related("finding", "survey")
    return (Moment(row.observed_at or row.recorded_at, "observed", row) for row in rows)


def _damage(scope: Scope, case: Case) -> Iterator[Moment]:
    for row in SuspectedIntrusion.objects.within(scope).filter(case=case).select_related("reported_by"):
        yield Moment(row.reported_at, "intrusion", row, _name(row.reported_by))
        if row.handed_at is not None:
            yield Moment(row.handed_at, "intrusion_handed", row)
        if row.decided_at is not None:
            yield Moment(row.decided_at, "intrusion_decided", row)


def _name(person: User | None) -> str:
    return person.display_name(language()) if person else ""
