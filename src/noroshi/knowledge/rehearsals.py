"""Rehearsals, read from ``data/rehearsals.yaml``: invented people to practise with, and the duties of the script."""

from functools import cache
from importlib.resources.abc import Traversable
from typing import Final, Literal

import msgspec

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.rule_files import Label, filled, mapping, part, read_document, require
from noroshi.knowledge.yaml_positions import Document

FILE: Final = "rehearsals.yaml"
SCHEMA: Final = "noroshi/rehearsals@1"
SAMPLE: Final = {"ja": "(見本)", "en": "(sample)"}
FACT_LISTS: Final = {
    "ownership": "ownership",
    "awareness": "awareness",
    "response": "response",
    "manager": "manager",
    "contract_covers_update": "contract_covers_update",
    "other_devices": "other_devices",
}
"""Questions that a persona can answer, and the list of their codes."""


class Duty(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One duty of the script: judged from the records, or from what the officer ticks afterwards."""

    by: Literal["recorded", "said"]
    ja: str
    en: str
    why_ja: str
    why_en: str

    def text(self, language: str) -> str:
        """Return the duty as something done, in ``ja`` or ``en``; KeyError for another language."""
        return {"ja": self.ja, "en": self.en}[language]

    def why(self, language: str) -> str:
        """Return why it matters, in ``ja`` or ``en``; KeyError for another language."""
        return {"ja": self.why_ja, "en": self.why_en}[language]


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the persona says, and after what."""

    when: Label
    says: Label


class Device(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The device that every rehearsal is about."""

    product: str
    vendor: str
    version: str
    cve: str
    fix: str
    text: Label


class Persona(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One invented person of an invented organisation. ``kind``: of ``organization_kind``; ``consent``: a party role.

    ``facts`` maps a question to the codes that record the person's answer rightly.
    """

    name: Label
    organization: Label
    kana: str
    kind: str
    person: Label
    situation: Label
    right: Label
    outcomes: tuple[str, ...]
    duties: tuple[str, ...]
    steps: tuple[Step, ...]
    facts: dict[str, tuple[str, ...]] = {}
    consent: str = ""


class Rehearsals(msgspec.Struct, frozen=True):
    """All personas and duties by code, in the order of the file. An unknown code raises KeyError."""

    device: Device
    duties: dict[str, Duty]
    personas: dict[str, Persona]


def load_rehearsals(root: Traversable | None = None) -> Rehearsals:
    """Read ``rehearsals.yaml`` under ``root`` (default: the bundled pack, read once).

    Raises KnowledgeError naming the line of a missing language, an organisation that is not marked as a sample, an
    unknown code, or a duty that its persona cannot test.
    """
    return _bundled() if root is None else _read(root)


@cache
def _bundled() -> Rehearsals:
    return _read(None)


def _read(root: Traversable | None) -> Rehearsals:
    document = read_document(FILE, SCHEMA, root)
    found = Rehearsals(
        part(document, "device", Device),
        mapping(document, ("duties",), Duty),
        mapping(document, ("personas",), Persona),
    )
    for code, duty in found.duties.items():
        texts = (duty.ja, duty.en, duty.why_ja, duty.why_en)
        require(document, ("duties", code), all(text.strip() for text in texts), f"{code}: a language is missing")
        used = any(code in persona.duties for persona in found.personas.values())
        require(document, ("duties", code), used, f"{code}: no persona tests this duty")
    for code, persona in found.personas.items():
        _check_texts(document, code, persona)
        _check_codes(document, code, persona, found.duties)
        _check_duties(document, code, persona)
    return found


def _check_texts(document: Document, code: str, persona: Persona) -> None:
    where = ("personas", code)
    labels = [persona.name, persona.organization, persona.person, persona.situation, persona.right]
    for step in persona.steps:
        labels += [step.when, step.says]
    require(document, where, all(map(filled, labels)), f"{code}: a text lacks a language")
    require(document, where, persona.steps, f"{code}: says nothing")
    for language, mark in SAMPLE.items():
        marked = all(label.text(language).endswith(mark) for label in (persona.organization, persona.person))
        invented = "架空" in persona.organization.ja
        require(document, where, marked and invented, f"{code}: must be invented (架空) and end with {mark}")


def _check_codes(document: Document, code: str, persona: Persona, duties: dict[str, Duty]) -> None:
    where, lists = ("personas", code), load_enumerations()
    codes = [("contact_outcome", each) for each in persona.outcomes] + [("organization_kind", persona.kind)]
    codes += [("party_role", persona.consent)] if persona.consent else []
    for field, values in persona.facts.items():
        require(document, where, field in FACT_LISTS and values, f"{code}: no question is called {field}")
        codes += [(FACT_LISTS[field], value) for value in values]
    for name, value in codes:
        require(document, where, lists.has(name, value), f"{code}: {name} has no {value}")
    for index, duty in enumerate(persona.duties):
        once = duty in duties and duty not in persona.duties[:index]
        require(document, (*where, "duties", index), once, f"{code}: {duty} is no duty, or appears twice")


def _check_duties(document: Document, code: str, persona: Persona) -> None:
    """Require that each duty has its occasion in the persona, and each occasion its duty."""
    where, duties = ("personas", code), frozenset(persona.duties)
    effective = load_enumerations().flagged("contact_outcome", "effective")
    require(document, where, persona.outcomes and "outcome_right" in duties, f"{code}: no outcome is right")
    require(document, where, bool(persona.facts) == ("answers_as_told" in duties), f"{code}: facts without their duty")
    require(document, where, bool(persona.consent) == ("consent_recorded" in duties), f"{code}: consent without duty")
    answered = not persona.facts or all(outcome in effective for outcome in persona.outcomes)
    require(document, where, answered, f"{code}: answers need an outcome that reaches the responsible person")
    opposed = ({"answers_as_told", "no_answers_recorded"}, {"identity_before_details", "details_stayed_closed"})
    for pair in opposed:
        require(document, where, not pair <= duties, f"{code}: {' and '.join(sorted(pair))} exclude each other")
