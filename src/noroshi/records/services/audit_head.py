"""The head of the audit chain as a short text: printed, sealed or sent away, it pins every entry up to it.

``NOROSHI-HEAD 12345 2026-11-24 3f2a 91bc …`` holds the number of the last entry, its day in Japan's time and the
first 128 bits of its hash. Whoever re-computes the chain cannot make another chain with the same text.
"""

import io
import re
from dataclasses import dataclass
from typing import Final

import segno
from django.utils import timezone

from noroshi.records.event import Event
from noroshi.records.services.audit import GENESIS

WORD: Final = "NOROSHI-HEAD"
SHORT: Final = 32
_TEXT: Final = re.compile(
    WORD + r"\s+(?P<seq>[0-9]{1,18})\s+(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})\s+"
    r"(?P<hash>[0-9a-fA-F]{64}|(?:[0-9a-fA-F]{4}[\s-]*){8})"
)


class AnchorUnreadable(ValueError):  # noqa: N818 reads as the sentence it raises
    """A text is no head of an audit chain; the message says what one looks like."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry: its number, its day, and its hash or, read from paper, the hash's first 32 digits."""

    seq: int
    day: str
    hash: str

    def text(self) -> str:
        """Return the short text, with the hash in groups of four."""
        digits = self.hash[:SHORT]
        return f"{WORD} {self.seq} {self.day} {' '.join(digits[at : at + 4] for at in range(0, SHORT, 4))}"

    def full_text(self) -> str:
        """Return the text with the whole hash, for a file."""
        return f"{WORD} {self.seq} {self.day} {self.hash}"

    def svg(self) -> str:
        """Return a QR code of the short text as an SVG file."""
        file = io.BytesIO()
        segno.make(self.text(), error="m").save(file, kind="svg", scale=3, border=2)
        return file.getvalue().decode()

    def data_uri(self) -> str:
        """Return the QR code as an address for an image element."""
        return str(segno.make(self.text(), error="m").svg_data_uri(scale=3, border=2))


def head() -> Head:
    """Return the head of the chain as it is now; an empty chain has entry 0."""
    last = Event.chain.order_by("-seq").values_list("seq", "at", "hash").first()
    seq, at, digest = last or (0, timezone.now(), GENESIS)
    return Head(seq, timezone.localtime(at).date().isoformat(), digest)


def read_head(text: str) -> Head:
    """Read the last head in a text such as a daily report or a scanned QR code; raises ``AnchorUnreadable``.

    The whole hash or its first 32 digits are needed; spaces, line breaks and hyphens between groups of four and
    capitals do not matter.
    """
    found = list(_TEXT.finditer(text))
    if not found:
        raise AnchorUnreadable(
            f"no head of an audit chain; it looks like {WORD} 12345 2026-11-24 and the 32 or 64 digits of the hash"
        )
    digits = re.sub(r"[\s-]", "", found[-1]["hash"]).lower()
    return Head(int(found[-1]["seq"]), found[-1]["day"], digits)
