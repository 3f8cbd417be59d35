"""Hosts as Shodan banners: one JSON object per service, the shape that ``shodan download`` writes."""

import ipaddress
import zlib
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Final

from prefecture.dice import number, token
from prefecture.portals import SEEN_AT
from prefecture.scene import Certificate, Host, Page, Service

DER_SHORT_BITS: Final = 7
_CRAWLERS: Final = tuple(token(f"crawler {index}", 40) for index in range(3))


def banners(host: Host, seen: datetime) -> list[dict[str, object]]:
    """Return one banner per service; ``seen`` is the time of the first."""
    return [_banner(host, service, seen + timedelta(minutes=7 * i)) for i, service in enumerate(host.services)]


def head(page: Page, seen: datetime) -> str:
    """Return status line and headers as sent."""
    date = format_datetime(seen, usegmt=True)
    lines = [f"{name}: {date if value == SEEN_AT else value}\r\n" for name, value in page.headers]
    return f"HTTP/1.1 {page.status} {page.reason}\r\n{''.join(lines)}\r\n"


def _banner(host: Host, service: Service, seen: datetime) -> dict[str, object]:
    key = f"{host.ip} {service.port} {seen:%Y-%m-%d}"
    address = ipaddress.ip_address(host.ip)
    data = head(service.page, seen) if service.page else service.banner
    banner: dict[str, object] = {
        "hash": _signed(data),
        "asn": f"AS{host.provider.asn}",
        "timestamp": seen.strftime("%Y-%m-%dT%H:%M:%S.%f"),
        "isp": host.provider.name,
        "org": host.assignment.organization if host.assignment else host.provider.name,
        "transport": service.transport,
        "data": data,
        "port": service.port,
        "hostnames": list(host.hostnames),
        "domains": sorted({".".join(name.split(".")[-2:]) for name in host.hostnames}),
        "location": _location(host),
        "os": None,
        "opts": {},
        "tags": ["synthetic", *host.labels],
        "ip_str": host.ip,
        "_shodan": {
            "id": _uuid(key),
            "options": {},
            "ptr": bool(host.hostnames),
            "module": service.module,
            "crawler": _CRAWLERS[number(key, 8) % 3],
        },
    }
    if isinstance(address, ipaddress.IPv4Address):
        banner["ip"] = int(address)
    else:
        banner["ipv6"] = host.ip
    if service.page:
        banner["http"] = _http(host, service, service.page, seen)
    if service.certificate:
        banner["ssl"] = _ssl(service, service.certificate)
    if service.module == "snmp":
        banner["snmp"] = {
            "description": service.banner,
            "name": service.sysname or None,
            "location": None,
            "contact": None,
        }
    if service.module == "ike":
        banner["isakmp"] = _isakmp(key)
    if service.module == "dns":
        banner["dns"] = {
            "recursive": "enabled" in service.banner,
            "resolver_hostname": None,
            "software": None,
            "resolver_id": None,
        }
    return banner


def _signed(text: str) -> int:
    value = zlib.crc32(text.encode())
    return value - (1 << 32) if value >= 1 << 31 else value


def _uuid(key: str) -> str:
    text = token(key, 32)
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _location(host: Host) -> dict[str, object]:
    geo = host.geo
    return {
        "city": geo.city,
        "region_code": geo.region_code or None,
        "area_code": None,
        "longitude": geo.longitude,
        "latitude": geo.latitude,
        "postal_code": None,
        "country_code": geo.country,
        "country_name": geo.country_name,
    }


def _http(host: Host, service: Service, page: Page, seen: datetime) -> dict[str, object]:
    server = next((value for name, value in page.headers if name == "Server"), None)
    answer: dict[str, object] = {
        "status": page.status,
        "robots_hash": None,
        "redirects": [{"host": host.ip, "data": head(hop, seen), "location": hop.path} for hop in service.chain],
        "securitytxt": None,
        "title": page.title or None,
        "sitemap_hash": None,
        "robots": None,
        "server": server,
        "host": host.ip,
        "html": page.body,
        "location": page.path,
        "components": {},
        "html_hash": _signed(page.body),
        "sitemap": None,
        "securitytxt_hash": None,
    }
    if page.favicon is not None:
        answer["favicon"] = {
            "hash": page.favicon,
            "location": f"https://{host.ip}:{service.port}/favicon.ico",
            "data": "",
        }
    return answer


def _ssl(service: Service, certificate: Certificate) -> dict[str, object]:
    extensions = [{"critical": True, "data": "0\\x00", "name": "basicConstraints"}]
    if certificate.san:
        extensions.append({"data": _alternative_names(certificate.san), "name": "subjectAltName"})
    return {
        "chain_sha256": [certificate.sha256],
        "jarm": service.jarm,
        "chain": [],
        "dhparams": None,
        "versions": ["-TLSv1", "-SSLv2", "-SSLv3", "-TLSv1.1", "TLSv1.2", "-TLSv1.3"],
        "acceptable_cas": [],
        "tlsext": [{"id": 65281, "name": "renegotiation_info"}],
        "ja3s": token(f"ja3s {service.module}", 32),
        "cert": {
            "sig_alg": "sha256WithRSAEncryption",
            "issued": certificate.not_before,
            "expires": certificate.not_after,
            "pubkey": {"bits": 2048, "type": "rsa"},
            "version": 2,
            "extensions": extensions,
            "fingerprint": {"sha256": certificate.sha256, "sha1": certificate.sha1},
            "serial": certificate.serial,
            "issuer": certificate.name("issuer"),
            "expired": False,
            "subject": certificate.name("subject"),
        },
        "cipher": {"version": "TLSv1.2", "bits": 256, "name": "ECDHE-RSA-AES256-GCM-SHA384"},
        "trust": {"revoked": False, "browser": None},
        "handshake_states": [],
        "alpn": [],
        "ocsp": {},
    }


def _alternative_names(names: tuple[str, ...]) -> str:
    """Return the DER of the names with unprintable bytes escaped, as Shodan prints it."""
    body = b"".join(b"\x82" + _length(len(name)) + name.encode("ascii") for name in names)
    return repr(b"0" + _length(len(body)) + body)[2:-1]


def _length(size: int) -> bytes:
    """Return a DER length: one byte up to 127, else the count of bytes and the bytes."""
    if size.bit_length() <= DER_SHORT_BITS:
        return bytes([size])
    count = (size.bit_length() + 7) // 8
    return bytes([0x80 | count]) + size.to_bytes(count, "big")


def _isakmp(key: str) -> dict[str, object]:
    flags = {"encryption": False, "authentication": False, "commit": False}
    return {
        "initiator_spi": token(f"spi {key}", 16),
        "responder_spi": token(f"reply {key}", 16),
        "msg_id": "00000000",
        "next_payload": 11,
        "exchange_type": 5,
        "length": 40,
        "version": "1.0",
        "flags": flags,
        "vendor_ids": [],
    }
