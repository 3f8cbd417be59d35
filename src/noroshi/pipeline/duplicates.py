"""Duplicates: records that repeat an earlier one byte for byte, found in memory that does not grow with the survey."""

import contextlib
import hashlib
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO, Final

import msgspec

from noroshi.pipeline.parts import Part

RECORDS_PER_BUCKET: Final = 100_000
MOST_BUCKETS: Final = 256
_DIGEST: Final = 16
_UNIT: Final = 8
_KEY: Final = _DIGEST + _UNIT
_POSITION: Final = 8
_ENTRY: Final = _KEY + _POSITION
_ROW_BITS: Final = 32
_ROW: Final = (1 << _ROW_BITS) - 1


class Duplicate(msgspec.Struct, frozen=True, order=True):
    """A record that repeats an earlier one byte for byte, and where the earlier one stands."""

    input: str
    line: int
    item: int
    source: str
    digest: str
    first: str


class Duplicates:
    """The duplicates of a run by part: 16 bytes each, whatever their records hold."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._numbers = {part.observations: number for number, part in enumerate(parts)}
        self._found: dict[int, array[int]] = {}
        self._place = lru_cache(maxsize=16)(self._places)

    def add(self, later: int, first: int) -> None:
        """Note that the record at one position repeats the one at another."""
        self._found.setdefault(later >> _ROW_BITS, array("Q")).extend((later & _ROW, first))

    def count(self, part: Part) -> int:
        """Return how many records of the part are duplicates."""
        return len(self._found.get(self._numbers[part.observations], ())) // 2

    def rows(self, part: Part) -> frozenset[int]:
        """Return the numbers of the part's rows that are duplicates, from 0."""
        return frozenset(self._found.get(self._numbers[part.observations], ())[::2])

    def places(self, part: Part) -> frozenset[tuple[int, int]]:
        """Return line and item of the part's records that are duplicates."""
        return frozenset((duplicate.line, duplicate.item) for duplicate in self.of(part))

    def of(self, part: Part) -> Iterator[Duplicate]:
        """Yield the duplicates of the part in the order of the input."""
        found = self._found.get(self._numbers[part.observations])
        if not found:
            return
        table = part.read_observations("input", "line", "item", "source", "digest")
        records = table.to_pylist()
        for row, first in sorted(zip(found[::2], found[1::2], strict=True)):
            inputs, lines = self._place(first >> _ROW_BITS)
            place = f"{inputs[first & _ROW]} line {lines[first & _ROW]}"
            yield Duplicate(**records[row], first=place)

    def _places(self, part: int) -> tuple[list[str], list[int]]:
        table = self._parts[part].read_observations("input", "line")
        return table["input"].to_pylist(), table["line"].to_pylist()


def find_duplicates(parts: Sequence[Part], records: int, folder: Path) -> Duplicates:
    """Find every record whose raw bytes were read before; the first one stays.

    ``records``: how many records the parts hold. ``folder`` takes one file per bucket of keys: equal keys share a
    bucket, and a bucket at a time is held in memory. A key is half of the SHA-256 of the record, its place in its
    document and its report. Records of one document share its digest and differ in ``item``.
    """
    found = Duplicates(parts)
    count = min(MOST_BUCKETS, records // RECORDS_PER_BUCKET + 1)
    files = [folder / f"{number:04d}.keys" for number in range(count)]
    with contextlib.ExitStack() as stack:
        buckets = [stack.enter_context(file.open("wb")) for file in files]
        for number, part in enumerate(parts):
            _distribute(part, number << _ROW_BITS, buckets)
    for file in files:
        for later, first in _repeated(file.read_bytes()):
            found.add(later, first)
        file.unlink()
    return found


def _distribute(part: Part, position: int, buckets: Sequence[IO[bytes]]) -> None:
    table = part.read_observations("digest", "item", "report")
    digests, items, reports = (table[name].to_pylist() for name in ("digest", "item", "report"))
    count = len(buckets)
    entries: list[list[bytes]] = [[] for _ in buckets]
    for row, (digest, item, report) in enumerate(zip(digests, items, reports, strict=True), position):
        if digest:
            half = bytes.fromhex(digest[: 2 * _DIGEST])
            entries[half[0] % count].append(half + _unit(item, report) + row.to_bytes(_POSITION, "little"))
    for bucket, listed in zip(buckets, entries, strict=True):
        bucket.write(b"".join(listed))


@lru_cache(maxsize=4096)
def _unit(item: int, report: str) -> bytes:
    return hashlib.blake2b(f"{item} {report}".encode(), digest_size=_UNIT).digest()


def _repeated(entries: bytes) -> Iterator[tuple[int, int]]:
    """Yield (position, first position) of every entry whose key came before."""
    keys = [entries[at : at + _KEY] for at in range(0, len(entries), _ENTRY)]
    if len(set(keys)) == len(keys):
        return
    first: dict[bytes, int] = {}
    for key, at in zip(keys, range(_KEY, len(entries), _ENTRY), strict=True):
        position = int.from_bytes(entries[at : at + _POSITION], "little")
        if (earlier := first.setdefault(key, position)) != position:
            yield position, earlier
