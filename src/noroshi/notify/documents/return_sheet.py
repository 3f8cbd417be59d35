"""The reply sheet: the six questions with boxes to tick, sent back by post or fax; it names no device."""

from collections.abc import Iterator
from typing import Final

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import Language
from noroshi.model.campaign_evidence import Stage
from noroshi.notify.documents.assemble import assemble
from noroshi.notify.documents.facts import DocumentError, Frame, Identity, Recipient
from noroshi.notify.documents.model import Block, Document, FillIn, Heading, Items, Paragraph, Reference, Said, Ticks
from noroshi.notify.documents.plain_text import NAME, VALUE, printable
from noroshi.notify.documents.voice import Voice
from noroshi.notify.questions import QUESTIONS, Question
from noroshi.notify.reference_number import format as format_reference

_OFFICERS: Final = frozenset({"not_confirmed", "declined"})
"""Codes that an officer records about a conversation; nobody ticks them about oneself."""
_FREE: Final = {"planned_on": "planned_on", "other_devices_found": "count", "main_reason": "main_reason"}


def build(
    frame: Frame, recipient: Recipient, identity: Identity | None, language: Language, *, use_of_answers: str = ""
) -> Document:
    """Return the reply sheet on two pages.

    ``use_of_answers``: what is done with the answers, exactly as approved. Raises DocumentError where nobody
    responsible is recorded or the reference number is missing.
    """
    if identity is None or not identity.person.strip():
        raise DocumentError(f"{frame.id}: record the responsible person's identity before a reply sheet is sent")
    if not frame.reference:
        raise DocumentError(f"{frame.id}: the sheet needs the case's reference number")
    voice = Voice(language=language, stage=Stage.SECOND)
    first, second = QUESTIONS[:4], QUESTIONS[4:6]
    front: list[Block] = [
        Heading(text=voice.word("document_title.return_sheet"), level=1),
        Reference(label=voice.word("document_label.reference"), number=format_reference(frame.reference)),
        Paragraph(said=voice.each("return_intro.purpose", "call_duty.voluntary", "return_intro.secret")),
        Paragraph(said=voice.each("return_intro.intrusion"), style="boxed"),
        *_asked(first, 1, voice, recipient),
    ]
    back: list[Block] = [*_asked(second, 5, voice, recipient)]
    back.append(FillIn(labels=(voice.word("document_label.other"),)))
    back.append(Heading(text=voice.word("document_heading.respondent")))
    names = ("organization", "department", "name", "phone", "filled_on")
    back.append(FillIn(labels=tuple(voice.word(f"document_label.{name}") for name in names)))
    back.append(Items(said=tuple(_back_to(frame, voice, use_of_answers))))
    return assemble(frame, "return_sheet", voice, (front, back))


def _asked(questions: tuple[Question, ...], start: int, voice: Voice, recipient: Recipient) -> Iterator[Block]:
    for number, question in enumerate(questions, start):
        text = f"{number} {question.text(voice.language, recipient.kind)}"
        said = Said(id=f"question.{question.id}", text=text)
        main, *others = question.fields
        numbered = main.many
        options = tuple(_options(main.list_name, voice.language, numbered=numbered))
        free = tuple(voice.word(f"document_label.{_FREE[one.name]}") for one in others if one.name in _FREE)
        yield Ticks(question=said, options=options, columns=1 if numbered else 2, free=free)
        for one in others:
            if one.name not in _FREE:
                label = Said(id="", text=voice.word("document_label.covered"))
                shown = tuple(_options(one.list_name, voice.language, numbered=False))
                yield Ticks(question=label, options=shown, columns=3)


def _options(list_name: str, language: Language, *, numbered: bool) -> Iterator[str]:
    lists = load_enumerations()
    codes = [code for code in lists.codes(list_name) if code not in _OFFICERS]
    for number, code in enumerate(codes, 1):
        label = lists.label(list_name, code, language)
        yield f"{number} {label}" if numbered else label


def _back_to(frame: Frame, voice: Voice, use_of_answers: str) -> Iterator[Said]:
    office = frame.office.shown(voice.language)
    code = voice.word("document_label.postal_code", code=office.postal_code) if office.postal_code else ""
    to = printable(" ".join(filter(None, (code, office.address, office.agency, office.unit))), VALUE)
    yield voice.say("return_intro.to", to=to)
    if office.fax:
        yield voice.say("return_intro.fax", fax=printable(office.fax, NAME))
    if use_of_answers.strip():
        yield voice.say("return_intro.use", use=use_of_answers)
