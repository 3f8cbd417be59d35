"""Where a record stands, and what became of it: every unit yields exactly one outcome."""

import hashlib
from typing import Final, TypeAlias

import msgspec

from noroshi.model.observation import Filtered, Observation, Origin, Rejection
from noroshi.observe.glance import Outline

Outcome: TypeAlias = Observation | Outline | Rejection | Filtered

MAX_EXCERPT: Final = 200


class Where(msgspec.Struct, frozen=True):
    """The place of one raw record: input, line, source, report, digest, and the number of its first unit."""

    input: str
    line: int
    source: str
    report: str = ""
    digest: str = ""
    first_item: int = 1

    def origin(self, offset: int = 0) -> Origin:
        """Return the origin of the unit ``offset`` places after the first."""
        return Origin(self.input, self.line, self.first_item + offset, self.source, self.report, self.digest)

    def reject(self, reason: str, detail: str, raw: bytes, offset: int = 0) -> Rejection:
        """Return the rejection of the unit ``offset`` places after the first."""
        return Rejection(
            input=self.input,
            line=self.line,
            item=self.first_item + offset,
            source=self.source,
            reason=reason,
            detail=detail,
            excerpt=excerpt(raw),
            digest=self.digest,
        )


def digest(raw: bytes) -> str:
    """Return the SHA-256 of the raw record, lower-case hex."""
    return hashlib.sha256(raw).hexdigest()


def excerpt(raw: bytes) -> str:
    """Return the beginning of ``raw`` as at most 200 printable characters; control characters become escapes."""
    text = raw[: MAX_EXCERPT * 4].decode("utf-8", "replace")
    shown: list[str] = []
    left = MAX_EXCERPT
    for char in text:
        piece = char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        if len(piece) > left:
            break
        shown.append(piece)
        left -= len(piece)
    return "".join(shown)
