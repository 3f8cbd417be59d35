"""Times of observation: ISO 8601 and its relatives as the sources write them, to UTC."""

from datetime import UTC, datetime
from typing import Final

_DATE_AND_HOUR: Final = len("2026-01-02T03")


def read_time(text: str) -> datetime | None:
    """Return the time in UTC; a time without a zone counts as UTC. None where the text is no time.

    Fractions beyond microseconds are cut off.
    """
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return _without_zone_name(text)
    if time.tzinfo is None:
        # reading it once more is three times faster than ``replace``; a date alone takes no zone
        return datetime.fromisoformat(text + "+00:00") if len(text) >= _DATE_AND_HOUR else time.replace(tzinfo=UTC)
    try:
        return time.astimezone(UTC)
    except OverflowError:
        return None


def _without_zone_name(text: str) -> datetime | None:
    """Read what carries blanks or the word UTC or GMT around an ISO time."""
    bare = text.strip()
    for zone in (" UTC", " GMT"):
        bare = bare.removesuffix(zone)
    if bare == text:
        return None
    try:
        time = datetime.fromisoformat(bare)
    except ValueError:
        return None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else None
