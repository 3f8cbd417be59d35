"""What a hand-over would hold: the contents of the bundle, which findings, and where every other finding stays."""

from dataclasses import dataclass, field
from typing import Final

from noroshi.exchange.bundle.back_flow import BackFlow
from noroshi.exchange.bundle.contents import CasesContents, DeviceStates
from noroshi.records.campaign import Campaign
from noroshi.records.hand_over import GIVEN, BundleHandOver
from noroshi.records.scope import Scope

KINDS: Final = ("cases", "device_states", "back_flow")
"""Kinds of bundle that leave a campaign; knowledge and surveys go by their own commands."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """The contents, the keys of the findings inside, and how many findings (or cases) are in each bin."""

    contents: CasesContents | DeviceStates | BackFlow
    keys: tuple[str, ...]
    bins: dict[str, int] = field(default_factory=dict)


def given_keys(scope: Scope, campaign: Campaign, receiver: str) -> frozenset[str]:
    """Return the keys of the findings that were handed over to the receiver before."""
    rows = BundleHandOver.objects.within(scope).filter(
        campaign=campaign, direction=GIVEN, kind="cases", state="written", receiver=receiver
    )
    return frozenset(key for keys in rows.values_list("keys", flat=True) for key in keys)
