"""What stands between a case and its release, case by case and with the input or the person that is in the way."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from noroshi.knowledge.case_states import load_case_states
from noroshi.notify.freshness import Freshness, Override, freshness
from noroshi.notify.japanese_dates import day_in_japan
from noroshi.notify.source_terms import Refusal
from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.finding import Finding
from noroshi.records.scope import Scope
from noroshi.records.services.finding_case import STANDING
from noroshi.records.services.terms_gate import may_hand_over

UNDECIDED: Final = "undecided"
SAME_PERSON: Final = "same_person"
STALE: Final = "stale"
TERMS: Final = "terms"


@dataclass(frozen=True, slots=True)
class Readiness:
    """A case with the confirmed findings that would leave, and the codes of what stands in the way.

    ``late``: the case was released before, and only further findings would leave. ``refusals`` name the inputs whose
    terms stand in the way, ``stale`` the findings that are too old.
    """

    case: Case
    findings: tuple[Finding, ...]
    late: bool = False
    blocks: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    stale: tuple[Finding, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.blocks


def readiness(
    scope: Scope, campaign: Campaign, today: dt.date, *, cases: Iterable[int] | None = None
) -> list[Readiness]:
    """Return every case of the campaign with a confirmed finding that has not been released, oldest first.

    ``cases`` limits it to the cases with these keys. Costs the same number of queries whatever the number of cases.
    """
    rows = Finding.objects.within(scope).filter(campaign=campaign, decision__in=STANDING, case__isnull=False)
    if cases is not None:
        rows = rows.filter(case__in=list(cases))
    found: dict[int, list[Finding]] = {}
    for row in rows.select_related("case__organization", "case__campaign", "survey", "organization").order_by("pk"):
        if row.case_id is not None:
            found.setdefault(row.case_id, []).append(row)
    ready = (_readiness(scope, members, today) for _, members in sorted(found.items()))
    return [each for each in ready if each is not None]


def finding_freshness(case: Case, finding: Finding, today: dt.date) -> Freshness:
    """Return the age of one finding; a supervisor's override holds for all findings of the case it was given for."""
    seen = day_in_japan(finding.last_affected_at)
    override = None
    on, by = case.freshness_override_on, case.freshness_override_by_id
    if case.freshness_override and by is not None and on == day_in_japan(case.last_affected_at):
        override = Override(by=str(by), reason=case.freshness_override, last_seen=seen)
    return freshness(seen, today, days=case.campaign.freshness_days, override=override)


def _readiness(scope: Scope, members: list[Finding], today: dt.date) -> Readiness | None:
    case = members[0].case
    leaving = [row for row in members if row.decision == "confirmed" and row.released_at is None]
    if case is None or not leaving or not load_case_states().state(case.state).open:
        return None
    refusals = {
        each.input: each for row in leaving for each in may_hand_over(row.survey.sources, row.source_inputs).refusals
    }
    unknown = any(not row.source_inputs for row in leaving)
    stale = [row for row in leaving if finding_freshness(case, row, today).blocks]
    codes = {
        UNDECIDED: any(row.decision != "confirmed" for row in members),
        SAME_PERSON: any(row.decided_by_id in {None, scope.actor_id} for row in leaving),
        STALE: bool(stale),
        TERMS: bool(refusals) or unknown,
    }
    return Readiness(
        case=case,
        findings=tuple(leaving),
        late=case.state not in {"draft", "approved"},
        blocks=tuple(code for code, holds in codes.items() if holds),
        refusals=tuple(refusals[name] for name in sorted(refusals)),
        stale=tuple(stale),
    )
