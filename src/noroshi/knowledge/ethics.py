"""The ethics checklist of a campaign, read from ``data/ethics.yaml``: what a person confirms before it is opened."""

from functools import cache
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

from noroshi.knowledge.rule_files import Label, filled, mapping, read_document, require

FILE: Final = "ethics.yaml"
SCHEMA: Final = "noroshi/ethics@1"


class EthicsItem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One statement to confirm, with an optional hint on what it means."""

    ja: str
    en: str
    hint_ja: str = ""
    hint_en: str = ""

    def text(self, language: str) -> str:
        """Return the statement in ``ja`` or ``en``; KeyError for another language."""
        return {"ja": self.ja, "en": self.en}[language]

    def hint(self, language: str) -> str:
        """Return the hint in ``ja`` or ``en``, '' without one."""
        return {"ja": self.hint_ja, "en": self.hint_en}[language]


def load_ethics(root: Traversable | None = None) -> dict[str, EthicsItem]:
    """Read the items by code under ``root`` (default: the bundled pack, read once).

    Raises KnowledgeError naming the line where a language is missing.
    """
    return _bundled() if root is None else _read(root)


@cache
def _bundled() -> dict[str, EthicsItem]:
    return _read(None)


def _read(root: Traversable | None) -> dict[str, EthicsItem]:
    document = read_document(FILE, SCHEMA, root)
    items = mapping(document, ("items",), EthicsItem)
    for code, item in items.items():
        where = ("items", code)
        require(document, where, filled(Label(item.ja, item.en)), f"{code}: a language is missing")
        hints = bool(item.hint_ja) == bool(item.hint_en)
        require(document, where, hints, f"{code}: the hint lacks a language")
    return items
