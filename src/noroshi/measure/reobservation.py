"""What a later survey shows for a device that an earlier one found: a state, never a promise of safety.

A device is the same by its id (hardware serial, or address group and product); else by a host name that only one
device of the same product carries. A device that is gone is ``not_exposed`` or ``no_observation``, never fixed. A later
survey that only repeats an old record shows nothing new.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

OPEN_VERDICTS = frozenset({"affected", "likely"})


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """A device as the campaign knows it; ``open_cves`` are those whose range it was found in."""

    device: str
    product: str
    ips: tuple[str, ...]
    ports: tuple[int, ...]
    hostnames: tuple[str, ...]
    open_cves: tuple[str, ...]
    last_seen: datetime


class Later(msgspec.Struct, frozen=True, kw_only=True):
    """A device of the later survey with its verdict per CVE."""

    device: str
    product: str
    ips: tuple[str, ...]
    hostnames: tuple[str, ...]
    verdicts: Mapping[str, str]
    last_seen: datetime


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """One service that the later survey observed at an address; ``products`` is empty where none was recognised."""

    ip: str
    port: int
    products: tuple[str, ...]
    observed_at: datetime


class Reobserved(msgspec.Struct, frozen=True, kw_only=True):
    """The state (a code of the enumeration ``observed_state``), how the device was recognised, and which it is."""

    state: str
    matched_by: str = ""
    later: Later | None = None
    observed_at: datetime | None = None


def reobserve(earlier: Earlier, later: Sequence[Later], services: Sequence[Service]) -> Reobserved:
    """Return what the later survey shows for one device.

    ``later`` may hold any devices, ``services`` any services; only those that can be this device or stand at its
    addresses are looked at.
    """
    match, how = _match(earlier, later)
    if match is not None:
        if match.last_seen <= earlier.last_seen:
            return Reobserved(state="no_observation", matched_by=how, later=match)
        state = "moved" if not set(match.ips) & set(earlier.ips) else _version_state(earlier, match)
        return Reobserved(state=state, matched_by=how, later=match, observed_at=match.last_seen)
    return _at_the_address(earlier, services)


def still_open(earlier: Earlier, later: Later) -> bool:
    """Whether the later survey still finds the device in a range in which the earlier one found it."""
    return any(later.verdicts.get(cve) in OPEN_VERDICTS for cve in earlier.open_cves)


def _match(earlier: Earlier, later: Sequence[Later]) -> tuple[Later | None, str]:
    same = [each for each in later if each.device == earlier.device]
    if same:
        return same[0], "device"
    names = set(earlier.hostnames)
    named = [each for each in later if each.product == earlier.product and names & set(each.hostnames)]
    return (named[0], "hostname") if len(named) == 1 else (None, "")


def _version_state(earlier: Earlier, later: Later) -> str:
    if still_open(earlier, later):
        return "vulnerable_version"
    judged = [later.verdicts.get(cve) for cve in earlier.open_cves]
    return "fixed_version" if judged and all(verdict == "not_affected" for verdict in judged) else "version_unknown"


def _at_the_address(earlier: Earlier, services: Sequence[Service]) -> Reobserved:
    newer = [each for each in services if each.ip in earlier.ips and each.observed_at > earlier.last_seen]
    if not newer:
        return Reobserved(state="no_observation")
    at_port = [each for each in newer if each.port in earlier.ports]
    seen = max(each.observed_at for each in (at_port or newer))
    if not at_port:
        return Reobserved(state="not_exposed", matched_by="address", observed_at=seen)
    products = {product for each in at_port for product in each.products}
    if earlier.product in products or not products:
        return Reobserved(state="version_unknown", matched_by="address", observed_at=seen)
    return Reobserved(state="replaced", matched_by="address", observed_at=seen)
