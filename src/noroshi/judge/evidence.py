"""Evidence: a VersionSet as a set of possible versions in the product's scheme."""

from datetime import UTC, date, datetime
from typing import Final

import msgspec

from noroshi.judge.build_days import NO_DAYS, DaysByKey
from noroshi.judge.ranges import EVERYTHING, Ranges, Span, intersection, normal, of_prefix, of_version, parse_range
from noroshi.judge.schemes import Key, Scheme
from noroshi.judge.schemes.base import Version
from noroshi.model.verdict import ReasonCode
from noroshi.model.version import EvidenceKind, VersionSet

_DATED: Final = frozenset({EvidenceKind.BUILD_TIME, EvidenceKind.RELEASE_WINDOW})


class Build(msgspec.Struct, frozen=True):
    """One complete version that is possible, with the day on which it was made, where that is known."""

    key: Key
    built: date | None


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """The possible versions, the edition that the version text names, and how to call what stays open.

    ``built``: day of the build where it may narrow the versions further. ``seen``: the build date that the device
    shows. ``builds``: the complete ones among the possible versions. ``open_reason``: the reason when the possible
    versions do not agree. ``faulty``: a text that is no version of the scheme.
    """

    versions: Ranges
    text: str
    open_reason: ReasonCode
    edition: str = ""
    built: date | None = None
    seen: date | None = None
    builds: tuple[Build, ...] = ()
    dated: bool = False
    faulty: str = ""


def read_evidence(
    scheme: Scheme, versions: VersionSet, observed_at: datetime | None, known: DaysByKey = NO_DAYS
) -> Evidence:
    """Turn a VersionSet into possible versions. A build time after ``observed_at`` is impossible and says nothing.

    ``known``: the day on which each known version was made; it goes before the build time seen on the device.
    """
    seen = _built(versions.build_time, observed_at)
    if versions.exact is not None:
        return _exact(scheme, versions.exact, known, seen)
    if seen is not None and versions.train is not None and _is_complete(scheme, versions.train):
        return _exact(scheme, versions.train, known, seen)
    dated = versions.kind in _DATED
    open_reason = ReasonCode.DATE_ONLY if dated and versions.train is None else ReasonCode.PARTIAL_VERSION
    if versions.candidates:
        return _candidates(scheme, versions, open_reason, known, seen, dated=dated)
    possible, faulty = _bounds(scheme, versions)
    if versions.range is None and versions.train is None and seen is None:
        open_reason = ReasonCode.NO_VERSION_DATA
    return Evidence(
        versions=possible,
        text=_text(versions),
        open_reason=open_reason,
        built=seen,
        seen=seen,
        dated=dated,
        faulty=faulty,
    )


def _exact(scheme: Scheme, text: str, known: DaysByKey, seen: date | None) -> Evidence:
    version = scheme.parse(text)
    if version is None:
        return Evidence(versions=(), text=_shown(text), open_reason=ReasonCode.PRODUCT_VERSION_MISMATCH, faulty=text)
    named = [
        edition for edition in version.editions if not (scheme.editions and edition in scheme.editions(version.key))
    ]
    return Evidence(
        versions=of_version(version),
        text=version.text,
        open_reason=ReasonCode.PARTIAL_VERSION,
        edition=named[0] if named else "",
        seen=seen,
        builds=_builds([version], known, seen),
    )


def _shown(text: str) -> str:
    """Return a text that is no version so that it can stand in a sentence: on one line, without control characters."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _is_complete(scheme: Scheme, text: str) -> bool:
    version = scheme.parse(text)
    return version is not None and not version.partial


def _candidates(
    scheme: Scheme,
    versions: VersionSet,
    open_reason: ReasonCode,
    known: DaysByKey,
    seen: date | None,
    *,
    dated: bool,
) -> Evidence:
    spans: list[Span] = []
    found: list[Version] = []
    faulty = ""
    for text in versions.candidates:
        version = scheme.parse(text)
        if version is None:
            faulty = faulty or text
        else:
            spans += of_version(version)
            found.append(version)
    return Evidence(
        versions=normal(spans),
        text=_listed(versions.candidates),
        open_reason=open_reason,
        seen=seen,
        builds=_builds(found, known, seen),
        dated=dated,
        faulty=faulty,
    )


def _builds(versions: list[Version], known: DaysByKey, seen: date | None) -> tuple[Build, ...]:
    return tuple(Build(version.key, known.get(version.key, seen)) for version in versions if not version.partial)


def _bounds(scheme: Scheme, versions: VersionSet) -> tuple[Ranges, str]:
    possible = EVERYTHING
    if versions.range is not None:
        ranges = parse_range(scheme, versions.range)
        if ranges is None:
            return (), versions.range
        possible = intersection(possible, ranges)
    if versions.train is not None:
        prefix = scheme.prefix(versions.train)
        if prefix is None:
            return (), versions.train
        possible = intersection(possible, of_prefix(prefix))
    return possible, ""


def _built(build_time: datetime | None, observed_at: datetime | None) -> date | None:
    if build_time is None:
        return None
    build = _utc(build_time)
    return None if observed_at is not None and build > _utc(observed_at) else build.date()


def _utc(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _text(versions: VersionSet) -> str:
    return " ".join(part for part in (versions.train, versions.range) if part)


_SHOWN: Final = 4


def _listed(candidates: tuple[str, ...]) -> str:
    more = len(candidates) - _SHOWN
    return ", ".join(candidates[:_SHOWN]) + (f" (+{more})" if more > 0 else "")
