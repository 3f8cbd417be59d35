"""Invented providers, address pools for documentation, and where a host stands on the map."""

import ipaddress
from dataclasses import dataclass
from typing import Final

from prefecture.dice import Dice, number
from prefecture.names import Municipality


@dataclass(frozen=True)
class Provider:
    """An invented provider with a documentation AS number."""

    name: str
    asn: int
    zone: str
    netname: str


PROVIDERS: Final = (
    Provider("Fictive Carrier Telecom", 64496, "fictive-carrier.example", "FICTIVECARRIER"),
    Provider("Imaginary Internet", 64497, "imaginary-bb.example", "IMAGINARYBB"),
    Provider("Paper Moon Cable Television", 64498, "papermoon-cable.example", "PAPERMOON"),
    Provider("Origami Telecom", 64499, "origami-telecom.example", "ORIGAMI"),
)
HOSTER: Final = Provider("Cardboard Cloud Hosting", 64510, "cardboard-cloud.example", "CARDBOARDCLOUD")
ABROAD: Final = Provider("Nowhere Telecom Transit", 65551, "nowhere-transit.example", "NOWHERE")


@dataclass(frozen=True)
class Geo:
    """What a source's geo database says: a hint that may be wrong."""

    country: str
    country_name: str
    region_code: str
    region: str
    city: str
    latitude: float
    longitude: float


TOKYO_GUESS: Final = Geo("JP", "Japan", "13", "Tokyo", "Tokyo", 35.6895, 139.6917)
OTHER_COUNTRIES: Final = (
    Geo("US", "United States", "CA", "California", "San Jose", 37.3394, -121.895),
    Geo("DE", "Germany", "HE", "Hesse", "Frankfurt am Main", 50.1155, 8.6842),
    Geo("SG", "Singapore", "", "", "Singapore", 1.2897, 103.8501),
)


def located(place: Municipality) -> Geo:
    """Return the geo entry that names the right place."""
    return Geo(
        "JP", "Japan", place.code[:2], place.prefecture_romaji, place.city_romaji, place.latitude, place.longitude
    )


class AddressPool:
    """Hands out addresses that RFC 5737, RFC 2544 and RFC 3849 set apart, each once."""

    def __init__(self, dice: Dice) -> None:
        small = [ipaddress.ip_network(text) for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]
        self._scarce = iter(dice.shuffled([str(address) for network in small for address in network.hosts()]))
        self._plenty = iter(ipaddress.ip_network("198.18.0.0/15").hosts())
        self._dice = dice

    def scarce(self) -> str:
        """Return an address of the three small documentation networks."""
        return next(self._scarce)

    def plenty(self) -> str:
        """Return an address of the benchmarking network, with gaps."""
        for _ in range(self._dice.below(23)):
            next(self._plenty)
        return str(next(self._plenty))

    def v6(self, name: str) -> str:
        """Return an IPv6 documentation address for ``name``."""
        return str(ipaddress.IPv6Address((0x20010DB8 << 96) | (number(name, 64) << 16) | 1))


def reverse_name(provider: Provider, ip: str) -> str:
    """Return the kind of reverse name a provider gives to a customer's line."""
    return f"{ip.replace('.', '-').replace(':', '-')}.{provider.zone}"
