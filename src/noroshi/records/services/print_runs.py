"""A print run: the first letters of many cases in one file, and the record of when they were posted."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from noroshi.knowledge.words import Language
from noroshi.notify.documents.model import Document as Drawn
from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.compartment import CompartmentQuerySet
from noroshi.records.document import Document, PrintRun
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.case_documents import CaseFacts, case_facts, draw_up, missing
from noroshi.records.services.lock import lock
from noroshi.records.services.make_document import UNSUPPORTED, mark_sent, new_code, store
from noroshi.records.services.refusals import Refused
from noroshi.records.user import User
from noroshi.render.print_run import Envelope, print_run
from noroshi.render.typst_pdf import render_pdf

MOST: Final = 200
KIND: Final = "first_letter"
UNREACHED: Final = ("handed_over", "contacting", "unreachable")
"""States of a case in which a letter makes sense that says nothing has been agreed yet."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The cases whose letters a run prints, and those it leaves out, each with the codes of the reasons."""

    ready: list[CaseFacts]
    left_out: list[tuple[Case, tuple[str, ...]]]


def letterless(scope: Scope, campaign: Campaign) -> CompartmentQuerySet[Case]:
    """Return the cases that nobody was reached for yet and no first letter was made for, oldest first."""
    rows = Case.objects.within(scope).filter(campaign=campaign, state__in=UNREACHED, disposed=False)
    made = Document.objects.within(scope).filter(kind=KIND, case__isnull=False)
    without = rows.exclude(pk__in=made.values("case_id"))
    return without.select_related("unit__agency", "organization", "campaign").order_by("pk")


def plan(scope: Scope, campaign: Campaign, officer: User, language: Language) -> Plan:
    """Return what a run would print, at most 200 letters; every case is in one of the two lists."""
    ready: list[CaseFacts] = []
    left_out: list[tuple[Case, tuple[str, ...]]] = []
    for case in letterless(scope, campaign):
        if len(ready) == MOST:
            left_out.append((case, ("full",)))
            continue
        facts = case_facts(scope, case, officer, language)
        stands = missing(facts, KIND)
        if stands:
            left_out.append((case, stands))
        else:
            ready.append(facts)
    return Plan(ready, left_out)


def make_run(scope: Scope, campaign: Campaign, officer: User, language: Language) -> PrintRun:
    """Print the first letters of a campaign's cases into one file and store it, with each letter and its hash.

    The letters are drawn before anything is locked, since two hundred take as long as SQLite lets others wait. Raises
    ``Refused`` where there is nothing to print, or where a case changed meanwhile; then nothing is stored.
    """
    planned = plan(scope, campaign, officer, language)
    today, created = timezone.localdate(), timezone.now()
    drawn, refused = _letters(planned.ready, today)
    if not drawn:
        raise Refused("print_run_empty")
    name = _next_name(campaign, today)
    envelopes = [_envelope(facts, letter) for facts, letter in drawn]
    made = print_run(envelopes, name=name, created=created, language=language)
    files = [render_pdf(letter, created=created) for _, letter in drawn]
    left_out = [*planned.left_out, *refused]
    with transaction.atomic():
        locked = lock(scope, campaign)
        _require_unchanged(scope, locked, name, [facts for facts, _ in drawn])
        run = PrintRun.objects.create(
            unit_id=locked.unit_id,
            campaign=locked,
            name=name,
            language=language,
            sha256=made.sha256,
            content=made.pdf,
            pages=made.pages,
            entries=[_entry(one) for one in made.entries],
            left_out=[{"case": case.pk, "reference": case.reference, "why": list(why)} for case, why in left_out],
            created_by_id=scope.actor_id,
        )
        audit.changed(scope, "printrun.made", run, {"name": name, "letters": len(drawn), "sha256": run.sha256})
        for (facts, letter), file in zip(drawn, files, strict=True):
            store(scope, facts.case, letter, file, run=run)
    return run


def mark_posted(scope: Scope, run: PrintRun, on: dt.date) -> PrintRun:
    """Record that the letters of a run were posted on a day.

    Those that were sent already, and those whose case was disposed of, stay as they are.
    """
    with transaction.atomic():
        locked = lock(scope, run)
        if locked.posted_on is not None:
            raise Refused("document_sent_already", field="on")
        for document in locked.documents.filter(sent_at=None, case__disposed=False).order_by("pk"):
            mark_sent(scope, document, on)
        locked.posted_on = on
        locked.save(update_fields=["posted_on"])
        audit.changed(scope, "printrun.posted", locked, {"on": on})
    return locked


def _next_name(campaign: Campaign, today: dt.date) -> str:
    return f"{campaign.code}-{today:%Y%m%d}-{campaign.print_runs.count() + 1}"


def _require_unchanged(scope: Scope, campaign: Campaign, name: str, drawn: list[CaseFacts]) -> None:
    """Raise ``Refused`` unless every case is as its letter was drawn and still has none; locks the cases."""
    keys = [lock(scope, facts.case).pk for facts in drawn]
    rows = {case.pk: case for case in letterless(scope, campaign).filter(pk__in=keys)}
    same = name == _next_name(campaign, timezone.localdate()) and len(rows) == len(drawn)
    for facts in drawn if same else ():
        now = case_facts(scope, rows[facts.case.pk], facts.officer, facts.language)
        same = same and not missing(now, KIND) and now.recipient == facts.recipient
    if not same:
        raise Refused("print_run_changed")


def _letters(
    ready: Iterable[CaseFacts], today: dt.date
) -> tuple[list[tuple[CaseFacts, Drawn]], list[tuple[Case, tuple[str, ...]]]]:
    drawn: list[tuple[CaseFacts, Drawn]] = []
    refused: list[tuple[Case, tuple[str, ...]]] = []
    for facts in ready:
        try:
            drawn.append((facts, draw_up(facts, KIND, new_code(today))))
        except UNSUPPORTED:
            refused.append((facts.case, ("unsupported",)))
    return drawn, refused


def _envelope(facts: CaseFacts, letter: Drawn) -> Envelope:
    return Envelope(address=facts.recipient.lines(facts.language), documents=(letter,), reference=facts.case.reference)


def _entry(one: Any) -> dict[str, Any]:  # noqa: ANN401 a RunEntry
    return {name: getattr(one, name) for name in one.__struct_fields__}
