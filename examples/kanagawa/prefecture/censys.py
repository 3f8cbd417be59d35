"""Hosts as Censys documents: the Platform schema and the older v2 form, one host with all services per line."""

import hashlib
from datetime import datetime
from email.utils import format_datetime
from typing import Final

from prefecture.portals import SEEN_AT
from prefecture.scene import Certificate, Host, Names, Page, Service

_RFC_KEYS: Final = {
    "C": "country",
    "ST": "province",
    "L": "locality",
    "O": "organization",
    "OU": "organizational_unit",
    "CN": "common_name",
}
_PROTOCOLS: Final = {
    "http": "HTTP",
    "https": "HTTP",
    "ssh": "SSH",
    "smtp": "SMTP",
    "ftp": "FTP",
    "snmp": "SNMP",
    "ike": "IKE",
    "dns": "DNS",
}


def _name(pairs: Names) -> tuple[str, dict[str, list[str]]]:
    text = ", ".join(f"{key}={value.replace(',', chr(92) + ',')}" for key, value in pairs)
    return text, {_RFC_KEYS[key]: [value] for key, value in pairs}


def _time(seen: datetime) -> str:
    return seen.strftime("%Y-%m-%dT%H:%M:%SZ")


def _iso(stamp: str) -> str:
    return datetime.strptime(stamp, "%Y%m%d%H%M%SZ").strftime("%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007  # text to text, both UTC


def platform_host(host: Host, seen: datetime) -> dict[str, object]:
    """Return the host as the Censys Platform describes it."""
    document: dict[str, object] = {
        "ip": host.ip,
        "location": {
            "city": host.geo.city,
            "province": host.geo.region,
            "country": host.geo.country_name,
            "country_code": host.geo.country,
            "coordinates": {"latitude": host.geo.latitude, "longitude": host.geo.longitude},
        },
        "autonomous_system": {
            "asn": host.provider.asn,
            "description": host.provider.name,
            "bgp_prefix": "198.18.0.0/15",
            "name": host.provider.name,
            "country_code": host.geo.country,
        },
        "whois": _whois(host),
        "dns": {"reverse_dns": {"names": list(host.hostnames), "resolve_time": _time(seen)}},
        "labels": [{"value": "SYNTHETIC", "source": "example"}],
        "service_count": len(host.services),
        "services": [_platform_service(host, service, seen) for service in host.services],
    }
    if any(label == "honeypot" for label in host.labels):
        document["labels"] = [{"value": "SYNTHETIC", "source": "example"}, {"value": "HONEYPOT", "source": "censys"}]
    return document


def _whois(host: Host) -> dict[str, object]:
    given = host.assignment
    name = given.netname if given else host.provider.netname
    cidr = given.cidr if given else "198.18.0.0/15"
    organization = given.organization if given else host.provider.name
    return {
        "network": {"name": name, "cidrs": [cidr], "allocation_type": given.kind if given else "ALLOC"},
        "organization": {"name": organization},
    }


def _platform_service(host: Host, service: Service, seen: datetime) -> dict[str, object]:
    answer: dict[str, object] = {
        "port": service.port,
        "protocol": _PROTOCOLS[service.module],
        "transport_protocol": service.transport,
        "ip": host.ip,
        "scan_time": _time(seen),
    }
    if service.banner and service.module != "snmp":
        answer["banner"] = service.banner
    if service.module == "ssh":
        answer["ssh"] = {"endpoint_id": {"raw": service.banner, "protocol_version": "2.0"}}
    if service.module == "snmp":
        answer["snmp"] = {"oid_system": {"desc": service.banner, "name": service.sysname}}
    if service.page:
        pages = (service.page, *service.further)
        answer["endpoints"] = [_endpoint(host, service, page, seen) for page in pages]
    if service.certificate:
        answer["cert"] = _certificate(service.certificate)
        answer["tls"] = {"version_selected": "tls1_2", "fingerprint_sha256": service.certificate.sha256}
    if service.jarm:
        answer["jarm"] = {"fingerprint": service.jarm, "is_success": True}
    return answer


def _endpoint(host: Host, service: Service, page: Page, seen: datetime) -> dict[str, object]:
    scheme = "https" if service.certificate else "http"
    http: dict[str, object] = {
        "uri": f"{scheme}://{host.ip}:{service.port}{page.path}",
        "protocol": "HTTP/1.1",
        "status_code": page.status,
        "status_reason": page.reason,
        "headers": {name: {"headers": values} for name, values in _headers(page, seen).items()},
        "body": page.body,
        "body_size": len(page.body.encode()),
        "body_hash_sha256": hashlib.sha256(page.body.encode()).hexdigest(),
    }
    if page.title:
        http["html_title"] = page.title
    if page.favicon is not None:
        http["favicons"] = [{"hash_shodan": page.favicon, "name": f"{scheme}://{host.ip}/favicon.ico"}]
    if service.chain and page is service.page:
        http["redirect_chain"] = [{"hostname": host.ip, "path": page.path, "port": service.port, "scheme": scheme}]
    endpoint: dict[str, object] = {
        "endpoint_type": "HTTP",
        "ip": host.ip,
        "port": service.port,
        "path": page.path,
        "scan_time": _time(seen),
        "http": http,
    }
    if "fortigate" in service.claims and page is service.page:
        endpoint["fortigate"] = {"version": service.claims["fortigate"], "api_version": "v2", "status_code": 200}
    return endpoint


def _headers(page: Page, seen: datetime) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in page.headers:
        values.setdefault(name, []).append(format_datetime(seen, usegmt=True) if value == SEEN_AT else value)
    return values


def _certificate(certificate: Certificate) -> dict[str, object]:
    subject_dn, subject = _name(certificate.subject)
    issuer_dn, issuer = _name(certificate.issuer)
    return {
        "fingerprint_sha256": certificate.sha256,
        "fingerprint_sha1": certificate.sha1,
        "names": list(certificate.san),
        "parsed": {
            "subject_dn": subject_dn,
            "subject": subject,
            "issuer_dn": issuer_dn,
            "issuer": issuer,
            "serial_number": str(certificate.serial),
            "extensions": {"subject_alt_name": {"dns_names": list(certificate.san)}} if certificate.san else {},
            "validity_period": {"not_before": _iso(certificate.not_before), "not_after": _iso(certificate.not_after)},
            "signature": {"self_signed": certificate.self_signed},
        },
    }


def v2_host(host: Host, seen: datetime) -> dict[str, object]:
    """Return the host as Censys Search v2 described it."""
    return {
        "ip": host.ip,
        "services": [_v2_service(host, service, seen) for service in host.services],
        "location": {
            "country": host.geo.country_name,
            "country_code": host.geo.country,
            "city": host.geo.city,
            "province": host.geo.region,
            "coordinates": {"latitude": host.geo.latitude, "longitude": host.geo.longitude},
        },
        "autonomous_system": {
            "asn": host.provider.asn,
            "description": host.provider.name,
            "bgp_prefix": "198.18.0.0/15",
            "name": host.provider.netname,
        },
        "dns": {"reverse_dns": {"names": list(host.hostnames)}},
        "labels": ["synthetic"],
        "last_updated_at": _time(seen),
    }


def _v2_service(host: Host, service: Service, seen: datetime) -> dict[str, object]:
    name = _PROTOCOLS[service.module]
    answer: dict[str, object] = {
        "port": service.port,
        "service_name": name,
        "extended_service_name": "HTTPS" if service.module == "https" else name,
        "transport_protocol": service.transport.upper(),
        "observed_at": _time(seen),
    }
    if service.banner and service.module != "snmp":
        answer["banner"] = service.banner
    if service.module == "ssh":
        answer["ssh"] = {"endpoint_id": {"raw": service.banner}}
    if service.module == "snmp":
        answer["snmp"] = {"oid_system": {"desc": service.banner, "name": service.sysname}}
    if service.page:
        page, scheme = service.page, "https" if service.certificate else "http"
        answer["http"] = {
            "request": {"method": "GET", "uri": f"{scheme}://{host.ip}:{service.port}{page.path}"},
            "response": {
                "protocol": "HTTP/1.1",
                "status_code": page.status,
                "status_reason": page.reason,
                "headers": {key.replace("-", "_"): values for key, values in _headers(page, seen).items()},
                "html_title": page.title,
                "body": page.body,
                "body_size": len(page.body.encode()),
            },
        }
    if service.certificate:
        answer["certificate"] = service.certificate.sha256
        answer["tls"] = {"version_selected": "TLSv1_2", "certificates": _v2_certificates(service.certificate)}
    return answer


def _v2_certificates(certificate: Certificate) -> dict[str, object]:
    subject_dn, subject = _name(certificate.subject)
    issuer_dn, issuer = _name(certificate.issuer)
    return {
        "leaf_fp_sha_256": certificate.sha256,
        "leaf_data": {
            "names": list(certificate.san),
            "subject_dn": subject_dn,
            "issuer_dn": issuer_dn,
            "fingerprint": certificate.sha256,
            "subject": subject,
            "issuer": issuer,
            "signature": {"self_signed": certificate.self_signed},
        },
    }
