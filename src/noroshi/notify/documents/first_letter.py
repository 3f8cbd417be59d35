"""The first letter: reference number, purpose, how to verify, whom to call back, and nothing else."""

from noroshi.knowledge.words import Language
from noroshi.model.campaign_evidence import Stage
from noroshi.notify.documents.assemble import assemble
from noroshi.notify.documents.facts import DocumentError, Frame, Recipient
from noroshi.notify.documents.masthead import closing, masthead
from noroshi.notify.documents.model import Block, Document, Heading, Items, Paragraph, Reference
from noroshi.notify.documents.voice import Voice
from noroshi.notify.reference_number import format as format_reference


def build(frame: Frame, recipient: Recipient, language: Language, *, confirmation: str = "") -> Document:
    """Return the first letter, one page.

    ``confirmation``: the case's confirmation code where the office runs the public page; it is printed only where the
    office's profile is signed and names that page.

    Raises DocumentError without a reference number or address, or where name or address hold a product, address,
    version or CVE; ReferenceNumberError for a wrong number.
    """
    if not frame.reference:
        raise DocumentError(f"{frame.id}: a first letter needs the case's reference number")
    if not recipient.organization.strip():
        raise DocumentError(f"{frame.id}: a letter needs the name of the organisation")
    office = frame.office.shown(language)
    voice = Voice(
        language=language,
        stage=Stage.FIRST,
        values={
            "agency": office.agency,
            "callback": office.callback or office.unit,
            "hours": office.hours,
            "page": office.page,
            "reference": format_reference(frame.reference),
            "confirmation": confirmation,
            "you": recipient.you(language),
        },
    )
    verify = ["letter_verify.look_up", "letter_verify.tell", "letter_verify.answer"]
    contact = "letter_first.contact" if office.hours else "letter_first.contact_any"
    blocks: tuple[Block, ...] = (
        masthead(frame, recipient, language),
        Heading(text=voice.word("document_title.first_letter"), level=1),
        Paragraph(said=voice.each("letter_first.purpose", "letter_first.content")),
        Paragraph(said=voice.each("letter_first.pass_on", contact)),
        Reference(label=voice.word("document_label.reference"), number=format_reference(frame.reference)),
        Heading(text=voice.word("document_heading.verify")),
        Items(said=voice.each(*verify, *(["letter_verify.page"] if office.page else [])), numbered=True),
        *_online(voice, shown=bool(confirmation and office.page and frame.office.signed)),
        Heading(text=voice.word("document_heading.promise")),
        Paragraph(said=voice.each("call_duty.voluntary", "letter_first.no_sale", "call_duty.never")),
        *closing(voice),
    )
    return assemble(frame, "first_letter", voice, (blocks,), window=frame.window, letter=True)


def _online(voice: Voice, *, shown: bool) -> tuple[Paragraph, ...]:
    return (Paragraph(said=voice.each("letter_verify.online")),) if shown else ()
