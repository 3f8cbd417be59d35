"""How a document speaks: one language, one stage, one level of evidence, and no sentence past them."""

import re
from collections.abc import Iterable
from typing import Final

import msgspec

from noroshi.knowledge.sentences import load_sentences
from noroshi.knowledge.words import Language, load_words
from noroshi.model.campaign_evidence import EvidenceLevel, Sentence, Stage
from noroshi.notify.documents.facts import DocumentError
from noroshi.notify.documents.model import Field, Said
from noroshi.notify.documents.plain_text import NAME, TEXT, printable
from noroshi.notify.evidence_level import NO_EVIDENCE, TooStrongError, allowed, say

_RUBY: Final = re.compile(r"｜([^｜《》]{1,20})《([^｜《》]{1,40})》")


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """Says sentences by their id. ``values`` are filled in wherever a sentence needs them."""

    language: Language
    stage: Stage = Stage.FIRST
    level: EvidenceLevel = NO_EVIDENCE
    values: dict[str, str] = {}

    def say(self, sentence_id: str, **values: str) -> Said:
        """Return one sentence.

        Raises TooStrongError where the case does not support it, DocumentError where it belongs to a later stage.
        """
        sentence = self._sentence(sentence_id)
        if sentence.stage > self.stage:
            raise DocumentError(f"{sentence_id} may stand only where the responsible person's identity is recorded")
        given = self.values | {name: printable(text, TEXT) for name, text in values.items()}
        text = say(sentence, self.level, self.language, **{name: given[name] for name in sentence.values})
        return Said(id=sentence_id, text=text)

    def reading(self, sentence_id: str) -> Said:
        """Return a sentence without values whose wording marks readings as ｜漢字《かんじ》."""
        said = self.say(sentence_id)
        if self._sentence(sentence_id).values:
            raise DocumentError(f"{sentence_id}: a sentence with readings takes no values")
        parts: list[tuple[str, str]] = []
        at = 0
        for found in _RUBY.finditer(said.text):
            parts += [(said.text[at : found.start()], "")] if found.start() > at else []
            parts.append((found[1], found[2]))
            at = found.end()
        parts += [(said.text[at:], "")] if at < len(said.text) else []
        return Said(id=sentence_id, text="".join(base for base, _ in parts), ruby=tuple(parts))

    def each(self, *sentence_ids: str) -> tuple[Said, ...]:
        """Return several sentences in their order."""
        return tuple(map(self.say, sentence_ids))

    def section(self, name: str) -> tuple[Said, ...]:
        """Return all sentences of a section in their order."""
        return tuple(self.say(sentence.id) for sentence in load_sentences().section(name))

    def word(self, key: str, **values: object) -> str:
        """Return a label or heading, which asserts nothing."""
        return load_words().text(key, self.language, **values)

    def field(self, key: str, text: str) -> Field:
        """Return a label with a value that asserts nothing about a device."""
        return Field(label=self.word(f"document_label.{key}"), value=printable(text, TEXT))

    def evident(self, sentence_id: str, text: str, limit: int = NAME) -> Field:
        """Return a value that asserts something; its label's sentence says which evidence it needs."""
        said = self.say(sentence_id)
        return Field(label=said.text, value=printable(text, limit), id=sentence_id)

    def may(self, sentence_id: str) -> bool:
        """Whether the case and the stage let this sentence be said."""
        sentence = self._sentence(sentence_id)
        return sentence.stage <= self.stage and allowed(sentence, self.level)

    def strongest(self, candidates: Iterable[Sentence]) -> Sentence:
        """Return the strongest sentence that may be said; TooStrongError with the weakest where none may."""
        written = sorted(candidates, key=lambda one: (one.needs.time, one.needs.device))
        fitting = [one for one in written if allowed(one, self.level) and one.stage <= self.stage]
        if not fitting:
            raise TooStrongError(written[0], self.level)
        return fitting[-1]

    def at(self, level: EvidenceLevel, **values: str) -> "Voice":
        """Return the voice for another level of evidence, with further values."""
        filled = self.values | {name: printable(text, TEXT) for name, text in values.items()}
        return msgspec.structs.replace(self, level=level, values=filled)

    def _sentence(self, sentence_id: str) -> Sentence:
        return load_sentences().find(sentence_id)
