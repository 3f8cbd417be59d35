"""What an import would do: each row is accepted, unchanged, in conflict or rejected; nothing is applied."""

from datetime import date
from typing import Final

import msgspec

from noroshi.exchange.call_list.columns import COLUMNS, Value
from noroshi.exchange.call_list.rows import CallEntry
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import Language, load_words
from noroshi.notify.japanese_dates import day_text

CONTRADICTION: Final = "contradiction"
"""The fault whose ``value`` is the id of a contradiction between answers."""


class CellChange(msgspec.Struct, frozen=True, kw_only=True):
    """One entered cell: what the record holds now and what the file says; codes, days and texts."""

    column: str
    current: Value
    theirs: Value


class AcceptedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row whose changes fit the present record. ``entry``: the record's values with the changes put in.

    ``version``: of the record that was compared; the records' side applies the row only to this version.
    """

    line: int
    reference: str
    version: int
    entry: CallEntry
    changes: tuple[CellChange, ...]


class UnchangedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row in which nobody entered anything."""

    line: int
    reference: str


class CellConflict(msgspec.Struct, frozen=True, kw_only=True):
    """One cell that a person has to decide. ``why``: ``changed_here``, ``emptied`` or ``locked``."""

    column: str
    why: str
    current: Value
    theirs: Value

    def text(self, language: Language) -> str:
        """Return why the cell is not taken over."""
        return load_words().text(f"call_list_conflict.{self.why}", language)


class ConflictRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of which nothing is taken over before a person decided. ``changes``: its other changed cells.

    ``exported``: version of the record when the list was written, ``version``: now.
    """

    line: int
    reference: str
    exported: int
    version: int
    conflicts: tuple[CellConflict, ...]
    changes: tuple[CellChange, ...] = ()


class CellFaultFound(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong in a row. ``code`` names the sentence in ``call_list_fault``; ``column`` '' for the whole row."""

    code: str
    column: str = ""
    value: str = ""

    def text(self, language: Language) -> str:
        """Return what is wrong and what to do."""
        words = load_words()
        column = words.text(f"call_list_column.{self.column}", language) if self.column else ""
        value = words.text(f"contradiction.{self.value}", language) if self.code == CONTRADICTION else self.value
        return words.text(f"call_list_fault.{self.code}", language, column=column, value=value)


class RejectedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that cannot be used, with everything that is wrong in it. ``reference`` '' where it cannot be read."""

    line: int
    reference: str
    faults: tuple[CellFaultFound, ...]


class ImportPlan(msgspec.Struct, frozen=True, kw_only=True):
    """All rows of a file: seen = accepted + unchanged + conflicts + rejected.

    ``absent``: references of the present records that the file does not have; they stay as they are.
    ``ignored``: further columns and sheets that were not read. ``encoding``: of a CSV, '' for XLSX.
    """

    seen: int
    accepted: tuple[AcceptedRow, ...]
    unchanged: tuple[UnchangedRow, ...]
    conflicts: tuple[ConflictRow, ...]
    rejected: tuple[RejectedRow, ...]
    absent: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    encoding: str = ""

    def balanced(self) -> bool:
        """Whether every row went somewhere."""
        return self.seen == sum(map(len, (self.accepted, self.unchanged, self.conflicts, self.rejected)))


def value_text(column: str, value: Value, language: Language) -> str:
    """Return a value of a column as people read it: the label of a code, a day in words, '' for none."""
    if isinstance(value, date):
        return day_text(value, language)
    list_name = next(each.list_name for each in COLUMNS if each.id == column)
    if value and list_name and load_enumerations().has(list_name, value):
        return load_enumerations().label(list_name, value, language)
    return value or ""
