"""Attaching a later survey from its folder: the campaign's devices looked at again, and the new ones taken over.

Every device of the later survey goes to exactly one place: it is one of the campaign's, it is new (pending in the case
of its organisation, or in the research queue), or it is left out with the reason. All or nothing.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from noroshi.knowledge.case_states import load_case_states
from noroshi.notify.deduplicate import Opening, Plan
from noroshi.records.attachment import Attachment
from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.finding import Finding
from noroshi.records.reobservation import Reobservation
from noroshi.records.scope import Scope
from noroshi.records.services import attach_survey, audit
from noroshi.records.services.campaign_preview import opening_of
from noroshi.records.services.campaign_rows import (
    CampaignRows,
    entries,
    make_cases,
    make_organizations,
    save_findings,
    survey_row,
)
from noroshi.records.services.campaign_wishes import criteria_of
from noroshi.records.services.load_survey import SurveyDevice, read_devices, read_facts
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused
from noroshi.records.services.survey_findings import read_findings
from noroshi.records.survey import Survey
from noroshi.records.todo import Todo

REOBSERVED: Final = "reobserved"
KNOWN: Final = {"refuted": "known_refuted", "merged": "known_merged"}
"""Where a device of the campaign counts that no longer speaks for a case: a person decided so, and it stays so."""
NEW: Final = ("case", "research")


def take_in(scope: Scope, campaign: Campaign, path: Path, *, today: dt.date | None = None) -> Attachment:
    """Attach the survey in the folder to the campaign and return what it showed. Nothing is saved unless all is.

    Raises ``Refused`` (a survey that is not later than those of the campaign, or attached already; a campaign that has
    ended) or ``SurveyError`` (no complete survey).
    """
    facts, devices = read_facts(path), {each.finding.device: each for each in read_devices(path)}
    with transaction.atomic():
        row = lock(scope, campaign)
        if row.state != "open":
            raise Refused("campaign_ended", campaign=row.code)
        before = _newest_todo(scope)
        survey = survey_row(scope, row.unit, facts)
        states = attach_survey.attach(scope, row, survey, path)
        known = _known(scope, row, survey)
        opening = _opening(scope, row, [each for key, each in devices.items() if key not in known], today)
        _add(scope, row, survey, path, opening, devices)
        attachment = Attachment.objects.create(
            unit_id=row.unit_id,
            campaign=row,
            survey=survey,
            states=dict(states),
            balance=_balance(len(devices), devices.keys(), known, opening),
            todos=_todos(scope, row, before),
            attached_by_id=scope.actor_id,
        )
        values = {"survey": survey.digest, "states": attachment.states, "balance": attachment.balance}
        audit.changed(scope, "survey.attached", attachment, values)
    return attachment


def _known(scope: Scope, campaign: Campaign, survey: Survey) -> dict[str, str]:
    """Return the devices of the later survey that the campaign knows, with the place where they count."""
    known = {
        device: KNOWN.get(decision, REOBSERVED)
        for device, decision in Finding.objects.within(scope)
        .filter(campaign=campaign)
        .values_list("device", "decision")
    }
    again = Reobservation.objects.within(scope).filter(survey=survey, finding__campaign=campaign).exclude(device="")
    return known | dict.fromkeys(again.values_list("device", flat=True), REOBSERVED)


def _opening(scope: Scope, campaign: Campaign, devices: list[SurveyDevice], today: dt.date | None) -> Opening:
    plan = Plan(
        campaign=campaign.code,
        today=today or timezone.localdate(),
        criteria=criteria_of(campaign),
        research_days=campaign.research_days,
    )
    return opening_of(scope, campaign.unit, (each.finding for each in devices), plan)


def _add(
    scope: Scope,
    campaign: Campaign,
    survey: Survey,
    path: Path,
    opening: Opening,
    devices: dict[str, SurveyDevice],
) -> None:
    taken = [each.finding for each in opening.outcomes if each.destination in NEW]
    times = {device: devices[device].last_affected_at for device in taken}
    rows = CampaignRows(findings={each.finding.device: each for each in read_findings(path, times)})
    there = Case.objects.within(scope).filter(campaign=campaign).select_related("organization", "campaign")
    joined = {case.organization.corporate_number: case for case in there if case.organization.corporate_number}
    rows.cases = dict(joined)
    make_organizations(scope, campaign.unit, opening.cases, rows)
    new = make_cases(campaign, opening.cases, rows, timezone.localdate())
    save_findings(campaign, survey, opening.outcomes, rows)
    audit.append_many(entries(campaign, new, rows), actor_id=scope.actor_id, unit_id=campaign.unit_id)
    for draft in opening.cases:
        if draft.owner.number in joined:
            _tell(scope, joined[draft.owner.number], [rows.findings[each.device].finding for each in draft.findings])


def _tell(scope: Scope, case: Case, findings: Iterable[Finding]) -> None:
    """Say in the case of an organisation that further devices of it were seen.

    Nothing else about the case changes before a person has confirmed them.
    """
    ended = not load_case_states().state(case.state).open
    kind = "device_new_ended" if ended else "device_new"
    devices = ", ".join(sorted(attach_survey.shown(finding) for finding in findings))
    todo = Todo.objects.create(unit_id=case.unit_id, case=case, kind=kind, values={"device": devices})
    audit.changed(scope, "todo.created", todo, {"case": case.pk, "kind": kind})


def _balance(total: int, devices: Iterable[str], known: dict[str, str], opening: Opening) -> list[dict[str, Any]]:
    bins = Counter((known[device], "") for device in devices if device in known)
    bins.update((each.destination, each.detail) for each in opening.outcomes)
    if sum(bins.values()) != total:
        raise AssertionError(f"{total} devices, but {sum(bins.values())} outcomes: a device has vanished")
    return [{"outcome": place, "detail": detail, "devices": count} for (place, detail), count in sorted(bins.items())]


def _newest_todo(scope: Scope) -> int:
    return Todo.objects.within(scope).order_by("-pk").values_list("pk", flat=True).first() or 0


def _todos(scope: Scope, campaign: Campaign, after: int) -> dict[str, int]:
    """Return the to-dos that the survey made, by kind."""
    made = Todo.objects.within(scope).filter(pk__gt=after, unit_id=campaign.unit_id)
    return dict(Counter(made.order_by("kind").values_list("kind", flat=True)))
