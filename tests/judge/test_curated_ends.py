"""The curated files as a whole: a higher or lower number alone never clears a device."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest

from noroshi.judge.bounds import reach
from noroshi.judge.judge import Judge
from noroshi.judge.options import MAINLINE
from noroshi.judge.rows import read_version
from noroshi.judge.schemes import SCHEMES, Key, Scheme
from noroshi.knowledge.advisories import Advisory, AffectedProduct, Branch, load_advisories
from noroshi.knowledge.load import load_knowledge
from noroshi.model.verdict import Answer, ReasonCode

MAX_PARTS = 5
FAULTS = [  # versions beyond everything that a source names: each was once called not affected
    ("fortinet-fortios", "CVE-2022-41328", "6.0.17", "undetermined"),
    ("fortinet-fortios", "CVE-2022-41328", "6.0.18", "undetermined"),
    ("fortinet-fortios", "CVE-2022-41328", "6.2.14", "not_affected"),
    ("fortinet-fortios", "CVE-2022-42475", "5.6.15", "undetermined"),
    ("cisco-asa", "CVE-2024-20353", "9.16(4)70", "undetermined"),
    ("cisco-asa", "CVE-2024-20359", "9.20(3)", "undetermined"),
    ("cisco-ftd", "CVE-2024-20353", "7.2.9", "undetermined"),
    ("cisco-ftd", "CVE-2024-20353", "6.2.2", "undetermined"),
    ("cisco-asa", "CVE-2025-20362", "9.24(1)", "undetermined"),
    ("cisco-asa", "CVE-2016-6367", "8.6(1)", "undetermined"),
    ("ivanti-connect-secure", "CVE-2024-21887", "22.6R2.1", "undetermined"),
    ("ivanti-connect-secure", "CVE-2024-21893", "22.6R2.1", "undetermined"),
    ("array-ag", "CVE-2023-41121", "9.4.5.1", "undetermined"),
    ("nec-univerge-ix", "CVE-2025-8153", "10.11.7", "undetermined"),
    ("watchguard-fireware", "CVE-2025-14733", "12.5.14_Update1", "undetermined"),
    ("fortinet-fortios", "CVE-2024-21762", "7.2.8 built:2020-01-01", "undetermined"),
    ("fortinet-fortios", "CVE-2024-21762", "7.2.7 built:2023-01-01", "undetermined"),
    ("fortinet-fortios", "CVE-2024-21762", "7.2.8 built:2024-05-01", "not_affected"),
    ("fortinet-fortios", "CVE-2024-21762", "7.2.8 7.2.6", "undetermined"),
]


class Place(NamedTuple):
    """One entry of an advisory with one of its branches, as the curated files have it."""

    scheme: Scheme
    advisory: Advisory
    entry: AffectedProduct
    prefix: Key


@cache
def curated() -> Judge:
    """Return the judge over the bundled files."""
    return Judge(load_knowledge().products, load_advisories())


@cache
def places() -> tuple[Place, ...]:
    """Return every branch of every entry."""
    products = load_knowledge().products
    found: dict[tuple[str, int, Key], Place] = {}
    for file in load_advisories():
        for advisory in file.advisories:
            for entry in advisory.affected:
                scheme = SCHEMES[products[entry.product].scheme or "generic"]
                for row in entry.branches:
                    prefix = scheme.prefix(row.branch)
                    assert prefix is not None
                    found[advisory.cve, entry.line, prefix] = Place(scheme, advisory, entry, prefix)
    return tuple(found.values())


def rows_of(place: Place) -> Iterator[Branch]:
    """Yield the rows of the place's branch."""
    return (row for row in place.entry.branches if place.scheme.prefix(row.branch) == place.prefix)


def named(scheme: Scheme, rows: Iterator[Branch]) -> Iterator[Key]:
    """Yield the key of every version that the rows name."""
    for row in rows:
        for text in (row.from_, row.through, row.before, row.fixed or "", *row.fixes):
            version = scheme.parse(text) if text not in {"", "*"} else None
            if version is not None:
                yield version.key


def clears(place: Place, key: Key) -> bool:
    """Whether a row of the branch states a fix, an end or that it is not affected, where ``key`` lies."""
    for row in rows_of(place):
        fixes = [version for text in (row.fixed or "", *row.fixes) if text and (version := place.scheme.parse(text))]
        in_branch = any(version.key[: len(place.prefix)] == place.prefix for version in fixes)
        stated = in_branch or bool(row.before) or row.end is not None or row.status == "not_affected"
        if stated and key < reach(place.scheme, row, place.prefix)[1]:
            return True
    return False


def written(scheme: Scheme, key: list[int]) -> str:
    """Return the key as text, '' where a part of it is no number but a letter of the grammar."""
    try:
        return scheme.write(tuple(key))
    except (KeyError, ValueError):
        return ""


def above(place: Place) -> Iterator[str]:
    """Yield versions of the branch above every version and fix that its rows name."""
    highest = max(named(place.scheme, rows_of(place)), default=place.prefix)
    width = place.scheme.complete + len(place.scheme.tail)
    for at in range(len(place.prefix), min(width, MAX_PARTS)):
        for step in (1, 2, 40):
            key = [*highest, *[0] * (width - len(highest))]
            key[at] += step
            version = place.scheme.parse(written(place.scheme, key))
            if version is not None and version.key > highest and version.key[: len(place.prefix)] == place.prefix:
                yield version.text


def longest(place: Place, key: Key) -> Place:
    """Return the listed branch of the entry that the key belongs to."""
    own = [other for other in places() if other.entry is place.entry and key[: len(other.prefix)] == other.prefix]
    return max(own, key=lambda other: len(other.prefix))


def test_no_version_above_all_that_a_branch_names_is_cleared_by_its_number() -> None:
    """Beyond every version and fix of a branch, only a stated fix, end or exclusion gives not affected."""
    faults, asked = [], 0
    for place in places():
        edition = place.entry.editions[0] if place.entry.editions else MAINLINE
        for text in above(place):
            asked += 1
            verdict = curated().verdict(place.entry.product, place.advisory.cve, read_version(text), edition)
            version = place.scheme.parse(text)
            assert version is not None
            other_branch = verdict.reason is ReasonCode.BRANCH_NOT_LISTED and bool(place.entry.unlisted_basis)
            cleared = other_branch or clears(longest(place, version.key), version.key)
            if verdict.answer is Answer.NOT_AFFECTED and not cleared:
                faults.append((place.advisory.cve, place.entry.product, text, verdict.reason.value))
    assert faults == []
    assert asked > 3_000


def test_no_version_below_all_that_a_branch_names_is_cleared_by_its_number() -> None:
    """Before the first version of a branch that a source lists, only a stated beginning gives not affected."""
    faults, asked = [], 0
    for place in places():
        rows = list(rows_of(place))
        starts = [version for row in rows if row.from_ and (version := place.scheme.parse(row.from_)) is not None]
        if len(starts) < len(rows) or any(row.start or row.status == "not_affected" for row in rows):
            continue
        first = min(version.key for version in starts)
        edition = place.entry.editions[0] if place.entry.editions else MAINLINE
        for at in range(len(place.prefix), min(len(first), place.scheme.complete)):
            key = [*first]
            key[at] -= 1
            text = written(place.scheme, key) if key[at] >= 0 else ""
            if not text:
                continue
            asked += 1
            verdict = curated().verdict(place.entry.product, place.advisory.cve, read_version(text), edition)
            if verdict.answer is Answer.NOT_AFFECTED:
                faults.append((place.advisory.cve, place.entry.product, text, verdict.reason.value))
    assert faults == []
    assert asked > 20


def test_no_newer_branch_is_cleared_without_a_basis() -> None:
    """A branch newer than all that an entry names is not affected only where the file says why."""
    faults = []
    for place in places():
        if place.entry.unlisted_basis:
            continue
        highest = max(named(place.scheme, iter(place.entry.branches)), default=place.prefix)
        newest = max(highest, *(other.prefix for other in places() if other.entry is place.entry))
        edition = place.entry.editions[0] if place.entry.editions else MAINLINE
        for at in range(place.scheme.branch_parts):
            key = [*newest, 0, 0, 0][: at + 1] + [0] * (place.scheme.complete - at - 1)
            key[at] += 1
            text = written(place.scheme, key)
            verdict = curated().verdict(place.entry.product, place.advisory.cve, read_version(text), edition)
            other_generation = verdict.reason is ReasonCode.PRODUCT_NOT_LISTED
            if verdict.answer is Answer.NOT_AFFECTED and not other_generation:
                faults.append((place.advisory.cve, place.entry.product, text, verdict.reason.value))
    assert faults == []


def test_every_clearing_of_branches_and_every_end_has_its_source() -> None:
    """What clears versions beyond the list says by which words of which source."""
    ends = 0
    for file in load_advisories():
        known = {source.id for source in file.sources}
        for advisory in file.advisories:
            for entry in advisory.affected:
                for row in entry.branches:
                    for bound in (row.start, row.end):
                        ends += bound is not None
                        assert bound is None or (bound.source in known and bound.says)
    assert ends > 20


@pytest.mark.parametrize(("product", "cve", "version", "answer"), FAULTS)
def test_versions_beyond_what_a_source_names_stay_open(product: str, cve: str, version: str, answer: str) -> None:
    """Known cases in which silence, a parallel branch, a date or a second version was taken for a fix."""
    verdict = curated().verdict(product, cve, read_version(version), "")
    assert verdict.answer.value == answer
