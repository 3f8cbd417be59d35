"""VersionSet and VersionEvidence: what is known about a version is a set of candidates, never just a string."""

from datetime import datetime
from enum import StrEnum

import msgspec


class EvidenceKind(StrEnum):
    """How a version is known, strongest first."""

    EXACT = "exact"
    TABLE = "table"
    BUILD_TIME = "build_time"
    RELEASE_WINDOW = "release_window"
    RANGE = "range"
    TRAIN = "train"
    FORMAT = "format"
    UNMAPPED = "unmapped"
    NONE = "none"


class VersionSet(msgspec.Struct, frozen=True, kw_only=True):
    """The versions that are still possible.

    ``exact``: the product's own version string. ``candidates``: the possible versions, sorted. ``range``: comma means
    and, ``||`` means or, as ``>=7.2.6,<7.3 || >=7.4.2``. ``build_time``: UTC time at which the running build was made.
    ``train``: branch such as ``7.2`` or ``R81.20``. A kind other than ``exact`` never fills ``exact``.
    """

    kind: EvidenceKind = EvidenceKind.NONE
    exact: str | None = None
    candidates: tuple[str, ...] = ()
    range: str | None = None
    build_time: datetime | None = None
    train: str | None = None


class VersionEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """One trace and what one rule makes of it for one product."""

    product: str
    rule: str
    field: str
    trace: str
    versions: VersionSet
    text: str
    caveats: tuple[str, ...] = ()
