"""What is held about one organisation or one person, for a disclosure request, with everybody else masked.

Names of other people, of other organisations and of the office's own staff become ``MASK``; so does free text, which
may name anybody, unless the office has read it and asks for it. Codes stand beside their words in both languages.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from noroshi.knowledge.case_states import load_case_states
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.records.answer import Answer
from noroshi.records.attempt import ContactAttempt
from noroshi.records.case import Case
from noroshi.records.contact import Contact
from noroshi.records.finding import Finding
from noroshi.records.organization import Organization
from noroshi.records.party import Party
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.verification import Verification

MASK: Final = "●●●"
_CODES: Final = {
    "state": "case",
    "outcome": "contact_outcome",
    "channel": "channel",
    "ownership": "ownership",
    "awareness": "awareness",
    "response": "response",
    "manager": "manager",
    "respondent_role": "respondent_role",
}


class NothingHeld(Exception):  # noqa: N818 reads as the sentence it raises
    """Nothing is held about whom the request names."""


@dataclass(frozen=True, slots=True)
class Request:
    """Whom a request is about: an organisation by reference or corporate number, or a person by exact name.

    ``with_free_text`` leaves free text readable: somebody has read it.
    """

    code: str = ""
    person: str = ""
    with_free_text: bool = False


def disclose(scope: Scope, request: Request) -> dict[str, Any]:
    """Return what is held, as JSON values, and write the export to the chain; raises ``NothingHeld``."""
    cases = _cases(scope, request)
    if not cases:
        raise NothingHeld(request.code or request.person)
    mask = _Mask(request)
    result = {
        "about": {"code": request.code, "person": request.person},
        "masked_with": MASK,
        "cases": [_case(case, mask) for case in cases],
    }
    for case in cases:
        audit.changed(scope, "disclosure.exported", case, {"person": bool(request.person)})
    return result


def _cases(scope: Scope, request: Request) -> list[Case]:
    rows = Case.objects.within(scope).select_related("organization", "campaign").order_by("pk")
    if request.person:
        name = request.person
        keys = {
            *Answer.objects.within(scope).filter(respondent=name).values_list("case_id", flat=True),
            *ContactAttempt.objects.within(scope).filter(respondent=name).values_list("case_id", flat=True),
            *Verification.objects.within(scope).filter(person=name).values_list("case_id", flat=True),
            *Party.objects.within(scope).filter(Q(name=name) | Q(consent_by=name)).values_list("case_id", flat=True),
        }
        return list(rows.filter(pk__in=keys))
    digits = "".join(character for character in request.code if character.isdigit())
    if not digits:
        return []
    return list(rows.filter(Q(reference=digits) | Q(organization__corporate_number=digits)))


class _Mask:
    """Decides what of a row may be read by whom the request is about."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def name(self, value: str) -> str:
        """Return a person's name: the requester's own, or masked. An organisation's request shows its own people."""
        own = not self._request.person or value == self._request.person
        return value if own or not value else MASK

    def organization(self, value: str) -> str:
        """Return what tells the case's organisation; a person's request does not show it."""
        return MASK if self._request.person and value else value

    def other(self, value: str) -> str:
        """Return the name of a third party or of the office's staff: masked, but for the requester's own."""
        return value if not value or value == self._request.person else MASK

    def text(self, value: str) -> str:
        """Return free text."""
        return value if not value or self._request.with_free_text else MASK


def _case(case: Case, mask: _Mask) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "campaign": case.campaign.code,
        "state": _code("state", case.state),
        "opened_at": case.opened_at.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "disposed": case.disposed,
        "note": mask.text(case.note),
        "organization": _organization(case.organization, mask),
        "findings": [_finding(each, mask) for each in case.findings.order_by("pk")],
        "attempts": [_attempt(each, mask) for each in case.attempts.all()],
        "answers": [_answer(each, mask) for each in case.answers.all()],
        "verifications": [
            {"at": each.at.isoformat(), "about": each.about, "result": each.result, "person": mask.name(each.person)}
            for each in case.verifications.all()
        ],
        "parties": [_party(each, mask) for each in case.parties.all()],
        "documents": [
            {"kind": each.kind, "created_at": each.created_at.isoformat(), "sha256": each.sha256}
            for each in case.documents.defer("content")
        ],
    }


def _organization(organization: Organization, mask: _Mask) -> dict[str, Any]:
    names = ("corporate_number", "name", "name_kana", "prefecture", "city", "address", "postal_address")
    return {name: mask.organization(getattr(organization, name)) for name in names} | {
        "contacts": [_contact(each, mask) for each in organization.contacts.all()]
    }


def _contact(contact: Contact, mask: _Mask) -> dict[str, Any]:
    return {
        "kind": contact.kind,
        "value": mask.organization(contact.value),
        "desk": mask.organization(contact.desk),
        "source_url": mask.organization(contact.source_url),
        "looked_up_on": contact.looked_up_on.isoformat(),
    }


def _finding(finding: Finding, mask: _Mask) -> dict[str, Any]:
    return {
        "product": finding.product,
        "version": finding.version_text,
        "verdict": finding.verdict,
        "addresses": [mask.organization(address) for address in finding.ips],
        "first_seen": finding.first_seen.isoformat(),
        "last_seen": finding.last_seen.isoformat(),
    }


def _attempt(attempt: ContactAttempt, mask: _Mask) -> dict[str, Any]:
    return {
        "at": attempt.at.isoformat(),
        "channel": _code("channel", attempt.channel),
        "outcome": _code("outcome", attempt.outcome),
        "respondent": mask.name(attempt.respondent),
        "respondent_role": _code("respondent_role", attempt.respondent_role),
        "officer": MASK,
        "note": mask.text(attempt.note),
    }


def _answer(answer: Answer, mask: _Mask) -> dict[str, Any]:
    codes = ("ownership", "awareness", "response", "manager", "respondent_role")
    return {name: _code(name, getattr(answer, name)) for name in codes} | {
        "at": answer.at.isoformat(),
        "respondent": mask.name(answer.respondent),
        "reasons": [_labels("delay_reason", code) for code in answer.reasons],
        "planned_on": answer.planned_on.isoformat() if answer.planned_on else None,
        "other_plan": mask.text(answer.other_plan),
        "free_text": mask.text(answer.free_text),
        "officer": MASK,
    }


def _party(party: Party, mask: _Mask) -> dict[str, Any]:
    return {
        "role": party.role,
        "name": mask.other(party.name),
        "contact": mask.other(party.contact_text),
        "consent_by": mask.name(party.consent_by),
        "consent_on": party.consent_on.isoformat() if party.consent_on else None,
        "consent_scope": mask.text(party.consent_scope),
    }


def _code(column: str, code: str) -> dict[str, str]:
    if column == "state":
        states = load_case_states()
        return {"code": code, "ja": states.label(code, "ja"), "en": states.label(code, "en")}
    return _labels(_CODES[column], code)


def _labels(name: str, code: str) -> dict[str, str]:
    lists = load_enumerations()
    if not lists.has(name, code):
        return {"code": code}
    return {"code": code, "ja": lists.label(name, code, "ja"), "en": lists.label(name, code, "en")}
