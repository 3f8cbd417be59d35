"""The owner's page: one plain page for somebody without an IT department, and a variant in やさしい日本語."""

from collections.abc import Iterable, Iterator

from noroshi.knowledge.help_desks import HelpDesk
from noroshi.knowledge.words import Language
from noroshi.model.campaign_evidence import Stage
from noroshi.notify.documents.assemble import assemble
from noroshi.notify.documents.facts import DocumentError, Frame, Identity, Recipient
from noroshi.notify.documents.model import Block, Document, FillIn, Heading, Items, Paragraph, Reference, Said
from noroshi.notify.documents.plain_text import VALUE, printable
from noroshi.notify.documents.voice import Voice
from noroshi.notify.readings import read_reference
from noroshi.notify.reference_number import format as format_reference

MOST_DESKS = 3


def build(
    frame: Frame,
    recipient: Recipient,
    identity: Identity | None,
    language: Language,
    *,
    desks: Iterable[HelpDesk] = (),
) -> Document:
    """Return the plain page. ``desks``: public help desks to print, at most three.

    Raises DocumentError where nobody responsible is recorded or the reference number is missing.
    """
    voice = _voice(frame, recipient, identity, language)
    say = voice.each
    blocks: list[Block] = [
        Heading(text=voice.word("document_title.owner_page"), level=1),
        Heading(text=voice.word("document_heading.what")),
        Paragraph(said=say("owner_plain.what", "owner_plain.why")),
        Heading(text=voice.word("document_heading.where")),
        Paragraph(said=say("owner_plain.label")),
        Heading(text=voice.word("document_heading.whom")),
        Items(said=voice.section("owner_whom")),
        Paragraph(said=say("owner_plain.ask", "owner_plain.decide")),
        Heading(text=voice.word("document_heading.keep")),
        Paragraph(said=say("owner_plain.keep")),
        Heading(text=voice.word("document_heading.verify")),
        Paragraph(said=say("owner_plain.contact", "call_duty.voluntary")),
        *_desks(frame, voice, desks),
        Heading(text=voice.word("document_heading.memo")),
        FillIn(labels=tuple(voice.word(f"document_label.{name}") for name in ("maker", "model", "called", "work_on"))),
    ]
    return assemble(frame, "owner_page", voice, (blocks,))


def build_easy(frame: Frame, recipient: Recipient, identity: Identity | None, language: Language) -> Document:
    """Return the page in やさしい日本語 with readings over the characters (plain English for ``en``); as ``build``."""
    voice = _voice(frame, recipient, identity, language)

    def read(*names: str) -> tuple[Said, ...]:
        return tuple(voice.reading(f"owner_easy.{name}") for name in names)

    blocks = (
        Heading(text=voice.word("document_title.owner_page_easy"), level=1),
        Heading(text=voice.word("document_heading.easy_what")),
        Paragraph(said=read("what", "why")),
        Heading(text=voice.word("document_heading.easy_do")),
        Items(said=read("label", "call", "ask"), numbered=True),
        Paragraph(said=read("decide")),
        Heading(text=voice.word("document_heading.easy_not")),
        Paragraph(said=read("keep")),
        Heading(text=voice.word("document_heading.easy_real")),
        Paragraph(said=read("verify")),
        Reference(
            label=voice.word("document_label.reference"),
            number=format_reference(frame.reference),
            reading=voice.word("document_label.reading", reading=read_reference(frame.reference, language)),
        ),
        FillIn(
            labels=tuple(voice.word(f"document_label.{name}") for name in ("easy_maker", "easy_model", "easy_called"))
        ),
    )
    return assemble(frame, "owner_page_easy", voice, (blocks,), letter=True)


def _voice(frame: Frame, recipient: Recipient, identity: Identity | None, language: Language) -> Voice:
    if identity is None or not identity.person.strip():
        raise DocumentError(f"{frame.id}: record the responsible person's identity before this page is sent")
    if not frame.reference:
        raise DocumentError(f"{frame.id}: the page needs the case's reference number")
    office = frame.office.shown(language)
    values = {
        "you": recipient.you(language),
        "callback": office.callback or office.unit,
        "reference": format_reference(frame.reference),
    }
    return Voice(language=language, stage=Stage.SECOND, values=values)


def _desks(frame: Frame, voice: Voice, desks: Iterable[HelpDesk]) -> Iterator[Block]:
    """Yield the help desks; a sample names none, because it is no page to act on."""
    shown = list(desks)[:MOST_DESKS]
    if not shown:
        return
    yield Heading(text=voice.word("document_heading.help_desks"))
    if not frame.office.signed:
        yield Paragraph(said=(Said(id="", text=voice.word("document_sample.help_desks")),), style="small")
        return
    lines = (" ".join(filter(None, (desk.name.text(voice.language), desk.telephone, desk.page))) for desk in shown)
    yield Items(said=tuple(Said(id="", text=printable(line, VALUE)) for line in lines))
