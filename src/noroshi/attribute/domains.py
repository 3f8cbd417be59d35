"""Host names: registrable domain, and whether a name can speak for the user's organisation at all."""

import ipaddress
import re
from functools import lru_cache
from typing import Final

import msgspec
from publicsuffixlist import PublicSuffixList

from noroshi.attribute.numbers import local_government_number
from noroshi.knowledge.attribution_lists import AttributionLists
from noroshi.knowledge.places import Places

_HOST: Final = re.compile(r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_GENERATED: Final = re.compile(r"\d{1,3}[-._x]\d{1,3}[-._x]\d{1,3}|^[a-z]{0,12}\d{5,}|\d{1,3}-\d{1,3}-\d{1,3}")
_GOVERNMENT: Final = re.compile(
    r"(?:^|\.)(?P<kind>pref|metro|city|town|vill)\.(?P<name>[a-z0-9-]{2,40})"
    r"(?:\.(?P<outer>[a-z0-9-]{2,40}))?(?P<lg>\.lg)?\.jp$"
)
_KINDS: Final = {"city": ("市", "区"), "town": ("町",), "vill": ("村",)}
_ATTRIBUTE: Final = (".co.jp", ".ac.jp", ".go.jp", ".lg.jp", ".or.jp", ".ed.jp", ".gr.jp")


class Host(msgspec.Struct, frozen=True, kw_only=True):
    """A host name: ``domain`` is its registrable domain; ``kind`` says why it cannot speak for the user, else ''.

    Kinds: ddns, hosting, isp, manufacturer, reserved, shared (private section of the public suffix list), generated
    (an address line's automatic name).
    """

    name: str
    domain: str
    kind: str

    @property
    def usable(self) -> bool:
        """Whether the domain may name the user; a reserved one does so only where an alias table knows it."""
        return self.kind in ("", "reserved")

    @property
    def attribute_type(self) -> bool:
        """Whether registration is tied to an organisation in Japan (co.jp, ac.jp, lg.jp …)."""
        return self.name.endswith(_ATTRIBUTE)


@lru_cache(maxsize=1)
def _suffixes() -> tuple[PublicSuffixList, PublicSuffixList]:
    return PublicSuffixList(only_icann=True), PublicSuffixList()


def read_host(text: str, lists: AttributionLists, *, reverse: bool = False) -> Host | None:
    """Return the host name in a CN, SAN or PTR value, None where it is none; ``reverse``: it is a PTR name."""
    name = text.strip().lower().rstrip(".").removeprefix("dns:").removeprefix("*.")
    if _HOST.fullmatch(name) is None or _is_address(name):
        return None
    icann, every = _suffixes()
    domain = icann.privatesuffix(name)
    if not domain:
        return None
    kind = _listed(name, lists)
    if not kind and every.publicsuffix(name) != icann.publicsuffix(name):
        kind = "shared"
    if not kind and reverse and (name.endswith((".ne.jp", ".ad.jp")) or _GENERATED.search(name)):
        kind = "isp" if name.endswith((".ne.jp", ".ad.jp")) else "generated"
    return Host(name=name, domain=domain, kind=kind)


def government_number(host: str, places: Places) -> str:
    """Return the corporate number of the prefecture or municipality that a name such as pref.X.jp belongs to, else ''.

    Rules: ``pref.X.jp``, ``metro.tokyo.jp``, ``city.Y.X.jp``, ``town.Y.X.jp``, ``vill.Y.X.jp``, ``city.Y.jp`` of a
    designated city, and the same under lg.jp. A name that several municipalities bear gives ''.
    """
    match = _GOVERNMENT.search(host)
    if match is None:
        return ""
    above = "" if match["outer"] == "lg" else match["outer"] or ""
    outer = places.prefecture_latin(above) if above else None
    if match["kind"] in ("pref", "metro"):
        prefecture = None if above else places.prefecture_latin(match["name"])
        return local_government_number(prefecture.code) if prefecture else ""
    if above and outer is None:
        return ""
    found = [
        item.code
        for item in places.named_latin(match["name"], wards=True)
        if item.kind in _KINDS[match["kind"]]
        and not item.city
        and (outer is None or item.prefecture_code == outer.code)
    ]
    return local_government_number(found[0]) if len(found) == 1 else ""


def _listed(name: str, lists: AttributionLists) -> str:
    labels = name.split(".")
    for start in range(len(labels)):
        kind = lists.host_suffixes.get(".".join(labels[start:]))
        if kind:
            return kind
    return ""


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
