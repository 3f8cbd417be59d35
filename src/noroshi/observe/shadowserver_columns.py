"""Shadowserver columns to fields, as one table for all report types, with the exceptions of single reports."""

from collections.abc import Mapping
from typing import Final

COLUMNS: Final[Mapping[str, str]] = {
    "tag": "source.tag",
    "device_vendor": "source.vendor",
    "device_type": "source.type",
    "device_model": "source.model",
    "device_version": "source.version",
    "http_code": "http.status",
    "content_type": "http.header.content-type",
    "connection": "http.header.connection",
    "http_connection": "http.header.connection",
    "www_authenticate": "http.header.www-authenticate",
    "proxy_authenticate": "http.header.proxy-authenticate",
    "via": "http.header.via",
    "set_cookie": "http.header.set-cookie",
    "server": "http.header.server",
    "server_type": "http.header.server",
    "content_length": "http.header.content-length",
    "transfer_encoding": "http.header.transfer-encoding",
    "http_date": "http.header.date",
    "request_path": "http.path",
    "page_sha256fp": "http.body_sha256",
    "cert_serial_number": "tls.cert.serial",
    "sha256_fingerprint": "tls.cert.sha256",
    "sha1_fingerprint": "tls.cert.sha1",
    "cert_issue_date": "tls.cert.not_before",
    "cert_expiration_date": "tls.cert.not_after",
    "self_signed": "tls.cert.self_signed",
    "handshake": "tls.version",
    "jarm": "tls.jarm",
    "sysdesc": "snmp.description",
    "sysname": "snmp.name",
    "serverid_raw": "ssh.banner",
    "dns_version": "dns.versionbind",
    "banner": "banner",
    "firmware": "source.version",
    "modelfull": "source.model",
    "modelshort": "source.model",
    "build_date": "source.build_date",
}
"""Column to field. Where several columns fill one field, the first that has a value wins."""

PLACE_COLUMNS: Final[Mapping[str, str]] = {
    "asn": "net.asn",
    "geo": "geo.country",
    "region": "geo.region",
    "city": "geo.city",
    "hostname": "hostnames",
}
"""Columns about the row's address; event reports write them with a prefix (``src_``, ``dst_``, ``http_referer_``)."""

DETAIL_COLUMNS: Final = (
    "status", "detail", "method", "public_source", "severity_detail", "first_seen_time", "last_seen_time",
    "potential_exposure_time", "build_branch", "exchange_type", "notify_message_type", "vendor_id", "device_serial",
    "badsecret_location", "badsecret_module", "badsecret_type", "badsecret_product", "infection", "family",
    "application", "hostname_source",
)  # fmt: skip
"""Columns that together become ``source.detail`` as ``name: value`` pairs."""

LABEL_COLUMNS: Final = ("severity", "sector", "device_sector")
"""Columns that become ``source.labels`` as ``name:value``; the words of ``tag`` become labels of their own."""

_BANNERS: Final = {
    "scan_telnet": "telnet.banner",
    "test_telnet": "telnet.banner",
    "scan_ftp": "ftp.banner",
    "scan_smtp": "smtp.banner",
    "scan_smtp_vulnerable": "smtp.banner",
}
_PRODUCT_VERSIONS: Final = (
    "scan_http", "scan_http_vulnerable", "scan_exchange", "scan_elasticsearch", "scan_docker", "scan_kubernetes",
    "scan_mssql", "scan_redis", "scan_radmin", "scan_memcached", "scan_mongodb", "scan_mysql", "scan_postgres",
    "scan_activemq", "scan_hadoop",
)  # fmt: skip
"""Reports whose ``version`` is a product's version; in others it is that of a protocol or of malware."""

EXCEPTIONS: Final[Mapping[str, Mapping[str, str]]] = {
    **{report: {"banner": field} for report, field in _BANNERS.items()},
    **{report: {"version": "source.version"} for report in _PRODUCT_VERSIONS},
    "scan_hadoop": {"version": "source.version", "server_type": ""},
    "scan_sip": {
        "server": "sip.server",
        "user_agent": "sip.user_agent",
        "content_length": "",
        "content_type": "",
    },
    "scan_ssdp": {"server": "", "content_type": ""},
    "scan_vnc": {"product": "source.product"},
    "scan_amqp": {"product": "source.product", "product_version": "source.version"},
    "scan_docker": {"version": "source.version", "os": "os.name", "date": "http.header.date"},
    "scan_kubernetes": {"version": "source.version", "date": "http.header.date"},
    "scan_redis": {"version": "source.version", "os": "os.name"},
    "scan_adb": {"model": "source.model"},
    "scan_snmp": {"vendor": "source.vendor"},
    "compromised_website": {"server": "http.header.server", "http_host": "hostnames"},
}
"""Per report: column to field where it differs from ``COLUMNS``; '' means the column says nothing of this kind."""

NAME_ATTRIBUTES: Final[Mapping[str, str]] = {
    "common_name": "CN",
    "organization_unit_name": "OU",
    "organization_name": "O",
    "locality_name": "L",
    "state_or_province_name": "ST",
    "country": "C",
    "email_address": "emailAddress",
    "serial_number": "serialNumber",
    "street_address": "street",
    "postal_code": "postalCode",
    "surname": "SN",
    "given_name": "GN",
    "business_category": "businessCategory",
}
"""Ends of the ``subject_…`` and ``issuer_…`` columns to attributes of a distinguished name."""


def columns_of(report: str) -> dict[str, str]:
    """Return column to field for one report type; IPv6 types are as their IPv4 twins."""
    base = report.replace("scan6_", "scan_").replace("population6_", "population_")
    merged = {**COLUMNS, **EXCEPTIONS.get(base, {})}
    return {column: field for column, field in merged.items() if field}
