"""Taking cases over: a campaign that came by bundle, own cases with own reference numbers, contacts to be confirmed.

What the giver confirmed arrives as confirmed by the person who takes it over; a second person here still releases it
before anybody is contacted.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from noroshi.archive.device_list import URGENCY_ORDER
from noroshi.exchange.bundle.contents import CasesContents, HandedCase, HandedFinding
from noroshi.exchange.bundle.terms import finding_key
from noroshi.knowledge.case_states import load_case_states
from noroshi.records.agency import Unit
from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.contact import Contact
from noroshi.records.decision import Decision
from noroshi.records.finding import Evidence, Finding
from noroshi.records.hand_over import TAKEN, BundleHandOver
from noroshi.records.organization import Organization
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.bundle_survey import survey_of_bundle
from noroshi.records.services.campaign_rows import due_day
from noroshi.records.services.campaign_wishes import Wishes, check_criteria, check_frame, urgencies_from
from noroshi.records.services.contact_gate import standing_exclusion
from noroshi.records.services.finding_case import join_case, settle
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused
from noroshi.records.services.storable import storable
from noroshi.records.services.take_finding import contact_row, evidence_row, finding_row, fitting
from noroshi.records.survey import Survey

_NEW: Final = "case"


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who takes over what, where."""

    scope: Scope
    campaign: Campaign
    survey: Survey
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the receiving office states itself before the first bundle becomes a campaign of its own."""

    title_ja: str = ""
    legal_basis: str = ""
    ethics: frozenset[str] = frozenset()


def take_cases(scope: Scope, unit: Unit, row: BundleHandOver, contents: CasesContents, frame: Frame) -> dict[str, int]:
    """Take the cases over and return how many findings went where; they add up to the findings of the bundle.

    Bins: ``case`` (a case was opened or joined), ``known`` (the campaign has the device), ``excluded``,
    ``earlier_campaign`` (an open case of another campaign). Must be called inside a transaction.

    Raises ``Refused`` for a code that another campaign has, a frame that lacks something, or a value that does not fit.
    """
    survey = survey_of_bundle(scope, unit, row, contents, f"{row.giver[:150]} {row.code} #{row.sequence}")
    campaign = _campaign(scope, unit, row, survey, contents, frame)
    row.campaign = campaign
    desk = _Desk(scope, campaign, survey, f"{row.giver} #{row.sequence}")
    bins: Counter[str] = Counter()
    held: list[dict[str, Any]] = []
    for handed in contents.cases:
        _check_keys(handed, campaign)
        organization = _organization(scope, unit, handed)
        place, detail = _held_back(scope, campaign, organization)
        if place:
            bins[place] += len(handed.findings)
            held.append(_held_row(place, detail, organization, len(handed.findings)))
            continue
        bins.update(_join(desk, organization, handed))
    total = sum(len(each.findings) for each in contents.cases)
    if bins.total() != total:
        raise AssertionError(f"{total} findings, but {bins.total()} in the bins: a finding has vanished")
    _note(scope, campaign, bins, held)
    return dict(sorted(bins.items()))


def _campaign(
    scope: Scope, unit: Unit, row: BundleHandOver, survey: Survey, contents: CasesContents, frame: Frame
) -> Campaign:
    there = Campaign.objects.within(scope).filter(unit=unit, code=row.code).first()
    if there is not None:
        return _joined(scope, there, row, contents)
    wishes = Wishes(
        code=row.code,
        title_ja=frame.title_ja,
        prefectures=(contents.prefecture,),
        basis=contents.basis,
        freshness_days=max(contents.freshness_days, 1),
        legal_basis=frame.legal_basis,
        ethics=frame.ethics,
        starts_on=timezone.localdate(),
    )
    check_criteria(wishes)
    check_frame(wishes)
    return _opened(scope, unit, survey, wishes)


def _joined(scope: Scope, campaign: Campaign, row: BundleHandOver, contents: CasesContents) -> Campaign:
    """Return the campaign that came from this giver before; one that opened here is not mixed with it."""
    rows = BundleHandOver.objects.within(scope).filter(campaign=campaign, direction=TAKEN, kind="cases")
    if not rows.filter(giver=row.giver).exists():
        raise Refused("bundle_code_taken", code=row.code)
    if campaign.state != "open":
        raise Refused("campaign_ended", campaign=row.code)
    locked = lock(scope, campaign)
    if contents.prefecture not in locked.prefectures:
        locked.prefectures = [*locked.prefectures, contents.prefecture]
        locked.save(update_fields=["prefectures"])
    return locked


def _opened(scope: Scope, unit: Unit, survey: Survey, wishes: Wishes) -> Campaign:
    now = timezone.now().isoformat(timespec="seconds")
    campaign = Campaign.objects.create(
        unit=unit,
        survey=survey,
        code=wishes.code,
        title_ja=wishes.title_ja,
        prefectures=list(wishes.prefectures),
        prefecture_basis=wishes.basis,
        verdicts=list(wishes.verdicts),
        urgencies=urgencies_from(wishes.least),
        freshness_days=wishes.freshness_days,
        legal_basis=wishes.legal_basis,
        handling_class=wishes.handling_class,
        ethics={item: {"by": scope.actor_id, "at": now} for item in sorted(wishes.ethics)},
        sample=settings.DEMO or survey.synthetic or not unit.agency.profile_signed,
        starts_on=wishes.starts_on,
        opened_by_id=scope.actor_id,
    )
    values = {"code": campaign.code, "survey": survey.digest, "legal_basis": campaign.legal_basis}
    audit.changed(scope, "campaign.opened", campaign, values | {"ethics": campaign.ethics, "by_bundle": True})
    return campaign


def _check_keys(handed: HandedCase, campaign: Campaign) -> None:
    for each in handed.findings:
        if each.key != finding_key(campaign.code, each.device):
            raise Refused("bundle_key", finding=each.key)


def _organization(scope: Scope, unit: Unit, handed: HandedCase) -> Organization:
    """Return the organisation of the records, or an unsaved one; what the records say of it is not overwritten."""
    given = handed.organisation
    name = storable(given.name)
    same = {"corporate_number": given.corporate_number} if given.corporate_number else {
        "corporate_number": "", "name": name
    }  # fmt: skip
    found = Organization.objects.within(scope).filter(unit=unit, **same).first()
    if found is not None:
        return found
    return fitting(
        Organization(
            unit=unit,
            corporate_number=given.corporate_number,
            name=name,
            name_kana=storable(given.name_kana),
            kind=given.kind,
            sector=storable(given.sector),
            prefecture=given.prefecture,
            city=storable(given.city),
            address=storable(given.address),
        )
    )


def _held_back(scope: Scope, campaign: Campaign, organization: Organization) -> tuple[str, str]:
    exclusion = standing_exclusion(scope, organization, timezone.localdate())
    if exclusion is not None:
        return "excluded", exclusion.reason
    if organization.pk is None:
        return "", ""
    states = [state.code for state in load_case_states().states if state.open]
    others = Case.objects.within(scope).filter(organization=organization, state__in=states)
    other = others.exclude(campaign=campaign).select_related("campaign").first()
    return ("earlier_campaign", other.campaign.code) if other is not None else ("", "")


def _held_row(place: str, detail: str, organization: Organization, devices: int) -> dict[str, Any]:
    return {
        "outcome": place,
        "detail": detail,
        "number": organization.corporate_number,
        "name": organization.name,
        "until": "",
        "devices": devices,
    }


def _join(desk: _Desk, organization: Organization, handed: HandedCase) -> Counter[str]:
    scope, campaign = desk.scope, desk.campaign
    known = set(Finding.objects.within(scope).filter(campaign=campaign).values_list("device", flat=True))
    new = [each for each in handed.findings if storable(each.device) not in known]
    bins = Counter({_NEW: len(new), "known": len(handed.findings) - len(new)})
    if not new:
        return bins
    if organization.pk is None:
        organization.save()
        values = {"corporate_number": organization.corporate_number, "name": organization.name}
        audit.changed(scope, "organization.created", organization, values)
    _contacts(scope, organization, handed)
    first = not Case.objects.within(scope).filter(campaign=campaign, organization=organization).exists()
    cases = [_finding(desk, organization, handed, each) for each in new]
    case = settle(scope, cases[-1], f"taken over: {desk.source}")
    if first:
        case.priority = URGENCY_ORDER.index(case.urgency) + 1
        case.due_on = due_day(case.urgency, timezone.localdate())
        case.save(update_fields=["priority", "due_on"])
    return bins


def _finding(desk: _Desk, organization: Organization, handed: HandedCase, given: HandedFinding) -> Case:
    now, campaign = timezone.now(), desk.campaign
    finding = finding_row(given, handed, unit_id=campaign.unit_id, campaign=campaign, survey=desk.survey)
    finding.decided_by_id, finding.decided_at = desk.scope.actor_id, now
    case = join_case(desk.scope, finding, organization)
    finding.save()
    Evidence.objects.bulk_create([evidence_row(each, finding) for each in given.evidence])
    decision = Decision.objects.create(
        unit_id=campaign.unit_id,
        finding=finding,
        kind="confirm",
        comment=desk.source,
        by_id=desk.scope.actor_id,
        at=now,
    )
    values = {"device": finding.device, "case": case.pk, "confirmed_there": given.decided_at.isoformat()}
    audit.changed(desk.scope, "finding.taken_over", finding, values, seals=[decision])
    return case


def _contacts(scope: Scope, organization: Organization, handed: HandedCase) -> None:
    rows = Contact.objects.within(scope).filter(organization=organization)
    known = set(rows.values_list("kind", "value"))
    for each in handed.contacts:
        contact = contact_row(each, organization)
        if (contact.kind, contact.value) in known:
            continue
        contact.save()
        audit.changed(scope, "contact.added", contact, {"organization": organization.pk, "value": contact.value})


def _note(scope: Scope, campaign: Campaign, bins: Counter[str], held: list[dict[str, Any]]) -> None:
    """Add the bins to the campaign's balance, which its page shows."""
    old = campaign.balance or {}
    counts = Counter({(each["outcome"], each["detail"]): each["devices"] for each in old.get("bins", ())})
    for place, count in bins.items():
        if place in {_NEW, "excluded", "earlier_campaign"} and count:
            counts[place, ""] += count
    campaign.balance = {
        "devices": sum(counts.values()),
        "bins": [{"outcome": place, "detail": detail, "devices": n} for (place, detail), n in sorted(counts.items())],
        "cases": Case.objects.within(scope).filter(campaign=campaign).count(),
        "stale": 0,
        "held_back": [*old.get("held_back", ()), *held],
        "products": [],
        "terms_refused": [],
    }
    campaign.save(update_fields=["balance"])
