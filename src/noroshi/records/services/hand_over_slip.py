"""The slip (授受票) of a bundle as a page to sign, in the language of the office."""

from typing import Final

from django.utils import timezone

from noroshi.exchange.bundle.slip import Slip
from noroshi.knowledge.words import Language, load_words
from noroshi.notify.documents.facts import Frame
from noroshi.notify.documents.handover_receipt import MediumFacts, build
from noroshi.notify.japanese_dates import day_in_japan
from noroshi.records.agency import Unit
from noroshi.records.services.document_facts import office_of
from noroshi.render.typst_pdf import Rendered, render_pdf

TO_FILL: Final = "________"


def draw_slip(unit: Unit, slip: Slip, code: str, language: Language, *, medium: str = "", kind: str = "") -> Rendered:
    """Return the slip as PDF; number and kind of the medium are left to be written by hand where they are unknown.

    ``code``: identifier at the foot. Agency must be loaded with the unit.
    """
    words = load_words()
    facts = MediumFacts(
        number=medium or slip.medium or TO_FILL,
        kind=kind or TO_FILL,
        file=slip.file,
        size=slip.bytes,
        sha256=slip.sha256,
        contents=words.text(f"hand_over_kind.{slip.kind}", language) + f" {slip.campaign} #{slip.sequence}",
        giver=slip.giver,
        receiver=slip.receiver,
        on=day_in_japan(slip.created),
    )
    frame = Frame(office=office_of(unit, language), id=code, on=timezone.localdate())
    return render_pdf(build(frame, facts, language), created=timezone.now())
