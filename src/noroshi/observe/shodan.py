"""Shodan: banner lines as ``shodan download`` writes them, host documents, search results."""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from noroshi.model.observation import Observation
from noroshi.observe.addresses import read_address, read_asn, read_port
from noroshi.observe.certificate_names import alternative_names, distinguished_name
from noroshi.observe.field_values import MAX_BODY, Fields, extend, put, readvar, text_of, texts_of
from noroshi.observe.http_message import add_headers, response_fields
from noroshi.observe.outcomes import Outcome, Where
from noroshi.observe.shodan_banner import Banner, Certificate, Http, Redirect, Ssl
from noroshi.observe.shodan_modules import module_fields
from noroshi.observe.times import read_time
from noroshi.observe.tolerant_json import UNREADABLE, BrokenJsonError, fit, repaired

MAX_REDIRECTS: Final = 16
_DECODER: Final = msgspec.json.Decoder(Banner)
_INHERITED: Final = (
    "ip_str", "ip", "ipv6", "hostnames", "domains", "org", "isp", "asn", "os", "tags",
    "country_code", "region_code", "city", "postal_code", "latitude", "longitude",
)  # fmt: skip
_BANNER_FIELDS: Final = {
    "ssh": "ssh.banner",
    "telnet": "telnet.banner",
    "ftp": "ftp.banner",
    "smtp": "smtp.banner",
    "sip": "",
    "http": "",
    "https": "",
    "snmp": "",
}
_PORT_MODULES: Final = {21: "ftp", 22: "ssh", 23: "telnet", 25: "smtp", 587: "smtp", 5060: "sip"}


def read_record(raw: bytes, where: Where) -> Iterator[Outcome]:
    """Yield one outcome per service record in ``raw``: a banner, or a host or search result with several."""
    try:
        banner = decode_banner(raw)
    except BrokenJsonError as error:
        yield where.reject("broken_json", f"expected one JSON object: {error}", raw)
        return
    except msgspec.ValidationError:
        yield where.reject(
            "wrong_shape", "expected a JSON object with a Shodan banner or host, found another value", raw
        )
        return
    services = banner.data if isinstance(banner.data, list) else banner.matches
    if services is None:
        yield _outcome(banner, raw, where, 0)
        return
    if not services:
        yield where.reject("empty_input", "the host document lists no service", raw)
    for offset, service in enumerate(services):
        yield _service(banner, bytes(service), where, offset)


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


def _service(host: Banner, raw: bytes, where: Where, offset: int) -> Outcome:
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
    return _outcome(banner, raw, where, offset)


def _outcome(banner: Banner, raw: bytes, where: Where, offset: int) -> Outcome:
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
    fields: Fields = {}
    pages = _fill(fields, banner)
    return Observation(
        origin=where.origin(offset),
        ip=ip,
        port=read_port(banner.port),
        transport=(banner.transport or "tcp").lower()[:16],
        observed_at=time,
        fields=fields,
        pages=pages,
    )


def _fill(fields: Fields, banner: Banner) -> tuple[Fields, ...]:
    """Fill the service's fields and return its further pages."""
    data = banner.data if isinstance(banner.data, str) else ""
    pages: tuple[Fields, ...] = ()
    if data.startswith("HTTP/"):
        fields.update(response_fields(data))
    if banner.http is not None:
        pages = _http(fields, banner.http)
    if "http.status" not in fields:
        _text_banner(fields, banner, data)
    if banner.ssl is not None:
        _tls(fields, banner.ssl)
    _protocols(fields, banner)
    _claims(fields, banner)
    _network(fields, banner)
    return pages


def _http(fields: Fields, http: Http) -> tuple[Fields, ...]:
    """Fill what the HTTP module adds to the raw head, and return the pages of the redirect chain."""
    if http.headers:
        known = dict(fields)
        add_headers(fields, ((name, one) for name, value in http.headers.items() for one in texts_of(value)))
        fields.update(known)
    put(fields, "http.status", http.status)
    put(fields, "http.title", http.title)
    put(fields, "http.header.server", http.server)
    put(fields, "http.path", http.location)
    if http.html:
        put(fields, "http.body", http.html, MAX_BODY)
    if http.favicon is not None:
        put(fields, "favicon.mmh3", http.favicon.hash)
        put(fields, "favicon.md5", _icon_md5(http.favicon.data))
    if not http.redirects:
        return ()
    hops = http.redirects[:MAX_REDIRECTS]
    extend(fields, "http.redirects", (hop.location for hop in hops if hop.location))
    return tuple(page for hop in hops if (page := _page(hop)))


def _page(hop: Redirect) -> Fields:
    page = response_fields(hop.data or "")
    put(page, "http.path", hop.location)
    put(page, "http.body", hop.html, MAX_BODY)
    return page


def _icon_md5(data: str | None) -> str:
    """Return the MD5 of an icon given in base64, '' where there is none."""
    if not data:
        return ""
    try:
        return hashlib.md5(base64.b64decode(data), usedforsecurity=False).hexdigest()
    except (binascii.Error, ValueError):
        return ""


def _text_banner(fields: Fields, banner: Banner, data: str) -> None:
    """Put a text banner into the field of its protocol, told by Shodan's module, else by the port."""
    if not data:
        return
    module = banner.shodan.module if banner.shodan else None
    protocol = (module or _PORT_MODULES.get(read_port(banner.port) or 0, "")).partition("-")[0].lower()
    if data.startswith("SSH-"):
        put(fields, "ssh.banner", data.partition("\n")[0].rstrip("\r"))
    elif data.startswith("SIP/"):
        reply = response_fields("HTTP/" + data[len("SIP/") :])
        put(fields, "sip.server", reply.get("http.header.server"))
        put(fields, "sip.user_agent", reply.get("http.header.user-agent"))
        put(fields, "banner", data, MAX_BODY)
    else:
        put(fields, _BANNER_FIELDS.get(protocol, "") or "banner", data, MAX_BODY)


def _tls(fields: Fields, ssl: Ssl) -> None:
    if ssl.cert is not None:
        _certificate(fields, ssl.cert)
    put(fields, "tls.jarm", ssl.jarm)
    version = ssl.cipher.version if ssl.cipher else None
    if not version or "/" in version:  # older records name the cipher's family, as in TLSv1/SSLv3
        accepted = sorted(name for name in ssl.versions or () if name[:1] not in ("-", ""))
        version = next((name for name in reversed(accepted) if name.startswith("TLS")), None)
    put(fields, "tls.version", version)


def _certificate(fields: Fields, cert: Certificate) -> None:
    put(fields, "tls.cert.subject", distinguished_name(_attributes(cert.subject)))
    put(fields, "tls.cert.issuer", distinguished_name(_attributes(cert.issuer)))
    serial = bytes(cert.serial).decode("utf-8", "replace").strip('"')
    put(fields, "tls.cert.serial", "" if serial == "null" else serial[:100])
    put(fields, "tls.cert.not_before", cert.issued)
    put(fields, "tls.cert.not_after", cert.expires)
    if cert.fingerprint is not None:
        put(fields, "tls.cert.sha256", (cert.fingerprint.sha256 or "").lower())
        put(fields, "tls.cert.sha1", (cert.fingerprint.sha1 or "").lower())
    for extension in cert.extensions or ():
        if extension.name == "subjectAltName" and extension.data:
            extend(fields, "tls.cert.san", alternative_names(extension.data))


def _attributes(name: dict[str, str | list[str] | int | None] | None) -> Iterable[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, values in (name or {}).items():
        if type(values) is str:
            pairs.append((key, values))
        else:
            pairs.extend((key, value) for value in texts_of(values))
    return pairs


def _protocols(fields: Fields, banner: Banner) -> None:
    if (snmp := banner.snmp) is not None:
        put(fields, "snmp.description", snmp.description)
        put(fields, "snmp.name", snmp.name)
        put(fields, "snmp.location", snmp.location)
        put(fields, "snmp.contact", snmp.contact)
        put(fields, "snmp.sys_object_id", snmp.objectid)
    if (ike := banner.isakmp) is not None:
        aggressive = (ike.aggressive.vendor_ids if ike.aggressive else None) or []
        put(fields, "ike.version", ike.version)
        extend(
            fields, "ike.vendor_ids", (one.lower().removeprefix("0x") for one in [*(ike.vendor_ids or ()), *aggressive])
        )
    if banner.dns is not None:
        put(fields, "dns.versionbind", banner.dns.software)
    if banner.smb is not None:
        put(fields, "smb.native_os", banner.smb.os)
        put(fields, "smb.native_lm", banner.smb.software)
    if (ntp := banner.ntp) is not None:
        put(fields, "ntp.readvar", readvar(ntp.version, ntp.processor, ntp.system))


def _claims(fields: Fields, banner: Banner) -> None:
    """Fill what Shodan itself concluded."""
    put(fields, "source.product", banner.product)
    put(fields, "source.version", banner.version)
    put(fields, "source.vendor", banner.vendor)
    put(fields, "source.type", banner.devicetype)
    put(fields, "source.model", banner.device)
    put(fields, "source.detail", banner.info)
    put(fields, "os.name", banner.os or banner.platform)
    if banner.shodan is not None:
        put(fields, "source.tag", banner.shodan.module)
    if banner.cpe23 or banner.cpe:
        extend(fields, "source.cpe", [*texts_of(banner.cpe23), *texts_of(banner.cpe)])
    labels = [*(banner.tags or ()), *([f"waf:{banner.http.waf}"] if banner.http and banner.http.waf else ())]
    if labels:
        extend(fields, "source.labels", labels)
    tested = (banner.opts.vulns if banner.opts else None) or []
    if banner.vulns or tested:
        extend(fields, "source.cves", (one for one in [*(banner.vulns or ()), *tested] if not one.startswith("!")))
    module_fields(fields, banner)


def _network(fields: Fields, banner: Banner) -> None:
    extend(fields, "hostnames", [*(banner.hostnames or ()), *(banner.domains or ())])
    put(fields, "net.asn", read_asn(text_of(banner.asn)))
    put(fields, "net.isp", banner.isp)
    put(fields, "net.org", banner.org)
    place = banner.location
    for name, own, host in (
        ("geo.city", place.city if place else None, banner.city),
        ("geo.region", place.region_code if place else None, banner.region_code),
        ("geo.postcode", place.postal_code if place else None, banner.postal_code),
        ("geo.latitude", place.latitude if place else None, banner.latitude),
        ("geo.longitude", place.longitude if place else None, banner.longitude),
    ):
        put(fields, name, own if own is not None else host)
    put(fields, "geo.country", ((place.country_code if place else None) or banner.country_code or "").upper())
