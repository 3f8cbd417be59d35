"""Making a document of a case: drawn, stored with its hash, written to the audit chain; and that it was sent."""

import datetime as dt
import secrets
from typing import Final

from django.db import transaction
from django.utils import timezone

from noroshi.knowledge.words import Language
from noroshi.notify.call_sheet import CallSheetError
from noroshi.notify.documents.facts import DocumentError
from noroshi.notify.documents.model import Document as Drawn
from noroshi.notify.evidence_level import TooStrongError
from noroshi.records.case import Case
from noroshi.records.document import Document, PrintRun
from noroshi.records.scope import Scope
from noroshi.records.services import audit, transitions
from noroshi.records.services.case_documents import OFFERED, case_facts, draw_up, missing
from noroshi.records.services.lock import lock
from noroshi.records.services.next_steps import met_conditions, next_steps
from noroshi.records.services.refusals import Refused
from noroshi.records.user import User
from noroshi.render.typst_pdf import Rendered, RenderError, render_pdf

PDF: Final = "application/pdf"
UNSUPPORTED: Final = (DocumentError, TooStrongError, CallSheetError, RenderError)
"""What a document raises that a case does not support; nothing is stored then."""
_SIGNS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LETTERS: Final = ("first_letter",)
MAIL: Final = "mail"
"""The kind of what a relay sends: whether it left is known from the relay alone."""


def new_code(today: dt.date) -> str:
    """Return a new identifier for the foot of a document: the day and six signs that nobody mistakes for others."""
    return f"{today:%Y%m%d}-{''.join(secrets.choice(_SIGNS) for _ in range(6))}"


def make_document(scope: Scope, case: Case, kind: str, officer: User, language: Language, number: str = "") -> Document:
    """Make a document and store it; raises ``Refused`` with the first thing that stands in the way."""
    if kind not in OFFERED:
        raise Refused("document_unknown", field="kind")
    with transaction.atomic():
        lock(scope, case)
        rows = Case.objects.within(scope).select_related("unit__agency", "organization", "campaign")
        facts = case_facts(scope, rows.get(pk=case.pk), officer, language)
        stands = missing(facts, kind)
        if stands:
            raise Refused(f"document_{stands[0]}", field="kind")
        try:
            document = draw_up(facts, kind, new_code(facts.today), number)
            drawn = render_pdf(document, created=timezone.now())
        except UNSUPPORTED as error:
            raise Refused("document_unsupported", field="kind", detail=str(error)) from error
        return store(scope, facts.case, document, drawn, number=number)


def store(
    scope: Scope, case: Case, document: Drawn, drawn: Rendered, *, number: str = "", run: PrintRun | None = None
) -> Document:
    """Keep a drawn document with its hash and the wording it was written from."""
    row = Document.objects.create(
        unit_id=case.unit_id,
        case=case,
        campaign=case.campaign,
        print_run=run,
        kind=document.kind,
        code=document.id,
        language=document.language,
        to=case.organization.name,
        number=number,
        wording_version=document.wording,
        sha256=drawn.sha256,
        content=drawn.pdf,
        media_type=PDF,
        created_by_id=scope.actor_id,
    )
    values = {"case": case.pk, "kind": row.kind, "code": row.code, "sha256": row.sha256}
    audit.changed(scope, "document.made", row, values)
    return row


def mark_sent(scope: Scope, document: Document, on: dt.date, number: str = "") -> Document:
    """Record that a document left the office on a day, under an external 文書番号 where it has one.

    A first letter starts the contact. Raises ``Refused`` for a second time, a day in the future, and one before it was
    made.
    """
    with transaction.atomic():
        row = lock(scope, document)
        if row.kind == MAIL:
            raise Refused("document_by_relay", field="on")
        if row.sent_at is not None:
            raise Refused("document_sent_already", field="on")
        if not timezone.localdate(row.created_at) <= on <= timezone.localdate():
            raise Refused("document_sent_when", field="on")
        noon = timezone.make_aware(dt.datetime.combine(on, dt.time(12)))
        row.sent_at = max(row.created_at, min(noon, timezone.now()))
        row.number = number or row.number
        row.save(update_fields=["sent_at", "number"])
        audit.changed(scope, "document.sent", row, {"case": row.case_id, "on": on, "number": row.number})
        if row.kind in _LETTERS and row.case is not None:
            _start(scope, row.case)
    return row


def _start(scope: Scope, case: Case) -> None:
    """Take the case from handed over to contacting, where its conditions hold."""
    current = lock(scope, case)
    conditions = met_conditions(scope, current, timezone.localdate())
    steps = next_steps(current, conditions, frozenset({"case.contact"}))
    step = next((each for each in steps if each.rule.id == "start_contact"), None)
    if step is not None and not step.missing:
        transitions.apply(scope, current, "start_contact", met=conditions)
