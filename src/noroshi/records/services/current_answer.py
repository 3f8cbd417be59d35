"""Which answer stands: the newest of the organisation itself that no correction has replaced.

A correction of a fact keeps the time of the statement it corrects, so that a later change of status stays the newest.
"""

import datetime as dt

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.records.answer import Answer
from noroshi.records.case import Case
from noroshi.records.compartment import CompartmentQuerySet
from noroshi.records.finding import Finding
from noroshi.records.scope import Scope


def standing_answers(scope: Scope, case: Case, *, third_party: bool = False) -> CompartmentQuerySet[Answer]:
    """Return the answers that no correction has replaced, oldest first: the organisation's own, or a third party's."""
    sources = load_enumerations().flagged("answer_source", "third_party")
    rows = Answer.objects.within(scope).filter(case=case).exclude(superseded_by__correction=True)
    rows = rows.filter(source__in=sources) if third_party else rows.exclude(source__in=sources)
    return rows.order_by("at", "pk")


def current_answer(
    scope: Scope,
    case: Case,
    finding: Finding | None = None,
    *,
    third_party: bool = False,
    at: dt.datetime | None = None,
) -> Answer | None:
    """Return the newest answer about the whole case, or about one finding of it; with ``at``, as it was then."""
    rows = standing_answers(scope, case, third_party=third_party).filter(finding=finding)
    return (rows if at is None else rows.filter(at__lte=at)).last()
