"""Taking device states over: the receiving side joins them to its findings by key, as an attached survey would."""

from collections import Counter

from noroshi.exchange.bundle.contents import DeviceState, DeviceStates
from noroshi.exchange.bundle.terms import finding_key
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.notify.japanese_dates import day_in_japan
from noroshi.records.agency import Unit
from noroshi.records.attachment import Attachment
from noroshi.records.campaign import Campaign
from noroshi.records.finding import Finding
from noroshi.records.hand_over import TAKEN, BundleHandOver
from noroshi.records.reobservation import Reobservation
from noroshi.records.scope import Scope
from noroshi.records.services import attach_survey, audit
from noroshi.records.services.bundle_survey import survey_of_bundle
from noroshi.records.services.refusals import Refused
from noroshi.records.services.storable import storable
from noroshi.records.survey import Survey
from noroshi.records.todo import Todo

_AFFECTED = "vulnerable_version"
_TOLD = ("moved", "replaced")


def take_states(scope: Scope, unit: Unit, row: BundleHandOver, contents: DeviceStates) -> dict[str, int]:
    """Take the states over and return how many were seen how, ``unknown`` or ``decided`` where no live finding fits.

    The counts add up to the states of the bundle. Must be called inside a transaction.
    """
    campaign = taken_campaign(scope, unit, row.code, row.giver)
    row.campaign = campaign
    if wrong := [each.state for each in contents.states if not load_enumerations().has("observed_state", each.state)]:
        raise Refused("bundle_code", code=wrong[0])
    name = f"{row.giver[:150]} {row.code} {row.kind} #{row.sequence}"
    survey = survey_of_bundle(scope, unit, row, contents, name)
    rows = Finding.objects.within(scope).filter(campaign=campaign).select_related("case", "organization")
    findings = {finding_key(campaign.code, each.device): each for each in rows.select_for_update(of=("self",))}
    bins: Counter[str] = Counter()
    touched: list[Finding] = []
    for state in contents.states:
        finding = findings.get(state.key)
        if finding is None or finding.decision not in attach_survey.LIVE:
            bins["unknown" if finding is None else "decided"] += 1
            continue
        _observe(scope, finding, survey, state)
        touched.append(finding)
        bins[state.state] += 1
    for case in {finding.case.pk: finding.case for finding in touched if finding.case}.values():
        attach_survey.settle(scope, case)
    _attach(scope, campaign, survey, touched)
    return dict(sorted(bins.items()))


def taken_campaign(scope: Scope, unit: Unit, code: str, giver: str) -> Campaign:
    """Return the campaign that came from this giver by bundle; raises ``Refused`` where there is none."""
    rows = BundleHandOver.objects.within(scope).filter(unit=unit, direction=TAKEN, kind="cases", giver=giver, code=code)
    found = rows.select_related("campaign").first()
    if found is None or found.campaign is None:
        raise Refused("bundle_no_campaign", code=code)
    return found.campaign


def _observe(scope: Scope, finding: Finding, survey: Survey, state: DeviceState) -> None:
    if state.observed_at is not None:
        finding.last_seen = max(finding.last_seen, state.observed_at)
        if state.state == _AFFECTED:
            finding.last_affected_at = max(finding.last_affected_at, state.observed_at)
    finding.observed_state = state.state
    finding.row_version += 1
    finding.save(update_fields=["last_affected_at", "last_seen", "observed_state", "row_version"])
    reobservation = Reobservation.objects.create(
        unit_id=finding.unit_id,
        finding=finding,
        survey=survey,
        state=state.state,
        matched_by="bundle",
        version_text=storable(state.version_text),
        verdict=state.verdict or "",
        observed_at=state.observed_at,
        last_affected_at=finding.last_affected_at,
    )
    audit.changed(scope, "finding.reobserved", finding, {"survey": survey.digest, "state": state.state},
                  seals=[reobservation])  # fmt: skip
    _tell(scope, finding, state)


def _tell(scope: Scope, finding: Finding, state: DeviceState) -> None:
    if state.state in _TOLD:
        _todo(finding, f"device_{state.state}")
    if state.state != _AFFECTED or state.observed_at is None:
        return
    if attach_survey.said_fixed_before(scope, finding, state.observed_at):
        _todo(finding, "claim_contradicted")


def _todo(finding: Finding, kind: str) -> None:
    values = {"device": attach_survey.shown(finding)}
    Todo.objects.create(unit_id=finding.unit_id, case=finding.case, finding=finding, kind=kind, values=values)


def _attach(scope: Scope, campaign: Campaign, survey: Survey, touched: list[Finding]) -> None:
    states = Counter(finding.observed_state for finding in touched)
    balance = [{"outcome": "reobserved", "detail": "", "devices": len(touched)}]
    attachment = Attachment.objects.create(
        unit_id=campaign.unit_id,
        campaign=campaign,
        survey=survey,
        states=dict(states),
        balance=balance,
        attached_by_id=scope.actor_id,
    )
    values = {"survey": survey.digest, "states": attachment.states, "as_of": day_in_japan(attachment.attached_at)}
    audit.changed(scope, "survey.attached", attachment, values)
