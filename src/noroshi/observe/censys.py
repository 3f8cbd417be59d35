"""Censys host documents, v2 and Platform schema: unwrapping, the host's own values, one outcome per service."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

import msgspec

from noroshi.model.observation import Observation
from noroshi.observe import censys_platform, censys_v2
from noroshi.observe.addresses import read_address, read_asn, read_port
from noroshi.observe.field_values import Fields, dig, extend, put, text_of, texts_of
from noroshi.observe.outcomes import Outcome, Where
from noroshi.observe.times import read_time
from noroshi.observe.tolerant_json import BrokenJsonError, decode

WRAPPERS: Final = ("result", "host", "host_v1", "resource")
_MAX_WRAPPERS: Final = 6
_TIMES: Final = ("observed_at", "scan_time")
_HOST_TIMES: Final = ("last_updated_at", "updated_at")


class _Host(msgspec.Struct, frozen=True):
    """What every service of a host shares."""

    ip: object
    fields: Fields
    time: str


def read_v2(raw: bytes, where: Where) -> Iterator[Outcome]:
    """Yield one outcome per service of a v2 host, of its API answer or of a v2 search result."""
    return _read(raw, where, censys_v2.service_pages)


def read_platform(raw: bytes, where: Where) -> Iterator[Outcome]:
    """Yield one outcome per service of a Platform host, bare or inside result, host or resource."""
    return _read(raw, where, censys_platform.service_pages)


def _read(raw: bytes, where: Where, pages_of: Callable[[object], list[Fields]]) -> Iterator[Outcome]:
    try:
        document = decode(raw)
    except BrokenJsonError as error:
        yield where.reject("broken_json", f"expected one JSON host document: {error}", raw)
        return
    offset = 0
    for document_host in _hosts(document):
        for outcome in _host_outcomes(document_host, raw, where, offset, pages_of):
            yield outcome
            offset += 1
    if not offset:
        yield where.reject("empty_input", "the document lists no host", raw)


def _hosts(document: object) -> Iterator[object]:
    """Yield the hosts inside API and export wrappers; search results carry several in ``hits``."""
    pending = [(document, 0)]
    while pending:
        value, depth = pending.pop()
        hits = dig(value, "hits")
        inner = next(
            (value[key] for key in WRAPPERS if isinstance(value, dict) and isinstance(value.get(key), dict)), None
        )
        if depth < _MAX_WRAPPERS and isinstance(hits, list):
            pending.extend((hit, depth + 1) for hit in reversed(hits))
        elif depth < _MAX_WRAPPERS and inner is not None and dig(value, "services") is None:
            pending.append((inner, depth + 1))
        else:
            yield value


def _host_outcomes(
    document: object, raw: bytes, where: Where, offset: int, pages_of: Callable[[object], list[Fields]]
) -> Iterator[Outcome]:
    if not isinstance(document, dict):
        yield where.reject("wrong_shape", "expected a host object with ip and services", raw, offset)
        return
    services = document.get("services")
    if not isinstance(services, list):
        wrong = services is not None or "ip" not in document
        detail = "expected a host object with ip and a list of services" if wrong else "the host lists no service"
        yield where.reject("wrong_shape" if wrong else "empty_input", detail, raw, offset)
        return
    if not services:
        yield where.reject("empty_input", "the host lists no service", raw, offset)
    time = next((shown for name in _HOST_TIMES if (shown := text_of(document.get(name)))), "")
    host = _Host(document.get("ip"), _host_fields(document), time)
    for place, service in enumerate(services):
        yield _outcome(host, service, where, offset + place, pages_of)


def _outcome(
    host: _Host, service: object, where: Where, offset: int, pages_of: Callable[[object], list[Fields]]
) -> Outcome:
    if not isinstance(service, dict):
        return where.reject("wrong_shape", "expected an object in the host's list of services", _shown(service), offset)
    given = host.ip if host.ip not in (None, "") else service.get("ip")
    ip = read_address(given)
    if ip is None:
        missing = given in (None, "")
        detail = "the host has no ip" if missing else f"cannot read {str(given)[:60]!r} as an IP address"
        return where.reject("no_address" if missing else "bad_address", detail, _shown(service), offset)
    shown = next((found for name in _TIMES if (found := text_of(service.get(name)))), host.time)
    time = read_time(shown) if shown else None
    if shown and time is None:
        detail = f"cannot read {shown[:60]!r} as a time, expected ISO 8601"
        return where.reject("bad_time", detail, _shown(service), offset)
    first, *further = pages_of(service)
    fields = dict(first)
    _merge(fields, host.fields)
    return Observation(
        origin=where.origin(offset),
        ip=ip,
        port=read_port(service.get("port")),
        transport=(text_of(service.get("transport_protocol")) or "tcp").lower()[:16],
        observed_at=time,
        fields=fields,
        pages=tuple(further),
    )


def _shown(value: object) -> bytes:
    try:
        return msgspec.json.encode(value)[:1000]
    except (ValueError, TypeError, RecursionError):
        return b""


def _merge(fields: Fields, host: Fields) -> None:
    """Add the host's values: lists grow, single values yield to the service's own."""
    for name, value in host.items():
        if isinstance(value, str):
            put(fields, name, value)
        else:
            extend(fields, name, value)


def _host_fields(document: dict[str, object]) -> Fields:
    fields: Fields = {}
    place = document.get("location")
    put(fields, "geo.country", text_of(dig(place, "country_code")).upper())
    put(fields, "geo.region", dig(place, "province"))
    put(fields, "geo.city", dig(place, "city"))
    put(fields, "geo.postcode", dig(place, "postal_code"))
    put(fields, "geo.latitude", dig(place, "coordinates", "latitude"))
    put(fields, "geo.longitude", dig(place, "coordinates", "longitude"))
    _network(fields, document)
    names = [*texts_of(dig(document, "dns", "reverse_dns", "names")), *texts_of(dig(document, "dns", "names"))]
    extend(fields, "hostnames", names)
    system = document.get("operating_system")
    put(fields, "os.name", " ".join(_named(system)))
    extend(fields, "source.cpe", _cpes([system, document.get("hardware")]))
    put(fields, "source.model", dig(document, "hardware", "product"))
    extend(fields, "source.labels", _labels(document.get("labels")))
    return fields


def _network(fields: Fields, document: dict[str, object]) -> None:
    routing = document.get("autonomous_system")
    put(fields, "net.asn", read_asn(text_of(dig(routing, "asn"))))
    for name in ("organization", "description", "name"):
        put(fields, "net.as_org", dig(routing, name))
    put(fields, "net.cidr", dig(routing, "bgp_prefix"))
    whois = document.get("whois")
    put(fields, "net.name", dig(whois, "network", "name"))
    put(fields, "net.whois_kind", dig(whois, "network", "allocation_type"))
    put(fields, "net.whois_org", dig(whois, "organization", "name"))
    for cidr in texts_of(dig(whois, "network", "cidrs")):
        put(fields, "net.cidr", cidr)


def _named(attribute: object) -> list[str]:
    return [shown for key in ("vendor", "product", "version") if (shown := text_of(dig(attribute, key)))]


def _cpes(attributes: Iterable[object]) -> Iterator[str]:
    for attribute in attributes:
        for key in ("cpe", "uniform_resource_identifier"):
            shown = text_of(dig(attribute, key))
            if shown:
                yield shown


def _labels(labels: object) -> Iterator[str]:
    """Yield labels written as texts (v2) or as objects with a value (Platform)."""
    for label in labels if isinstance(labels, list) else ():
        yield text_of(label) or text_of(dig(label, "value"))
