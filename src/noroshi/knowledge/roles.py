"""Roles and capabilities, read from ``data/roles.yaml``: who may do what, by the user's job."""

from functools import cache
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

from noroshi.knowledge.rule_files import Label, filled, mapping, read_document, require
from noroshi.knowledge.yaml_positions import Document

FILE: Final = "roles.yaml"
SCHEMA: Final = "noroshi/roles@1"


class Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One role: its name and the capabilities it holds, in the order of the file."""

    name: Label
    capabilities: tuple[str, ...]


class Roles(msgspec.Struct, frozen=True):
    """All roles and capabilities by code. An unknown code raises KeyError."""

    by_code: dict[str, Role]
    labels: dict[str, Label]

    @property
    def roles(self) -> tuple[str, ...]:
        """The codes of all roles, in the order of the file."""
        return tuple(self.by_code)

    @property
    def all_capabilities(self) -> tuple[str, ...]:
        """The codes of all capabilities, in the order of the file."""
        return tuple(self.labels)

    def capabilities(self, role: str) -> frozenset[str]:
        """Return what a role may do."""
        return frozenset(self.by_code[role].capabilities)

    def label(self, role: str, language: str) -> str:
        """Return what a role is called."""
        return self.by_code[role].name.text(language)

    def capability_label(self, capability: str, language: str) -> str:
        """Return what a capability is called."""
        return self.labels[capability].text(language)

    def holders(self, capability: str) -> tuple[str, ...]:
        """Return the roles that hold a capability; KeyError where no such capability exists."""
        if capability not in self.labels:
            raise KeyError(capability)
        return tuple(code for code, role in self.by_code.items() if capability in role.capabilities)


def load_roles(root: Traversable | None = None) -> Roles:
    """Read ``roles.yaml`` under ``root`` (default: the bundled pack, read once).

    Raises KnowledgeError naming the line where a role holds a capability that does not exist, holds one twice, or a
    capability is held by nobody.
    """
    return _bundled() if root is None else _read(root)


@cache
def _bundled() -> Roles:
    return _read(None)


def _read(root: Traversable | None) -> Roles:
    document = read_document(FILE, SCHEMA, root)
    labels = mapping(document, ("capabilities",), Label)
    roles = Roles(mapping(document, ("roles",), Role), labels)
    for code, label in labels.items():
        where = ("capabilities", code)
        require(document, where, filled(label), f"{code}: a label lacks a language")
        require(document, where, roles.holders(code), f"{code}: no role holds this capability")
    for code, role in roles.by_code.items():
        _check_role(document, code, role, labels)
    return roles


def _check_role(document: Document, code: str, role: Role, labels: dict[str, Label]) -> None:
    require(document, ("roles", code), filled(role.name), f"{code}: the name lacks a language")
    for index, capability in enumerate(role.capabilities):
        where = ("roles", code, "capabilities", index)
        require(document, where, capability in labels, f"{code}: no capability is called {capability}")
        require(document, where, capability not in role.capabilities[:index], f"{code}: {capability} appears twice")
