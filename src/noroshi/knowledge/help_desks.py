"""Public help desks for the owner's page, read from ``data/help_desks.yaml``, each with the source that states it."""

from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

from noroshi.knowledge.rule_files import Label, filled, part, read_document, require

FILE: Final = "help_desks.yaml"
SCHEMA: Final = "noroshi/help-desks@1"


class HelpDesk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One desk. ``page``: where it is announced; ``telephone``: '' where the source states none."""

    name: Label
    page: str
    source: str
    read_on: date
    telephone: str = ""


def load_help_desks(root: Traversable | None = None) -> tuple[HelpDesk, ...]:
    """Read the desks under ``root`` (default: the bundled pack, read once); an empty list is allowed.

    Raises KnowledgeError naming the line where a desk lacks a name in a language, a page or its source.
    """
    return _bundled() if root is None else _read(root)


@cache
def _bundled() -> tuple[HelpDesk, ...]:
    return _read(None)


def _read(root: Traversable | None) -> tuple[HelpDesk, ...]:
    document = read_document(FILE, SCHEMA, root)
    desks = part(document, "desks", tuple[HelpDesk, ...])
    for number, desk in enumerate(desks):
        require(document, ("desks", number), filled(desk.name), "a desk needs a name in both languages")
        for name in ("page", "source"):
            text = getattr(desk, name)
            require(document, ("desks", number, name), text.startswith("https://"), f"{name} must be an https address")
    return desks
