"""What a device gives away about its user: certificate, names, page and WHOIS, one trap class at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from prefecture.corporations import Corporation
from prefecture.dice import Dice, number, token
from prefecture.firmware import ASA, BIGIP, FORTIOS, IVANTI, NEC_IX, NETSCALER, PANOS, SMA, SONICOS
from prefecture.names import KANAGAWA
from prefecture.scene import Assignment, Certificate, Names

PUBLIC_CA: Final[Names] = (("C", "JP"), ("O", "Synthetic Trust Services"), ("CN", "Synthetic Trust OV CA"))
DOMAIN_CA: Final[Names] = (("C", "JP"), ("O", "Synthetic Trust Services"), ("CN", "Synthetic Trust DV CA"))
FORTINET_CA: Final[Names] = (
    ("C", "US"),
    ("ST", "California"),
    ("L", "Sunnyvale"),
    ("O", "Fortinet"),
    ("OU", "Certificate Authority"),
    ("CN", "fortinet-subca2001"),
)


@dataclass(frozen=True)
class Clues:
    """The traces of one device's user and what may honestly be concluded from them.

    ``states``: the right states, '|' between them. ``number``: the corporation that an attribution may name.
    ``site``: prefecture of the device where it is not the user's.
    """

    trap: str
    certificate: Certificate
    states: str
    number: str = ""
    candidates: tuple[str, ...] = ()
    hostname: str = ""
    title: str = ""
    assignment: Assignment | None = None
    site: str = ""


@dataclass(frozen=True)
class Case:
    """One device that needs clues: id, product, hardware serial, user, and the user's companions in the register."""

    device: str
    product: str
    serial: str
    user: Corporation
    companions: tuple[Corporation, ...]
    ip: str


def factory_certificate(product: str, serial: str, device: str) -> Certificate:
    """Return the certificate that the maker ships."""
    subjects: dict[str, Names] = {
        FORTIOS: (
            ("C", "US"),
            ("ST", "California"),
            ("L", "Sunnyvale"),
            ("O", "Fortinet"),
            ("OU", "FortiGate"),
            ("CN", serial),
        ),
        SONICOS: (
            ("C", "US"),
            ("ST", "California"),
            ("L", "Sunnyvale"),
            ("O", "HTTPS Management Certificate for SonicWALL (self-signed)"),
            ("OU", "HTTPS Management Certificate for SonicWALL (self-signed)"),
            ("CN", "192.168.168.168"),
        ),
        SMA: (
            ("C", "US"),
            ("ST", "CA"),
            ("L", "Sunnyvale"),
            ("O", "SonicWALL, Inc."),
            ("OU", "SSL-VPN"),
            ("CN", "192.168.200.1"),
        ),
        PANOS: (
            ("C", "US"),
            ("ST", "CA"),
            ("L", "Santa Clara"),
            ("O", "Palo Alto Networks"),
            ("CN", token(device, 64)),
        ),
        ASA: (("CN", "ASA Temporary Self Signed Certificate"),),
        BIGIP: (
            ("C", "--"),
            ("ST", "WA"),
            ("L", "Seattle"),
            ("O", "MyCompany"),
            ("OU", "MyOrg"),
            ("CN", "localhost.localdomain"),
        ),
        NETSCALER: (
            ("C", "US"),
            ("ST", "California"),
            ("L", "San Jose"),
            ("O", "Citrix ANG"),
            ("OU", "NS Internal"),
            ("CN", "default"),
        ),
        IVANTI: (("C", "US"), ("ST", "Some-State"), ("O", "Internet Widgits Pty Ltd")),
    }
    subject = subjects.get(product, (("CN", "localhost"),))
    issuer = FORTINET_CA if product == FORTIOS else subject
    shared = product in (NETSCALER, SMA)
    return Certificate(f"factory {product} {'' if shared else device}", subject, issuer, not_before="20230101000000Z")


def _named(
    case: Case, organization: str, *, place: bool = True, issuer: Names = PUBLIC_CA, san: bool = False
) -> Certificate:
    host = f"vpn.{case.user.domain}" if san else f"vpn-{token(case.device, 6)}.internal.example"
    town: Names = (("ST", case.user.place.prefecture_romaji), ("L", case.user.place.city_romaji)) if place else ()
    subject = (("C", "JP"), *town, ("O", organization), ("CN", host))
    return Certificate(f"{case.device} {organization}", subject, issuer, (host,) if san else ())


def _ov_japanese(case: Case) -> Clues:
    return Clues("ov-japanese", _named(case, case.user.name, san=True), "attributed", case.user.number)


def _ov_english(case: Case) -> Clues:
    return Clues(
        "ov-english", _named(case, case.user.english, san=True), "attributed|candidates|lead", case.user.number
    )


def _domain(case: Case) -> Clues:
    host = f"sslvpn.{case.user.domain}"
    certificate = Certificate(f"{case.device} dv", (("CN", host),), DOMAIN_CA, (host,))
    return Clues("domain-alias", certificate, "attributed", case.user.number)


def _reverse(case: Case) -> Clues:
    certificate = factory_certificate(case.product, case.serial, case.device)
    return Clues(
        "rdns-alias", certificate, "attributed", case.user.number, hostname=f"gw{case.ip[-1]}.{case.user.domain}"
    )


def _whois(case: Case) -> Clues:
    certificate = factory_certificate(case.product, case.serial, case.device)
    return Clues(
        "whois-assignment", certificate, "attributed|candidates", case.user.number, assignment=_assignment(case)
    )


def _title(case: Case) -> Clues:
    certificate = Certificate(
        f"{case.device} title",
        (("C", "JP"), ("ST", case.user.place.prefecture_romaji), ("L", case.user.place.city_romaji), ("CN", "vpn")),
        (("CN", "vpn"),),
    )
    return Clues(
        "title-name",
        certificate,
        "attributed|candidates|lead|none|isp_only",
        case.user.number,
        title=f"{case.user.name} SSL-VPN",
    )


def _homonym_city(case: Case) -> Clues:
    numbers = (case.user.number, *(other.number for other in case.companions))
    return Clues("homonym-with-city", _named(case, case.user.name), "attributed|candidates", case.user.number, numbers)


def _homonym_bare(case: Case) -> Clues:
    numbers = (case.user.number, *(other.number for other in case.companions))
    return Clues("homonym-without-place", _named(case, case.user.name, place=False), "candidates", "", numbers)


def _managed(case: Case) -> Clues:
    """Return a service company's certificate on its customer's device; the address is assigned to the customer."""
    customer, company = case.user, case.companions[0]
    host = f"manage.{company.domain}"
    subject = (("C", "JP"), ("ST", company.place.prefecture_romaji), ("O", company.name), ("CN", host))
    certificate = Certificate(f"{case.device} managed", subject, PUBLIC_CA, (host,))
    numbers = (customer.number, company.number)
    return Clues("managed", certificate, "candidates|lead|none", "", numbers, assignment=_assignment(case))


def _branch(case: Case) -> Clues:
    """Return the certificate of a device in Kanagawa whose corporation is registered elsewhere."""
    town = KANAGAWA[number(case.device, 8) % len(KANAGAWA)]
    host = f"vpn.{case.user.domain}"
    subject = (
        ("C", "JP"),
        ("ST", town.prefecture_romaji),
        ("L", town.city_romaji),
        ("O", case.user.name),
        ("CN", host),
    )
    certificate = Certificate(f"{case.device} branch", subject, PUBLIC_CA, (host,))
    return Clues("branch", certificate, "attributed|candidates", case.user.number, site=town.prefecture)


def _assignment(case: Case) -> Assignment:
    network, _, last = case.ip.rpartition(".")
    netname = case.user.domain.split(".")[0].upper()[:20]
    return Assignment("ASSIGN(user)", case.user.name, netname, f"{network}.{int(last) // 8 * 8}/29")


def _pair(case: Case) -> Clues:
    return Clues("form-pair", _named(case, case.user.name), "attributed|candidates", case.user.number)


def _renamed(case: Case) -> Clues:
    return Clues(
        "renamed", _named(case, case.user.former_name), "attributed|candidates|lead|none|isp_only", case.user.number
    )


def _merged(case: Case) -> Clues:
    successor = case.user.successor
    return Clues(
        "merged", _named(case, case.user.name), "attributed|candidates", successor, (successor, case.user.number)
    )


def _closed(case: Case) -> Clues:
    return Clues("closed", _named(case, case.user.name), "candidates|lead|none|isp_only", "", (case.user.number,))


def _spelling(case: Case) -> Clues:
    variant = case.user.name.replace("株式会社", "(株)").replace("崎", "﨑").replace("高", "髙")
    return Clues("spelling", _named(case, variant), "attributed|candidates", case.user.number)


def _unregistered(case: Case) -> Clues:
    certificate = _named(case, f"株式会社{case.user.core}観測所別館")
    return Clues("not-in-register", certificate, "lead|none|isp_only|candidates", "")


def _factory(case: Case) -> Clues:
    return Clues(
        "factory-certificate", factory_certificate(case.product, case.serial, case.device), "isp_only|none", ""
    )


def _ddns(case: Case) -> Clues:
    host = f"{case.user.place.romaji.lower().replace(' ', '-')}-plant.dyn.fictive-ddns.example"
    certificate = Certificate(f"{case.device} ddns", (("CN", host),), DOMAIN_CA, (host,))
    return Clues("ddns", certificate, "isp_only|none", "")


def _multi_tenant(case: Case) -> Clues:
    hosts = tuple(f"www.{other.domain}" for other in (case.user, *case.companions))
    certificate = Certificate(f"{case.device} cdn", (("CN", "sni.cardboard-cloud.example"),), DOMAIN_CA, hosts)
    return Clues(
        "multi-tenant-san",
        certificate,
        "candidates|isp_only|none",
        "",
        tuple(o.number for o in (case.user, *case.companions)),
    )


def _placeholder(case: Case) -> Clues:
    subject = (("C", "US"), ("ST", "Some-State"), ("O", "Internet Widgits Pty Ltd"))
    return Clues(
        "placeholder-certificate", Certificate(f"{case.device} widgits", subject, subject), "isp_only|none", ""
    )


CLUES: Final[tuple[tuple[str, Callable[[Case], Clues], int], ...]] = (
    ("plain", _ov_japanese, 22),
    ("plain", _domain, 22),
    ("plain", _reverse, 14),
    ("plain", _whois, 12),
    ("plain", _title, 7),
    ("plain", _factory, 32),
    ("plain", _ddns, 6),
    ("plain", _placeholder, 5),
    ("plain", _unregistered, 6),
    ("many", _multi_tenant, 4),
    ("pair of firms", _managed, 4),
    ("english", _ov_english, 8),
    ("elsewhere", _ov_japanese, 8),
    ("elsewhere", _domain, 5),
    ("elsewhere", _branch, 4),
    ("homonym", _homonym_city, 7),
    ("homonym", _homonym_bare, 4),
    ("generic", _homonym_bare, 3),
    ("pair", _pair, 5),
    ("renamed", _renamed, 5),
    ("merged", _merged, 5),
    ("closed", _closed, 3),
    ("spelling", _spelling, 3),
)
"""Which kind of corporation, which clues, how often."""


WITHOUT_CERTIFICATE: Final[tuple[tuple[str, Callable[[Case], Clues], int], ...]] = (
    ("plain", _reverse, 4),
    ("plain", _whois, 4),
    ("plain", _factory, 6),
)
"""The clues of a device that shows a plain HTTP page only."""


def serial_of(product: str, device: str) -> str:
    """Return an invented hardware serial in the maker's pattern; empty where the pages show none."""
    if product != FORTIOS:
        return ""
    model = ("FGT60F", "FG100F", "FGT40F", "FGT60E", "FG200E")[number(device, 16) % 5]
    return f"{model}TK{number(f'serial {device}', 26) % 100_000_000:08d}"


def choose(dice: Dice, product: str) -> tuple[str, Callable[[Case], Clues]]:
    """Return a kind of corporation and the clues to lay."""
    choices = WITHOUT_CERTIFICATE if product == NEC_IX else CLUES
    return dice.weighted([((kind, clues), weight) for kind, clues, weight in choices])
