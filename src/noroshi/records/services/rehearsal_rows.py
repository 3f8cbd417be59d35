"""The rows of a rehearsal: a compartment and a campaign of their own, and one invented organisation with its case.

No survey is needed and none is touched. The case takes the states of a real one, so that the same pages serve it.
"""

import datetime as dt
import secrets
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from noroshi.knowledge.rehearsals import Device, Persona, load_rehearsals
from noroshi.notify.reference_number import for_rehearsal
from noroshi.records.agency import Unit
from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.contact import Contact
from noroshi.records.finding import Evidence, Finding
from noroshi.records.organization import Organization
from noroshi.records.scope import Scope
from noroshi.records.services import audit, transitions
from noroshi.records.survey import Survey

CODE: Final = "REHEARSAL"
PHONE: Final = "000-0000-0000"
"""No number begins so: nobody can be called by mistake."""
ADDRESS: Final = "192.0.2.1"
_TRIES: Final = 5
_ALWAYS_FRESH: Final = 30_000
_RELEASED: Final = (
    ("approve", frozenset({"has_confirmed_finding", "second_person", "fresh"})),
    ("hand_over", frozenset({"terms_allow", "fresh"})),
)


def compartment(unit: Unit) -> Unit:
    """Return the compartment of a unit's rehearsals, made where it is new."""
    found, made = Unit.objects.get_or_create(
        rehearsal_of=unit,
        defaults={
            "agency_id": unit.agency_id,
            "code": f"{CODE.lower()}-{unit.pk}",
            "name_ja": f"{unit.name_ja[:90]}(練習)",
            "name_en": f"{unit.name_en[:80]} (rehearsal)",
        },
    )
    if made:
        audit.append("unit.made", audit.subject_of(found), unit_id=found.pk, values={"rehearsal_of": unit.pk})
    return found


def campaign_in(scope: Scope, unit: Unit) -> Campaign:
    """Return the rehearsal campaign of a compartment of rehearsals, opened where there is none."""
    there = Campaign.objects.within(scope).filter(unit=unit, rehearsal=True).first()
    if there is not None:
        return there
    today = timezone.localdate()
    survey = Survey.objects.create(unit=unit, name="見本", digest="0" * 64, as_of=today, synthetic=True)
    campaign = Campaign.objects.create(
        unit=unit,
        code=CODE,
        title_ja="架電の練習(見本)",
        title_en="Rehearsal of calls (sample)",
        legal_basis="見本",
        handling_class="unit_only",
        freshness_days=_ALWAYS_FRESH,
        rehearsal=True,
        starts_on=today,
        survey=survey,
        opened_by_id=scope.actor_id,
    )
    audit.changed(scope, "campaign.opened", campaign, {"code": CODE, "rehearsal": True})
    return campaign


def make_case(scope: Scope, campaign: Campaign, persona: Persona) -> Case:
    """Make the persona's organisation with a number that reaches nobody, and its case, ready to be called."""
    organization = Organization.objects.create(
        unit_id=campaign.unit_id, name=persona.organization.ja, name_kana=persona.kana, kind=persona.kind
    )
    now = timezone.now()
    Contact.objects.create(
        unit_id=campaign.unit_id,
        organization=organization,
        kind="phone",
        value=PHONE,
        desk="代表(見本)",
        main=True,
        looked_up_on=timezone.localdate(now),
        confirmed_at=now,
    )
    case = _case(scope, campaign, organization, now)
    _finding(case, load_rehearsals().device, now)
    audit.changed(scope, "case.opened", case, {"campaign": campaign.code, "organization": organization.pk})
    for transition, conditions in _RELEASED:
        case = transitions.apply(scope, case, transition, met=conditions)
    return case


def _case(scope: Scope, campaign: Campaign, organization: Organization, now: dt.datetime) -> Case:
    for attempt in range(_TRIES):
        try:
            with transaction.atomic():
                return Case.objects.create(
                    unit_id=campaign.unit_id,
                    campaign=campaign,
                    organization=organization,
                    reference=for_rehearsal(secrets.randbits(64)),
                    assignee_id=scope.actor_id,
                    urgency="3d",
                    last_affected_at=now,
                )
        except IntegrityError:
            if attempt + 1 == _TRIES:
                raise
    raise AssertionError("the loop returns or raises")


def _finding(case: Case, device: Device, now: dt.datetime) -> Finding:
    judgement = {
        "cve": device.cve,
        "verdict": "affected",
        "reason": "IN_RANGE",
        "condition": "met",
        "urgency": "3d",
        "in_kev": False,
        "ransomware": False,
        "fix": device.fix,
        "text_ja": device.text.ja,
        "text_en": device.text.en,
    }
    finding = Finding.objects.create(
        unit_id=case.unit_id,
        campaign_id=case.campaign_id,
        survey_id=case.campaign.survey_id,
        organization_id=case.organization_id,
        case=case,
        device=f"{ADDRESS}:{case.pk}:{device.product}",
        ips=[ADDRESS],
        ports=[443],
        product=device.product,
        vendor=device.vendor,
        version_kind="exact",
        version_text=device.version,
        version={"exact": device.version},
        verdict="affected",
        urgency="3d",
        cves=[judgement],
        attribution_state="attributed",
        probability=0.97,
        first_seen=now - dt.timedelta(days=30),
        last_seen=now,
        last_affected_at=now,
        decision="confirmed",
        decided_at=now,
        released_at=now,
    )
    Evidence.objects.create(
        unit_id=case.unit_id, finding=finding, about="version", rule="rehearsal", source="見本", observed_at=now
    )
    return finding
