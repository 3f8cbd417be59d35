"""What a campaign would open with: every device of the survey in exactly one place, with its reason. Saves nothing."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from msgspec import structs

from noroshi.attribute.names import normaliser
from noroshi.knowledge.case_states import load_case_states
from noroshi.model.campaign import CampaignFinding, EarlierCase, OwnerKey
from noroshi.model.campaign import Exclusion as ExclusionRule
from noroshi.notify.deduplicate import Opening, Outcome, Plan, open_campaign
from noroshi.notify.freshness import freshness
from noroshi.records.agency import Unit
from noroshi.records.case import Case
from noroshi.records.exclusion import Exclusion
from noroshi.records.finding import Finding
from noroshi.records.organization import Organization
from noroshi.records.scope import NotPermitted, Scope
from noroshi.records.services.campaign_wishes import Wishes, check_criteria
from noroshi.records.services.load_survey import SurveyDevice, SurveyFacts, read_devices, read_facts
from noroshi.records.services.terms_gate import may_hand_over

LIVE: Final = ("open", "working", "expired")
"""States of research that somebody works on."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The survey, its devices by id, where each goes, and the balance that is shown and stored."""

    facts: SurveyFacts
    devices: dict[str, SurveyDevice]
    opening: Opening
    balance: dict[str, Any]


def preview(scope: Scope, unit: Unit, path: Path, wishes: Wishes, today: dt.date) -> Preview:
    """Return what the campaign would open with; raises ``Refused``, ``SurveyError`` or ``NotPermitted``."""
    if not scope.covers(unit.pk):
        raise NotPermitted(scope.capability)
    check_criteria(wishes)
    facts = read_facts(path)
    devices = {each.finding.device: each for each in read_devices(path)}
    base = Plan(campaign=wishes.code, today=today, criteria=wishes.criteria, research_days=wishes.research_days)
    opening = opening_of(scope, unit, (each.finding for each in devices.values()), base)
    return Preview(facts, devices, opening, _balance(facts, devices, opening, wishes, today))


def opening_of(scope: Scope, unit: Unit, findings: Iterable[CampaignFinding], plan: Plan) -> Opening:
    """Return where each finding goes, in view of what the records of the unit hold against a contact.

    That is: standing exclusions, open cases of any campaign, and devices that another campaign is looking up.
    """
    exclusions = [_exclusion(row) for row in _standing(scope, unit, plan.today)]
    full = structs.replace(plan, exclusions=exclusions, earlier=list(_earlier(scope, unit)))
    opening = open_campaign(findings, full)
    return structs.replace(opening, outcomes=_once(scope, unit, opening.outcomes, plan.campaign))


def _once(scope: Scope, unit: Unit, outcomes: tuple[Outcome, ...], campaign: str) -> tuple[Outcome, ...]:
    live = Finding.objects.within(scope).filter(unit=unit, research_state__in=LIVE).exclude(campaign__code=campaign)
    elsewhere = dict(live.order_by("pk").values_list("device", "campaign__code"))
    return tuple(
        Outcome(finding=each.finding, destination="earlier_campaign", detail=elsewhere[each.finding])
        if each.destination == "research" and each.finding in elsewhere
        else each
        for each in outcomes
    )


def owner_of(organization: Organization) -> OwnerKey:
    """Return what identifies an organisation of the records, as the de-duplication does."""
    return _key(organization.unit_id, organization.corporate_number, organization.name)


def _key(unit_id: int, number: str, name: str) -> OwnerKey:
    return OwnerKey(number=number) if number else OwnerKey(unit=str(unit_id), name=normaliser().keys(name).full)


def _standing(scope: Scope, unit: Unit, today: dt.date) -> Iterable[Exclusion]:
    return Exclusion.objects.within(scope).filter(unit=unit, lifted_at=None, until__gte=today).order_by("pk")


def _exclusion(row: Exclusion) -> ExclusionRule:
    owner = _key(row.unit_id, row.corporate_number, row.name)
    return ExclusionRule(owner=owner, reason=row.reason, until=row.until)


def _earlier(scope: Scope, unit: Unit) -> Iterable[EarlierCase]:
    cases = Case.objects.within(scope).filter(unit=unit).select_related("organization", "campaign").order_by("pk")
    for case in cases.only("unit", "state", "campaign__code", "organization__corporate_number", "organization__name"):
        organization = case.organization
        key = _key(case.unit_id, organization.corporate_number, organization.name)
        yield EarlierCase(campaign=case.campaign.code, owner=key, open=load_case_states().state(case.state).open)


def _balance(
    facts: SurveyFacts, devices: dict[str, SurveyDevice], opening: Opening, wishes: Wishes, today: dt.date
) -> dict[str, Any]:
    bins = Counter((each.destination, each.detail) for each in opening.outcomes)
    if sum(bins.values()) != len(devices):
        raise AssertionError(f"{len(devices)} devices, but {sum(bins.values())} outcomes: a device has vanished")
    taken = [each for each in opening.outcomes if each.destination in {"case", "research"}]
    gate = may_hand_over(facts.sources)
    return {
        "devices": len(devices),
        "bins": [
            {"outcome": place, "detail": detail, "devices": count} for (place, detail), count in sorted(bins.items())
        ],
        "cases": len(opening.cases),
        "stale": sum(_stale(devices[each.finding], wishes, today) for each in taken),
        "held_back": _held_back(devices, opening.outcomes),
        "products": _products(devices, {each.finding for each in taken}),
        "terms_refused": [[each.input, each.answer] for each in gate.refusals],
    }


def _stale(device: SurveyDevice, wishes: Wishes, today: dt.date) -> bool:
    return freshness(device.finding.last_seen, today, days=wishes.freshness_days).blocks


def _held_back(devices: dict[str, SurveyDevice], outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    """Return the organisations that fit the criteria and still get no case: excluded, or in an open campaign."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for each in outcomes:
        if each.destination not in {"excluded", "earlier_campaign"} or each.owner is None:
            continue
        finding = devices[each.finding].finding
        row = found.setdefault(
            (each.destination, each.owner.number, each.owner.name),
            {
                "outcome": each.destination,
                "detail": each.detail,
                "number": each.owner.number,
                "name": finding.organization,
                "until": each.until.isoformat() if each.until else "",
                "devices": 0,
            },
        )
        row["devices"] += 1
    return [found[key] for key in sorted(found)]


def _products(devices: dict[str, SurveyDevice], taken: set[str]) -> list[dict[str, Any]]:
    rows: dict[str, Counter[str]] = {}
    for name, device in devices.items():
        counts = rows.setdefault(device.finding.product, Counter())
        counts["devices"] += 1
        counts["version_unknown"] += not device.version_known
        counts["taken"] += name in taken
    names = ("devices", "version_unknown", "taken")
    return [{"product": product, **{name: counts[name] for name in names}} for product, counts in sorted(rows.items())]
