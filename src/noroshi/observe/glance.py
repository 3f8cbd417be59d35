"""Glances: the texts of a record in which every value stands that its fields would hold, before any field is built.

Most records show nothing that a rule looks for. A reader that can say so from a glance spares them the reading in full.
"""

from datetime import datetime
from typing import Final, NamedTuple, Protocol

import msgspec

from noroshi.model.fields import HEADER_PREFIX

BODY_FIELD: Final = "http.body"
_INSIDE: Final = frozenset({"ssh.banner", "sip.server", "sip.user_agent", "http.status", "http.content_length"})


class Glance(NamedTuple):
    """What a record shows, as two texts.

    ``bodies`` holds the values of ``http.body``, ``rest`` those of every other field. A value begins at the beginning
    of its text or of a line and ends at the end of its text or before a line end; where ``stands_inside`` says so, it
    has other characters before and after it on its line, none of them a letter, digit or underscore right beside it.
    Where ``may_be_joined`` says so and the header stands twice in a head, the value is what its lines hold, joined.
    """

    rest: str
    bodies: str


class Interest(Protocol):
    """What is looked for: must say yes to the glance of every record that some rule matches when it is read in full."""

    fields: frozenset[str]
    """The fields that rules look at; a glance may leave out the values of all others."""

    def may_match(self, glance: Glance) -> bool:
        """Say whether a rule may match; no means that certainly none does."""


class Outline(msgspec.Struct, frozen=True, gc=False):
    """A record in which nothing of interest can be found: when and where it was seen, and nothing else.

    The values are those that its ``Observation`` would have; its input, source and report are those of its piece.
    """

    line: int
    item: int
    digest: str
    ip: str
    port: int | None
    transport: str
    observed_at: datetime | None
    country: str
    asn: str
    hostnames: tuple[str, ...]


def stands_inside(field: str) -> bool:
    """Whether a value of the field may have other characters than line ends before and after it."""
    return field in _INSIDE or field.startswith(HEADER_PREFIX)


def may_be_joined(field: str) -> bool:
    """Whether a value of the field may be several lines of a head joined: every repeated header but Set-Cookie."""
    return field.startswith(HEADER_PREFIX) and field != f"{HEADER_PREFIX}set-cookie"
