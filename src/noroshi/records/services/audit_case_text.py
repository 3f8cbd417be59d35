"""The audit of a case in words: sections of short lines, for one A4 on paper or on a page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from noroshi.knowledge.case_states import load_case_states
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.product_names import product_name
from noroshi.knowledge.words import Language, load_words
from noroshi.notify.japanese_dates import day_text
from noroshi.records.services.audit_case import Act, CaseAudit, KnownFinding
from noroshi.records.services.audit_head import head

MOST_LINES: Final = 12
"""Lines of a section, so that all fits on one A4; the rest is counted."""
_LISTS: Final = {
    "attempt": ("contact_outcome", "channel"),
    "check": ("verification_result", "verification_by"),
    "answer": ("response", "awareness"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page; ``more`` lines were left out."""

    title: str
    lines: tuple[str, ...]
    more: str = ""


def sections(audit: CaseAudit, language: Language) -> list[Section]:
    """Return the page's parts in the language."""
    return [
        Section(_t("about", language), tuple(_facts(audit, language))),
        _section("known", [line for each in audit.findings for line in _finding(each, language)], language),
        _section("acts", [_act(each, language) for each in audit.acts], language),
        _section("sent", _documents(audit, language), language),
        _section("readers", _readers(audit, language), language),
        Section(_t("clock", language), tuple(_clock(audit, language))),
    ]


def moment_text(at: dt.datetime | None, language: Language) -> str:
    """Return a day and time in Japan's time, '' for none."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{day_text(local.date(), language)} {local:%H:%M}"


def _t(key: str, language: Language, **values: object) -> str:
    return load_words().text(f"audit_case.{key}", language, **values)


def _section(key: str, lines: Sequence[str], language: Language) -> Section:
    """Return a section with its newest lines; what is left out stands before them in time."""
    kept = tuple(lines[-MOST_LINES:]) or (_t("none", language),)
    left = len(lines) - MOST_LINES
    return Section(_t(key, language), kept, _t("more", language, count=left) if left > 0 else "")


def _facts(audit: CaseAudit, language: Language) -> list[str]:
    case = audit.case
    unit = case.unit
    facts = [
        ("case", f"{case.reference[:3]}-{case.reference[3:7]}-{case.reference[7:]}"),
        ("organization", case.organization.name or _t("none", language)),
        ("on", day_text(audit.on, language)),
        ("state", load_case_states().label(audit.state, language)),
        ("campaign", case.campaign.code),
        ("unit", unit.name_ja if language == "ja" else unit.name_en),
    ]
    lines = [f"{_t(key, language)}: {value}" for key, value in facts]
    return lines + [_t("disposed", language, number=number) for number in audit.disposals]


def _finding(finding: KnownFinding, language: Language) -> list[str]:
    verdict = load_words().find(f"verdict.{finding.verdict}", language) or finding.verdict
    lines = [
        _t(
            "finding",
            language,
            product=product_name(finding.product, language),
            version=finding.version,
            verdict=verdict,
            seen=moment_text(finding.last_affected_at, language),
        )
    ]
    if finding.observed:
        state = _label("observed_state", finding.observed, language)
        lines.append(_t("observed", language, state=state, at=moment_text(finding.observed_at, language)))
    return lines


def _act(act: Act, language: Language) -> str:
    if act.kind == "state":
        transition = load_case_states().find(act.what)
        what = transition.ja if language == "ja" else transition.en
        detail = act.detail
    elif act.kind == "decision":
        what, detail = load_words().find(f"decision_kind.{act.what}", language) or act.what, act.detail
    else:
        first, second = _LISTS[act.kind]
        what, detail = _label(first, act.what, language), _label(second, act.detail, language)
    tail = f" ({detail})" if detail else ""
    kind = _t(f"act_{act.kind}", language)
    by = act.by or load_words().text("audit_fault.system", language)
    return f"{moment_text(act.at, language)} {by}: {kind} {what}{tail}"


def _label(name: str, code: str, language: Language) -> str:
    enumerations = load_enumerations()
    return enumerations.label(name, code, language) if enumerations.has(name, code) else code


def _documents(audit: CaseAudit, language: Language) -> list[str]:
    survey = audit.case.campaign.survey
    lines = [
        _t("survey", language, name=survey.name, as_of=survey.as_of, digest=survey.knowledge_digest[:16] or "-"),
    ]
    for each in audit.documents:
        sent = moment_text(each.sent_at, language) or _t("not_sent", language)
        made = moment_text(each.created_at, language)
        kind = load_words().find(f"document_kind.{each.kind}", language) or each.kind
        wording = each.wording_version[:16]
        lines.append(_t("document", language, kind=kind, created=made, sent=sent, hash=each.sha256, wording=wording))
    return lines


def _readers(audit: CaseAudit, language: Language) -> list[str]:
    return [
        _t(
            "reader",
            language,
            name=each.name or load_words().text("audit_fault.system", language),
            times=each.times,
            first=moment_text(each.first, language),
            last=moment_text(each.last, language),
        )
        for each in audit.readers
    ]


def _clock(audit: CaseAudit, language: Language) -> list[str]:
    first, last = audit.entries
    lines = [_t("clock_text", language, first=first, last=last, count=audit.count)]
    if audit.clock_back:
        lines.append(_t("clock_back", language, entries=", ".join(map(str, audit.clock_back[:10]))))
    lines.append(_t("head", language, text=head().text()))
    return lines
