"""A finding of the records as a bundle carries it."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any, Final

from noroshi.exchange.bundle.contents import (
    FreshnessOverride,
    HandedContact,
    HandedEvidence,
    HandedFinding,
    HandedOrganisation,
    HandedReason,
    HandedVerdict,
    HandedVersion,
)
from noroshi.exchange.bundle.terms import SourceTerms, finding_key
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.model.attribution import State
from noroshi.model.verdict import Answer, Urgency
from noroshi.notify.japanese_dates import day_in_japan
from noroshi.records.contact import Contact
from noroshi.records.finding import Evidence, Finding
from noroshi.records.organization import Organization
from noroshi.records.survey import Survey

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_UNNAMED: Final = "-"


def handed_finding(row: Finding, code: str) -> HandedFinding:
    """Return the finding; case, its override's person and the evidence must be loaded. ``code``: of the campaign."""
    return HandedFinding(
        key=finding_key(code, row.device),
        device=row.device,
        ips=tuple(row.ips),
        ports=tuple(row.ports),
        hostnames=tuple(row.hostnames),
        product=row.product,
        vendor=row.vendor,
        model=row.model,
        roles=tuple(row.roles),
        version_kind=row.version_kind,
        version_text=row.version_text,
        version=_version(row.version),
        verdict=Answer(row.verdict),
        urgency=Urgency(row.urgency),
        verdicts=tuple(_verdict(each) for each in row.cves),
        evidence=tuple(_evidence(each) for each in row.evidence.all()),
        attribution_state=State(row.attribution_state),
        probability=row.probability,
        attribution_reasons=tuple(_reason(each) for each in row.attribution_reasons),
        site_pref=row.site_pref,
        site_city=row.site_city,
        conflicts=tuple(row.conflicts),
        decoy_score=row.decoy_score,
        decoy_reasons=tuple(row.decoy_reasons),
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        last_affected_at=row.last_affected_at,
        inputs=tuple(row.source_inputs),
        decision="confirmed",
        decided_at=row.decided_at or row.last_seen,
        released_at=row.released_at or row.last_seen,
        override=_override(row),
    )


def handed_organisation(row: Organization) -> HandedOrganisation:
    """Return the organisation; its parent must be loaded."""
    return HandedOrganisation(
        name=row.name,
        corporate_number=row.corporate_number,
        outside_register=not row.corporate_number,
        name_kana=row.name_kana,
        kind=row.kind,
        sector=row.sector,
        prefecture=row.prefecture,
        city=row.city,
        address=row.address,
        parent=row.parent.name if row.parent else "",
    )


def handed_contacts(rows: Iterable[Contact]) -> tuple[HandedContact, ...]:
    """Return the contacts whose state lets them be used."""
    usable = load_enumerations()
    return tuple(
        HandedContact(
            kind=row.kind,
            value=row.value,
            desk=row.desk,
            main=row.main,
            source_url=row.source_url,
            looked_up_on=row.looked_up_on.isoformat(),
        )
        for row in rows
        if usable.entry("contact_state", row.state).usable and row.value
    )


def source_terms(surveys: Iterable[Survey], inputs: Iterable[str]) -> tuple[SourceTerms, ...]:
    """Return the terms of the inputs; of two surveys that name the same input otherwise, the stricter terms hold."""
    found: dict[str, SourceTerms] = {}
    for survey in surveys:
        for each in survey.sources:
            terms = _terms(each)
            earlier = found.get(terms.input)
            found[terms.input] = terms if earlier is None or terms.may_hand_over != "yes" else earlier
    return tuple(found[name] for name in sorted(set(inputs)) if name in found)


def _terms(source: dict[str, Any]) -> SourceTerms:
    return SourceTerms(
        input=source["input"],
        source=source.get("source", ""),
        licence=source.get("licence", "unknown"),
        may_hand_over=source.get("may_hand_over", "unknown"),
        may_print=source.get("may_print", "unknown"),
        may_publish=source.get("may_publish", "unknown"),
    )


def _override(row: Finding) -> FreshnessOverride | None:
    """Return the supervisor's release of an old observation; it holds for the findings of the case it was given for."""
    case = row.case
    if case is None or not case.freshness_override or case.freshness_override_by is None:
        return None
    if case.freshness_override_on != day_in_japan(case.last_affected_at):
        return None
    person = case.freshness_override_by.display_name("ja") or _UNNAMED
    return FreshnessOverride(by=person, reason=case.freshness_override[:300], last_seen=row.last_affected_at)


def _version(version: dict[str, Any]) -> HandedVersion:
    built = version.get("build_time")
    return HandedVersion(
        exact=version.get("exact") or "",
        candidates=tuple(version.get("candidates") or ()),
        range=version.get("range") or "",
        train=version.get("train") or "",
        build_time=dt.datetime.fromisoformat(built) if built else None,
    )


def _verdict(each: dict[str, Any]) -> HandedVerdict:
    return HandedVerdict(
        cve=each["cve"],
        verdict=Answer(each["verdict"]),
        reason=each["reason"],
        condition=each.get("condition") or "none",
        urgency=Urgency(each.get("urgency") or "none"),
        in_kev=bool(each.get("in_kev")),
        ransomware=bool(each.get("ransomware")),
        fix=each.get("fix") or "",
        text_ja=each.get("text_ja") or "",
        text_en=each.get("text_en") or "",
    )


def _reason(each: dict[str, Any]) -> HandedReason:
    return HandedReason(id=each["id"], values={name: str(value) for name, value in (each.get("values") or {}).items()})


def _evidence(row: Evidence) -> HandedEvidence:
    return HandedEvidence(
        about=row.about,
        rule=row.rule,
        field=row.field,
        trace=row.trace,
        text_ja=row.text_ja,
        text_en=row.text,
        version_kind=row.version_kind,
        caveats=tuple(row.caveats),
        source=row.source,
        input=row.input,
        line=row.line,
        item=row.item,
        sha256=row.digest if _SHA256.fullmatch(row.digest) else "",
        observed_at=row.observed_at,
        records=row.records,
    )
