"""Count what weakens a survey: rejected records, conflicts, decoys, missing times and stale observations."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from noroshi.model.version import EvidenceKind
from noroshi.report.device_view import DeviceView
from noroshi.report.survey_figures import Count, DayCount, Quality

AGE_CLASSES: Final = ((14, "days_14"), (30, "days_30"), (90, "days_90"))
"""Upper limits in days (inclusive) of the classes of age; the first is the freshness that a notification needs."""

AGE_KEYS: Final = ("days_14", "days_30", "days_90", "older", "after_as_of", "no_time", "no_as_of")


def quality(views: tuple[DeviceView, ...], counts: Mapping[str, Any], as_of: date | None) -> Quality:
    """Return the quality figures of all devices, decoys included, and of the counts of records."""
    seen, kept = int(counts.get("seen", 0)), int(counts.get("kept", 0))
    filtered, rejected = _reasons(counts, "filtered", seen), _reasons(counts, "rejected", seen)
    ages = Counter(age_class(view.last_day, as_of) for view in views)
    days = Counter(day for view in views if (day := view.last_day) is not None)
    return Quality(
        balanced=seen == kept + sum(c.count for c in filtered) + sum(c.count for c in rejected),
        rejected=rejected,
        filtered=filtered,
        devices=_weak_devices(views),
        ages=tuple(Count(key, ages[key], len(views)) for key in AGE_KEYS if key != "no_as_of" or ages[key]),
        days=tuple(DayCount(day, count) for day, count in sorted(days.items())),
    )


def age_class(day: date | None, as_of: date | None) -> str:
    """Return the class of age of a day relative to the survey's date."""
    if day is None:
        return "no_time"
    if as_of is None:
        return "no_as_of"
    age = (as_of - day).days
    if age < 0:
        return "after_as_of"
    return next((key for limit, key in AGE_CLASSES if age <= limit), "older")


def total(counts: Mapping[str, Any], part: str) -> int:
    """Return the sum over all reasons of ``filtered`` or ``rejected``."""
    return sum(int(count) for count in (counts.get(part) or {}).values())


def _reasons(counts: Mapping[str, Any], part: str, seen: int) -> tuple[Count, ...]:
    items = sorted((counts.get(part) or {}).items(), key=lambda item: (-int(item[1]), str(item[0])))
    return tuple(Count(str(reason), int(count), seen) for reason, count in items)


def _weak_devices(views: tuple[DeviceView, ...]) -> tuple[Count, ...]:
    found = {
        "decoys": sum(view.decoy for view in views),
        "conflicts": sum(view.conflict for view in views),
        "unmapped": sum(view.kind == EvidenceKind.UNMAPPED for view in views),
        "no_version": sum(view.kind == EvidenceKind.NONE for view in views),
        "no_time": sum(view.last_seen is None for view in views),
    }
    return tuple(Count(key, count, len(views)) for key, count in found.items())
