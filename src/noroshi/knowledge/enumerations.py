"""The closed lists of the campaign, read from ``data/enums.yaml``: stable codes, labels, and what a code means."""

from functools import cache
from importlib.resources.abc import Traversable
from typing import Final, Literal

import msgspec

from noroshi.knowledge.rule_files import Label, filled, mapping, read_document, require
from noroshi.knowledge.yaml_positions import Document

FILE: Final = "enums.yaml"
SCHEMA: Final = "noroshi/enums@1"
REFERENCES: Final = {"marks_contact": "contact_state", "suggest": "suggestion", "contact": "contact_kind"}
"""Attributes whose value is a code of another list."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One code with its labels; an attribute that a list has no use for keeps its default.

    ``public``: class in which a code is published, a code of the list ``<list>_public``. ``release``: number of the
    reason in the published list of seven. ``main_reason``: order in which reasons are offered as the main one.
    ``reasons``: whether reasons of delay are needed, allowed or refused beside this response. ``claims_fixed``: the
    answer claims a fix, which only an observation can confirm. ``needs_date``: a date belongs to the answer.
    ``contract``: an outside party works under a contract. ``effective``: the responsible person was reached.
    ``reached``: some person was reached. ``next_contact``: the present contact is of no use any more; then
    ``marks_contact`` is its state. ``suggest`` and ``suggest_days``: kind and business days of the next date proposed.
    ``channels``: the channels with which an outcome is usual, empty where with every one.
    ``escalate``: a supervisor is told. ``intrusion``: damage is suspected. ``third_party``: not the owner's own word or
    way. ``own``: speaks for the organisation. ``usable``: a contact in this state may be used. ``contact``: kind of
    contact that a channel needs. ``closes`` and ``reopens``: what an observed state does to a finding. ``about``: which
    step of the survey a refutation speaks of. ``outside_register``: has no corporate number. ``care``: own template
    and retention.
    """

    ja: str
    en: str
    code: str = ""
    order: int = 0
    public: str = ""
    release: int = 0
    main_reason: int = 0
    reasons: Literal["", "needed", "allowed", "refused"] = ""
    claims_fixed: bool = False
    needs_date: bool = False
    contract: bool = False
    effective: bool = False
    reached: bool = False
    next_contact: bool = False
    marks_contact: str = ""
    suggest: str = ""
    suggest_days: int | None = None
    channels: tuple[str, ...] = ()
    escalate: bool = False
    intrusion: bool = False
    third_party: bool = False
    own: bool = False
    usable: bool = False
    contact: str = ""
    closes: bool = False
    reopens: bool = False
    about: str = ""
    outside_register: bool = False
    care: bool = False

    def text(self, language: str) -> str:
        """Return the label in ``ja`` or ``en``; KeyError for another language."""
        return {"ja": self.ja, "en": self.en}[language]


class Enumeration(msgspec.Struct, frozen=True):
    """One closed list: its name in both languages and its entries in the order of display."""

    code: str
    name: Label
    entries: dict[str, Entry]


class Enumerations(msgspec.Struct, frozen=True):
    """All lists by name. An unknown list or code raises KeyError."""

    lists: dict[str, Enumeration]

    def names(self) -> tuple[str, ...]:
        """Return the names of all lists, in the order of the file."""
        return tuple(self.lists)

    def name(self, list_name: str, language: str) -> str:
        """Return what the list is called."""
        return self.lists[list_name].name.text(language)

    def codes(self, list_name: str) -> tuple[str, ...]:
        """Return the codes of a list in the order of display."""
        return tuple(self.lists[list_name].entries)

    def entries(self, list_name: str) -> tuple[Entry, ...]:
        """Return the entries of a list in the order of display."""
        return tuple(self.lists[list_name].entries.values())

    def entry(self, list_name: str, code: str) -> Entry:
        """Return one entry with its attributes."""
        return self.lists[list_name].entries[code]

    def label(self, list_name: str, code: str, language: str) -> str:
        """Return the label of a code."""
        return self.entry(list_name, code).text(language)

    def has(self, list_name: str, code: str) -> bool:
        """Whether the list exists and holds the code."""
        return list_name in self.lists and code in self.lists[list_name].entries

    def flagged(self, list_name: str, attribute: str) -> tuple[str, ...]:
        """Return the codes whose ``attribute`` is set, as in ``flagged("contact_outcome", "effective")``."""
        return tuple(entry.code for entry in self.entries(list_name) if getattr(entry, attribute))


class _List(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Label
    values: dict[str, object]


def load_enumerations(root: Traversable | None = None) -> Enumerations:
    """Read ``enums.yaml`` under ``root`` (default: the bundled pack, read once).

    Raises KnowledgeError naming the line where a label is missing, an attribute is unknown, or a reference leads
    nowhere.
    """
    return _bundled() if root is None else _read(root)


@cache
def _bundled() -> Enumerations:
    return _read(None)


def _read(root: Traversable | None) -> Enumerations:
    document = read_document(FILE, SCHEMA, root)
    shapes = mapping(document, ("lists",), _List)
    lists = {code: Enumeration(code, shape.name, _entries(document, code)) for code, shape in shapes.items()}
    for code, enumeration in lists.items():
        require(document, ("lists", code, "name"), filled(enumeration.name), f"{code}: the name lacks a language")
        for entry in enumeration.entries.values():
            _check_references(document, code, entry, lists)
    return Enumerations(lists)


def _entries(document: Document, code: str) -> dict[str, Entry]:
    path = ("lists", code, "values")
    entries = mapping(document, path, Entry)
    for name, entry in entries.items():
        where = (*path, name)
        given = entry.code or entry.order
        require(document, where, not given, f"{code}.{name}: code and order follow from the file itself")
        require(document, where, filled(Label(entry.ja, entry.en)), f"{code}.{name}: a label lacks a language")
    numbered = enumerate(entries.items(), 1)
    return {name: msgspec.structs.replace(entry, code=name, order=number) for number, (name, entry) in numbered}


def _check_references(document: Document, code: str, entry: Entry, lists: dict[str, Enumeration]) -> None:
    targets = [(attribute, target) for attribute, target in REFERENCES.items() if getattr(entry, attribute)]
    if entry.public:
        targets.append(("public", f"{code}_public"))
    named = [(attribute, target, getattr(entry, attribute)) for attribute, target in targets]
    named += [("channels", "channel", channel) for channel in entry.channels]
    for attribute, target, value in named:
        known = target in lists and value in lists[target].entries
        where = ("lists", code, "values", entry.code)
        require(document, where, known, f"{code}.{entry.code}: {attribute} {value} is not in the list {target}")
