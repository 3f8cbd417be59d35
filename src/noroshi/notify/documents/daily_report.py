"""The daily report (日報): the day's figures, the seals, and the head of the audit chain as text and QR code."""

from datetime import date
from typing import Final

import msgspec

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import Language
from noroshi.model.campaign_evidence import Stage
from noroshi.notify.documents.assemble import assemble
from noroshi.notify.documents.facts import Frame
from noroshi.notify.documents.model import Code, Document, Fields, Heading, Paragraph, Said, Seals, Space, Table
from noroshi.notify.documents.plain_text import NAME, TEXT, printable
from noroshi.notify.documents.voice import Voice
from noroshi.notify.japanese_dates import day_text

_FIGURES: Final = (
    "attempts", "reached", "minutes", "answers", "verifications", "refuted", "complaints", "intrusions", "overdue",
)  # fmt: skip
MOST_SEALS: Final = 5


class DayFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a day. ``outcomes``: attempts by outcome code; ``refuted``: wrong findings.

    ``chain_head``: the short text of the audit chain's head; ``seals``: titles of those who seal, the first first.
    """

    day: date
    attempts: int
    reached: int
    minutes: int
    answers: int
    verifications: int
    refuted: int
    complaints: int
    intrusions: int
    overdue: int
    outcomes: dict[str, int] = {}
    chain_head: str
    seals: tuple[str, ...] = ()
    campaign: str = ""
    remarks: str = ""


def build(frame: Frame, facts: DayFacts, language: Language) -> Document:
    """Return the report on one page."""
    voice = Voice(language=language, stage=Stage.SECOND)
    office = frame.office.shown(language)
    lists = load_enumerations()
    rows = [voice.field("day", day_text(facts.day, language)), voice.field("unit", f"{office.agency} {office.unit}")]
    if facts.campaign:
        rows.append(voice.field("campaign", printable(facts.campaign, NAME)))
    figures = tuple((voice.word(f"document_label.{name}"), f"{getattr(facts, name):,}") for name in _FIGURES)
    outcomes = tuple((lists.label("contact_outcome", code, language), f"{n:,}") for code, n in facts.outcomes.items())
    blocks = (
        Heading(text=voice.word("document_title.daily_report"), level=1),
        Fields(rows=tuple(rows)),
        Seals(label=voice.word("document_label.seals"), titles=tuple(map(_short, facts.seals[:MOST_SEALS]))),
        Heading(text=voice.word("document_heading.figures")),
        _table(voice, "item", figures),
        Heading(text=voice.word("document_heading.outcomes")),
        _table(voice, "outcome", outcomes),
        Heading(text=voice.word("document_heading.remarks")),
        *(
            (Paragraph(said=(Said(id="", text=printable(facts.remarks, TEXT)),)),)
            if facts.remarks.strip()
            else (Space(height=18),)
        ),
        Heading(text=voice.word("document_heading.chain")),
        Code(text=printable(facts.chain_head, TEXT), caption=printable(facts.chain_head, TEXT)),
        Paragraph(said=voice.each("daily_note.chain", "daily_note.counted"), style="small"),
    )
    return assemble(frame, "daily_report", voice, (blocks,))


def _table(voice: Voice, head: str, rows: tuple[tuple[str, str], ...]) -> Table:
    """Return item and number side by side twice, so that a day fits on one page."""
    half = (len(rows) + 1) // 2
    left, right = rows[:half], (*rows[half:], *((("", ""),) * (2 * half - len(rows))))
    names = (voice.word(f"document_label.{head}"), voice.word("document_label.number"))
    paired = tuple((*one, *other) for one, other in zip(left, right, strict=True))
    return Table(head=(*names, *names), rows=paired, widths=(5, 2, 5, 2), numbers=(1, 3))


def _short(title: str) -> str:
    return printable(title, 12)
