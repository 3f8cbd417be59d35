"""Partitions: recognised records shuffled by device key, so that every device lies in one file."""

import contextlib
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Final

import msgspec

from noroshi.archive.files import atomic, write_bytes
from noroshi.archive.frames import read_frames, write_frame
from noroshi.identify.groups import address_groups, shared_serials
from noroshi.pipeline.duplicates import Duplicates
from noroshi.pipeline.fuse_devices import DeviceWithSources, Grouped
from noroshi.pipeline.parts import Part

RECORDS_PER_PARTITION: Final = 2_000
"""A partition is held in memory with the content of its records; more of them keep that small."""
MOST_PARTITIONS: Final = 500
"""All are open at once; systems commonly allow 1,024 open files."""
RECORDS_PER_RANGE: Final = 500
"""A range of all partitions is sorted in memory, with a dozen verdicts and their sentences per record."""
MOST_RANGES: Final = 2_000
_RANGE_DIGITS: Final = 8
_GROUPED: Final = msgspec.msgpack.Decoder(Grouped)


class Partition(msgspec.Struct, frozen=True):
    """One partition: its records and the tables made from them. ``devices`` appears last.

    A partition holds whole devices; their ids fall into ``ranges`` ranges of about equal size, the same for all
    partitions. Each table has one batch per range, so that the tables of all partitions can be merged range by range.
    """

    folder: str
    number: int
    ranges: int

    @property
    def records(self) -> Path:
        """File of the partition's records."""
        return Path(self.folder) / f"{self.number:04d}.grouped.msgpack"

    def table(self, name: str) -> Path:
        """File of one of the partition's tables."""
        return Path(self.folder) / f"{self.number:04d}.{name}.arrow"

    @property
    def finished(self) -> bool:
        """Whether all tables of the partition are on disk."""
        return self.table("devices").is_file()

    def shared_serials(self) -> frozenset[str]:
        """Return the serials of the whole survey that identify nothing, since too many addresses show them."""
        return frozenset(msgspec.json.decode(_shared_serials_file(Path(self.folder)).read_bytes(), type=list[str]))

    def by_range(self, devices: Iterable[DeviceWithSources]) -> list[list[DeviceWithSources]]:
        """Return the devices of every range of ids; their order within a range stays."""
        found: list[list[DeviceWithSources]] = [[] for _ in range(self.ranges)]
        for item in devices:
            found[range_of(item.device.id, self.ranges)].append(item)
        return found

    def read(self) -> Iterator[Grouped]:
        """Yield the partition's records."""
        with self.records.open("rb") as stream:
            yield from read_frames(stream, _GROUPED)


def range_of(device: str, ranges: int) -> int:
    """Return the range of a device id, which is ``d-`` and hexadecimal digits of a hash: ranges are in order of ids."""
    digits = device.removeprefix("d-")[:_RANGE_DIGITS]
    return int(digits, 16) * ranges >> 4 * _RANGE_DIGITS


def _shared_serials_file(folder: Path) -> Path:
    return folder / "shared-serials.json"


def shuffle(parts: Sequence[Part], duplicates: Duplicates, folder: Path) -> tuple[list[Partition], int]:
    """Write every recognised record once to the partition of its device.

    Returns the partitions and the number of records in which a product was recognised.

    The number of partitions depends on the data alone. ``duplicates`` are left out.
    """
    pairs: set[tuple[str, str]] = set()
    records = 0
    for part in parts:
        for record in part.read_recognised():
            records += 1
            found = record.identification
            pairs.update((found.ip, claim.serial or "") for claim in (*found.claims, *found.leads))
    groups = address_groups(pairs)
    write_bytes(_shared_serials_file(folder), msgspec.json.encode(sorted(shared_serials(pairs))), durable=False)
    count = min(MOST_PARTITIONS, records // RECORDS_PER_PARTITION + 1)
    ranges = min(MOST_RANGES, records // RECORDS_PER_RANGE + 1)
    partitions = [Partition(str(folder), number, ranges) for number in range(count)]
    with contextlib.ExitStack() as stack:
        streams = [stack.enter_context(atomic(partition.records, durable=False)) for partition in partitions]
        routed = sum(_route(part, duplicates, groups, streams) for part in parts)
    return partitions, routed


def _route(part: Part, duplicates: Duplicates, groups: dict[str, str], streams: Sequence[IO[bytes]]) -> int:
    routed = 0
    dropped = duplicates.places(part)
    for record in part.read_recognised():
        origin = record.observation.origin
        if (origin.line, origin.item) in dropped:
            continue
        group = groups.get(record.observation.ip, record.observation.ip)
        grouped = Grouped(group, record.observation, record.identification)
        write_frame(streams[_bucket(group, len(streams))], grouped)
        routed += bool(record.identification.claims)
    return routed


def _bucket(group: str, count: int) -> int:
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:8], "big") % count


def partition_tables(partitions: Iterable[Partition], name: str) -> list[Path]:
    """Return the files of one table over all partitions."""
    return [partition.table(name) for partition in partitions]
