"""Fuses the version evidence of one device over ports, sources and times into one set, with visible conflicts."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Final

import msgspec

from noroshi.identify.evidence import STRENGTH, evidence_order
from noroshi.identify.version_sets import describe, meet, meet_ranges, options, union
from noroshi.model.version import EvidenceKind, VersionEvidence, VersionSet

NEVER: Final = datetime.min.replace(tzinfo=UTC)
STALE_AFTER: Final = timedelta(days=1)
_NARROWING: Final = frozenset(
    {
        EvidenceKind.EXACT,
        EvidenceKind.TABLE,
        EvidenceKind.BUILD_TIME,
        EvidenceKind.RELEASE_WINDOW,
        EvidenceKind.TRAIN,
    }
)


class Sighting(msgspec.Struct, frozen=True):
    """One piece of evidence with the time and port of its observation; ``NEVER`` where no time is known."""

    time: datetime
    port: int
    evidence: VersionEvidence


class Fused(msgspec.Struct, frozen=True):
    """The fused set, all evidence (old pieces carry a caveat), and what did not fit together."""

    versions: VersionSet
    evidence: tuple[VersionEvidence, ...]
    conflicts: tuple[str, ...]


class _Belief(msgspec.Struct, frozen=True):
    """What is believed so far: the set, the rule that gave it, and the time of the newest piece that names versions."""

    versions: VersionSet
    rule: str
    time: datetime


def fuse_versions(sightings: Iterable[Sighting], last_seen: datetime) -> Fused:
    """Fuse the evidence for one product of one device.

    Per rule and port a newer observation replaces an older one. What is left is intersected, strongest kind first;
    where nothing is left of an intersection the newest is kept and the conflict is told; two of the same kind and
    time are kept both. ``range`` and ``format`` speak only where nothing stronger does. The order of the input does
    not matter.
    """
    ordered = sorted(set(sightings), key=_sighting_order)
    conflicts: dict[str, None] = {}
    current = _newest_per_rule(ordered, conflicts)
    versions = _narrow(current, conflicts)
    if versions is None:
        versions = _widest(current)
    return Fused(versions, _with_age(ordered, last_seen), tuple(conflicts))


def _sighting_order(sighting: Sighting) -> tuple[int, float, tuple[int, int, str, str, bytes], int]:
    age = (NEVER - sighting.time).total_seconds()
    return STRENGTH[sighting.evidence.versions.kind], age, evidence_order(sighting.evidence), sighting.port


def _newest_per_rule(ordered: Sequence[Sighting], conflicts: dict[str, None]) -> list[Sighting]:
    newest: dict[tuple[str, int], datetime] = {}
    for sighting in ordered:
        key = (sighting.evidence.rule, sighting.port)
        newest[key] = max(newest.get(key, NEVER), sighting.time)
    current = [item for item in ordered if item.time == newest[item.evidence.rule, item.port]]
    said = {(item.evidence.rule, item.port, item.evidence.versions) for item in current}
    for item in ordered:
        evidence = item.evidence
        if item.time < newest[evidence.rule, item.port] and (evidence.rule, item.port, evidence.versions) not in said:
            shown = describe(evidence.versions)
            conflicts[f"an older observation ({_day(item.time)}) shows {shown} by {evidence.rule}"] = None
    return current


def _narrow(current: Sequence[Sighting], conflicts: dict[str, None]) -> VersionSet | None:
    belief: _Belief | None = None
    for item in current:
        versions = item.evidence.versions
        if versions.kind not in _NARROWING:
            continue
        piece = _Belief(versions, item.evidence.rule, item.time)
        belief = piece if belief is None else _combine(belief, piece, conflicts)
    return belief.versions if belief else None


def _combine(belief: _Belief, piece: _Belief, conflicts: dict[str, None]) -> _Belief:
    both = meet(belief.versions, piece.versions)
    if both is not None:
        time = max(belief.time, piece.time) if options(piece.versions) else belief.time
        return _Belief(both, belief.rule, time)
    tied = belief.time == piece.time and options(belief.versions) and options(piece.versions)
    if tied and belief.versions.kind == piece.versions.kind:
        kept, how = _Belief(union([belief.versions, piece.versions]), belief.rule, belief.time), "both are kept"
    elif piece.time > belief.time:
        kept, how = piece, "the newer is kept"
    else:
        kept, how = belief, "the first is kept"
    conflicts[f"{_say(belief)}, but {_say(piece)}; {how}"] = None
    return kept


def _widest(current: Sequence[Sighting]) -> VersionSet:
    """Return the ranges that hold, else the formats, else that a trace was seen but not mapped, else nothing."""
    for kind in (EvidenceKind.RANGE, EvidenceKind.FORMAT):
        ranges = [item.evidence.versions.range for item in current if item.evidence.versions.kind is kind]
        known = sorted({text for text in ranges if text})
        if known:
            return VersionSet(kind=kind, range=reduce(meet_ranges, known))
    unmapped = any(item.evidence.versions.kind is EvidenceKind.UNMAPPED for item in current)
    return VersionSet(kind=EvidenceKind.UNMAPPED if unmapped else EvidenceKind.NONE)


def _with_age(ordered: Sequence[Sighting], last_seen: datetime) -> tuple[VersionEvidence, ...]:
    seen: dict[VersionEvidence, datetime] = {}
    for item in ordered:
        seen[item.evidence] = max(seen.get(item.evidence, NEVER), item.time)
    aged = (_aged(evidence) if _is_old(time, last_seen) else evidence for evidence, time in seen.items())
    return tuple(sorted(aged, key=evidence_order))


def _is_old(time: datetime, last_seen: datetime) -> bool:
    return time != NEVER and last_seen - time > STALE_AFTER


def _aged(evidence: VersionEvidence) -> VersionEvidence:
    return msgspec.structs.replace(evidence, caveats=(*evidence.caveats, "older-observation"))


def _say(belief: _Belief) -> str:
    return f"{belief.rule} says {describe(belief.versions)} ({_day(belief.time)})"


def _day(time: datetime) -> str:
    return "time unknown" if time == NEVER else time.strftime("%Y-%m-%d")
