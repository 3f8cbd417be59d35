"""The VPN devices of the prefecture: who uses them, what they run at each date, and what becomes of them."""

from dataclasses import dataclass, replace
from typing import Final

from prefecture.corporations import Corporation
from prefecture.dice import Dice
from prefecture.evidence import Case, Clues, choose, factory_certificate, serial_of
from prefecture.firmware import FLEET, Firmware, of_product, upgraded
from prefecture.names import Municipality
from prefecture.network import (
    ABROAD,
    OTHER_COUNTRIES,
    PROVIDERS,
    TOKYO_GUESS,
    AddressPool,
    Geo,
    Provider,
    located,
    reverse_name,
)
from prefecture.portals import services
from prefecture.scene import Host, Service

SURVEYS: Final = ("2026-09", "2026-10")


@dataclass(frozen=True)
class Device:
    """One machine. ``addresses`` and ``firmware`` per survey; an empty address: not seen in that survey."""

    device: str
    firmware: tuple[Firmware, Firmware]
    addresses: tuple[str, str]
    second_address: str
    provider: Provider
    geo: Geo
    clues: Clues
    site: str
    user: Corporation
    fate: str
    sources: tuple[str, ...]
    labels: tuple[str, ...] = ()

    def host(self, survey: int, address: str) -> Host:
        """Return what stands at ``address`` in the survey."""
        shown = services(self.firmware[survey], self.device, self.clues.certificate)
        if self.clues.title:
            shown = [_titled(service, self.clues.title) for service in shown]
        hostname = self.clues.hostname or reverse_name(self.provider, address)
        return Host(address, self.provider, self.geo, tuple(shown), (hostname,), self.clues.assignment, self.labels)

    def seen_at(self, survey: int) -> list[str]:
        """Return the addresses of the device in the survey."""
        address = self.addresses[survey]
        return [address, *([self.second_address] if self.second_address and address else [])]


def _titled(service: Service, title: str) -> Service:
    if service.page is None:
        return service
    body = service.page.body.replace("<body>", f"<body><h1>{title}</h1>", 1)
    return replace(service, page=replace(service.page, body=body))


class Users:
    """Hands out corporations by kind, so that a user has one to three devices."""

    def __init__(self, corporations: list[Corporation], dice: Dice) -> None:
        self._by_role: dict[str, list[Corporation]] = {}
        for corporation in corporations:
            self._by_role.setdefault(corporation.role, []).append(corporation)
        self._dice = dice
        self._plain = self._by_role["plain"][:230]

    def take(self, kind: str) -> tuple[Corporation, tuple[Corporation, ...]]:
        """Return a user of the kind and the companions that its trap needs."""
        dice, roles = self._dice, self._by_role
        if kind in ("plain", "many", "pair of firms"):
            count = {"many": 5, "pair of firms": 1}.get(kind, 0)
            companions = tuple(dice.shuffled(self._plain)[:count])
            return dice.pick([c for c in self._plain if c not in companions]), companions
        if kind == "english":
            return dice.pick([c for c in self._plain if c.english_in_register] + roles["long-english"]), ()
        if kind == "homonym":
            index = dice.below(len(roles["homonym-here"]))
            return roles["homonym-here"][index], (roles["homonym-there"][index],)
        if kind == "pair":
            return roles["pair-kk"][dice.below(len(roles["pair-kk"]))], ()
        if kind == "generic":
            user = dice.pick(roles["generic"])
            return user, tuple(c for c in roles["generic"] if c.name == user.name and c != user)
        return dice.pick(roles[kind]), ()


def build_devices(corporations: list[Corporation], pool: AddressPool) -> list[Device]:
    """Return all VPN devices, foreign ones included."""
    dice = Dice("kanagawa/devices")
    users = Users(corporations, dice)
    devices: list[Device] = []
    for product, count in FLEET:
        devices += [_device(f"{product}-{index:03d}", product, users, dice, pool) for index in range(count)]
    return devices


def _device(device: str, product: str, users: Users, dice: Dice, pool: AddressPool) -> Device:
    kind, lay = choose(dice, product)
    user, companions = users.take(kind)
    scarce = dice.chance(0.25)
    first = pool.scarce() if scarce else pool.plenty()
    firmware = dice.weighted(of_product(product))
    fate = dice.weighted((("same", 58), ("upgraded", 20), ("vanished", 9), ("new", 8), ("moved", 5)))
    if fate == "upgraded" and not firmware.upgrade:
        fate = "same"
    case = Case(device, product, serial_of(product, device), user, companions, first)
    clues = lay(case)
    foreign = dice.chance(0.04)
    geo = dice.pick(OTHER_COUNTRIES) if foreign else _geo(user.place, dice)
    if foreign:
        clues = replace(
            clues,
            trap="foreign",
            certificate=factory_certificate(product, case.serial, device),
            states="out_of_scope",
            number="",
            candidates=(),
            hostname="",
            title="",
            assignment=None,
        )
    second = pool.v6(device) if dice.chance(0.03) and not foreign and product == "fortinet-fortios" else ""
    later = pool.plenty() if fate == "moved" else first
    addresses = ("" if fate == "new" else first, "" if fate == "vanished" else later)
    return Device(
        device=device,
        firmware=(firmware, upgraded(firmware) if fate == "upgraded" else firmware),
        addresses=addresses,
        second_address=second,
        provider=ABROAD if foreign else dice.pick(PROVIDERS),
        geo=geo,
        clues=clues,
        site="" if foreign else clues.site or user.place.prefecture,
        user=user,
        fate=fate,
        sources=_sources(firmware, dice, whois=clues.assignment is not None),
    )


def _geo(place: Municipality, dice: Dice) -> Geo:
    return located(place) if dice.chance(0.45) else TOKYO_GUESS


def _sources(firmware: Firmware, dice: Dice, *, whois: bool) -> tuple[str, ...]:
    """Return who sees the device: Shodan most, and the one source that shows a version or a WHOIS object."""
    chosen = []
    needs_censys = firmware.shape in ("censys-version", "logo-mtime")
    if (dice.chance(0.78) and not needs_censys) or (firmware.visible == "exact" and not needs_censys):
        chosen.append("shodan")
    if needs_censys or whois or not chosen or dice.chance(0.3):
        chosen.append("censys")
    if dice.chance(0.35):
        chosen.append("shadowserver")
    return tuple(chosen)
