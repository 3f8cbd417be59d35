"""One case per organisation: every finding of a survey goes to exactly one place, and the counts balance.

Places are tried in this order: outside the criteria, research (nobody is known to contact), excluded, open in another
campaign, else a case. The order of the findings never changes the outcome.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, Literal

import msgspec

from noroshi.attribute.names import normaliser
from noroshi.knowledge.office_days import ClosedPeriod
from noroshi.model.attribution import State
from noroshi.model.campaign import CampaignFinding, Decision, EarlierCase, Exclusion, Judgement, OwnerKey
from noroshi.notify.business_days import add_business_days
from noroshi.notify.criteria import Criteria, match

RESEARCH_DAYS: Final = 10
"""Business days within which the research queue is worked off, unless a campaign sets its own."""
Destination = Literal["case", "excluded", "research", "earlier_campaign", "not_in_criteria"]
_UNKNOWN: Final = frozenset({State.ISP_ONLY, State.NONE, State.OUT_OF_SCOPE})


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """Where a finding went.

    ``detail``: for a case nothing; for an exclusion its reason; for research a code of ``research_reason``; the earlier
    campaign; for the criteria the codes of ``mismatch`` joined with ``;``. ``until``: end of an exclusion, or the
    deadline of research.
    """

    finding: str
    destination: Destination
    detail: str = ""
    owner: OwnerKey | None = None
    until: date | None = None


class CaseDraft(msgspec.Struct, frozen=True, kw_only=True):
    """One organisation with its findings and the judgements that matched; campaigns in which it had a closed case."""

    owner: OwnerKey
    organization: str
    findings: tuple[CampaignFinding, ...]
    judgements: dict[str, tuple[Judgement, ...]]
    earlier: tuple[str, ...] = ()


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """What a campaign opens with: its cases by owner, and one outcome for every finding, by id."""

    cases: tuple[CaseDraft, ...]
    outcomes: tuple[Outcome, ...]

    def counts(self) -> dict[str, int]:
        """Return how many findings went where; the sum is the number of findings."""
        counts: dict[str, int] = dict.fromkeys(Destination.__args__, 0)  # type: ignore[attr-defined]
        for outcome in self.outcomes:
            counts[outcome.destination] += 1
        return counts


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What else a campaign's opening depends on. ``closed``: closing days of the office, None for the usual ones."""

    campaign: str
    today: date
    criteria: Criteria = Criteria()
    exclusions: Sequence[Exclusion] = ()
    earlier: Sequence[EarlierCase] = ()
    research_days: int = RESEARCH_DAYS
    closed: tuple[ClosedPeriod, ...] | None = None


def open_campaign(findings: Iterable[CampaignFinding], plan: Plan) -> Opening:
    """Send every finding to one place and bundle those of a case by organisation.

    Raises ValueError where two findings have the same id: one of them would vanish.
    """
    ordered = sorted(findings, key=lambda finding: finding.id)
    twice = {one.id for one, other in pairwise(ordered) if one.id == other.id}
    if twice:
        raise ValueError(f"two findings have the id {min(twice)}")
    deadline = add_business_days(plan.today, plan.research_days, closed=plan.closed)
    outcomes = tuple(_send(finding, plan, deadline) for finding in ordered)
    return Opening(cases=_cases(ordered, outcomes, plan), outcomes=outcomes)


def owner_key(finding: CampaignFinding) -> OwnerKey | None:
    """Return what identifies the owner of a finding, or None where nobody is known to contact.

    With a corporate number: the number. Outside the register: the unit that works on it and the normalised name, and
    only where a person has decided so; no two units ever share such an owner.
    """
    if finding.number and finding.state in {State.ATTRIBUTED, State.CONFIRMED}:
        return OwnerKey(number=finding.number)
    if finding.number and finding.decision is Decision.CONFIRMED:
        return OwnerKey(number=finding.number)
    name = normaliser().keys(finding.organization).full
    decided = finding.decision is Decision.CONFIRMED or finding.state is State.CONFIRMED
    if finding.outside_register and decided and name:
        return OwnerKey(unit=finding.unit, name=name)
    return None


def research_reason(finding: CampaignFinding) -> str:
    """Return why a finding without an owner needs research: a code of ``research_reason``."""
    if finding.state is State.CANDIDATES:
        return "only_candidates"
    if finding.state in _UNKNOWN and not finding.organization:
        return "no_name"
    return "no_number"


def _send(finding: CampaignFinding, plan: Plan, deadline: date) -> Outcome:
    matched = match(finding, plan.criteria)
    if not matched.fits:
        return Outcome(finding=finding.id, destination="not_in_criteria", detail=";".join(matched.reasons))
    owner = owner_key(finding)
    if owner is None:
        detail = research_reason(finding)
        return Outcome(finding=finding.id, destination="research", detail=detail, until=deadline)
    exclusion = _exclusion(owner, plan)
    if exclusion is not None:
        return Outcome(
            finding=finding.id, destination="excluded", detail=exclusion.reason, owner=owner, until=exclusion.until
        )
    running = sorted(case.campaign for case in plan.earlier if case.owner == owner and case.open and _other(case, plan))
    if running:
        return Outcome(finding=finding.id, destination="earlier_campaign", detail=running[0], owner=owner)
    return Outcome(finding=finding.id, destination="case", owner=owner)


def _exclusion(owner: OwnerKey, plan: Plan) -> Exclusion | None:
    """Return the exclusion that holds longest, so that its end is the day on which contact becomes possible."""
    holding = [one for one in plan.exclusions if one.owner == owner and one.holds(plan.today, plan.campaign)]
    return max(holding, key=lambda one: (one.until or date.max, one.reason), default=None)


def _other(case: EarlierCase, plan: Plan) -> bool:
    return case.campaign != plan.campaign


def _cases(findings: Sequence[CampaignFinding], outcomes: Sequence[Outcome], plan: Plan) -> tuple[CaseDraft, ...]:
    grouped: dict[OwnerKey, list[CampaignFinding]] = {}
    for finding, outcome in zip(findings, outcomes, strict=True):
        if outcome.destination == "case" and outcome.owner is not None:
            grouped.setdefault(outcome.owner, []).append(finding)
    return tuple(
        CaseDraft(
            owner=owner,
            organization=next((one.organization for one in members if one.organization), ""),
            findings=tuple(members),
            judgements={one.id: match(one, plan.criteria).judgements for one in members},
            earlier=tuple(
                sorted({case.campaign for case in plan.earlier if case.owner == owner and _other(case, plan)})
            ),
        )
        for owner, members in sorted(grouped.items())
    )
