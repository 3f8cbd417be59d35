"""SurveyFigures: every number of a survey report, each with its denominator, and no organisation's name."""

from datetime import date, datetime
from typing import Final

import msgspec

DECOY_THRESHOLD: Final = 50
"""A device with this decoy score or more is counted apart and never enters the notification funnel."""

NOT_JUDGED: Final = "not_judged"
"""Verdict of a device for whose product no CVE was judged."""


class Count(msgspec.Struct, frozen=True):
    """``count`` of ``of``: how many of the denominator have the property ``key``."""

    key: str
    count: int
    of: int


class InputFigure(msgspec.Struct, frozen=True, kw_only=True):
    """One input with the terms of its source and where its records went."""

    path: str
    format: str
    source: str
    bytes: int
    sha256: str
    licence: str
    may_hand_over: str
    may_print: str
    may_publish: str
    seen: int
    kept: int
    filtered: int
    rejected: int


class Surveyed(msgspec.Struct, frozen=True, kw_only=True):
    """What the survey was made from. Times in UTC, of the devices whose product was recognised."""

    as_of: date | None
    country: str
    program: str
    knowledge: str
    register: tuple[tuple[str, str], ...]
    kev: tuple[tuple[str, str], ...]
    inputs: tuple[InputFigure, ...]
    sources: tuple[Count, ...]
    observed_from: datetime | None
    observed_to: datetime | None


class Funnel(msgspec.Struct, frozen=True, kw_only=True):
    """From records to devices to organisations.

    ``records``: seen, kept, filtered, rejected and, where the pipeline counted it, with_product; of the records seen.
    ``devices``: found, decoys, counted (found without decoys), with_version, in_range. ``owners``: attribution states
    of the counted devices in the affected range; they add up to in_range.
    """

    records: tuple[Count, ...]
    devices: tuple[Count, ...]
    owners: tuple[Count, ...]


class ProductRow(msgspec.Struct, frozen=True, kw_only=True):
    """The worst verdict of each counted device of a product; the five verdicts add up to ``devices``."""

    product: str
    vendor: str
    devices: int
    affected: int
    likely: int
    undetermined: int
    not_affected: int
    not_judged: int
    decoys: int


class VersionRow(msgspec.Struct, frozen=True):
    """One version, candidate set, range, train or build date as stated, and how it is known."""

    value: str
    kind: str
    devices: int


class ProductVersions(msgspec.Struct, frozen=True, kw_only=True):
    """The commonest versions of a product; top + others + unmapped + unknown = devices."""

    product: str
    devices: int
    top: tuple[VersionRow, ...]
    others: int
    unmapped: int
    unknown: int


class ReasonRow(msgspec.Struct, frozen=True):
    """Device and CVE pairs with this verdict for this reason, of all pairs judged."""

    verdict: str
    reason: str
    pairs: int
    of: int


class CveRow(msgspec.Struct, frozen=True, kw_only=True):
    """One CVE and the verdicts of the devices judged for it; they add up to ``devices``."""

    cve: str
    products: tuple[str, ...]
    in_kev: bool
    ransomware: bool
    urgency: str
    devices: int
    affected: int
    likely: int
    undetermined: int
    not_affected: int


class PrefectureRow(msgspec.Struct, frozen=True, kw_only=True):
    """Counted devices by prefecture of the device's site and of the registered head office; '' = not known."""

    prefecture: str
    site: int
    site_in_range: int
    registered: int
    registered_in_range: int


class DayCount(msgspec.Struct, frozen=True):
    """Devices last seen on this day (Japan Standard Time)."""

    day: date
    devices: int


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """What weakens the figures. ``ages``: days between last_seen and as_of, in classes that add up to the devices."""

    balanced: bool
    rejected: tuple[Count, ...]
    filtered: tuple[Count, ...]
    devices: tuple[Count, ...]
    ages: tuple[Count, ...]
    days: tuple[DayCount, ...]


class SurveyFigures(msgspec.Struct, frozen=True, kw_only=True):
    """All figures of one survey; ``counted`` is the number of devices without decoys, ``pairs`` of verdict rows."""

    surveyed: Surveyed
    funnel: Funnel
    counted: int
    pairs: int
    products: tuple[ProductRow, ...]
    evidence_kinds: tuple[Count, ...]
    versions: tuple[ProductVersions, ...]
    reasons: tuple[ReasonRow, ...]
    cves: tuple[CveRow, ...]
    urgency: tuple[Count, ...]
    prefectures: tuple[PrefectureRow, ...]
    quality: Quality
    blind_spots: tuple[str, ...]
