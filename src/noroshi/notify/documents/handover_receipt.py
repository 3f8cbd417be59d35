"""The receipt for a medium that changes hands (授受票), with the row for the register of media (媒体管理簿)."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

import msgspec

from noroshi.knowledge.words import Language
from noroshi.model.campaign_evidence import Stage
from noroshi.notify.documents.assemble import assemble
from noroshi.notify.documents.facts import DocumentError, Frame
from noroshi.notify.documents.model import Document, Field, Fields, Heading, Paragraph, Said, Table, Ticks
from noroshi.notify.documents.plain_text import NAME, printable
from noroshi.notify.documents.voice import Voice
from noroshi.notify.japanese_dates import day_text

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
REGISTER: Final = ("medium_number", "medium_kind", "contents", "handed_on", "giver", "receiver", "disposed_on")


class MediumFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The medium, the one file on it, and who gives it to whom. ``size`` in bytes; ``sha256`` in lower case."""

    number: str
    kind: str
    file: str
    size: int
    sha256: str
    contents: str
    giver: str
    receiver: str
    on: date
    return_by: date | None = None


def build(frame: Frame, facts: MediumFacts, language: Language) -> Document:
    """Return the receipt on one page; DocumentError where the digest is none, or a name or number is missing."""
    _check(frame, facts)
    voice = Voice(language=language, stage=Stage.SECOND)
    row = register_row(facts, language)
    medium = [
        voice.field("medium_number", printable(facts.number, NAME)),
        voice.field("medium_kind", printable(facts.kind, NAME)),
        voice.field("contents", printable(facts.contents, NAME)),
        voice.field("file", printable(facts.file, NAME)),
        voice.field("size", f"{facts.size:,}"),
        Field(label=f"{voice.word('document_label.sha256')} (1/2)", value=grouped(facts.sha256[:32])),
        Field(label=f"{voice.word('document_label.sha256')} (2/2)", value=grouped(facts.sha256[32:])),
        voice.field("handed_on", day_text(facts.on, language)),
    ]
    if facts.return_by:
        medium.append(voice.field("return_by", day_text(facts.return_by, language)))
    blocks = (
        Heading(text=voice.word("document_title.handover_receipt"), level=1),
        Paragraph(said=voice.each("receipt_note.given", "receipt_note.apart")),
        Heading(text=voice.word("document_heading.medium")),
        Fields(rows=tuple(medium)),
        Ticks(
            question=Said(id="", text=voice.word("document_label.check")),
            options=(voice.word("document_label.checked"),),
            columns=1,
        ),
        Heading(text=voice.word("document_heading.parties")),
        Table(
            head=("", voice.word("document_label.name"), voice.word("document_label.signature")),
            rows=(
                (voice.word("document_label.giver"), printable(facts.giver, NAME), "\n"),
                (voice.word("document_label.receiver"), printable(facts.receiver, NAME), "\n"),
            ),
            widths=(2, 5, 5),
        ),
        Paragraph(said=voice.each("receipt_note.twice"), style="small"),
        Heading(text=voice.word("document_heading.register")),
        Table(
            head=tuple(label for label, _ in row), rows=(tuple(text for _, text in row),), widths=(2, 2, 3, 3, 2, 2, 2)
        ),
    )
    return assemble(frame, "handover_receipt", voice, (blocks,))


def register_row(facts: MediumFacts, language: Language) -> tuple[tuple[str, str], ...]:
    """Return label and value of each column of the register of media; the day of its return is left open."""
    voice = Voice(language=language, stage=Stage.SECOND)
    texts = {
        "medium_number": facts.number,
        "medium_kind": facts.kind,
        "contents": facts.contents,
        "handed_on": day_text(facts.on, language),
        "giver": facts.giver,
        "receiver": facts.receiver,
        "disposed_on": "",
    }
    return tuple((voice.word(f"document_label.{name}"), printable(texts[name], NAME)) for name in REGISTER)


def grouped(digest: str) -> str:
    """Return a digest in groups of four, as it is read aloud and compared on paper."""
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def _check(frame: Frame, facts: MediumFacts) -> None:
    if not _SHA256.fullmatch(facts.sha256):
        raise DocumentError(f"{frame.id}: the SHA-256 is not 64 hexadecimal digits in lower case")
    if facts.size < 0:
        raise DocumentError(f"{frame.id}: a file has no negative size")
    missing = _missing((("number", facts.number), ("giver", facts.giver), ("receiver", facts.receiver)))
    if missing:
        raise DocumentError(f"{frame.id}: the receipt lacks {missing}")


def _missing(values: Iterable[tuple[str, str]]) -> str:
    return ", ".join(name for name, text in values if not text.strip())
