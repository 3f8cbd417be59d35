"""The sentences of letters, calls and pages, read from ``data/words/*.yaml``, each with the evidence that it needs.

They are kept apart from the other words, so that no template can use one without its evidence being looked at.
"""

import string
from collections.abc import Iterator
from functools import cache
from importlib.resources.abc import Traversable
from typing import Final, Literal

import msgspec

from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.load import data_root
from noroshi.knowledge.rule_files import mapping, require
from noroshi.knowledge.words import SENTENCES
from noroshi.knowledge.yaml_positions import Document, parse_yaml
from noroshi.model.campaign_evidence import DeviceClaim, EvidenceLevel, OwnerClaim, Sentence, Stage, TimeClaim
from noroshi.model.verdict import Answer

DEVICE_VALUES: Final = frozenset({"product", "version", "version_reading", "cve", "address", "port", "host", "fix"})
"""Values that no sentence of the first stage may name: product, address, version and CVE come after the identity."""


class _Needs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    device: Literal["nothing", "seen", "possible", "probable"] = "nothing"
    owner: Literal["nothing", "possible", "presumed", "acknowledged"] = "nothing"
    time: Literal["nothing", "as_of", "current"] = "nothing"

    def level(self) -> EvidenceLevel:
        return EvidenceLevel(
            device=DeviceClaim[self.device.upper()],
            owner=OwnerClaim[self.owner.upper()],
            time=TimeClaim[self.time.upper()],
        )


class _Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ja: str
    en: str
    stage: Literal["first", "second"]
    needs: _Needs = _Needs()
    answers: tuple[Answer, ...] = ()


class Sentences(msgspec.Struct, frozen=True):
    """All sentences by id (``call_finding.affected``)."""

    by_id: dict[str, Sentence]

    def find(self, sentence_id: str) -> Sentence:
        """Return one sentence; KeyError where it does not exist."""
        return self.by_id[sentence_id]

    def section(self, name: str) -> tuple[Sentence, ...]:
        """Return the sentences of a section, in the order of the file."""
        return tuple(sentence for key, sentence in self.by_id.items() if key.startswith(f"{name}."))


def load_sentences(root: Traversable | None = None) -> Sentences:
    """Read the files of schema ``noroshi/sentences@1`` under ``words/`` (default: the bundled pack, read once).

    Raises KnowledgeError naming the line where a language is missing, the languages need different values, an id
    appears twice, or a sentence of the first stage would name the device.
    """
    return _bundled() if root is None else _read(root)


@cache
def _bundled() -> Sentences:
    return _read(data_root())


def _read(root: Traversable) -> Sentences:
    by_id: dict[str, Sentence] = {}
    folder = root / "words"
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name):
        document = parse_yaml(f"words/{file.name}", file.read_bytes())
        if not isinstance(document.value, dict) or document.value.get("schema") != SENTENCES:
            continue
        for path, sentence in _sentences(document):
            require(document, path, sentence.id not in by_id, f"{sentence.id} appears twice")
            by_id[sentence.id] = sentence
    return Sentences(by_id)


def _sentences(document: Document) -> Iterator[tuple[tuple[str, ...], Sentence]]:
    for section in mapping(document, ("sections",), dict[str, object]):
        for key, text in mapping(document, ("sections", section), _Text).items():
            path = ("sections", section, key)
            sentence = _sentence(document, path, f"{section}.{key}", text)
            named = sentence.values & DEVICE_VALUES if sentence.stage is Stage.FIRST else frozenset()
            message = f"{sentence.id}: a sentence of the first stage names {', '.join(sorted(named))}"
            require(document, path, not named, message)
            yield path, sentence


def _sentence(document: Document, path: tuple[str, ...], sentence_id: str, text: _Text) -> Sentence:
    require(document, path, text.ja.strip() and text.en.strip(), f"{sentence_id}: a language is missing")
    japanese, english = _values(document, path, text.ja), _values(document, path, text.en)
    require(document, path, japanese == english, f"{sentence_id}: the languages need different values")
    return Sentence(
        id=sentence_id,
        ja=text.ja,
        en=text.en,
        needs=text.needs.level(),
        stage=Stage[text.stage.upper()],
        values=japanese,
        answers=text.answers,
    )


def _values(document: Document, path: tuple[str, ...], text: str) -> frozenset[str]:
    try:
        return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)
    except ValueError as error:
        raise KnowledgeError(document.file, document.line(path), f"{'.'.join(path)}: {error}") from error
