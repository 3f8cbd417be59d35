"""Intersection of version sets: what is still possible when two pieces of evidence both hold.

Version strings are compared as strings and as prefixes only; ordering them is the judge's business.
"""

from datetime import timedelta
from itertools import product as pairs
from typing import Final

from noroshi.identify.evidence import STRENGTH
from noroshi.knowledge.builds import version_order
from noroshi.model.version import EvidenceKind, VersionSet

MAX_ALTERNATIVES: Final = 16
SAME_BUILD: Final = timedelta(hours=26)
"""Two build times of one build: files of one image differ by up to an hour, day-only dates by a day."""

_JOINTS: Final = (".", "-", "(", "R", " ", "_")


def belongs(version: str, train: str) -> bool:
    """Whether the version is the train or one of its builds, as 7.2.5 of 7.2, 13.1-49.15 of 13.1, 9.1R14 of 9.1."""
    return version == train or version.startswith(tuple(train + joint for joint in _JOINTS))


def options(versions: VersionSet) -> tuple[str, ...]:
    """Return the versions that the set names; () where it names none."""
    return (versions.exact,) if versions.exact is not None else versions.candidates


def meet(first: VersionSet, second: VersionSet) -> VersionSet | None:
    """Return what both allow, or None where they contradict each other; the order of the two does not matter."""
    strong, weak = sorted((first, second), key=_strongest_first)
    train = _common_train(strong, weak)
    names = _common_options(strong, weak)
    if train is None or names is None or _built_apart(strong, weak):
        return None
    exact = _exact_of(strong, weak, names)
    return VersionSet(
        kind=strong.kind if strong.kind is not EvidenceKind.EXACT or exact else EvidenceKind.TABLE,
        exact=exact,
        candidates=() if exact else names,
        range=strong.range or weak.range,
        build_time=strong.build_time or weak.build_time,
        train=train or None,
    )


def meet_ranges(first: str, second: str) -> str:
    """Return the range of both: comma means and, ``||`` means or; too many alternatives keep the first range."""
    if first == second:
        return first
    alternatives = {
        ",".join(dict.fromkeys((*_bounds(left), *_bounds(right))))
        for left, right in pairs(first.split("||"), second.split("||"))
    }
    return " || ".join(sorted(alternatives)) if len(alternatives) <= MAX_ALTERNATIVES else first


def union(sets: list[VersionSet]) -> VersionSet:
    """Return a set that allows what any of these allows; used where nothing tells which of them holds."""
    names = tuple(sorted({name for versions in sets for name in options(versions)}, key=version_order))
    trains = {versions.train for versions in sets}
    return VersionSet(kind=EvidenceKind.TABLE, candidates=names, train=trains.pop() if len(trains) == 1 else None)


def describe(versions: VersionSet) -> str:
    """Return the set in a few words, for conflicts."""
    if options(versions):
        return ", ".join(options(versions))
    if versions.build_time is not None:
        return f"built {versions.build_time.strftime('%Y-%m-%dT%H:%M:%SZ')}"
    return versions.train or versions.range or versions.kind.value


def _strongest_first(versions: VersionSet) -> tuple[int, str]:
    return STRENGTH[versions.kind], repr(versions)


def _common_train(strong: VersionSet, weak: VersionSet) -> str | None:
    """Return the narrower train, '' where neither names one, None where they differ."""
    if not strong.train or not weak.train:
        return strong.train or weak.train or ""
    if belongs(strong.train, weak.train):
        return strong.train
    return weak.train if belongs(weak.train, strong.train) else None


def _common_options(strong: VersionSet, weak: VersionSet) -> tuple[str, ...] | None:
    """Return the versions that both allow, None where none is left; the longer name of a pair is kept."""
    left, right = options(strong), options(weak)
    if left and right:
        kept = {one for one, other in pairs(left, right) if belongs(one, other)}
        kept |= {other for one, other in pairs(left, right) if belongs(other, one)}
    else:
        trains = [versions.train for versions in (strong, weak) if versions.train and not options(versions)]
        kept = {name for name in (*left, *right) if all(belongs(name, train) for train in trains)}
        if trains and not kept and (left or right):
            kept = {train for train in trains if any(belongs(train, name) for name in (*left, *right))}
    if (left or right) and not kept:
        return None
    return tuple(sorted(kept, key=version_order))


def _exact_of(strong: VersionSet, weak: VersionSet, names: tuple[str, ...]) -> str | None:
    stated = {versions.exact for versions in (strong, weak) if versions.exact is not None}
    return names[0] if len(names) == 1 and names[0] in stated else None


def _built_apart(strong: VersionSet, weak: VersionSet) -> bool:
    if strong.build_time is None or weak.build_time is None or (options(strong) and options(weak)):
        return False
    return abs(strong.build_time - weak.build_time) > SAME_BUILD


def _bounds(alternative: str) -> list[str]:
    return [bound.strip() for bound in alternative.split(",") if bound.strip()]
