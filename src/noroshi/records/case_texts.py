"""What the texts of a notification need of a case, read from its rows: the facts of each device, the facts of a call.

The rows must have been loaded within a scope; nothing here reads the database except relations of the given rows.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from noroshi.knowledge.product_names import product_name
from noroshi.knowledge.words import Language
from noroshi.model.attribution import Reason, State
from noroshi.model.campaign import Decision
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.model.verdict import Answer as Verdict
from noroshi.notify.call_sheet import CallFacts, CallFinding, CallSheetError, finding_sentence
from noroshi.notify.evidence_level import evidence_level
from noroshi.notify.freshness import Status
from noroshi.notify.japanese_dates import day_in_japan
from noroshi.notify.plain_reasons import CaseFacts
from noroshi.records.agency import Unit
from noroshi.records.case import Case
from noroshi.records.finding import Finding
from noroshi.records.services.release_gate import finding_freshness
from noroshi.records.user import User

OPEN_VERDICTS = frozenset({Verdict.AFFECTED, Verdict.LIKELY})


def device_facts(finding: Finding, language: Language) -> CaseFacts:
    """Return what is known of one device, for ``plain_reasons``; the evidence must be loaded with the finding."""
    return CaseFacts(
        product=product_name(finding.product, language),
        kind=finding.version_kind,
        version=finding.version_text,
        answers=tuple((each["cve"], _verdict(each["verdict"])) for each in finding.cves if each.get("cve")),
        fix=common_fix(finding.cves),
        first_seen=day_in_japan(finding.first_seen),
        last_seen=day_in_japan(finding.last_seen),
        sources=sources(finding),
        state=State(finding.attribution_state),
        decision=Decision(finding.decision),
        reasons=tuple(Reason(each["id"], dict(each["values"])) for each in finding.attribution_reasons),
    )


def sources(finding: Finding) -> tuple[str, ...]:
    """Return the names of those who observed the device, each once."""
    named = {name.strip() for evidence in finding.evidence.all() for name in evidence.source.split(",")}
    return tuple(sorted(named - {""}))


def common_fix(cves: Iterable[dict[str, Any]]) -> str:
    """Return the fixed version if every CVE of the device states the same one, else ''."""
    fixes = {each.get("fix") or "" for each in cves if _verdict(each["verdict"]) in OPEN_VERDICTS}
    return fixes.pop() if len(fixes) == 1 else ""


def call_findings(
    case: Case, findings: Iterable[Finding], today: dt.date, language: Language, *, acknowledged: bool
) -> tuple[list[CallFinding], list[Finding]]:
    """Return the devices that a call may speak of, and those about which the case supports no sentence."""
    spoken: list[CallFinding] = []
    silent: list[Finding] = []
    for finding in findings:
        status = finding_freshness(case, finding, today).status
        fact = _call_finding(finding, status, language, acknowledged=acknowledged)
        try:
            sentence = finding_sentence(fact)
        except CallSheetError:
            silent.append(finding)
            continue
        complete = "version" not in sentence.values or (fact.version and fact.cves)
        spoken.append(fact) if complete else silent.append(finding)
    return spoken, silent


def callback_of(unit: Unit, language: Language) -> str:
    """Return whom to call back, as calls, mails and letters say it: desk, main number and extension."""
    desk = unit.name_ja if language == "ja" else unit.name_en
    inside = (f"内線{unit.extension}" if language == "ja" else f"extension {unit.extension}") if unit.extension else ""
    return " ".join(part for part in (desk, unit.agency.main_phone, inside) if part)


def call_facts(
    case: Case, officer: User, findings: Sequence[CallFinding], language: Language, answered: OwnerAnswer | None
) -> CallFacts:
    """Return who calls whom about what; unit, agency and organisation must be loaded with the case."""
    unit, agency, japanese = case.unit, case.unit.agency, language == "ja"
    desk = unit.name_ja if japanese else unit.name_en
    return CallFacts(
        agency=agency.name_ja if japanese else agency.name_en,
        unit=desk,
        officer=officer.display_name(language),
        callback=callback_of(unit, language),
        reference=case.reference,
        organization=case.organization.name,
        kana=case.organization.name_kana,
        kind=case.organization.kind,
        findings=tuple(findings),
        answered=answered,
    )


def _call_finding(finding: Finding, status: Status, language: Language, *, acknowledged: bool) -> CallFinding:
    verdict = _verdict(finding.verdict)
    return CallFinding(
        id=str(finding.pk),
        product=product_name(finding.product, language),
        answer=verdict,
        level=evidence_level(
            verdict, State(finding.attribution_state), Decision(finding.decision), status, acknowledged=acknowledged
        ),
        last_seen=day_in_japan(finding.last_affected_at),
        version=finding.version_text,
        cves=tuple(each["cve"] for each in finding.cves if _verdict(each["verdict"]) is verdict),
        fix=common_fix(finding.cves),
    )


def _verdict(code: str) -> Verdict:
    """Return the verdict; what was not judged is undetermined."""
    return Verdict(code) if code in set(Verdict) else Verdict.UNDETERMINED
