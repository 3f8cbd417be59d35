"""One service of a Censys v2 host (search and API of the legacy platform)."""

from noroshi.observe.censys_common import header_pairs, put_banner, put_claims, put_icons, put_name
from noroshi.observe.field_values import MAX_BODY, Fields, dig, extend, put, text_of, texts_of
from noroshi.observe.http_message import add_headers, response_fields, url_path


def service_pages(service: object) -> list[Fields]:
    """Return the service's fields; v2 carries one page per service."""
    fields: Fields = {}
    _http(fields, dig(service, "http"))
    banner = text_of(dig(service, "banner"))
    if "http.status" not in fields:
        for name, value in response_fields(banner).items():
            fields.setdefault(name, value)
    ssh = text_of(dig(service, "ssh", "endpoint_id", "raw"))
    put(fields, "ssh.banner", ssh)
    put(fields, "telnet.banner", dig(service, "telnet", "banner"), MAX_BODY)
    put(fields, "ftp.banner", dig(service, "ftp", "banner"), MAX_BODY)
    put(fields, "smtp.banner", dig(service, "smtp", "banner"), MAX_BODY)
    put_banner(fields, dig(service, "service_name"), banner)
    _tls(fields, service)
    _protocols(fields, service)
    put_claims(fields, service)
    put(fields, "source.tag", dig(service, "extended_service_name"))
    put(fields, "source.tag", dig(service, "service_name"))
    labels = dig(service, "labels")
    extend(fields, "source.labels", (text_of(one) or text_of(dig(one, "value")) for one in _list(labels)))
    return [fields]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _http(fields: Fields, http: object) -> None:
    response = dig(http, "response")
    if response is None:
        return
    put(fields, "http.path", url_path(text_of(dig(http, "request", "uri"))))
    put(fields, "http.status", dig(response, "status_code"))
    add_headers(fields, header_pairs(dig(response, "headers")))
    put(fields, "http.title", dig(response, "html_title"))
    put(fields, "http.body", dig(response, "body"), MAX_BODY)
    for digest in texts_of(dig(response, "body_hashes")):
        if digest.startswith("sha256:"):
            put(fields, "http.body_sha256", digest.removeprefix("sha256:"))
    put_icons(fields, dig(response, "favicons"))


def _tls(fields: Fields, service: object) -> None:
    tls = dig(service, "tls")
    leaf = dig(tls, "certificates", "leaf_data")
    put_name(fields, "tls.cert.subject", dig(leaf, "subject"), dig(leaf, "subject_dn"))
    put_name(fields, "tls.cert.issuer", dig(leaf, "issuer"), dig(leaf, "issuer_dn"))
    extend(fields, "tls.cert.san", texts_of(dig(leaf, "names")))
    for digest in (dig(tls, "certificates", "leaf_fp_sha_256"), dig(leaf, "fingerprint"), dig(service, "certificate")):
        put(fields, "tls.cert.sha256", text_of(digest).lower())
    put(fields, "tls.cert.spki_sha256", dig(leaf, "public_key", "fingerprint"))
    put(fields, "tls.cert.self_signed", dig(leaf, "signature", "self_signed"))
    put(fields, "tls.version", dig(tls, "version_selected"))
    put(fields, "tls.jarm", dig(service, "jarm", "fingerprint"))


def _protocols(fields: Fields, service: object) -> None:
    system = dig(service, "snmp", "oid_system")
    put(fields, "snmp.description", dig(system, "desc"))
    put(fields, "snmp.name", dig(system, "name"))
    put(fields, "snmp.location", dig(system, "location"))
    put(fields, "snmp.contact", dig(system, "contact"))
    put(fields, "snmp.sys_object_id", dig(system, "object_id"))
    put(fields, "dns.versionbind", dig(service, "dns", "version"))
    for version in ("v1", "v2"):
        extend(fields, "ike.vendor_ids", (one.lower() for one in texts_of(dig(service, "ike", version, "vendor_ids"))))
    put(fields, "smb.native_os", dig(service, "smb", "native_os"))
    put(fields, "smb.native_lm", dig(service, "smb", "ntlm"))
    put(fields, "sip.server", dig(service, "sip", "server"))
