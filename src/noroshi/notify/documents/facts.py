"""What documents have in common: who writes, to whom, under which number, on which day."""

import re
from datetime import date
from typing import Final, Literal

import msgspec

from noroshi.knowledge.words import Language, load_words
from noroshi.notify.documents.model import Window
from noroshi.notify.documents.plain_text import NAME, VALUE, person_name, printable

Handling = Literal["none", "office", "restricted", "personal"]
TLP: Final = ("", "CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class DocumentError(ValueError):
    """A document cannot be produced; the message says what is missing or wrong, and what to do."""


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """The sender as on its profile. ``signed``: a second person signed the agency's profile.

    ``callback``: desk and extension behind the main number. ``page``: where the campaign is announced.
    """

    agency: str
    unit: str
    officer: str = ""
    postal_code: str = ""
    address: str = ""
    callback: str = ""
    fax: str = ""
    hours: str = ""
    page: str = ""
    signed: bool = False

    def shown(self, language: Language) -> "Office":
        """Return the office with texts that can be printed; without a signed profile the invented one."""
        words = load_words()
        if not self.signed:
            names = ("agency", "unit", "officer", "address", "callback", "fax", "hours", "page")
            sample = {name: words.text(f"document_sample.{name}", language) for name in names}
            return msgspec.structs.replace(self, postal_code="", **sample)
        texts = {name: printable(getattr(self, name), NAME) for name in self.__struct_fields__ if name != "signed"}
        return msgspec.structs.replace(self, **texts)


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """Whom it is addressed to. ``kind``: of ``organization_kind``; ``person``: named desk or person, '' for the role.

    ``address``: the postal address, at most three lines.
    """

    organization: str
    kind: str = "unknown"
    department: str = ""
    person: str = ""
    postal_code: str = ""
    address: tuple[str, ...] = ()

    def lines(self, language: Language) -> tuple[str, ...]:
        """Return the lines of the address field, each bounded."""
        words = load_words()
        person = person_name(self.person) or words.text("document_label.role", language)
        named = words.text("document_label.to_person", language, person=person)
        code = words.text("document_label.postal_code", language, code=printable(self.postal_code, 10))
        lines = (
            code if self.postal_code else "",
            *(printable(line, NAME) for line in self.address[:3]),
            printable(self.organization, NAME),
            printable(self.department, NAME),
            named,
        )
        return tuple(line for line in lines if line)

    def you(self, language: Language) -> str:
        """Return how the organisation is addressed in a sentence (貴社)."""
        return load_words().text(f"you.{self.kind}", language)


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on every document of a case.

    ``id``: identifier of this very document, letters and digits, at most 40. ``number``: external 文書番号 as entered.
    ``tlp``: traffic light label, '' for none. Raises DocumentError where one of them is of another form.
    """

    office: Office
    id: str
    on: date
    reference: str = ""
    number: str = ""
    handling: Handling | None = None
    tlp: str = ""
    window: Window = Window()

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise DocumentError(
                f"{self.id[:60]!r} is no document id: use letters, digits, '.', '_' and '-', at most 40"
            )
        if self.tlp not in TLP:
            raise DocumentError(f"{self.tlp[:40]!r} is no TLP label: use {', '.join(filter(None, TLP))} or nothing")

    def mark(self, language: Language, default: Handling) -> str:
        """Return the handling mark of every page: 取扱区分, with TLP where one is set."""
        handling = self.handling or default
        text = "" if handling == "none" else load_words().text(f"document_handling.{handling}", language)
        return " ".join(part for part in (text, f"TLP:{self.tlp}" if self.tlp else "") if part)

    def shown_number(self) -> str:
        """Return the external number as it may be printed."""
        return printable(self.number, NAME)


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """The record that a responsible person was identified, and that this person said the device is the organisation's.

    ``owned_on`` is None until that is said.
    """

    person: str
    identified_on: date
    recorded_by: str
    owned_on: date | None = None


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """The organisation's recorded consent to tell somebody else: who gave it, when, for what."""

    given_by: str
    on: date
    scope: str


def value(text: str) -> str:
    """Return a value of others as it may be printed."""
    return printable(text, VALUE)
