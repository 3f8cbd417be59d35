"""Shodan: banner lines as ``shodan download`` writes them, host documents, search results."""

from collections.abc import Iterable
from typing import Final

import msgspec

from noroshi.model.observation import Observation
from noroshi.observe.addresses import read_address, read_asn, read_port
from noroshi.observe.field_values import Fields, text_of
from noroshi.observe.glance import Interest, Outline
from noroshi.observe.outcomes import Outcome, Where
from noroshi.observe.shodan_banner import Banner
from noroshi.observe.shodan_fields import country, fill, host_names
from noroshi.observe.shodan_glance import ShodanGlances
from noroshi.observe.times import read_time
from noroshi.observe.tolerant_json import UNREADABLE, BrokenJsonError, fit, repaired

_DECODER: Final = msgspec.json.Decoder(Banner)
_INHERITED: Final = (
    "ip_str", "ip", "ipv6", "hostnames", "domains", "org", "isp", "asn", "os", "tags",
    "country_code", "region_code", "city", "postal_code", "latitude", "longitude",
)  # fmt: skip


class Look:
    """Tells at a glance whether a banner can hold anything of interest."""

    def __init__(self, interest: Interest) -> None:
        self._interest = interest
        self._glance = ShodanGlances(interest.fields).glance

    def finds_nothing(self, banner: Banner) -> bool:
        """Whether certainly no rule matches the observation of the banner."""
        shown = self._glance(banner)
        return shown is not None and not self._interest.may_match(shown)


def read_record(raw: bytes, where: Where, look: Look | None = None) -> Iterable[Outcome]:
    """Return one outcome per service record in ``raw``: a banner, or a host or search result with several.

    A record in which ``look`` finds nothing becomes an ``Outline``.
    """
    try:
        banner = decode_banner(raw)
    except BrokenJsonError as error:
        return (where.reject("broken_json", f"expected one JSON object: {error}", raw),)
    except msgspec.ValidationError:
        detail = "expected a JSON object with a Shodan banner or host, found another value"
        return (where.reject("wrong_shape", detail, raw),)
    services = banner.data if isinstance(banner.data, list) else banner.matches
    if services is None:
        return (_outcome(banner, raw, where, 0, look),)
    if not services:
        return (where.reject("empty_input", "the host document lists no service", raw),)
    return (_service(banner, bytes(service), where, offset, look) for offset, service in enumerate(services))


def decode_banner(raw: bytes) -> Banner:
    """Decode the wanted keys; values of a wrong type are left out, broken text is repaired.

    Raise BrokenJsonError where ``raw`` is no JSON, ``msgspec.ValidationError`` where it is no object.
    """
    try:
        return _DECODER.decode(raw)
    except UNREADABLE:
        pass
    try:
        return fit(raw, Banner)
    except UNREADABLE:
        return fit(repaired(raw), Banner)


def _service(host: Banner, raw: bytes, where: Where, offset: int, look: Look | None) -> Outcome:
    """Return the outcome of one service of a host, which inherits the host's values where it has none."""
    try:
        banner = decode_banner(raw)
    except (BrokenJsonError, msgspec.ValidationError):
        return where.reject("wrong_shape", "expected a service object in the host's data list", raw, offset)
    for name in _INHERITED:
        if getattr(banner, name) in (None, []):
            setattr(banner, name, getattr(host, name))
    if banner.timestamp is None:
        banner.timestamp = host.last_update
    return _outcome(banner, raw, where, offset, look)


def _outcome(banner: Banner, raw: bytes, where: Where, offset: int, look: Look | None) -> Outcome:
    given = banner.ip_str or banner.ipv6 or banner.ip
    if given is None or given == "":
        if banner.port is None and banner.data is None:
            return where.reject(
                "wrong_shape", "JSON without the keys of a Shodan banner (ip_str, port, data)", raw, offset
            )
        return where.reject("no_address", "the banner has neither ip_str nor ip", raw, offset)
    ip = read_address(given)
    if ip is None:
        return where.reject("bad_address", f"cannot read {str(given)[:60]!r} as an IP address", raw, offset)
    time = read_time(banner.timestamp) if banner.timestamp else None
    if banner.timestamp and time is None:
        detail = f"cannot read {banner.timestamp[:60]!r} as a time, expected ISO 8601"
        return where.reject("bad_time", detail, raw, offset)
    port, transport = read_port(banner.port), (banner.transport or "tcp").lower()[:16]
    if look is not None and look.finds_nothing(banner):
        item, asn = where.first_item + offset, read_asn(text_of(banner.asn))
        names = host_names(banner)
        return Outline(where.line, item, where.digest, ip, port, transport, time, country(banner), asn, names)
    fields: Fields = {}
    pages = fill(fields, banner)
    return Observation(
        origin=where.origin(offset),
        ip=ip,
        port=port,
        transport=transport,
        observed_at=time,
        fields=fields,
        pages=pages,
    )
