"""Making the rows of a campaign: its survey, the organisations and their cases. Thousands at once, few statements."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import IntegrityError, transaction

from noroshi.archive.device_list import URGENCY_ORDER
from noroshi.knowledge.organization_kinds import kind_of
from noroshi.notify.business_days import add_business_days
from noroshi.notify.deduplicate import CaseDraft, Outcome
from noroshi.records.agency import Unit
from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.finding import Evidence, Finding
from noroshi.records.organization import Organization
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.load_survey import SurveyFacts
from noroshi.records.services.references import new_references
from noroshi.records.services.survey_findings import FindingRows
from noroshi.records.survey import Survey

Entry = tuple[str, str, dict[str, Any] | None]
BATCH: Final = 500
_TRIES: Final = 5
_DUE_DAYS: Final = {"3d_forensics": 3, "3d": 3, "14d": 14, "60d": 60}
"""Days after the start on which a case should have been contacted: the time to act that the urgency states."""


@dataclass(slots=True)
class CampaignRows:
    """The rows under construction, by device and by corporate number."""

    findings: dict[str, FindingRows] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)


def urgency_of(urgencies: Iterable[str]) -> str:
    """Return the gravest of the urgencies, none for none."""
    return min(urgencies, key=URGENCY_ORDER.index, default="none")


def due_day(urgency: str, start: dt.date) -> dt.date | None:
    """Return the business day by which a case of this urgency should have been contacted, None without a time."""
    days = _DUE_DAYS.get(urgency)
    return None if days is None else add_business_days(start + dt.timedelta(days=days), 0)


def survey_row(scope: Scope, unit: Unit, facts: SurveyFacts) -> Survey:
    """Return the row of a survey in a unit, made where it is new."""
    survey = Survey.objects.within(scope).filter(unit=unit, digest=facts.digest).first()
    if survey is None:
        survey = Survey.objects.create(
            unit=unit,
            name=facts.name,
            digest=facts.digest,
            as_of=facts.as_of,
            sources=facts.sources,
            counts=facts.counts,
            blind_spots=facts.blind_spots,
            knowledge_digest=facts.knowledge_digest,
            synthetic=facts.synthetic,
            imported_by_id=scope.actor_id,
        )
        audit.changed(scope, "survey.imported", survey, {"name": facts.name, "digest": facts.digest})
    return survey


def make_organizations(scope: Scope, unit: Unit, drafts: Iterable[CaseDraft], rows: CampaignRows) -> None:
    """Find the organisations of the cases in the records, and make those that are new."""
    known = Organization.objects.within(scope).filter(unit=unit).exclude(corporate_number="")
    rows.organizations = {each.corporate_number: each for each in known}
    new = [_organization(unit, draft, rows) for draft in drafts if draft.owner.number not in rows.organizations]
    Organization.objects.bulk_create(new, batch_size=BATCH)
    rows.organizations |= {each.corporate_number: each for each in new}


def make_cases(campaign: Campaign, drafts: Iterable[CaseDraft], rows: CampaignRows, start: dt.date) -> list[Case]:
    """Make a case for each draft whose organisation has none in ``rows`` yet, and return the new ones.

    A reference number that another unit holds is drawn again. ``start``: the day from which a case's time runs.
    """
    wanted = [draft for draft in drafts if draft.owner.number not in rows.cases]
    for attempt in range(_TRIES):
        references = new_references(len(wanted))
        cases = [_case(campaign, draft, number, rows, start) for draft, number in zip(wanted, references, strict=True)]
        try:
            with transaction.atomic():
                Case.objects.bulk_create(cases, batch_size=BATCH)
        except IntegrityError:
            if attempt + 1 == _TRIES:
                raise
            continue
        rows.cases |= {draft.owner.number: case for draft, case in zip(wanted, cases, strict=True)}
        return cases
    raise AssertionError("the loop returns or raises")


def save_findings(campaign: Campaign, survey: Survey, outcomes: Iterable[Outcome], rows: CampaignRows) -> None:
    """Save the findings with their evidence, each in the case of its organisation or in the research queue."""
    for outcome in outcomes:
        if outcome.finding not in rows.findings:
            continue
        finding = rows.findings[outcome.finding].finding
        finding.unit_id, finding.campaign, finding.survey = campaign.unit_id, campaign, survey
        if outcome.destination == "case" and outcome.owner is not None:
            finding.case = rows.cases[outcome.owner.number]
            finding.organization = rows.organizations[outcome.owner.number]
        else:
            finding.research_state, finding.research_reason = "open", outcome.detail
            finding.research_due_on = outcome.until
    Finding.objects.bulk_create((each.finding for each in rows.findings.values()), batch_size=BATCH)
    evidence: list[Evidence] = []
    for each in rows.findings.values():
        for reason in each.evidence:
            reason.unit_id, reason.finding = campaign.unit_id, each.finding
            evidence.append(reason)
    Evidence.objects.bulk_create(evidence, batch_size=BATCH)


def entries(campaign: Campaign, cases: Iterable[Case], rows: CampaignRows) -> list[Entry]:
    """Return the audit entries of new cases and of the findings."""
    devices = Counter(each.finding.case_id for each in rows.findings.values())
    found: list[Entry] = []
    for case in cases:
        values = {"campaign": campaign.code, "organization": case.organization_id, "devices": devices[case.pk]}
        found.append(("case.opened", audit.subject_of(case), values))
    for each in rows.findings.values():
        finding = each.finding
        values = {
            "campaign": campaign.code,
            "device": finding.device,
            "case": finding.case_id,
            "product": finding.product,
            "version": finding.version_text,
            "verdict": finding.verdict,
            "last_affected_at": finding.last_affected_at.isoformat(),
        }
        found.append(("finding.opened", audit.subject_of(finding), values))
    return found


def _organization(unit: Unit, draft: CaseDraft, rows: CampaignRows) -> Organization:
    finding = rows.findings[draft.findings[0].device].finding
    return Organization(
        unit=unit,
        corporate_number=draft.owner.number,
        name=draft.organization[:200],
        kind=kind_of(draft.organization),
        prefecture=finding.registered_pref,
        city=finding.attribution["registered_city"][:60],
    )


def _case(campaign: Campaign, draft: CaseDraft, reference: str, rows: CampaignRows, start: dt.date) -> Case:
    findings = [rows.findings[each.device].finding for each in draft.findings]
    urgency = urgency_of(str(each.urgency) for judgements in draft.judgements.values() for each in judgements)
    return Case(
        unit_id=campaign.unit_id,
        campaign=campaign,
        organization=rows.organizations[draft.owner.number],
        reference=reference,
        urgency=urgency,
        priority=URGENCY_ORDER.index(urgency) + 1,
        due_on=due_day(urgency, start),
        last_affected_at=max(each.last_affected_at for each in findings),
    )
