"""What documents need of a case, read from its rows: the office, whom it goes to, what is recorded of the identity."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Final

from django.conf import settings
from django.utils import timezone

from noroshi.knowledge.words import Language
from noroshi.notify.call_sheet import CallFinding
from noroshi.notify.documents.device_annex import AnnexDevice
from noroshi.notify.documents.facts import Consent, Identity, Office, Recipient
from noroshi.notify.source_names import source_names
from noroshi.records.agency import Unit
from noroshi.records.case import Case
from noroshi.records.case_texts import callback_of, sources
from noroshi.records.contact import Contact
from noroshi.records.finding import Finding
from noroshi.records.party import Party
from noroshi.records.services import contacts
from noroshi.records.user import User
from noroshi.records.verification import Verification

_POSTAL: Final = re.compile(r"^〒?\s*([0-9]{3}-?[0-9]{4})\s*")
_LINE: Final = 24
"""Characters of an address that fit on one line in the window of an envelope."""


def office_of(unit: Unit, language: Language, officer: User | None = None) -> Office:
    """Return the sender; agency must be loaded with the unit. In a demonstration no profile counts as signed."""
    agency, japanese = unit.agency, language == "ja"
    name = unit.name_ja if japanese else unit.name_en
    return Office(
        agency=agency.name_ja if japanese else agency.name_en,
        unit=name,
        officer=officer.display_name(language) if officer else "",
        postal_code=agency.postal_code,
        address=agency.address,
        callback=callback_of(unit, language),
        fax=agency.fax,
        hours=agency.hours,
        page=agency.page,
        signed=agency.profile_signed and not settings.DEMO,
    )


def recipient_of(case: Case, ways: Iterable[Contact], today: dt.date) -> Recipient:
    """Return whom it goes to, at the postal address that a person looked up; without one, no lines of an address."""
    way = next((each for each in ways if each.kind == "postal" and contacts.usable(each, today)), None)
    code, lines = postal_lines(way.value if way else case.organization.postal_address)
    return Recipient(
        organization=case.organization.name,
        kind=case.organization.kind,
        department=way.desk if way else "",
        postal_code=code,
        address=lines,
    )


def identity_of(checks: Iterable[Verification], language: Language) -> Identity | None:
    """Return what is recorded of the responsible person and of the device; None where the newest check fails."""
    newest = {check.about: check for check in sorted(checks, key=lambda each: (each.at, each.pk))}
    person, device = newest.get("respondent"), newest.get("device")
    if person is None or person.result != "genuine" or not person.person:
        return None
    owned = device is not None and device.result == "genuine"
    return Identity(
        person=person.person,
        identified_on=timezone.localdate(person.at),
        recorded_by=person.officer.display_name(language) if person.officer else "",
        owned_on=timezone.localdate(device.at) if owned and device is not None else None,
    )


def consent_of(party: Party) -> Consent | None:
    """Return the organisation's recorded consent to tell a further party; None where any part of it is missing."""
    if not party.consent_by or party.consent_on is None or not party.consent_scope:
        return None
    return Consent(given_by=party.consent_by, on=party.consent_on, scope=party.consent_scope)


def annex_devices(spoken: Sequence[CallFinding], findings: Iterable[Finding], language: Language) -> list[AnnexDevice]:
    """Return each device that may be spoken of, with where and when it was seen; evidence must be loaded."""
    rows = {str(row.pk): row for row in findings}
    return [_device(fact, rows[fact.id], language) for fact in spoken]


def postal_lines(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the postal code and up to three lines of an address that a person typed into one field."""
    found = _POSTAL.match(text)
    rest = text[found.end() :] if found else text
    parts = [part.strip() for part in re.split(r"[\n\r]+|\s{2,}| ", rest) if part.strip()]
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + len(part) < _LINE:
            lines[-1] = f"{lines[-1]} {part}"
        else:
            lines.append(part)
    head, tail = lines[:2], lines[2:]
    return (found[1] if found else ""), (*head, *([" ".join(tail)] if tail else []))


def _device(fact: CallFinding, row: Finding, language: Language) -> AnnexDevice:
    return AnnexDevice(
        finding=fact,
        observer=", ".join(source_names(sources(row), language)),
        seen_at=row.last_affected_at,
        address=", ".join(map(str, row.ips)),
        ports=tuple(int(port) for port in row.ports),
        host=", ".join(map(str, row.hostnames[:3])),
    )
