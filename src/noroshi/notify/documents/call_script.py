"""The call script on paper: the call sheet's parts in their order, for the officer's desk."""

from typing import Final

import msgspec

from noroshi.knowledge.words import Language
from noroshi.model.campaign_evidence import Stage
from noroshi.notify import call_sheet
from noroshi.notify.call_sheet import CallFacts
from noroshi.notify.documents.assemble import assemble
from noroshi.notify.documents.facts import Frame
from noroshi.notify.documents.model import Block, Document, Fields, FillIn, Heading, Items, Reference, Said
from noroshi.notify.documents.plain_text import NAME, VALUE, printable
from noroshi.notify.documents.voice import Voice

_ORDERED: Final = frozenset({"steps", "questions"})
_LINE: Final = 4 * VALUE


def build(frame: Frame, facts: CallFacts, language: Language) -> Document:
    """Return the script; it stays in the office. Without a signed profile the invented office speaks.

    Raises CallSheetError where the case supports no call, ReferenceNumberError for a wrong reference number.
    """
    sheet = call_sheet.build(_printable(frame, facts, language), language)
    voice = Voice(language=language, stage=Stage.SECOND)
    rows = [voice.field("organization", sheet.organization)]
    if sheet.kana:
        rows.append(voice.field("kana", sheet.kana))
    blocks: list[Block] = [
        Heading(text=voice.word("document_title.call_script"), level=1),
        Fields(rows=tuple(rows)),
        Reference(
            label=voice.word("document_label.reference"),
            number=sheet.reference,
            reading=voice.word("document_label.reading", reading=sheet.reference_reading),
        ),
    ]
    for block in sheet.blocks:
        said = tuple(Said(id=line.id, text=printable(line.text, _LINE)) for line in block.lines)
        blocks += [Heading(text=block.title(language)), Items(said=said, numbered=block.id in _ORDERED)]
    blocks.append(FillIn(labels=(voice.word("document_heading.memo"),)))
    return assemble(frame, "call_script", voice, (blocks,), devices=len(facts.findings))


def _printable(frame: Frame, facts: CallFacts, language: Language) -> CallFacts:
    office = frame.office.shown(language)
    names = ("agency", "unit", "officer", "callback") if not frame.office.signed else ()
    given = {name: getattr(office, name) for name in names}
    texts = ("agency", "unit", "officer", "callback", "organization", "kana")
    bounded = {name: printable(getattr(facts, name), NAME) for name in texts}
    findings = tuple(
        msgspec.structs.replace(one, product=printable(one.product, NAME), version=printable(one.version, NAME))
        for one in facts.findings
    )
    return msgspec.structs.replace(facts, **(bounded | given), findings=findings)
