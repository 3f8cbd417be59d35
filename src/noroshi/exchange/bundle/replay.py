"""Each bundle once and in order: sequence number and digest of the one before, per stream."""

from typing import Final

import msgspec

from noroshi.exchange.bundle.errors import BrokenChain, Gap, Replayed
from noroshi.exchange.bundle.manifest import Manifest

FIRST: Final = 1


class Stream(msgspec.Struct, frozen=True, kw_only=True):
    """The bundles that are numbered together."""

    giver: str
    receiver: str
    campaign: str
    kind: str


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """The last bundle of a stream that was taken over: its number and the digest of its manifest."""

    sequence: int
    digest: str


def stream_of(manifest: Manifest) -> Stream:
    """Return the stream that a bundle belongs to."""
    return Stream(giver=manifest.giver, receiver=manifest.receiver, campaign=manifest.campaign, kind=manifest.kind)


def check_order(manifest: Manifest, last: Seen | None, *, allow_gap: bool) -> None:
    """Raise ``Replayed``, ``Gap`` or ``BrokenChain`` unless the bundle follows the last one seen.

    ``allow_gap``: a person decided that bundles in between are lost; an old one is still refused.
    """
    expected = FIRST if last is None else last.sequence + 1
    values = {"sequence": manifest.sequence, "expected": expected, "giver": manifest.giver}
    if manifest.sequence < expected:
        raise Replayed(**values)
    if manifest.sequence > expected:
        if allow_gap:
            return
        raise Gap(**values)
    if manifest.previous != ("" if last is None else last.digest):
        raise BrokenChain(**values)
