"""The call sheet: what the officer says, asks and never asks, in order, and no more than the case supports."""

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal

import msgspec

from noroshi.knowledge.sentences import load_sentences
from noroshi.knowledge.words import Language, load_words
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.model.campaign_evidence import EvidenceLevel, Sentence, Stage
from noroshi.model.verdict import Answer
from noroshi.notify.evidence_level import NO_EVIDENCE, allowed, say, weakest
from noroshi.notify.japanese_dates import day_text
from noroshi.notify.questions import asked
from noroshi.notify.readings import read_reference, read_version
from noroshi.notify.reference_number import format as format_reference

Kind = Literal["say", "ask", "note"]
STEPS: Final = ("check", "update", "restrict", "credentials", "contract", "others")


class CallFinding(msgspec.Struct, frozen=True, kw_only=True):
    """One device as the call speaks of it, with the evidence that the case has for it.

    ``cves``: those with this answer. ``fix``: fixed version that a source states, '' where none does.
    """

    id: str
    product: str
    answer: Answer
    level: EvidenceLevel
    last_seen: date
    version: str = ""
    cves: tuple[str, ...] = ()
    fix: str = ""


class CallFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Who calls whom, about what. ``callback``: desk and number to call back; ``kind``: of ``organization_kind``.

    ``use_of_answers``: what is done with the answers, said exactly as the campaign had it approved, '' for nothing.
    ``answered``: what is known already, so that only the open questions are asked.
    """

    agency: str
    unit: str
    officer: str
    callback: str
    reference: str
    organization: str
    kana: str = ""
    kind: str = "company"
    findings: tuple[CallFinding, ...] = ()
    use_of_answers: str = ""
    answered: OwnerAnswer | None = None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the sheet: the text, the sentence or question it comes from, and the finding it speaks of."""

    id: str
    text: str
    finding: str = ""


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the sheet. ``second``: only after the responsible person's identity is recorded."""

    id: str
    kind: Kind
    second: bool
    lines: tuple[Line, ...]

    def title(self, language: Language) -> str:
        """Return the heading of the part."""
        return load_words().text(f"call_block.{self.id}", language)


class CallSheet(msgspec.Struct, frozen=True, kw_only=True):
    """The whole sheet, in the order of the call."""

    organization: str
    kana: str
    reference: str
    reference_reading: str
    blocks: tuple[Block, ...]

    def block(self, block_id: str) -> Block:
        """Return one part; KeyError where it does not exist."""
        for block in self.blocks:
            if block.id == block_id:
                return block
        raise KeyError(block_id)


class CallSheetError(ValueError):
    """The case does not support a call; the message says which finding and what is missing."""


def build(facts: CallFacts, language: Language) -> CallSheet:
    """Return the call sheet of a case.

    Raises CallSheetError where there is no finding, or one of them supports no sentence (not confirmed, stale, not in
    the affected range, no version), and ReferenceNumberError for a wrong reference number.
    """
    if not facts.findings:
        raise CallSheetError("there is no finding to call about")
    values = _values(facts, language)
    level = weakest(finding.level for finding in facts.findings)
    blocks = (
        _section("opening", "say", "call_opening", values, language),
        _section("switchboard", "say", "call_switchboard", values, language),
        _section("identity", "ask", "call_identity", values, language),
        Block(id="finding", kind="say", second=True, lines=tuple(_findings(facts, values, language))),
        _duty(facts, values, language),
        Block(id="questions", kind="ask", second=True, lines=tuple(_questions(facts, language))),
        Block(id="steps", kind="say", second=True, lines=tuple(_steps(facts, level, values, language))),
        _section("closing", "say", "call_closing", values, language),
        _section("never_ask", "note", "call_never_ask", values, language),
        _section("intrusion", "note", "call_intrusion", values, language),
    )
    return CallSheet(
        organization=facts.organization,
        kana=facts.kana,
        reference=values["reference"],
        reference_reading=values["reference_reading"],
        blocks=blocks,
    )


def finding_sentence(finding: CallFinding) -> Sentence:
    """Return the strongest sentence that is written for the verdict and that the case supports.

    Raises CallSheetError where there is none.
    """
    written = [one for one in load_sentences().section("call_finding") if finding.answer in one.answers]
    fitting = [one for one in written if allowed(one, finding.level)]
    if not written:
        raise CallSheetError(f"{finding.id}: nobody is called about a device whose verdict is {finding.answer}")
    if not fitting:
        owner, time = finding.level.owner.name.lower(), finding.level.time.name.lower()
        raise CallSheetError(f"{finding.id}: the case supports no sentence (owner {owner}, time {time})")
    return max(fitting, key=lambda one: (one.needs.time, one.needs.device))


def _values(facts: CallFacts, language: Language) -> dict[str, str]:
    return {
        "agency": facts.agency,
        "unit": facts.unit,
        "officer": facts.officer,
        "callback": facts.callback,
        "organization": facts.organization,
        "reference": format_reference(facts.reference),
        "reference_reading": read_reference(facts.reference, language),
        "you": load_words().text(f"you.{facts.kind}", language),
    }


def _section(block: str, kind: Kind, section: str, values: dict[str, str], language: Language) -> Block:
    """Return a part whose sentences need no evidence; one that needed some would raise TooStrongError."""
    sentences = load_sentences().section(section)
    lines = tuple(Line(id=one.id, text=say(one, NO_EVIDENCE, language, **values)) for one in sentences)
    return Block(id=block, kind=kind, second=any(one.stage is Stage.SECOND for one in sentences), lines=lines)


def _duty(facts: CallFacts, values: dict[str, str], language: Language) -> Block:
    block = _section("duty", "say", "call_duty", values, language)
    if not facts.use_of_answers:
        return block
    approved = Line(id="use_of_answers", text=facts.use_of_answers)
    return msgspec.structs.replace(block, lines=(*block.lines, approved))


def _findings(facts: CallFacts, values: dict[str, str], language: Language) -> Iterator[Line]:
    between = load_words().text("plain.and", language)
    for finding in facts.findings:
        chosen = finding_sentence(finding)
        filled = values | {
            "product": finding.product,
            "version": finding.version,
            "version_reading": read_version(finding.version, language),
            "cve": between.join(finding.cves),
            "date": day_text(finding.last_seen, language),
        }
        empty = sorted(name for name in chosen.values if not filled.get(name))
        if empty:
            raise CallSheetError(f"{finding.id}: {', '.join(empty)} not known; {chosen.id} cannot be said")
        yield Line(id=chosen.id, text=say(chosen, finding.level, language, **filled), finding=finding.id)


def _questions(facts: CallFacts, language: Language) -> Iterator[Line]:
    known = facts.answered or OwnerAnswer(answered_on=facts.findings[0].last_seen)
    for question in asked(known):
        yield Line(id=question.id, text=question.text(language, facts.kind))


def _steps(facts: CallFacts, level: EvidenceLevel, values: dict[str, str], language: Language) -> Iterator[Line]:
    sentences = load_sentences()
    fixes = list(_fixes(facts.findings, level, values, language))
    for step in STEPS:
        if step == "update" and fixes:
            yield from fixes
        else:
            sentence = sentences.find(f"call_steps.{step}")
            yield Line(id=sentence.id, text=say(sentence, level, language, **values))


def _fixes(
    findings: tuple[CallFinding, ...], level: EvidenceLevel, values: dict[str, str], language: Language
) -> Iterator[Line]:
    """Yield the fixed version of each device if the case supports it and all have one, else nothing."""
    named = load_sentences().find("call_steps.update_to")
    if not allowed(named, level) or not all(finding.fix for finding in findings):
        return
    for product, fix in dict.fromkeys((finding.product, finding.fix) for finding in findings):
        filled = values | {"product": product, "fix": fix, "fix_reading": read_version(fix, language)}
        yield Line(id=named.id, text=say(named, level, language, **filled))
