"""DeviceTraces: what a device and the records about its address show of the organisation behind it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from noroshi.model.observation import Observation

_MAX_TEXT: Final = 500
_MAX_BODY: Final = 20_000
_MAX_NAMES: Final = 200
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_HIDDEN: Final = tuple(
    (re.compile(opening, re.IGNORECASE), re.compile(closing, re.IGNORECASE))
    for opening, closing in (("<script", r"</script\s{0,10}>"), ("<style", r"</style\s{0,10}>"), ("<!--", "-->"))
)


class DeviceTraces(msgspec.Struct, frozen=True, kw_only=True):
    """The traces of one device, as written by the sources. Lists are without duplicates, in order of appearance.

    ``whois_kind``: ALLOC, ASSIGN(user) or ''. ``registrant``: registrant of the device's domain, from a WHOIS cache.
    ``region`` and ``city``: what a geolocation database says, a weak hint.
    """

    subjects: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    sans: tuple[str, ...] = ()
    hostnames: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    asn: str = ""
    as_org: str = ""
    net_org: str = ""
    cidr: str = ""
    netname: str = ""
    whois_kind: str = ""
    whois_org: str = ""
    whois_org_en: str = ""
    registrant: str = ""
    country: str = ""
    region: str = ""
    city: str = ""


def from_observations(observations: Sequence[Observation]) -> DeviceTraces:
    """Return the traces of a device's observations; a single value is the first that is not empty."""
    views = [(seen, view) for seen in observations for view in seen.views()]
    titles = [str(view.get("http.title", "")) for _, view in views]
    bodies = [_visible(str(view.get("http.body", ""))) for _, view in views]

    def first(name: str) -> str:
        return next((value[:_MAX_TEXT] for seen in observations if (value := seen.one(name))), "")

    def every(name: str) -> tuple[str, ...]:
        return _distinct(value for seen in observations for value in seen.many(name))

    return DeviceTraces(
        subjects=every("tls.cert.subject"),
        issuers=every("tls.cert.issuer"),
        sans=every("tls.cert.san"),
        hostnames=every("hostnames"),
        titles=_distinct(titles),
        bodies=_distinct(bodies, _MAX_BODY),
        asn=first("net.asn"),
        as_org=first("net.as_org"),
        net_org=first("net.org") or first("net.isp"),
        cidr=first("net.cidr"),
        netname=first("net.name"),
        whois_kind=first("net.whois_kind"),
        whois_org=first("net.whois_org"),
        whois_org_en=first("net.whois_org_en"),
        registrant=first("net.domain_registrant"),
        country=first("geo.country").upper(),
        region=first("geo.region"),
        city=first("geo.city"),
    )


def from_row(row: Mapping[str, str]) -> DeviceTraces:
    """Return the traces of a row with the columns ``ip`` to ``product`` of the attribution interface."""

    def value(name: str) -> str:
        return (row.get(name) or "").strip()[:_MAX_TEXT]

    def split(name: str) -> tuple[str, ...]:
        return _distinct((row.get(name) or "").split("|"))

    return DeviceTraces(
        subjects=_distinct([row.get("cert_subject") or ""], 2 * _MAX_TEXT),
        issuers=_distinct([row.get("cert_issuer") or ""], 2 * _MAX_TEXT),
        sans=split("cert_san"),
        hostnames=split("rdns"),
        titles=_distinct([value("http_title")]),
        bodies=_distinct([_visible(row.get("http_body") or "")], _MAX_BODY),
        asn=value("asn"),
        as_org=value("as_org"),
        cidr=value("net_cidr"),
        netname=value("netname"),
        whois_kind=value("whois_kind"),
        whois_org=value("whois_org_ja"),
        whois_org_en=value("whois_org_en"),
        registrant=value("domain_registrant"),
        country=value("geo_country").upper(),
        region=value("geo_pref"),
    )


def _visible(body: str) -> str:
    """Return a page's text without scripts, styles, comments and tags, bounded; in linear time."""
    text = body[: 4 * _MAX_BODY]
    for opening, closing in _HIDDEN:
        text = _without(text, opening, closing)
    return " ".join(_TAG.sub(" ", text).split())[:_MAX_BODY]


def _without(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> str:
    kept, position = [], 0
    while start := opening.search(text, position):
        kept.append(text[position : start.start()])
        end = closing.search(text, start.end())
        if end is None:
            return " ".join(kept)
        position = end.end()
    return " ".join([*kept, text[position:]])


def _distinct(values: Iterable[str], limit: int = _MAX_TEXT) -> tuple[str, ...]:
    kept = dict.fromkeys(value.strip()[:limit] for value in values)
    kept.pop("", None)
    return tuple(kept)[:_MAX_NAMES]
