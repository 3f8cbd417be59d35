"""Attaching a later survey to a campaign: device states, freshness, re-opened claims, changed verdicts as to-dos.

Only what is observed closes a case as fixed. Nothing here trusts silence: a device that was not seen again stays open.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from noroshi.archive.later_survey import devices_again, services_at
from noroshi.knowledge.case_states import load_case_states
from noroshi.measure.reobservation import OPEN_VERDICTS, Earlier, Later, Reobserved, Service, reobserve, still_open
from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.finding import Finding
from noroshi.records.reobservation import Reobservation
from noroshi.records.scope import Scope
from noroshi.records.services import audit, transitions
from noroshi.records.services.current_answer import current_answer
from noroshi.records.services.refusals import Refused
from noroshi.records.survey import Survey
from noroshi.records.todo import Todo

LIVE = ("pending", "asked", "confirmed")
FIXED = frozenset({"fixed_version"})
SHOWN = 3
"""CVEs that a to-do names; the finding's page has them all."""


@dataclass(frozen=True, slots=True)
class LaterDevices:
    """Devices of the later survey with their rows, by id, and the ids by host name."""

    rows: dict[str, tuple[Later, dict[str, Any]]]
    by_name: dict[str, list[str]]


def attach(scope: Scope, campaign: Campaign, survey: Survey, folder: Path) -> Counter[str]:
    """Re-observe every live finding of the campaign in ``survey`` and return how many are in each state.

    The counts add up to the live findings. Raises ``Refused`` for the campaign's own survey, an older one, or one
    that is attached already. All or nothing.
    """
    _refuse(scope, campaign, survey)
    findings = list(
        Finding.objects.within(scope)
        .filter(campaign=campaign, decision__in=LIVE)
        .select_related("case", "organization")
        .order_by("pk")
    )
    later = _later(folder, findings)
    services = _services(folder, findings)
    counts: Counter[str] = Counter()
    with transaction.atomic():
        for finding in findings:
            counts[_one(scope, finding, survey, later, services)] += 1
        for case in _cases(findings):
            settle(scope, case)
        audit.changed(scope, "campaign.survey_attached", campaign, {"survey": survey.digest, "states": dict(counts)})
    return counts


def _refuse(scope: Scope, campaign: Campaign, survey: Survey) -> None:
    if survey.pk == campaign.survey_id or survey.as_of <= campaign.survey.as_of:
        raise Refused("survey_not_later", survey=survey.name, campaign=campaign.code)
    attached = Survey.objects.within(scope).filter(reobservations__finding__campaign=campaign).distinct()
    for other in attached:
        if other.pk == survey.pk:
            raise Refused("survey_attached", survey=survey.name, campaign=campaign.code)
        if other.as_of >= survey.as_of:
            raise Refused("survey_not_later", survey=survey.name, campaign=campaign.code)


def _later(folder: Path, findings: list[Finding]) -> LaterDevices:
    names = {name for finding in findings for name in finding.hostnames}
    later = LaterDevices({}, {})
    for row in devices_again(folder, {finding.device for finding in findings}, names):
        device = Later(
            device=row["device"],
            product=row["product"],
            ips=tuple(row["ips"]),
            hostnames=tuple(row["hostnames"]),
            verdicts=dict(row["verdicts"] or ()),
            last_seen=row["last_seen"],
        )
        later.rows[device.device] = (device, row)
        for name in device.hostnames:
            later.by_name.setdefault(name, []).append(device.device)
    return later


def _services(folder: Path, findings: list[Finding]) -> dict[str, list[Service]]:
    services: dict[str, list[Service]] = {}
    for row in services_at(folder, {ip for finding in findings for ip in finding.ips}):
        service = Service(
            ip=row["ip"], port=row["port"], products=tuple(row["products"]), observed_at=row["observed_at"]
        )
        services.setdefault(service.ip, []).append(service)
    return services


def _one(
    scope: Scope,
    finding: Finding,
    survey: Survey,
    later: LaterDevices,
    services: dict[str, list[Service]],
) -> str:
    earlier = _earlier(finding)
    near = [services_at_ip for ip in finding.ips for services_at_ip in services.get(ip, [])]
    seen = reobserve(earlier, _candidates(finding, later), near)
    row = later.rows[seen.later.device][1] if seen.later else None
    affected = seen.later is not None and seen.observed_at is not None and still_open(earlier, seen.later)
    if affected and seen.observed_at:
        finding.last_affected_at = seen.observed_at
    if seen.observed_at and seen.later:
        finding.last_seen = seen.observed_at
    finding.observed_state = seen.state
    finding.row_version += 1
    finding.save(update_fields=["last_affected_at", "last_seen", "observed_state", "row_version"])
    reobservation = _record(finding, survey, seen, row)
    _todos(scope, finding, seen, row, affected=affected)
    values = {"survey": survey.digest, "state": seen.state}
    audit.changed(scope, "finding.reobserved", finding, values, seals=[reobservation])
    return seen.state


def _candidates(finding: Finding, later: LaterDevices) -> list[Later]:
    keys = [finding.device, *(key for name in finding.hostnames for key in later.by_name.get(name, ()))]
    return [later.rows[key][0] for key in dict.fromkeys(keys) if key in later.rows]


def _earlier(finding: Finding) -> Earlier:
    return Earlier(
        device=finding.device,
        product=finding.product,
        ips=tuple(finding.ips),
        ports=tuple(finding.ports),
        hostnames=tuple(finding.hostnames),
        open_cves=tuple(each["cve"] for each in finding.cves if each["verdict"] in OPEN_VERDICTS),
        last_seen=finding.last_seen,
    )


def _record(finding: Finding, survey: Survey, seen: Reobserved, row: dict[str, Any] | None) -> Reobservation:
    return Reobservation.objects.create(
        unit_id=finding.unit_id,
        finding=finding,
        survey=survey,
        state=seen.state,
        matched_by=seen.matched_by,
        device=seen.later.device if seen.later else "",
        version_text=(row or {}).get("version_exact") or "",
        verdict=_gravest(row),
        cves=(row or {}).get("cves") or [],
        observed_at=seen.observed_at,
        last_affected_at=finding.last_affected_at,
    )


def _gravest(row: dict[str, Any] | None) -> str:
    verdicts = {each["verdict"] for each in (row or {}).get("cves") or []}
    return next((v for v in ("affected", "likely", "undetermined", "not_affected") if v in verdicts), "")


def _todos(scope: Scope, finding: Finding, seen: Reobserved, row: dict[str, Any] | None, *, affected: bool) -> None:
    device = {"device": shown(finding)}
    if affected and seen.observed_at and said_fixed_before(scope, finding, seen.observed_at):
        _todo(finding, "claim_contradicted", device)
    if seen.state in {"moved", "replaced"}:
        _todo(finding, f"device_{seen.state}", device)
    before = {each["cve"]: each["verdict"] for each in finding.cves}
    after = {each["cve"]: each["verdict"] for each in (row or {}).get("cves") or []}
    changed = sorted(cve for cve, verdict in after.items() if before.get(cve) != verdict)
    if changed and seen.observed_at:
        more = f" +{len(changed) - SHOWN}" if len(changed) > SHOWN else ""
        _todo(finding, "verdict_changed", device | {"cves": ", ".join(changed[-SHOWN:]) + more})


def shown(finding: Finding) -> str:
    """Return how a device is named for people: by the address at which it was found."""
    return ", ".join(finding.ips[:2]) or finding.device


def said_fixed_before(scope: Scope, finding: Finding, observed_at: dt.datetime) -> bool:
    """Whether the organisation had said that it was done before this observation was made."""
    if finding.case is None or not finding.case.claimed_fixed:
        return False
    answer = current_answer(scope, finding.case)
    return answer is None or answer.at < observed_at


def _todo(finding: Finding, kind: str, values: dict[str, str]) -> None:
    Todo.objects.create(unit_id=finding.unit_id, case=finding.case, finding=finding, kind=kind, values=values)


def _cases(findings: list[Finding]) -> list[Case]:
    return list({finding.case.pk: finding.case for finding in findings if finding.case}.values())


def settle(scope: Scope, case: Case) -> None:
    """Bring the case's freshness up to date; close it where every device was observed fixed, re-open it otherwise."""
    live = list(case.findings.filter(decision__in=LIVE))
    newest = max(finding.last_affected_at for finding in live)
    Case.objects.within(scope).filter(pk=case.pk).update(last_affected_at=newest)
    affected_again = any(finding.observed_state == "vulnerable_version" for finding in live)
    if live and all(finding.observed_state in FIXED for finding in live):
        _take(scope, case, "observe_fixed", "observed_fixed")
    elif affected_again:
        _take(scope, case, "reopen_observed", "reobserved_affected")


def _take(scope: Scope, case: Case, transition_id: str, condition: str) -> None:
    if case.state in load_case_states().find(transition_id).sources:
        transitions.apply(scope, case, transition_id, met=frozenset({condition}))
