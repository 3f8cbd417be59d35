"""Glances at Shodan banners: all that their fields could hold, put together without building most of the fields."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Final

from noroshi.knowledge.patterns import LONG_LIMIT, SHORT_LIMIT
from noroshi.observe.field_values import MAX_BODY, Fields, text_of, texts_of
from noroshi.observe.glance import Glance
from noroshi.observe.shodan_banner import Banner, Http
from noroshi.observe.shodan_fields import (
    MAX_REDIRECTS,
    icon_digest,
    issuer_name,
    labels,
    network,
    protocols,
    subject_name,
    tls_facts,
)

_HEADS: Final = ("HTTP/", "SIP/")
_PLAIN: Final = {
    "source.product": ("product",),
    "source.version": ("version",),
    "source.vendor": ("vendor",),
    "source.type": ("devicetype",),
    "source.model": ("device",),
    "source.detail": ("info",),
    "os.name": ("os", "platform"),
}
"""Fields whose value is one of these values of the banner as it stands."""


def _names(fields: Fields, banner: Banner) -> None:
    cert = banner.ssl.cert if banner.ssl is not None else None
    if cert is not None:
        fields["tls.cert.subject"] = subject_name(cert)
        fields["tls.cert.issuer"] = issuer_name(cert)


def _icon(fields: Fields, banner: Banner) -> None:
    icon = banner.http.favicon if banner.http is not None else None
    if icon is not None and icon.data:
        icon_digest(fields, icon)


def _module(fields: Fields, banner: Banner) -> None:
    if banner.shodan is not None:
        fields["source.tag"] = banner.shodan.module or ""


_COMPUTED: Final[tuple[tuple[Callable[[Fields, Banner], None], tuple[str, ...]], ...]] = (
    (_names, ("tls.cert.subject", "tls.cert.issuer")),
    (tls_facts, ("tls.cert.san", "tls.cert.sha", "tls.cert.serial", "tls.cert.not_", "tls.jarm", "tls.version")),
    (_icon, ("favicon.md5",)),
    (_module, ("source.tag",)),
    (protocols, ("snmp.", "ike.", "dns.", "smb.", "ntp.")),
    (labels, ("source.labels", "source.cves")),
    (network, ("hostnames", "net.", "geo.")),
)
"""Values that are computed: by functions that fill the fields, where a field of these prefixes is looked at."""


class ShodanGlances:
    """Makes the glances at banners for those who look at ``fields`` alone."""

    def __init__(self, fields: frozenset[str]) -> None:
        names = [name for field, names in _PLAIN.items() if field in fields for name in names]
        self._plain = attrgetter("product", "device", *names)  # two at least: it then gives a tuple
        self._computed = tuple(
            compute for compute, prefixes in _COMPUTED if any(field.startswith(prefixes) for field in fields)
        )

    def glance(self, banner: Banner) -> Glance | None:
        """Return what the banner shows; None where only its fields tell, since they are put together in other ways."""
        http = banner.http
        if _has_vendor_module(banner) or (http is not None and http.headers):
            return None
        heads = [banner.data] if type(banner.data) is str else []
        values = [*self._plain(banner)]
        if http is not None:
            _add_http(http, heads, values)
        if banner.cpe or banner.cpe23:
            values += [*texts_of(banner.cpe), *texts_of(banner.cpe23)]
        fields: Fields = {}
        for compute in self._computed:
            compute(fields, banner)
        for value in fields.values():
            if type(value) is str:
                values.append(value)
            else:
                values += value
        text = "\n".join([value for value in (*heads, *values) if value])
        if not _tells(heads, values, text):
            return None
        return Glance(text, "" if http is None else _bodies(http))


def _has_vendor_module(banner: Banner) -> bool:
    return bool(
        banner.sonicwall
        or banner.checkpoint
        or banner.qnap
        or banner.mikrotik_routeros
        or banner.ubiquiti
        or banner.synology
    )


def _add_http(http: Http, heads: list[str], values: list[str | None]) -> None:
    values += (http.server, http.title, http.location)
    if http.status is not None:
        values.append(text_of(http.status))
    if http.favicon is not None:
        values.append(text_of(http.favicon.hash))
    if http.redirects:
        for hop in http.redirects[:MAX_REDIRECTS]:
            values.append(hop.location)
            if hop.data:
                heads += ("", hop.data)


def _tells(heads: list[str], values: Iterable[str | None], text: str) -> bool:
    """Whether rules see the same of the text as of the fields: no value cut off, no header folded over lines."""
    if ("\n " in text or "\n\t" in text) and any(head.startswith(_HEADS) for head in heads):
        return False
    if len(text) <= SHORT_LIMIT:
        return True
    return (
        max(map(len, heads), default=0) <= LONG_LIMIT
        and max(len(line) for head in heads for line in head.split("\n")) <= SHORT_LIMIT
        and all(len(value) <= SHORT_LIMIT for value in values if value)
    )


def _bodies(http: Http) -> str:
    body = (http.html or "")[:MAX_BODY]
    if not http.redirects:
        return body
    return "\n".join([body, *((hop.html or "")[:MAX_BODY] for hop in http.redirects[:MAX_REDIRECTS])])
