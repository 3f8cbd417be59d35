"""Opening a campaign from a survey: one case per organisation, all in one transaction.

Only the devices that meet the criteria enter the records; where every other device went is kept in the balance.
"""

import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from noroshi.records.agency import Unit
from noroshi.records.campaign import Campaign
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.campaign_preview import Preview, preview
from noroshi.records.services.campaign_rows import (
    CampaignRows,
    Entry,
    entries,
    make_cases,
    make_organizations,
    save_findings,
    survey_row,
)
from noroshi.records.services.campaign_wishes import Wishes, check_criteria, check_frame, urgencies_from
from noroshi.records.services.refusals import Refused
from noroshi.records.services.survey_findings import FindingRows, read_findings


def open_campaign(scope: Scope, unit: Unit, path: Path, wishes: Wishes, *, today: dt.date | None = None) -> Campaign:
    """Open the campaign and return it. Nothing is saved unless everything is.

    Raises ``Refused`` (a wish that cannot be met; the same code again), ``SurveyError`` (no complete survey) or
    ``NotPermitted`` (another unit's compartment).
    """
    check_criteria(wishes)
    check_frame(wishes)
    _refuse_again(scope, unit, path, wishes)
    seen = preview(scope, unit, path, wishes, today or timezone.localdate())
    rows = CampaignRows(findings=_read(path, seen))
    with transaction.atomic():
        campaign = _campaign(scope, unit, seen, wishes)
        make_organizations(scope, unit, seen.opening.cases, rows)
        make_cases(campaign, seen.opening.cases, rows, wishes.starts_on)
        save_findings(campaign, campaign.survey, seen.opening.outcomes, rows)
        _audit(scope, campaign, seen, rows)
    return campaign


def _refuse_again(scope: Scope, unit: Unit, path: Path, wishes: Wishes) -> None:
    earlier = Campaign.objects.within(scope).filter(unit=unit, code=wishes.code).select_related("survey").first()
    if earlier is not None:
        raise Refused(
            "campaign_open_already", field="code", code=wishes.code, survey=earlier.survey.name, path=path.name
        )


def _read(path: Path, seen: Preview) -> dict[str, FindingRows]:
    taken = {each.finding for each in seen.opening.outcomes if each.destination in {"case", "research"}}
    times = {device: seen.devices[device].last_affected_at for device in taken}
    return {rows.finding.device: rows for rows in read_findings(path, times)}


def _campaign(scope: Scope, unit: Unit, seen: Preview, wishes: Wishes) -> Campaign:
    now = timezone.now().isoformat(timespec="seconds")
    survey = survey_row(scope, unit, seen.facts)
    try:
        with transaction.atomic():
            return Campaign.objects.create(
                unit=unit,
                survey=survey,
                code=wishes.code,
                title_ja=wishes.title_ja,
                title_en=wishes.title_en,
                prefectures=list(wishes.prefectures),
                prefecture_basis=wishes.basis,
                products=list(wishes.products),
                cves=list(wishes.cves),
                verdicts=list(wishes.verdicts),
                urgencies=urgencies_from(wishes.least),
                freshness_days=wishes.freshness_days,
                research_days=wishes.research_days,
                legal_basis=wishes.legal_basis,
                handling_class=wishes.handling_class,
                ethics={item: {"by": scope.actor_id, "at": now} for item in sorted(wishes.ethics)},
                balance=seen.balance,
                sample=settings.DEMO or seen.facts.synthetic or not unit.agency.profile_signed,
                starts_on=wishes.starts_on,
                ends_on=wishes.ends_on,
                opened_by_id=scope.actor_id,
            )
    except IntegrityError as error:
        values = {"code": wishes.code, "survey": seen.facts.name, "path": seen.facts.path.name}
        raise Refused("campaign_open_already", field="code", **values) from error


def _audit(scope: Scope, campaign: Campaign, seen: Preview, rows: CampaignRows) -> None:
    opened: dict[str, Any] = {
        "code": campaign.code,
        "survey": seen.facts.digest,
        "legal_basis": campaign.legal_basis,
        "handling_class": campaign.handling_class,
        "ethics": campaign.ethics,
        "balance": seen.balance,
    }
    first: Entry = ("campaign.opened", audit.subject_of(campaign), opened)
    found = [first, *entries(campaign, rows.cases.values(), rows)]
    audit.append_many(found, actor_id=scope.actor_id, unit_id=campaign.unit_id)
