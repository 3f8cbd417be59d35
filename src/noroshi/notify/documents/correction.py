"""The notice of correction (訂正のお知らせ): what was told and is withdrawn; it names no device."""

from datetime import date
from typing import Literal

import msgspec

from noroshi.knowledge.words import Language
from noroshi.model.campaign_evidence import Stage
from noroshi.notify.documents.assemble import assemble
from noroshi.notify.documents.facts import DocumentError, Frame, Recipient
from noroshi.notify.documents.kinds import KINDS
from noroshi.notify.documents.masthead import closing, masthead
from noroshi.notify.documents.model import Block, Document, Heading, Items, Paragraph, Reference, Table
from noroshi.notify.documents.plain_text import printable
from noroshi.notify.documents.voice import Voice
from noroshi.notify.japanese_dates import day_text
from noroshi.notify.reference_number import format as format_reference

Why = Literal["rule", "source", "owner", "case"]
MOST_TOLD = 6
_HOW, _ID = 24, 24


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One document or contact that told it. ``how``: what it was, in the reader's words; ``document``: its id."""

    on: date
    how: str
    document: str = ""


def build(
    frame: Frame, recipient: Recipient, told: tuple[Told, ...], why: tuple[Why, ...], language: Language
) -> Document:
    """Return the notice on one page. ``why``: rule, source, owner (the wrong organisation) or case.

    Raises DocumentError where nothing was told, no reason is given, or the reference number is missing.
    """
    if not told or not why:
        raise DocumentError(f"{frame.id}: a correction says what was told, when, and why it was wrong")
    if not frame.reference:
        raise DocumentError(f"{frame.id}: a correction needs the case's reference number")
    office = frame.office.shown(language)
    ordered = sorted(told, key=lambda one: one.on)
    values = {
        "told": day_text(ordered[0].on, language),
        "reference": format_reference(frame.reference),
        "callback": office.callback or office.unit,
    }
    voice = Voice(language=language, stage=Stage.FIRST, values=values)
    heads = tuple(voice.word(f"document_label.{name}") for name in ("told_on", "told_how", "document_id"))
    rows = tuple(
        (day_text(one.on, language), printable(one.how, _HOW), printable(one.document, _ID))
        for one in ordered[:MOST_TOLD]
    )
    if len(ordered) > MOST_TOLD:
        rows += ((voice.word("document_label.and_more", count=len(ordered) - MOST_TOLD), "", ""),)
    blocks: tuple[Block, ...] = (
        masthead(frame, recipient, language, personal=True),
        Heading(text=KINDS["correction"].title(language), level=1),
        Paragraph(said=voice.each("correction_text.opening", "correction_text.withdrawn", "correction_text.apology")),
        Reference(label=voice.word("document_label.reference"), number=format_reference(frame.reference)),
        Heading(text=voice.word("document_heading.told")),
        Table(head=heads, rows=rows, widths=(4, 5, 4)),
        Heading(text=voice.word("document_label.reason")),
        Items(said=voice.each(*(f"correction_why.{one}" for one in dict.fromkeys(why)))),
        Paragraph(said=voice.each("correction_text.discard", "correction_text.deleted")),
        *closing(voice),
    )
    return assemble(frame, "correction", voice, (blocks,), window=frame.window, letter=True)
