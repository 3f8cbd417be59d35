"""The first mail to an organisation: reference number, purpose, how to verify, whom to call back, and nothing else.

It is written from sentences of the first stage that need no evidence, so that whoever opens the mail learns no product,
address, version or CVE.
"""

import hashlib
from typing import Final

import msgspec

from noroshi.knowledge.sentences import load_sentences
from noroshi.knowledge.words import Language
from noroshi.model.campaign_evidence import Sentence, Stage
from noroshi.notify.evidence_level import NO_EVIDENCE, TooStrongError, say
from noroshi.notify.reference_number import format as format_reference

_PARAGRAPHS: Final = (
    ("organization",),
    ("name", "purpose"),
    ("person",),
    ("reference", "callback"),
    ("verify_heading", "verify"),
    ("voluntary", "never"),
)


class MailFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Who writes to whom. ``callback``: desk and number; ``sample``: no agency stands behind it, every part says so."""

    agency: str
    unit: str
    officer: str
    callback: str
    reference: str
    organization: str
    sample: bool


class FirstMail(msgspec.Struct, frozen=True, kw_only=True):
    """Subject and text, and the digest of the wording that they were written from."""

    subject: str
    body: str
    wording: str


def write(facts: MailFacts, language: Language) -> FirstMail:
    """Return the first mail; raises ReferenceNumberError for a wrong number, TooStrongError for a changed wording."""
    values = {name: getattr(facts, name) for name in ("agency", "unit", "officer", "callback", "organization")} | {
        "reference": format_reference(facts.reference)
    }
    subject = _say("mail_subject.first", language, **values)
    paragraphs = [
        "\n".join(_say(f"mail_first.{each}", language, **values) for each in paragraph) for paragraph in _PARAGRAPHS
    ]
    if facts.sample:
        notice = _say("mail_first.sample", language)
        subject = _say("mail_subject.sample", language, subject=subject)
        paragraphs = [notice, *paragraphs, notice]
    return FirstMail(subject=subject, body="\n\n".join(paragraphs) + "\n", wording=wording_digest())


def wording_digest() -> str:
    """Return the digest of the sentences of the first mail in both languages."""
    texts = [f"{each.id}\n{each.ja}\n{each.en}" for section in ("mail_subject", "mail_first") for each in _all(section)]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _all(section: str) -> tuple[Sentence, ...]:
    return load_sentences().section(section)


def _say(sentence_id: str, language: Language, **values: str) -> str:
    sentence = load_sentences().find(sentence_id)
    if sentence.stage is not Stage.FIRST:
        raise TooStrongError(sentence, NO_EVIDENCE)
    return say(sentence, NO_EVIDENCE, language, **values)
