"""RegisterLookup: what attribution asks a register of corporations; who answers is not its business."""

from datetime import date
from enum import IntEnum
from typing import Final, Protocol

import msgspec

from noroshi.model.attribution import RegisterEntry

FULL_ROWS: Final = 5_400_000
"""About the size of the full corporate number register; an extrapolation, not a published count."""


class KeyKind(IntEnum):
    """Kinds of name keys; the numbers are stored in the register index."""

    CORE = 1
    FOLD = 2
    READING = 3
    ENGLISH = 4
    FORMER = 5
    DOMAIN = 6
    NAME = 7


class Alias(msgspec.Struct, frozen=True, kw_only=True):
    """A domain, an English name or another name of a corporation, from a source that was dated.

    ``kind``: DOMAIN, ENGLISH, FORMER or NAME; ``text`` as the source writes it. Aliases go stale (about 9 % of the
    changed firms in three years), hence ``as_of``.
    """

    kind: KeyKind
    text: str
    number: str
    source: str
    as_of: date | None = None


class RegisterMeta(msgspec.Struct, frozen=True, kw_only=True):
    """What a register holds: newest update in it, rows, sources, and whether it is known to be complete.

    ``partial``: corporations may be missing, which attribution weighs as an explicit candidate; ``coverage``: the
    share that it holds, estimated from its size.
    """

    as_of: date | None
    rows: int
    aliases: int
    sources: tuple[str, ...]
    partial: bool
    note: str

    @property
    def coverage(self) -> float:
        """Return the estimated share of all corporations that the register holds, at most 1."""
        return min(self.rows / FULL_ROWS, 1.0) if self.partial else 1.0


class RegisterLookup(Protocol):
    """A register of corporations by number, name key and alias. Answers are bounded and in a fixed order."""

    @property
    def meta(self) -> RegisterMeta:
        """Date, size and coverage."""
        ...

    def by_number(self, number: str) -> RegisterEntry | None:
        """Return the corporation with this number, also a closed one."""
        ...

    def by_key(self, kind: KeyKind, key: str) -> tuple[RegisterEntry, ...]:
        """Return the corporations, also closed ones, whose key of this kind is ``key``, ordered by number."""
        ...

    def by_alias(self, kind: KeyKind, key: str) -> tuple[Alias, ...]:
        """Return the aliases whose key is ``key``, ordered by number."""
        ...
