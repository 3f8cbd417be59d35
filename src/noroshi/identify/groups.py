"""Address groups: addresses that show the same serial number belong to one device, unless too many show it."""

from collections.abc import Iterable, Mapping
from typing import Final

MAX_ADDRESSES: Final = 3
"""A cluster or a device with a few lines shows its serial on two or three addresses; more means a copy or a fake."""


def address_groups(pairs: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """Return the group of every address: the smallest address, as text, that it is joined with by serial numbers.

    ``pairs``: (address, serial or None), in any order, repeated or not. The order does not matter.
    """
    by_serial, addresses = _collect(pairs)
    parent = {address: address for address in addresses}
    for members in by_serial.values():
        if len(members) <= MAX_ADDRESSES:
            first, *others = sorted(members)
            for other in others:
                _join(parent, first, other)
    return {address: _root(parent, address) for address in sorted(parent)}


def shared_serials(pairs: Iterable[tuple[str, str | None]]) -> frozenset[str]:
    """Return the serial numbers seen on more than ``MAX_ADDRESSES`` addresses; they identify nothing."""
    by_serial, _ = _collect(pairs)
    return frozenset(serial for serial, members in by_serial.items() if len(members) > MAX_ADDRESSES)


def join_keys(items: Iterable[Iterable[str]]) -> list[int]:
    """Return for every item the number of its group, numbered by first appearance; items that share a key are one."""
    listed = [list(keys) for keys in items]
    parent = {key: key for keys in listed for key in keys}
    for keys in listed:
        for key in keys[1:]:
            _join(parent, keys[0], key)
    numbers: dict[str, int] = {}
    result = []
    for position, keys in enumerate(listed):
        root = _root(parent, keys[0]) if keys else f"\0{position}"
        result.append(numbers.setdefault(root, len(numbers)))
    return result


def _collect(pairs: Iterable[tuple[str, str | None]]) -> tuple[Mapping[str, set[str]], set[str]]:
    by_serial: dict[str, set[str]] = {}
    addresses = set()
    for address, serial in pairs:
        addresses.add(address)
        if serial:
            by_serial.setdefault(serial, set()).add(address)
    return by_serial, addresses


def _root(parent: dict[str, str], item: str) -> str:
    while parent[item] != item:
        parent[item] = parent[parent[item]]
        item = parent[item]
    return item


def _join(parent: dict[str, str], one: str, other: str) -> None:
    first, second = sorted((_root(parent, one), _root(parent, other)))
    parent[second] = first
