"""Which documents a case supports now, and what stands in the way of each of the others."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.utils import timezone

from noroshi.knowledge.help_desks import load_help_desks
from noroshi.knowledge.words import Language
from noroshi.notify import confirmation_code
from noroshi.notify.call_sheet import CallFinding
from noroshi.notify.contract import find_coverage
from noroshi.notify.documents import (
    address_sheet,
    call_script,
    device_annex,
    first_letter,
    owner_page,
    return_sheet,
    vendor_sheet,
)
from noroshi.notify.documents.facts import Consent, Frame, Identity, Recipient
from noroshi.notify.documents.kinds import KINDS
from noroshi.notify.documents.model import Document
from noroshi.records.case import Case
from noroshi.records.case_texts import call_facts, call_findings
from noroshi.records.contact import Contact
from noroshi.records.finding import Evidence, Finding
from noroshi.records.party import Party
from noroshi.records.scope import Scope
from noroshi.records.services.contact_gate import Gate, gate
from noroshi.records.services.document_facts import (
    annex_devices,
    consent_of,
    identity_of,
    office_of,
    recipient_of,
)
from noroshi.records.services.public_codes import confirmation_of
from noroshi.records.services.terms_gate import may_print
from noroshi.records.user import User
from noroshi.records.verification import Verification

OFFERED: Final = (
    "first_letter",
    "address_sheet",
    "call_script",
    "device_annex",
    "owner_page",
    "owner_page_easy",
    "return_sheet",
    "vendor_sheet",
)
"""The kinds that an officer makes from a case, in the order of the work."""
_ADDRESSED: Final = ("first_letter", "address_sheet")
_VENDORS: Final = ("maintenance_vendor", "lease_or_dealer")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """Everything that the documents of one case read, as it stands on a day."""

    case: Case
    officer: User
    language: Language
    today: dt.date
    gate: Gate
    recipient: Recipient
    identity: Identity | None
    spoken: list[CallFinding]
    findings: list[Finding]
    consent: Consent | None
    print_blocked: tuple[str, ...] = field(default=())


def case_facts(scope: Scope, case: Case, officer: User, language: Language) -> CaseFacts:
    """Read what documents need; unit, agency, organisation and campaign must be loaded with the case."""
    today = timezone.localdate()
    checks = list(Verification.objects.within(scope).filter(case=case).select_related("officer"))
    identity = identity_of(checks, language)
    rows = Finding.objects.within(scope).filter(case=case, decision="confirmed", released_at__isnull=False)
    findings = list(rows.select_related("survey").order_by("product", "pk"))
    _with_evidence(scope, findings)
    owned = identity is not None and identity.owned_on is not None
    spoken, _ = call_findings(case, findings, today, language, acknowledged=owned)
    parties = Party.objects.within(scope).filter(case=case, role__in=_VENDORS).order_by("pk")
    return CaseFacts(
        case=case,
        officer=officer,
        language=language,
        today=today,
        gate=gate(scope, case, today),
        recipient=recipient_of(case, Contact.objects.within(scope).filter(organization=case.organization_id), today),
        identity=identity,
        spoken=spoken,
        findings=findings,
        consent=next(filter(None, map(consent_of, parties)), None),
        print_blocked=tuple(_unprintable(findings)),
    )


def missing(facts: CaseFacts, kind: str) -> tuple[str, ...]:
    """Return the codes (words ``document_missing``) of what stands in the way of a document of the kind."""
    rule = KINDS[kind]  # type: ignore[index]
    identified = facts.identity is not None
    owned = facts.identity is not None and facts.identity.owned_on is not None
    about_device = rule.asserts == "device"
    checks = (
        ("blocked", bool(facts.gate.blocks)),
        ("identity", rule.condition in {"identity", "ownership", "ownership_or_consent"} and not identified),
        ("ownership", rule.condition in {"ownership", "ownership_or_consent"} and identified and not owned),
        ("address", kind in _ADDRESSED and not facts.recipient.address),
        ("evidence", about_device and not facts.spoken),
        ("terms", about_device and bool(facts.print_blocked)),
    )
    return tuple(code for code, holds in checks if holds)


def draw_up(facts: CaseFacts, kind: str, code: str, number: str = "") -> Document:
    """Return the document of a kind for which nothing is missing; raises DocumentError and its like otherwise."""
    office = office_of(facts.case.unit, facts.language, facts.officer)
    frame = Frame(office=office, id=code, on=facts.today, reference=facts.case.reference, number=number)
    return _BUILDERS[kind](frame, facts)


def _with_evidence(scope: Scope, findings: Iterable[Finding]) -> None:
    from django.db.models import Prefetch, prefetch_related_objects

    evidence = Evidence.objects.within(scope).order_by("pk")
    prefetch_related_objects(list(findings), Prefetch("evidence", queryset=evidence))


def _unprintable(findings: Iterable[Finding]) -> Iterable[str]:
    for finding in findings:
        allowed = may_print(finding.survey.sources, finding.source_inputs)
        if not allowed.open:
            yield from allowed.text("ja")


def _letter(frame: Frame, facts: CaseFacts) -> Document:
    secret = settings.CONFIRMATION_SECRET
    code = confirmation_code.format(confirmation_of(facts.case.reference)) if secret else ""
    return first_letter.build(frame, facts.recipient, facts.language, confirmation=code)


def _annex(frame: Frame, facts: CaseFacts) -> Document:
    devices = annex_devices(facts.spoken, facts.findings, facts.language)
    return device_annex.build(frame, facts.recipient, devices, facts.identity, facts.language)


def _vendor(frame: Frame, facts: CaseFacts) -> Document:
    devices = annex_devices(facts.spoken, facts.findings, facts.language)
    contract = find_coverage(facts.case.contract_items) if facts.case.contract_items else None
    return vendor_sheet.build(
        frame,
        facts.case.organization.name,
        devices,
        facts.identity,
        facts.language,
        consent=facts.consent,
        contract=contract,
    )


def _script(frame: Frame, facts: CaseFacts) -> Document:
    told = call_facts(facts.case, facts.officer, facts.spoken, facts.language, None)
    return call_script.build(frame, told, facts.language)


def _owner(frame: Frame, facts: CaseFacts) -> Document:
    desks = load_help_desks()
    return owner_page.build(frame, facts.recipient, facts.identity, facts.language, desks=desks)


_BUILDERS: Final[dict[str, Callable[[Frame, CaseFacts], Document]]] = {
    "first_letter": _letter,
    "address_sheet": lambda frame, facts: address_sheet.build(frame, facts.recipient, facts.language),
    "call_script": _script,
    "device_annex": _annex,
    "owner_page": _owner,
    "owner_page_easy": lambda frame, facts: owner_page.build_easy(
        frame, facts.recipient, facts.identity, facts.language
    ),
    "return_sheet": lambda frame, facts: return_sheet.build(frame, facts.recipient, facts.identity, facts.language),
    "vendor_sheet": _vendor,
}
