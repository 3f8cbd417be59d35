"""Why we think so, for an officer who is no engineer: short sentences on what was seen, the version, the owner.

The sentences on the owner are those of ``attribute``; the meaning of a verdict is that of the survey's report.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal

import msgspec

from noroshi.attribute.reasons import is_technical, sentence
from noroshi.knowledge.words import Language, load_words
from noroshi.model.attribution import Reason, State
from noroshi.model.campaign import Decision
from noroshi.model.verdict import Answer
from noroshi.notify.japanese_dates import age_text, day_text
from noroshi.notify.source_names import source_names

Topic = Literal["seen", "version", "verdict", "owner", "caution"]


class CaseFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a survey knows of one device, as the sentences need it.

    ``product``: name for people. ``kind``: kind of version evidence, as in ``VersionEvidence``; ``version``: the
    version or range as text. ``answers``: verdict and CVE of each judgement that the case is about. ``sources``: names
    of those who observed. ``reasons``: the reasons of the attribution.
    """

    product: str
    kind: str
    version: str = ""
    answers: tuple[tuple[str, Answer], ...] = ()
    fix: str = ""
    first_seen: date | None = None
    last_seen: date | None = None
    sources: tuple[str, ...] = ()
    state: State = State.NONE
    decision: Decision = Decision.PENDING
    reasons: tuple[Reason, ...] = ()


class PlainReason(msgspec.Struct, frozen=True):
    """One sentence, and what it is about; ``technical``: only for readers who ask for the details."""

    topic: Topic
    text: str
    technical: bool = False


def plain_reasons(facts: CaseFacts, today: date, language: Language) -> tuple[PlainReason, ...]:
    """Return the sentences in reading order: what was seen and when, version, verdicts, owner, what to mind.

    A reason or kind of evidence that has no words (of a newer survey) is said as what is known of it, never dropped.
    """
    parts: tuple[tuple[Topic, Iterator[str | PlainReason]], ...] = (
        ("seen", _seen(facts, today, language)),
        ("version", _version(facts, language)),
        ("verdict", _verdicts(facts, language)),
        ("owner", _owner(facts, language)),
        ("caution", _caution(language)),
    )
    found = ((topic, said) for topic, texts in parts for said in texts)
    return tuple(PlainReason(topic, said) if isinstance(said, str) else said for topic, said in found)


def _seen(facts: CaseFacts, today: date, language: Language) -> Iterator[str]:
    words = load_words()
    named = source_names(facts.sources, language)
    sources = words.text("plain.and", language).join(named) or words.text("plain.unknown_source", language)
    if facts.last_seen is None:
        yield words.text("plain.no_date", language)
        return
    first = facts.first_seen or facts.last_seen
    yield words.text(
        "plain.seen",
        language,
        sources=sources,
        product=facts.product,
        first=day_text(first, language),
        last=day_text(facts.last_seen, language),
    )
    age = age_text(facts.last_seen, today, language)
    yield words.text("plain.age", language, date=day_text(facts.last_seen, language), age=age)


def _version(facts: CaseFacts, language: Language) -> Iterator[str]:
    words = load_words()
    known = words.find(f"plain_version.{facts.kind}", language)
    if known is None:
        yield words.text("explain.version", language, version=facts.version or "-", kind=facts.kind)
    elif "{version}" in known and not facts.version:
        yield words.text("plain_version.unmapped", language)
    else:
        yield known.format(version=facts.version)


def _verdicts(facts: CaseFacts, language: Language) -> Iterator[str]:
    words = load_words()
    by_answer: dict[Answer, list[str]] = {}
    for cve, answer in facts.answers:
        by_answer.setdefault(answer, []).append(cve)
    if not by_answer:
        yield words.text("verdict_meaning.not_judged", language)
    for answer in Answer:
        if answer in by_answer:
            cves = words.text("plain.and", language).join(by_answer[answer])
            meaning = words.text(f"verdict_meaning.{answer}", language)
            yield words.text("plain_verdict.sentence", language, cve=cves, meaning=meaning)
    if facts.fix and {Answer.AFFECTED, Answer.LIKELY} & by_answer.keys():
        yield words.text("plain_verdict.fix", language, fix=facts.fix)


def _owner(facts: CaseFacts, language: Language) -> Iterator[str | PlainReason]:
    words = load_words()
    state = facts.state
    if facts.decision is Decision.CONFIRMED:
        state = State.CONFIRMED
    elif facts.decision is Decision.REFUTED:
        state = State.REFUTED
    yield words.text(f"explain.meaning_{state}", language)
    for reason in facts.reasons:
        try:
            said = sentence(reason, language)
        except KeyError:
            values = ", ".join(f"{name}={value}" for name, value in sorted(reason.values.items()))
            said = f"{reason.id}: {values}"
        yield PlainReason("owner", said, technical=is_technical(reason))


def _caution(language: Language) -> Iterator[str]:
    yield load_words().text("plain.passive", language)
