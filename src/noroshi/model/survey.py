"""SurveyManifest and Counts: what a survey was made from, with what, and where every record went."""

import msgspec


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What the source's licence lets us do with its data; ``unknown`` until someone has read it."""

    licence: str = "unknown"
    may_hand_over: str = "unknown"
    may_print: str = "unknown"
    may_publish: str = "unknown"


class InputRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One input of a survey: path as given, format, size and SHA-256 of its bytes on disk, terms of its source."""

    path: str
    format: str
    source: str
    bytes: int
    sha256: str
    terms: Terms = Terms()


class InputCounts(msgspec.Struct, kw_only=True):
    """Records of one input: seen = kept + sum of filtered + sum of rejected."""

    path: str
    seen: int = 0
    kept: int = 0
    filtered: dict[str, int] = {}
    rejected: dict[str, int] = {}

    def balanced(self) -> bool:
        """Whether every record went somewhere."""
        return self.seen == self.kept + sum(self.filtered.values()) + sum(self.rejected.values())


class SurveyManifest(msgspec.Struct, frozen=True, kw_only=True):
    """What is needed to replay a survey. No wall clock enters the tables; ``as_of`` is the survey's date.

    ``notes``: in what the knowledge pack is of an earlier release; None where the survey itself is.
    """

    schema: str
    program: str
    knowledge: str
    as_of: str
    country: str | None
    register: dict[str, str] | None
    kev: dict[str, str] | None
    inputs: tuple[InputRecord, ...]
    blind_spots: tuple[str, ...] = ()
    keep_all_content: bool = False
    notes: tuple[str, ...] | None = None
