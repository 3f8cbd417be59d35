"""What a verification of the audit chain can find, named so that a person can go and look."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from noroshi.records.services.audit_head import Head
from noroshi.records.user import User

ENTRY_CHANGED: Final = "entry_changed"
ENTRY_MISSING: Final = "entry_missing"
ENTRY_MOVED: Final = "entry_moved"
TRUNCATED: Final = "truncated"
HEAD_CHANGED: Final = "head_changed"
ANCHOR_DIFFERS: Final = "anchor_differs"
ANCHOR_AHEAD: Final = "anchor_ahead"
VALUES_CHANGED: Final = "values_changed"
VALUES_MISSING: Final = "values_missing"
VALUES_ADDED: Final = "values_added"
DISPOSAL_CHANGED: Final = "disposal_changed"
ROW_CHANGED: Final = "row_changed"
ROW_MISSING: Final = "row_missing"
ROW_UNRECORDED: Final = "row_unrecorded"
STATE_DIFFERS: Final = "state_differs"
CLOCK_BACK: Final = "clock_back"
KINDS: Final = (
    ENTRY_CHANGED,
    ENTRY_MISSING,
    ENTRY_MOVED,
    TRUNCATED,
    HEAD_CHANGED,
    ANCHOR_DIFFERS,
    ANCHOR_AHEAD,
    VALUES_CHANGED,
    VALUES_MISSING,
    VALUES_ADDED,
    DISPOSAL_CHANGED,
    ROW_CHANGED,
    ROW_MISSING,
    ROW_UNRECORDED,
    STATE_DIFFERS,
)
"""Kinds of tampering; ``CLOCK_BACK`` is a warning about a clock. The words are ``audit_fault.<kind>``."""
MOST_FAULTS: Final = 1000


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: in which table and row, by which entry it is known, when and by whom that was written.

    ``row`` is a key, or a name such as ``answer:12``; ``detail`` names columns or numbers, never their values.
    """

    kind: str
    table: str
    row: str
    seq: int | None = None
    at: dt.datetime | None = None
    actor: str = ""
    detail: str = ""


@dataclass(slots=True)
class Outcome:
    """What a verification saw. ``disposed`` counts the emptied entries by the number of the disposal.

    Beyond ``MOST_FAULTS`` faults are counted in ``more`` and no longer kept.
    """

    entries: int = 0
    rows: int = 0
    head: Head | None = None
    anchored: bool = False
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    more: int = 0
    disposed: dict[str, int] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether nothing was tampered with, as far as can be seen."""
        return not self.faults

    def add(self, fault: Fault) -> None:
        """Keep a fault or, for a clock, a warning."""
        kept = self.warnings if fault.kind == CLOCK_BACK else self.faults
        if len(kept) < MOST_FAULTS:
            kept.append(fault)
        else:
            self.more += 1


class Names:
    """Looks up who wrote an entry, once a person."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def of(self, actor_id: int | None) -> str:
        """Return the account's name, ``#12`` for an account that is gone, '' for the system."""
        if actor_id is None:
            return ""
        if actor_id not in self._known:
            name = User.objects.filter(pk=actor_id).values_list("username", flat=True).first()
            self._known[actor_id] = name or f"#{actor_id}"
        return self._known[actor_id]
