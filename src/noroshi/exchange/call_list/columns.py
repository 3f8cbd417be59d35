"""The columns of the call list, their headings in both languages, and the lists that the drop-downs come from."""

from datetime import date
from typing import Final, Literal

import msgspec

from noroshi.exchange.call_list.rows import REASONS, CallEntry, CallListRow
from noroshi.knowledge.words import LANGUAGES, Language, load_words

Value = str | date | None
Type = Literal["text", "date", "code", "note"]


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column. ``entry``: officers fill it in. ``list_name``: list of its codes. ``width`` in characters."""

    id: str
    type: Type = "text"
    entry: bool = False
    list_name: str = ""
    width: int = 14

    def heading(self, language: Language) -> str:
        """Return the heading."""
        return load_words().text(f"call_list_column.{self.id}", language)


REFERENCE: Final = Column(id="reference", width=14)
ROW_KEY: Final = Column(id="row_key", width=10)
LOCKED: Final = (
    Column(id="organization", width=28),
    Column(id="name_kana", width=20),
    Column(id="place", width=16),
    Column(id="phone", width=15),
    Column(id="desk", width=16),
    Column(id="state", width=12),
    Column(id="urgency", width=10),
    Column(id="due_on", type="date", width=12),
    Column(id="assignee", width=12),
)
"""For reading only, besides the reference number."""
ENTRY: Final = (
    Column(id="on", type="date", entry=True, width=12),
    Column(id="outcome", type="code", entry=True, list_name="contact_outcome", width=20),
    Column(id="awareness", type="code", entry=True, list_name="awareness", width=20),
    Column(id="response", type="code", entry=True, list_name="response", width=20),
    Column(id="manager", type="code", entry=True, list_name="manager", width=20),
    Column(id="contract", type="code", entry=True, list_name="contract_covers_update", width=16),
    *(
        Column(id=f"reason_{number}", type="code", entry=True, list_name="delay_reason", width=28)
        for number in range(1, REASONS + 1)
    ),
    Column(id="planned_on", type="date", entry=True, width=12),
    Column(id="note", type="note", entry=True, width=40),
)
"""What officers fill in."""
COLUMNS: Final = (REFERENCE, *LOCKED, *ENTRY, ROW_KEY)
"""All columns in the order in which they are written."""


def locked_values(row: CallListRow) -> dict[str, Value]:
    """Return the values for reading by column."""
    return {column.id: getattr(row, column.id) for column in LOCKED}


def entry_values(entry: CallEntry) -> dict[str, Value]:
    """Return the entered values by column; reasons take one column each, further ones than three are not shown."""
    values: dict[str, Value] = {
        column.id: getattr(entry, column.id) for column in ENTRY if not column.id.startswith("reason_")
    }
    for number in range(1, REASONS + 1):
        values[f"reason_{number}"] = entry.reasons[number - 1] if len(entry.reasons) >= number else ""
    return {column.id: values[column.id] for column in ENTRY}


def entry_of(values: dict[str, Value]) -> CallEntry:
    """Return the entry of values by column; empty reasons are passed over."""
    own = {name: value for name, value in values.items() if not name.startswith("reason_")}
    reasons = tuple(str(values[f"reason_{number}"]) for number in range(1, REASONS + 1) if values[f"reason_{number}"])
    return msgspec.convert({**own, "reasons": reasons}, CallEntry)


def column_names() -> dict[str, Column]:
    """Return the columns by every heading that they may have."""
    return {column.heading(language): column for language in LANGUAGES for column in COLUMNS}
