"""The states of a mail and the facts that lead from one to another, read from ``data/mail_states.yaml``."""

from functools import cache
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

from noroshi.knowledge.rule_files import mapping, read_document, require
from noroshi.knowledge.words import Language

FILE: Final = "mail_states.yaml"
SCHEMA: Final = "noroshi/mail-states@1"


class MailState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A state. ``waiting``: somebody has to act; ``gone``: the organisation may have the mail."""

    ja: str
    en: str
    waiting: bool = False
    gone: bool = False


class MailFactRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fact: in which states it may be recorded (none: it begins a mail), and the state it leads to ('': none)."""

    ja: str
    en: str
    sources: tuple[str, ...] = msgspec.field(name="from", default=())
    to: str = ""


class MailStates(msgspec.Struct, frozen=True):
    """All states and facts by code."""

    states: dict[str, MailState]
    facts: dict[str, MailFactRule]

    def after(self, state: str, fact: str) -> str | None:
        """Return the state after a fact, None where it may not be recorded in ``state``; KeyError for no such fact."""
        rule = self.facts[fact]
        return (rule.to or state) if state in rule.sources else None

    def gone(self) -> tuple[str, ...]:
        """Return the states in which the organisation may have the mail."""
        return tuple(code for code, state in self.states.items() if state.gone)

    def state_text(self, code: str, language: Language) -> str:
        """Return what a state is called."""
        return self.states[code].ja if language == "ja" else self.states[code].en

    def fact_text(self, code: str, language: Language) -> str:
        """Return what a fact is called."""
        return self.facts[code].ja if language == "ja" else self.facts[code].en


def load_mail_states(root: Traversable | None = None) -> MailStates:
    """Read ``mail_states.yaml`` under ``root`` (default: the bundled pack); KnowledgeError names the line."""
    return _bundled() if root is None else _read(root)


@cache
def _bundled() -> MailStates:
    return _read(None)


def _read(root: Traversable | None) -> MailStates:
    document = read_document(FILE, SCHEMA, root)
    states = mapping(document, ("states",), MailState)
    facts = mapping(document, ("facts",), MailFactRule)
    for code, rule in facts.items():
        named = {*rule.sources, *([rule.to] if rule.to else [])}
        unknown = ", ".join(sorted(named - states.keys()))
        require(document, ("facts", code), not unknown, f"{code} names the unknown state {unknown}")
        require(document, ("facts", code), rule.sources or rule.to, f"{code} leads nowhere")
    for section, texts in (("states", states), ("facts", facts)):
        for code, text in texts.items():
            require(document, (section, code), text.ja.strip() and text.en.strip(), f"{code} lacks a language")
    return MailStates(states, facts)
