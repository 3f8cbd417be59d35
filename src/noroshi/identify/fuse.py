"""Fuses the identifications of one address group into devices: one device per product."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar

import msgspec

from noroshi.identify.decoy import FULL, MANY_VENDORS, WEIGHTS
from noroshi.identify.fuse_versions import NEVER, Sighting, fuse_versions
from noroshi.model.identification import Decoy, Device, Identification, ProductClaim

_Key = TypeVar("_Key")

MANY_PORTS: Final = 20
MANY_TRACES: Final = 3
MAX_CONFLICTS: Final = 50
TRACE_PERIOD: Final = timedelta(days=7)


def fuse(identifications: Sequence[Identification], shared_serials: Collection[str] = ()) -> list[Device]:
    """Return one device per product accepted anywhere in the group, by id; the order of the input does not matter.

    ``identifications``: all of one address group, over ports, sources and times; leads support a product that is
    accepted elsewhere in the group. ``shared_serials``: serial numbers
    seen on so many addresses that they identify nothing.
    """
    ordered = sorted(identifications, key=_order)
    products = sorted({claim.product for item in ordered for claim in item.claims})
    extra = _group_reasons(ordered)
    return sorted(
        (_device(product, ordered, extra, shared_serials) for product in products), key=lambda device: device.id
    )


def device_id(product: str, ips: Iterable[str], serial: str | None) -> str:
    """Return the id: 'd-' and 16 hex digits of a SHA-256 over product and serial, else product and addresses."""
    rest = f"serial {serial}" if serial else " ".join(sorted(ips))
    text = f"{product}\n{rest}"
    return f"d-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _order(item: Identification) -> tuple[float, str, int, bytes]:
    seen = item.observed_at or NEVER
    return (seen - NEVER).total_seconds(), item.ip, item.port or 0, msgspec.msgpack.encode(item)


def _device(
    product: str, ordered: Sequence[Identification], extra: dict[str, int], shared_serials: Collection[str]
) -> Device:
    own = [(item, claim) for item in ordered for claim in (*item.claims, *item.leads) if claim.product == product]
    items = [item for item, _ in own]
    claims = [claim for _, claim in own]
    conflicts: dict[str, None] = dict.fromkeys(text for item in items for text in item.conflicts)
    model = _newest(claims, "model", conflicts)
    serial = _newest(claims, "serial", conflicts)
    reasons = dict(extra) | _trace_reasons(product, items)
    if serial in shared_serials:
        reasons[f"serial-on-many-addresses: {serial}"] = WEIGHTS["serial-on-many-addresses"]
    times = [item.observed_at for item in items if item.observed_at is not None]
    fused = fuse_versions(_sightings(product, items), max(times, default=NEVER))
    ips = tuple(sorted({item.ip for item in items if item.ip}))
    return Device(
        id=device_id(product, ips, None if serial in shared_serials else serial),
        product=product,
        vendor=claims[-1].vendor,
        ips=ips,
        ports=tuple(sorted({item.port for item in items if item.port is not None})),
        model=model,
        serial=serial,
        roles=tuple(sorted({role for claim in claims for role in claim.roles})),
        versions=fused.versions,
        evidence=fused.evidence,
        because=tuple(sorted({because for claim in claims for because in claim.because})),
        decoy=_decoy(items, reasons),
        conflicts=_capped(sorted(conflicts | dict.fromkeys(fused.conflicts))),
        first_seen=min(times, default=None),
        last_seen=max(times, default=None),
        origins=tuple(sorted({item.origin for item in items})),
    )


def _capped(texts: Sequence[str]) -> tuple[str, ...]:
    rest = len(texts) - MAX_CONFLICTS
    return (*texts[:MAX_CONFLICTS], f"and {rest} more") if rest > 0 else tuple(texts)


def _sightings(product: str, items: Iterable[Identification]) -> list[Sighting]:
    return [
        Sighting(item.observed_at or NEVER, item.port or 0, evidence)
        for item in items
        for evidence in item.evidence
        if evidence.product == product
    ]


def _newest(claims: Sequence[ProductClaim], name: str, conflicts: dict[str, None]) -> str | None:
    """Return the value of the newest claim that has one; say so where claims differ."""
    values: list[str] = [value for claim in claims if (value := getattr(claim, name))]
    if len(set(values)) > 1:
        conflicts[f"{name}: {', '.join(sorted(set(values)))}; the newest is kept"] = None
    return values[-1] if values else None


def _decoy(items: Iterable[Identification], extra: dict[str, int]) -> Decoy:
    """Return the worst score of the single records plus what only the group shows."""
    decoys = [item.decoy for item in items]
    told = {reason for decoy in decoys for reason in decoy.reasons}
    codes = {reason.partition(":")[0] for reason in told}
    points = sum(weight for reason, weight in extra.items() if reason.partition(":")[0] not in codes)
    score = max((decoy.score for decoy in decoys), default=0) + points
    return Decoy(score=min(FULL, score), reasons=tuple(sorted(told | extra.keys())))


def _group_reasons(ordered: Iterable[Identification]) -> dict[str, int]:
    """Return what one address shows over all its ports: contradicting products, too many open ports."""
    vendors: dict[str, set[str]] = {}
    ports: dict[str, set[int | None]] = {}
    for item in ordered:
        vendors.setdefault(item.ip, set()).update(claim.vendor for claim in item.claims)
        ports.setdefault(item.ip, set()).add(item.port)
    reasons: dict[str, int] = {}
    for ip, names in sorted(vendors.items()):
        if ip and len(names) >= MANY_VENDORS:
            code = "many-exclusive-products"
            reasons[f"{code}: {', '.join(sorted(names))} on {ip}"] = WEIGHTS[code]
        if ip and len(ports[ip]) > MANY_PORTS:
            reasons[f"many-ports: {len(ports[ip])} on {ip}"] = WEIGHTS["many-ports"]
    return reasons


def _trace_reasons(product: str, items: Iterable[Identification]) -> dict[str, int]:
    """Return what the traces of one rule on one port show over time: random values, builds that get older."""
    histories: dict[tuple[str, int], list[Sighting]] = {}
    for sighting in sorted(_sightings(product, items), key=lambda item: (item.time, item.evidence.trace)):
        if sighting.time != NEVER and not sighting.evidence.field.startswith("source."):
            histories.setdefault((sighting.evidence.rule, sighting.port), []).append(sighting)
    reasons: dict[str, int] = {}
    for (rule, port), history in sorted(histories.items()):
        if _changes_often(history):
            reasons[f"trace-changes: {rule} on port {port}"] = WEIGHTS["trace-changes"]
        if _goes_back(history):
            reasons[f"build-time-goes-back: {rule} on port {port}"] = WEIGHTS["build-time-goes-back"]
    return reasons


def _changes_often(history: Sequence[Sighting]) -> bool:
    """Whether three times within a week show three traces; ``history`` is sorted by time."""
    first = 0
    traces: Counter[str] = Counter()
    times: Counter[datetime] = Counter()
    for item in history:
        traces[item.evidence.trace] += 1
        times[item.time] += 1
        while item.time - history[first].time > TRACE_PERIOD:
            _forget(traces, history[first].evidence.trace)
            _forget(times, history[first].time)
            first += 1
        if len(traces) >= MANY_TRACES and len(times) >= MANY_TRACES:
            return True
    return False


def _forget(counts: Counter[_Key], key: _Key) -> None:
    counts[key] -= 1
    if not counts[key]:
        del counts[key]


def _goes_back(history: Sequence[Sighting]) -> bool:
    latest = None
    for item in history:
        built = item.evidence.versions.build_time
        if built is None:
            continue
        if latest is not None and item.time > latest[0] and built < latest[1]:
            return True
        if latest is None or built > latest[1]:
            latest = (item.time, built)
    return False
