"""Findings and their cases: what a campaign is about, which case a finding joins, what is left of a case."""

from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from noroshi.attribute.numbers import is_number
from noroshi.knowledge.case_states import load_case_states
from noroshi.knowledge.organization_kinds import kind_of
from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.exclusion import Exclusion
from noroshi.records.finding import Finding
from noroshi.records.organization import Organization
from noroshi.records.scope import Scope
from noroshi.records.services import audit, transitions
from noroshi.records.services.campaign_rows import due_day, urgency_of
from noroshi.records.services.contact_gate import standing_exclusion
from noroshi.records.services.references import new_references
from noroshi.records.services.refusals import Refused
from noroshi.records.todo import Todo

STANDING: Final = ("pending", "asked", "confirmed")
"""Decisions with which a finding still speaks for its case."""
_TRIES: Final = 5


def campaign_judgements(campaign: Campaign, finding: Finding) -> list[dict[str, Any]]:
    """Return the judgements of a finding that the campaign is about, gravest first."""
    verdicts, cves = campaign.verdicts or ["affected", "likely"], campaign.cves
    about = [each for each in finding.cves if each["verdict"] in verdicts and (not cves or each["cve"] in cves)]
    return [each for each in about if not campaign.urgencies or each["urgency"] in campaign.urgencies]


def named_organization(scope: Scope, finding: Finding, *, number: str, name: str, **place: str) -> Organization:
    """Return the organisation with the number (or, outside the register, the name), made where it is new.

    Raises ``Refused`` for a wrong number, a missing name, an exclusion, or an open case in another campaign.
    """
    if number and not is_number(number):
        raise Refused("number_wrong", field="number", number=number[:20])
    if not name.strip():
        raise Refused("name_missing", field="name")
    same = {"corporate_number": number} if number else {"corporate_number": "", "name": name.strip()}
    found = Organization.objects.within(scope).filter(unit_id=finding.unit_id, **same).first()
    organization = found or Organization(
        unit_id=finding.unit_id,
        corporate_number=number,
        name=name.strip()[:200],
        kind=place.get("kind") or kind_of(name),
        prefecture=place.get("prefecture", "")[:10],
        city=place.get("city", "")[:60],
    )
    _refuse(scope, finding, organization)
    if found is None:
        organization.save()
        values = {"corporate_number": number, "name": organization.name}
        audit.changed(scope, "organization.created", organization, values)
    return organization


def join_case(scope: Scope, finding: Finding, organization: Organization) -> Case:
    """Give the finding to the organisation's case of its campaign, made where there is none, and return the case.

    The finding's row is changed but not saved.
    """
    case = Case.objects.within(scope).filter(campaign_id=finding.campaign_id, organization=organization).first()
    if case is None:
        case = _new_case(scope, finding, organization)
    finding.organization, finding.case = organization, case
    return case


def settle(scope: Scope, case: Case, reason: str) -> Case:
    """Bring a case in line with its findings, and return it.

    A case without a standing finding is dropped (a closed one is reopened first, so that its history shows why); a
    dropped case with a confirmed finding comes back, as does an ended one with a device that was confirmed anew.
    Freshness and urgency follow the standing findings.
    """
    standing = list(Finding.objects.within(scope).filter(case=case, decision__in=STANDING).order_by("pk"))
    if not standing:
        return _drop(scope, case, reason)
    if case.state in load_case_states().find("reopen_finding").sources and any(_anew(case, each) for each in standing):
        case = transitions.apply(
            scope, case, "reopen_finding", reason=reason, met=frozenset({"has_confirmed_finding", "reason_given"})
        )
    urgency = urgency_of(each["urgency"] for row in standing for each in campaign_judgements(case.campaign, row))
    newest = max(each.last_affected_at for each in standing)
    if (case.urgency, case.last_affected_at) != (urgency, newest):
        old = {"urgency": case.urgency, "last_affected_at": case.last_affected_at}
        case.urgency, case.last_affected_at = urgency, newest
        case.save(update_fields=["urgency", "last_affected_at"])
        audit.changed(scope, "case.settled", case, {"old": old, "urgency": urgency, "last_affected_at": newest})
    return case


def _anew(case: Case, finding: Finding) -> bool:
    """Whether a finding brings an ended case back: confirmed, not yet released, and not seen fixed."""
    if finding.decision != "confirmed":
        return False
    return case.state == "not_applicable" or (finding.released_at is None and finding.observed_state != "fixed_version")


def _drop(scope: Scope, case: Case, reason: str) -> Case:
    states = load_case_states()
    told = case.first_attempt_at is not None
    if case.state in states.find("reopen_refuted").sources:
        met = frozenset({"finding_refuted", "reason_given"})
        case = transitions.apply(scope, case, "reopen_refuted", reason=reason, met=met)
    if case.state in states.find("drop").sources:
        met = frozenset({"no_finding_left", "reason_given"})
        case = transitions.apply(scope, case, "drop", reason=reason, met=met)
        if told:
            Todo.objects.create(unit_id=case.unit_id, case=case, kind="wrong_after_contact", values={"reason": reason})
    return case


def _refuse(scope: Scope, finding: Finding, organization: Organization) -> None:
    exclusion: Exclusion | None = standing_exclusion(scope, organization, timezone.localdate())
    if exclusion is not None:
        raise Refused("organization_excluded", field="number", name=organization.name, until=f"{exclusion.until}")
    if organization.pk is None:
        return
    states = [state.code for state in load_case_states().states if state.open]
    others = Case.objects.within(scope).filter(organization=organization, state__in=states)
    other = others.exclude(campaign_id=finding.campaign_id).select_related("campaign").first()
    if other is not None:
        values = {"name": organization.name, "campaign": other.campaign.code}
        raise Refused("organization_elsewhere", field="number", **values)


def _new_case(scope: Scope, finding: Finding, organization: Organization) -> Case:
    urgency = urgency_of(each["urgency"] for each in campaign_judgements(finding.campaign, finding))
    for attempt in range(_TRIES):
        try:
            with transaction.atomic():
                case = Case.objects.create(
                    unit_id=finding.unit_id,
                    campaign_id=finding.campaign_id,
                    organization=organization,
                    reference=new_references(1)[0],
                    urgency=urgency,
                    due_on=due_day(urgency, timezone.localdate()),
                    last_affected_at=finding.last_affected_at,
                )
        except IntegrityError:
            if attempt + 1 == _TRIES:
                raise
            continue
        values = {"campaign": finding.campaign_id, "organization": organization.pk, "finding": finding.pk}
        audit.changed(scope, "case.opened", case, values)
        return case
    raise AssertionError("the loop returns or raises")
