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
from noroshi.pipeline.fuse_devices import Grouped
from noroshi.pipeline.parts import Part

RECORDS_PER_PARTITION: Final = 20_000
MOST_PARTITIONS: Final = 256
_GROUPED: Final = msgspec.msgpack.Decoder(Grouped)


class Partition(msgspec.Struct, frozen=True):
    """One partition: its records and the tables made from them. ``devices`` is written last."""

    folder: str
    number: int

    @property
    def records(self) -> Path:
        """File of the partition's records."""
        return Path(self.folder) / f"{self.number:04d}.grouped.msgpack"

    def table(self, name: str) -> Path:
        """File of one of the partition's tables."""
        return Path(self.folder) / f"{self.number:04d}.{name}.parquet"

    @property
    def finished(self) -> bool:
        """Whether all tables of the partition are on disk."""
        return self.table("devices").is_file()

    def shared_serials(self) -> frozenset[str]:
        """Return the serials of the whole survey that identify nothing, since too many addresses show them."""
        return frozenset(msgspec.json.decode(_shared_serials_file(Path(self.folder)).read_bytes(), type=list[str]))

    def read(self) -> Iterator[Grouped]:
        """Yield the partition's records."""
        with self.records.open("rb") as stream:
            yield from read_frames(stream, _GROUPED)


def _shared_serials_file(folder: Path) -> Path:
    return folder / "shared-serials.json"


def shuffle(parts: Sequence[Part], duplicates: set[tuple[str, int, int]], folder: Path) -> tuple[list[Partition], int]:
    """Write every recognised record once to the partition of its device.

    Returns the partitions and the number of records in which a product was recognised.

    The number of partitions depends on the data alone. A record in ``duplicates`` (input, line, item) is left out.
    """
    pairs: set[tuple[str, str]] = set()
    records = 0
    for part in parts:
        for record in part.read_recognised():
            records += 1
            found = record.identification
            pairs.update((found.ip, claim.serial or "") for claim in (*found.claims, *found.leads))
    groups = address_groups(pairs)
    write_bytes(_shared_serials_file(folder), msgspec.json.encode(sorted(shared_serials(pairs))))
    count = min(MOST_PARTITIONS, records // RECORDS_PER_PARTITION + 1)
    partitions = [Partition(str(folder), number) for number in range(count)]
    with contextlib.ExitStack() as stack:
        streams = [stack.enter_context(atomic(partition.records)) for partition in partitions]
        routed = sum(_route(part, duplicates, groups, streams) for part in parts)
    return partitions, routed


def _route(
    part: Part, duplicates: set[tuple[str, int, int]], groups: dict[str, str], streams: Sequence[IO[bytes]]
) -> int:
    routed = 0
    for record in part.read_recognised():
        origin = record.observation.origin
        if (origin.input, origin.line, origin.item) in duplicates:
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
