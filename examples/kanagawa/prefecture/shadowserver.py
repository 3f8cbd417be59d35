"""Hosts as rows of Shadowserver reports: device_id, scan_ssl, scan_isakmp, scan_snmp and special."""

from datetime import datetime
from email.utils import format_datetime
from typing import Final

from prefecture.dice import token, words
from prefecture.firmware import (
    ARRAY,
    ASA,
    BIGIP,
    FORTIOS,
    IVANTI,
    NETSCALER,
    PANOS,
    SMA,
    SONICOS,
)  # fmt: skip
from prefecture.scene import Certificate, Host, Page, Service

_COMMON: Final = words(
    "timestamp, severity, ip, protocol, port, hostname, tag, asn, geo, region, city, naics, hostname_source, sector"
)

COLUMNS: Final[dict[str, list[str]]] = {
    "device_id": [*_COMMON, *words("device_vendor, device_type, device_model, device_version")],
    "scan_ssl": [
        *_COMMON,
        *words(
            "handshake, cipher_suite, ssl_poodle, cert_length, subject_common_name, issuer_common_name, "
            "cert_issue_date, cert_expiration_date, sha1_fingerprint, cert_serial_number, ssl_version, "
            "signature_algorithm, key_algorithm, subject_organization_name, subject_organization_unit_name, "
            "subject_country, subject_state_or_province_name, subject_locality_name, subject_street_address, "
            "subject_postal_code, subject_surname, subject_given_name, subject_email_address, "
            "subject_business_category, subject_serial_number, issuer_organization_name, "
            "issuer_organization_unit_name, issuer_country, issuer_state_or_province_name, issuer_locality_name, "
            "issuer_street_address, issuer_postal_code, issuer_surname, issuer_given_name, issuer_email_address, "
            "issuer_business_category, issuer_serial_number, freak_vulnerable, freak_cipher_suite, "
            "sha256_fingerprint, sha512_fingerprint, md5_fingerprint, http_response_type, http_code, http_reason, "
            "content_type, http_connection, www_authenticate, set_cookie, server_type, content_length, "
            "transfer_encoding, http_date, cert_valid, self_signed, cert_expired, browser_trusted, "
            "validation_level, browser_error, tlsv13_support, tlsv13_cipher, jarm"
        ),
    ],
    "scan_isakmp": [
        *_COMMON,
        *words(
            "initiator_spi, responder_spi, next_payload, exchange_type, flags, message_id, next_payload2, "
            "domain_of_interpretation, protocol_id, spi_size, notify_message_type, response_size, amplification"
        ),
    ],
    "scan_snmp": [
        *_COMMON,
        *words(
            "device_vendor, device_type, device_model, device_version, device_sector, version, sysname, sysdesc, "
            "community, response_size, amplification, uptime, mac_address, vendor_id, vendor"
        ),
    ],
    "special": words(
        "timestamp, ip, port, protocol, asn, geo, region, city, hostname, naics, sector, tag, public_source, "
        "status, detail, method, device_vendor, severity, hostname_source, first_seen_time, last_seen_time, "
        "potential_exposure_time"
    ),
}
"""The columns as in Shadowserver's own list of report types (snapshot of 2026-03)."""

DEVICES: Final = {
    FORTIOS: ("Fortinet", "firewall", "FortiGate"),
    NETSCALER: ("Citrix", "vpn", "NetScaler"),
    PANOS: ("Palo Alto Networks", "firewall", "PAN-OS"),
    IVANTI: ("Ivanti", "vpn", "Connect Secure"),
    SONICOS: ("SonicWall", "firewall", "SonicOS"),
    SMA: ("SonicWall", "vpn", "SMA"),
    ASA: ("Cisco", "firewall", "ASA"),
    BIGIP: ("F5", "load-balancer", "BIG-IP"),
    ARRAY: ("Array Networks", "vpn", "AG"),
}

Row = dict[str, str]


def _common(host: Host, service: Service, seen: datetime, tag: str) -> Row:
    return {
        "timestamp": seen.strftime("%Y-%m-%d %H:%M:%S"),
        "severity": "info",
        "ip": host.ip,
        "protocol": service.transport,
        "port": str(service.port),
        "hostname": host.hostnames[0] if host.hostnames else "",
        "tag": f"{tag};synthetic",
        "asn": str(host.provider.asn),
        "geo": host.geo.country,
        "region": host.geo.region.upper(),
        "city": host.geo.city.upper(),
        "hostname_source": "ptr" if host.hostnames else "",
    }


def rows(host: Host, product: str, seen: datetime) -> dict[str, list[Row]]:
    """Return the host's rows by report type."""
    found: dict[str, list[Row]] = {}
    for service in host.services:
        if service.certificate and service.page:
            found.setdefault("scan_ssl", []).append(_ssl(host, service, service.page, service.certificate, seen))
        if service.module == "snmp":
            row = {
                **_common(host, service, seen, "snmp"),
                "version": "2",
                "sysname": service.sysname,
                "sysdesc": service.banner,
            }
            found.setdefault("scan_snmp", []).append({**row, "community": "public", "response_size": "120"})
        if service.module == "ike":
            found.setdefault("scan_isakmp", []).append(_isakmp(host, service, seen))
    claims = host.services[0].claims
    if product in DEVICES or "vendor" in claims:
        vendor, kind, model = DEVICES.get(product) or (claims["vendor"], claims["type"], claims["model"])
        row = _common(host, host.services[0], seen, "ssl,vpn" if product in DEVICES else "iot")
        found["device_id"] = [{**row, "device_vendor": vendor, "device_type": kind, "device_model": model}]
    return found


def special(host: Host, seen: datetime, vendor: str) -> Row:
    """Return a row of a special report: a host of interest, without a version."""
    row = _common(host, host.services[0], seen, "exposed-vpn")
    return {
        **row,
        "public_source": "synthetic",
        "status": "accessible",
        "detail": "synthetic example row",
        "device_vendor": vendor,
        "first_seen_time": row["timestamp"],
        "last_seen_time": row["timestamp"],
    }


def _colons(text: str) -> str:
    return ":".join(text[index : index + 2] for index in range(0, len(text), 2)).upper()


def _ssl(host: Host, service: Service, page: Page, certificate: Certificate, seen: datetime) -> Row:
    subject, issuer = certificate.name("subject"), certificate.name("issuer")
    headers = dict(page.headers)
    row = {
        **_common(host, service, seen, "ssl,vpn"),
        "handshake": "TLSv1.2",
        "cipher_suite": "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "ssl_poodle": "N",
        "cert_length": "2048",
        "cert_issue_date": _date(certificate.not_before),
        "cert_expiration_date": _date(certificate.not_after),
        "sha1_fingerprint": _colons(certificate.sha1),
        "sha256_fingerprint": _colons(certificate.sha256),
        "cert_serial_number": f"{certificate.serial:X}",
        "ssl_version": "2",
        "signature_algorithm": "sha256WithRSAEncryption",
        "key_algorithm": "rsaEncryption",
        "freak_vulnerable": "N",
        "http_response_type": "HTTP/1.1",
        "http_code": str(page.status),
        "http_reason": page.reason,
        "content_type": "text/html",
        "set_cookie": headers.get("Set-Cookie", ""),
        "server_type": headers.get("Server", ""),
        "content_length": headers.get("Content-Length", ""),
        "http_date": format_datetime(seen, usegmt=True),
        "cert_valid": "Y",
        "self_signed": "Y" if certificate.self_signed else "N",
        "cert_expired": "N",
        "jarm": service.jarm,
    }
    for side, name in (("subject", subject), ("issuer", issuer)):
        row[f"{side}_common_name"] = name.get("CN", "")
        row[f"{side}_organization_name"] = name.get("O", "")
        row[f"{side}_organization_unit_name"] = name.get("OU", "")
        row[f"{side}_country"] = name.get("C", "")
        row[f"{side}_state_or_province_name"] = name.get("ST", "")
        row[f"{side}_locality_name"] = name.get("L", "")
    return row


def _date(stamp: str) -> str:
    return f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]} {stamp[8:10]}:{stamp[10:12]}:{stamp[12:14]}"


def _isakmp(host: Host, service: Service, seen: datetime) -> Row:
    return {
        **_common(host, service, seen, "isakmp"),
        "initiator_spi": token(f"spi {host.ip}", 16),
        "responder_spi": token(f"reply {host.ip}", 16),
        "next_payload": "11",
        "exchange_type": "05",
        "flags": "00",
        "message_id": "00000000",
        "next_payload2": "00",
        "domain_of_interpretation": "00",
        "spi_size": "0",
        "notify_message_type": "14",
        "response_size": "40",
    }
