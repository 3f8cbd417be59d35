"""Shodan's banner to fields: one function per part of the banner, each filling what it can."""

import base64
import binascii
import contextlib
import hashlib
from functools import lru_cache
from typing import Final, TypeAlias

from noroshi.observe.addresses import read_asn, read_port
from noroshi.observe.certificate_names import alternative_names, distinguished_name
from noroshi.observe.field_values import MAX_BODY, MAX_TEXT, Fields, bounded, extend, put, readvar, text_of, texts_of
from noroshi.observe.http_message import add_headers, response_fields
from noroshi.observe.shodan_banner import Banner, Certificate, Favicon, Http, Redirect
from noroshi.observe.shodan_modules import module_fields

MAX_REDIRECTS: Final = 16
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
Name: TypeAlias = dict[str, str | list[str] | int | None]
_MOST_REMEMBERED: Final = 8
_LONGEST_REMEMBERED: Final = 200
_PORT_MODULES: Final = {21: "ftp", 22: "ssh", 23: "telnet", 25: "smtp", 587: "smtp", 5060: "sip"}


def fill(fields: Fields, banner: Banner) -> tuple[Fields, ...]:
    """Fill all fields of the service and return its further pages."""
    data = banner.data if isinstance(banner.data, str) else ""
    pages: tuple[Fields, ...] = ()
    if data.startswith("HTTP/"):
        fields.update(response_fields(data))
    if banner.http is not None:
        pages = _http(fields, banner.http)
    if "http.status" not in fields:
        _text_banner(fields, banner, data)
    certificate_names(fields, banner)
    tls_facts(fields, banner)
    protocols(fields, banner)
    claims(fields, banner)
    labels(fields, banner)
    module_fields(fields, banner)
    network(fields, banner)
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
        icon_digest(fields, http.favicon)
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


def icon_digest(fields: Fields, icon: Favicon) -> None:
    """Fill the MD5 of an icon given in base64."""
    if icon.data:
        with contextlib.suppress(binascii.Error, ValueError):
            put(fields, "favicon.md5", hashlib.md5(base64.b64decode(icon.data), usedforsecurity=False).hexdigest())


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


def certificate_names(fields: Fields, banner: Banner) -> None:
    """Fill subject and issuer of the leaf certificate."""
    cert = banner.ssl.cert if banner.ssl is not None else None
    if cert is not None:
        put(fields, "tls.cert.subject", subject_name(cert))
        put(fields, "tls.cert.issuer", issuer_name(cert))


def tls_facts(fields: Fields, banner: Banner) -> None:
    """Fill what TLS shows beyond subject and issuer."""
    ssl = banner.ssl
    if ssl is None:
        return
    if ssl.cert is not None:
        _certificate(fields, ssl.cert)
    put(fields, "tls.jarm", ssl.jarm)
    version = ssl.cipher.version if ssl.cipher else None
    if not version or "/" in version:  # older records name the cipher's family, as in TLSv1/SSLv3
        accepted = sorted(name for name in ssl.versions or () if name[:1] not in ("-", ""))
        version = next((name for name in reversed(accepted) if name.startswith("TLS")), None)
    put(fields, "tls.version", version)


def _certificate(fields: Fields, cert: Certificate) -> None:
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


def subject_name(cert: Certificate) -> str:
    """Return the subject as one line, '' where there is none."""
    return distinguished_name(_attributes(cert.subject)) if cert.subject else ""


def issuer_name(cert: Certificate) -> str:
    """Return the issuer as one line, '' where there is none; few authorities sign most certificates."""
    if not cert.issuer:
        return ""
    attributes = tuple(_attributes(cert.issuer))
    # few and short ones are remembered, so that a hostile file cannot fill the memory
    if len(attributes) > _MOST_REMEMBERED or max([0, *[len(value) for _, value in attributes]]) > _LONGEST_REMEMBERED:
        return distinguished_name(attributes)
    return _remembered_name(attributes)


@lru_cache(maxsize=4096)
def _remembered_name(attributes: tuple[tuple[str, str], ...]) -> str:
    return distinguished_name(attributes)


def _attributes(name: Name) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, values in name.items():
        if type(values) is str:
            pairs.append((key, values))
        else:
            pairs.extend((key, value) for value in texts_of(values))
    return pairs


def protocols(fields: Fields, banner: Banner) -> None:
    """Fill what the modules of other protocols say."""
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


def claims(fields: Fields, banner: Banner) -> None:
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


def labels(fields: Fields, banner: Banner) -> None:
    """Fill the labels that Shodan gives and the vulnerabilities that it claims."""
    shown = [*(banner.tags or ()), *([f"waf:{banner.http.waf}"] if banner.http and banner.http.waf else ())]
    if shown:
        extend(fields, "source.labels", shown)
    tested = (banner.opts.vulns if banner.opts else None) or []
    if banner.vulns or tested:
        extend(fields, "source.cves", (one for one in [*(banner.vulns or ()), *tested] if not one.startswith("!")))


def network(fields: Fields, banner: Banner) -> None:
    """Fill what Shodan knows of the address: names, holder, place."""
    if names := host_names(banner):
        fields["hostnames"] = names
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
    put(fields, "geo.country", country(banner))


def country(banner: Banner) -> str:
    """Return the country code in upper case, as Shodan gives it for the address; '' where it gives none."""
    place = banner.location
    shown = ((place.country_code if place else None) or banner.country_code or "").upper()
    return "" if shown.isspace() else shown[:MAX_TEXT]


def host_names(banner: Banner) -> tuple[str, ...]:
    """Return the names of the address: each once, 256 at most."""
    names = banner.hostnames or banner.domains
    if not names:
        return ()
    return bounded([*names, *banner.domains] if banner.domains and names is not banner.domains else names)
