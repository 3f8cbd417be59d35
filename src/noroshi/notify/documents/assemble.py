"""The last step of every document: kind, edges of the pages, wording version, and what its stage forbids."""

from collections.abc import Sequence

from noroshi.model.campaign_evidence import Stage
from noroshi.notify.documents.facts import DocumentError, Frame
from noroshi.notify.documents.first_stage import technical_values
from noroshi.notify.documents.kinds import KINDS, Kind
from noroshi.notify.documents.model import Block, Document, Page, Window
from noroshi.notify.documents.voice import Voice
from noroshi.notify.documents.wording import wording_version
from noroshi.notify.reference_number import format as format_reference


def assemble(
    frame: Frame,
    kind: Kind,
    voice: Voice,
    pages: Sequence[Sequence[Block]],
    *,
    window: Window | None = None,
    letter: bool = False,
    devices: int = 1,
) -> Document:
    """Return the finished document.

    Raises DocumentError where a text of the first stage holds a product, address, version or CVE.
    """
    rule = KINDS[kind]
    document = Document(
        kind=kind,
        id=frame.id,
        language=voice.language,
        title=rule.title(voice.language),
        stage=rule.stage,
        wording=wording_version(),
        pages=tuple(Page(blocks=tuple(blocks)) for blocks in pages),
        most_pages=rule.most_pages(devices),
        reference=format_reference(frame.reference) if frame.reference else "",
        handling=frame.mark(voice.language, rule.handling),
        sample="" if frame.office.signed else voice.word("document_sample.mark"),
        window=window,
        letter=letter,
    )
    if rule.stage is Stage.FIRST:
        _refuse_technical(document)
    return document


def _refuse_technical(document: Document) -> None:
    found = technical_values(document.texts())
    if found:
        raise DocumentError(
            f"{document.kind} {document.id}: its text holds {', '.join(found[:3])}; what anybody may read names no"
            " product, address, version or CVE. Correct the name or address it comes from"
        )
