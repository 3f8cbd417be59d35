"""Named checks of a trace against its own record: a contradiction means a proxy, a decoy or another server.

A check passes (None), fails with a decoy reason, or finds its other side absent, which becomes a caveat.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import msgspec

from noroshi.identify.decoders import Decoded, decode_http_date
from noroshi.model.fields import FieldValue

_CLOCK_SKEW: Final = timedelta(days=1)
_SAME_BUILD: Final = timedelta(hours=1)


class Context(msgspec.Struct, frozen=True):
    """What a check may look at: decoded groups, the view's fields, the time of the observation."""

    decoded: Mapping[str, Decoded]
    view: Mapping[str, FieldValue]
    observed_at: datetime | None

    def field(self, name: str) -> str:
        """Return the field's (first) value, or ''."""
        value = self.view.get(name, "")
        return value if isinstance(value, str) else (value[0] if value else "")

    def build_time(self) -> datetime | None:
        """Return the decoded build time."""
        value = self.decoded.get("build_time")
        return value if isinstance(value, datetime) else None


class Outcome(msgspec.Struct, frozen=True):
    """``failed``: a decoy reason with its detail. ``absent``: a caveat."""

    failed: str = ""
    absent: str = ""


PASSED: Final = Outcome()
Check: TypeAlias = Callable[[Context], Outcome]


def size_is_content_length(context: Context) -> Outcome:
    """Check that the size that the trace states equals Content-Length."""
    size, stated = context.decoded.get("size"), context.field("http.content_length")
    if size is None or not stated.isdecimal():
        return Outcome(absent="content-length-not-seen")
    if size == int(stated):
        return PASSED
    return Outcome(failed=f"etag-size-mismatch: the trace says {size} bytes, Content-Length {int(stated)}")


def build_time_is_last_modified(context: Context) -> Outcome:
    """Check that the build time equals Last-Modified, to the second."""
    return _against_last_modified(context, timedelta())


def build_time_near_last_modified(context: Context) -> Outcome:
    """Check that the build time lies within one hour of Last-Modified, as for files of one NetScaler build."""
    return _against_last_modified(context, _SAME_BUILD)


def not_after_observed(context: Context) -> Outcome:
    """Check that the build was not made after it was seen; one day of clock skew is forgiven."""
    built = context.build_time()
    if built is None or context.observed_at is None:
        return Outcome(absent="observation-time-not-known")
    if built <= context.observed_at + _CLOCK_SKEW:
        return PASSED
    return Outcome(failed=f"build-time-in-the-future: {_show(built)} is after the observation")


def not_midnight(context: Context) -> Outcome:
    """Check that the build time is not exactly 00:00:00, which is how invented values look."""
    built = context.build_time()
    if built is None or (built.hour, built.minute, built.second, built.microsecond) != (0, 0, 0, 0):
        return PASSED
    return Outcome(failed=f"build-time-at-midnight: {_show(built)}")


def build_time_is_not_date(context: Context) -> Outcome:
    """Check that the build time is not the moment of the reply: such a value is made for every request."""
    built, replied = context.build_time(), _date(context.field("http.header.date"))
    if built is None or replied is None:
        return PASSED
    if abs(replied - built) > timedelta(minutes=5):
        return PASSED
    return Outcome(failed=f"build-time-is-the-reply-date: {_show(built)}")


def last_modified_is_not_date(context: Context) -> Outcome:
    """Check that Last-Modified is not the moment of the reply itself."""
    modified, replied = _date(context.field("http.header.last-modified")), _date(context.field("http.header.date"))
    if modified is None or replied is None or abs(replied - modified) > timedelta(minutes=5):
        return PASSED
    return Outcome(failed=f"last-modified-is-the-reply-date: {_show(modified)}")


CHECKS: Final[dict[str, Check]] = {
    "size_is_content_length": size_is_content_length,
    "build_time_is_last_modified": build_time_is_last_modified,
    "build_time_near_last_modified": build_time_near_last_modified,
    "not_after_observed": not_after_observed,
    "not_midnight": not_midnight,
    "build_time_is_not_date": build_time_is_not_date,
    "last_modified_is_not_date": last_modified_is_not_date,
}


def _against_last_modified(context: Context, tolerance: timedelta) -> Outcome:
    built, modified = context.build_time(), _date(context.field("http.header.last-modified"))
    if built is None or modified is None:
        return Outcome(absent="last-modified-not-seen")
    if abs(built.replace(microsecond=0) - modified) <= tolerance:
        return PASSED
    return Outcome(failed=f"etag-time-mismatch: the trace says {_show(built)}, Last-Modified {_show(modified)}")


def _date(text: str) -> datetime | None:
    try:
        return decode_http_date(text)
    except ValueError:
        return None


def _show(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
