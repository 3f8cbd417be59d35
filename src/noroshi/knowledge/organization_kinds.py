"""The kind of an organisation by its registered name, read from ``data/organization_kinds.yaml``."""

from functools import cache
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.rule_files import part, read_document, require

FILE: Final = "organization_kinds.yaml"
SCHEMA: Final = "noroshi/organization_kinds@1"
UNKNOWN: Final = "unknown"


class KindRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind, and the parts of a name that say so: anywhere in it, or at its end."""

    kind: str
    contains: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()

    def fits(self, name: str) -> bool:
        """Whether the name carries one of the parts."""
        return any(text in name for text in self.contains) or name.endswith(self.ends)


def kind_of(name: str) -> str:
    """Return the kind as a code of the list ``organization_kind``; ``unknown`` where the name says nothing."""
    return next((rule.kind for rule in load_organization_kinds() if rule.fits(name)), UNKNOWN)


def load_organization_kinds(root: Traversable | None = None) -> tuple[KindRule, ...]:
    """Read the rules under ``root`` (default: the bundled pack, read once).

    Raises KnowledgeError naming the line where a kind does not exist or a rule holds no part.
    """
    return _bundled() if root is None else _read(root)


@cache
def _bundled() -> tuple[KindRule, ...]:
    return _read(None)


def _read(root: Traversable | None) -> tuple[KindRule, ...]:
    document = read_document(FILE, SCHEMA, root)
    rules = part(document, "kinds", tuple[KindRule, ...])
    for index, rule in enumerate(rules):
        where = ("kinds", index)
        known = load_enumerations(root).has("organization_kind", rule.kind)
        require(document, where, known, f"no organization_kind is called {rule.kind}")
        parts = (*rule.contains, *rule.ends)
        require(document, where, parts and all(each.strip() for each in parts), f"{rule.kind}: a part is empty")
    return rules
