"""One service of a Censys Platform host: endpoints, certificate, vendor objects, attributes with evidence."""

from typing import Final

from noroshi.observe.censys_common import add_detail, header_pairs, put_banner, put_claims, put_icons, put_name
from noroshi.observe.field_values import MAX_BODY, Fields, dig, extend, put, text_of, texts_of
from noroshi.observe.http_message import add_headers, response_fields, url_path

MAX_ENDPOINTS: Final = 32
_NOTED: Final = ("any_connect", "checkpoint_topology", "openvpn", "pptp", "l2tp", "mikrotik_winbox", "fortigate")


def service_pages(service: object) -> list[Fields]:
    """Return the service's fields with those of its first HTTP endpoint, then the page of every further endpoint."""
    fields: Fields = {}
    endpoints = _list(dig(service, "endpoints"))[:MAX_ENDPOINTS]
    pages = [page for endpoint in endpoints if (page := _page(endpoint))]
    if pages:
        fields.update(pages[0])
    else:
        fields.update(response_fields(text_of(dig(service, "banner"))))
    extend(fields, "hostnames", (text_of(dig(endpoint, "hostname")) for endpoint in endpoints))
    put(fields, "ssh.banner", dig(service, "ssh", "endpoint_id", "raw"))
    put_banner(fields, dig(service, "protocol"), dig(service, "banner"))
    _certificate(fields, dig(service, "cert"))
    put(fields, "tls.version", dig(service, "tls", "version_selected"))
    put(fields, "tls.cert.sha256", text_of(dig(service, "tls", "fingerprint_sha256")).lower())
    put(fields, "tls.jarm", dig(service, "jarm", "fingerprint"))
    _protocols(fields, service)
    for endpoint in endpoints:
        _fortigate(fields, dig(endpoint, "fortigate"))
    put_claims(fields, service)
    _vendor_details(fields, service, endpoints)
    put(fields, "source.tag", dig(service, "protocol"))
    labels = [text_of(dig(one, "value")) or text_of(one) for one in _list(dig(service, "labels"))]
    noted = [name for name in _NOTED if any(dig(one, name) is not None for one in (service, *endpoints))]
    extend(fields, "source.labels", [*labels, *noted])
    extend(fields, "source.cves", (one for v in _list(dig(service, "vulns")) if (one := text_of(dig(v, "id")))))
    return [fields, *pages[1:]]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _page(endpoint: object) -> Fields:
    """Return the page fields of one endpoint; {} where it carries no HTTP."""
    page: Fields = {}
    http = dig(endpoint, "http")
    if not isinstance(http, dict):
        return page
    add_headers(page, header_pairs(http.get("headers")))
    put(page, "http.status", http.get("status_code"))
    put(page, "http.path", dig(endpoint, "path"))
    put(page, "http.path", url_path(text_of(http.get("uri"))))
    put(page, "http.title", http.get("html_title"))
    put(page, "http.body", http.get("body"), MAX_BODY)
    put(page, "http.body_sha256", http.get("body_hash_sha256"))
    put_icons(page, http.get("favicons"))
    extend(page, "http.redirects", map(_hop, _list(http.get("redirect_chain"))))
    return page


def _hop(link: object) -> str:
    """Return one link of the redirect chain as a URL, or its path alone where it names no host."""
    host, path = text_of(dig(link, "hostname")), text_of(dig(link, "path"))
    if not host:
        return path
    scheme, port = text_of(dig(link, "scheme")) or "http", text_of(dig(link, "port"))
    return f"{scheme}://{host}{':' + port if port else ''}{path or '/'}"


def _certificate(fields: Fields, cert: object) -> None:
    parsed = dig(cert, "parsed")
    put_name(fields, "tls.cert.subject", dig(parsed, "subject"), dig(parsed, "subject_dn"))
    put_name(fields, "tls.cert.issuer", dig(parsed, "issuer"), dig(parsed, "issuer_dn"))
    alternative = dig(parsed, "extensions", "subject_alt_name")
    for key in ("dns_names", "ip_addresses", "email_addresses", "uniform_resource_identifiers"):
        extend(fields, "tls.cert.san", texts_of(dig(alternative, key)))
    if "tls.cert.san" not in fields:
        extend(fields, "tls.cert.san", texts_of(dig(cert, "names")))
    put(fields, "tls.cert.sha256", text_of(dig(cert, "fingerprint_sha256")).lower())
    put(fields, "tls.cert.sha1", text_of(dig(cert, "fingerprint_sha1")).lower())
    put(fields, "tls.cert.serial", dig(parsed, "serial_number"))
    put(fields, "tls.cert.serial", dig(parsed, "serial_number_hex"))
    put(fields, "tls.cert.spki_sha256", dig(parsed, "subject_key_info", "fingerprint_sha256"))
    put(fields, "tls.cert.spki_sha256", dig(cert, "spki_fingerprint_sha256"))
    put(fields, "tls.cert.not_before", dig(parsed, "validity_period", "not_before"))
    put(fields, "tls.cert.not_after", dig(parsed, "validity_period", "not_after"))
    put(fields, "tls.cert.self_signed", dig(parsed, "signature", "self_signed"))


def _protocols(fields: Fields, service: object) -> None:
    system, physical = dig(service, "snmp", "oid_system"), dig(service, "snmp", "oid_physical")
    put(fields, "snmp.description", dig(system, "desc"))
    put(fields, "snmp.name", dig(system, "name"))
    put(fields, "snmp.location", dig(system, "location"))
    put(fields, "snmp.contact", dig(system, "contact"))
    put(fields, "snmp.sys_object_id", dig(system, "object_id"))
    put(fields, "source.vendor", dig(physical, "mfg_name"))
    put(fields, "source.model", dig(physical, "model_name"))
    put(fields, "source.version", dig(physical, "software_rev"))
    for version in ("v1", "v2"):
        if dig(service, "ike", version) is not None:
            put(fields, "ike.version", version.removeprefix("v"))
        extend(fields, "ike.vendor_ids", (one.lower() for one in texts_of(dig(service, "ike", version, "vendor_ids"))))
    put(fields, "dns.versionbind", dig(service, "dns", "version"))
    put(fields, "smb.native_os", dig(service, "smb", "native_os"))
    put(fields, "smb.native_lm", dig(service, "smb", "ntlm"))
    put(fields, "sip.server", dig(service, "sip", "server"))
    put(fields, "source.version", dig(service, "mikrotik_winbox", "version"))


def _fortigate(fields: Fields, answer: object) -> None:
    """Fill the claims that the FortiGate answer makes about itself."""
    if isinstance(answer, dict):
        put(fields, "source.vendor", "Fortinet")
        put(fields, "source.product", "FortiGate")
        put(fields, "source.version", answer.get("version"))


def _vendor_details(fields: Fields, service: object, endpoints: list[object]) -> None:
    """Append what the vendor objects say to source.detail."""
    for endpoint in endpoints:
        answer = dig(endpoint, "fortigate")
        add_detail(
            fields, ((f"fortigate.{key}", dig(answer, key)) for key in ("serial", "build", "version", "api_version"))
        )
    connect = dig(service, "any_connect")
    groups = ", ".join([*texts_of(dig(connect, "groups"))][:32])
    methods = ", ".join([*texts_of(dig(connect, "auth_methods"))][:32])
    topology, pptp = dig(service, "checkpoint_topology"), dig(service, "pptp")
    add_detail(
        fields,
        (
            ("any_connect.response_type", dig(connect, "response_type")),
            ("any_connect.groups", groups),
            ("any_connect.auth_methods", methods),
            ("checkpoint_topology.common_name", dig(topology, "common_name")),
            ("checkpoint_topology.organization", dig(topology, "organization")),
            ("pptp.vendor", dig(pptp, "vendor")),
            ("pptp.hostname", dig(pptp, "hostname")),
            ("serial_number", dig(service, "snmp", "oid_physical", "serial_num")),
            ("firmware", dig(service, "snmp", "oid_physical", "firmware_rev")),
        ),
    )
