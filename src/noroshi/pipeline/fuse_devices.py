"""Stage 2: the recognised records of one partition to devices, each with the observations it rests on."""

from collections.abc import Collection, Iterable

import msgspec

from noroshi.identify.fuse import fuse
from noroshi.model.identification import Device, Identification
from noroshi.model.observation import Observation


class Grouped(msgspec.Struct, frozen=True):
    """A recognised record with the key of the address group that it belongs to."""

    group: str
    observation: Observation
    identification: Identification


class DeviceWithSources(msgspec.Struct, frozen=True):
    """A device with the observations and identifications it was fused from, in a fixed order."""

    device: Device
    observations: tuple[Observation, ...]
    identifications: tuple[Identification, ...]


def fuse_devices(records: Iterable[Grouped], shared_serials: Collection[str]) -> list[DeviceWithSources]:
    """Fuse the records of whole address groups; the order of the records does not matter.

    ``shared_serials``: hardware serials that are seen on so many addresses that they identify nothing.
    """
    groups: dict[str, list[Grouped]] = {}
    for record in records:
        groups.setdefault(record.group, []).append(record)
    found: list[DeviceWithSources] = []
    for _, members in sorted(groups.items()):
        members.sort(key=lambda record: record.observation.origin)
        for device in fuse([record.identification for record in members], shared_serials):
            places = set(device.origins)
            own = [record for record in members if record.observation.origin in places]
            found.append(
                DeviceWithSources(
                    device,
                    tuple(record.observation for record in own),
                    tuple(record.identification for record in own),
                )
            )
    return sorted(found, key=lambda item: item.device.id)
