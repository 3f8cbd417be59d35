"""Shadowserver report types: told from the file's name, else from the columns that only one type has."""

import re
from collections.abc import Sequence
from typing import Final

ADDRESS_COLUMNS: Final = ("ip", "src_ip", "dst_ip", "http_referer_ip")
"""Columns that can hold the address a row is about; ``ip`` wins, else the one that stands first."""

_WITHOUT_ADDRESS: Final = ("entity_name", "leak_site_url", "source_url", "request_type", "public_source", "infection")
_NAME: Final = re.compile(
    r"(?:(?:scan|population)6?_[a-z0-9_]{2,40}|event[46]_[a-z0-9_]{2,40}|device_id6?|special|blocklist|spam_url"
    r"|compromised_(?:website|account|iot)6?|sandbox_(?:conn|dns|url)|malware_url|ransomware_victim)(?![a-z])"
)

_SIGNATURES: Final[tuple[tuple[str, frozenset[str]], ...]] = tuple(
    (report, frozenset(columns.split()))
    for report, columns in (
        ("scan_badsecrets", "badsecret_type"),
        ("scan_ssl", "ssl_poodle freak_vulnerable"),
        ("scan_ssl_poodle", "ssl_poodle"),
        ("scan_smtp", "banner freak_vulnerable sslv3_supported"),
        ("scan_ssl_freak", "freak_vulnerable handshake"),
        ("scan_imap", "banner sslv3_supported"),
        ("scan_ftp", "banner auth_tls_response"),
        ("scan_rdp", "rdp_protocol"),
        ("scan_ldap_tcp", "default_naming_context"),
        ("scan_isakmp", "initiator_spi"),
        ("scan_snmp", "sysdesc community"),
        ("scan_snmp", "sysdesc sysname ip"),
        ("scan_http_vulnerable", "http_code www_authenticate build_date"),
        ("scan_docker", "http_code go_version kernel_version"),
        ("scan_kubernetes", "http_code git_version"),
        ("scan_http_proxy", "http_code proxy_authenticate"),
        ("scan_elasticsearch", "lucene_version"),
        ("scan_http", "http_code www_authenticate set_cookie server"),
        ("special", "public_source status detail method"),
        ("scan_ssh", "serverid_raw"),
        ("scan_sip", "sip_code"),
        ("scan_dns", "dns_version"),
        ("scan_exchange", "version servername url"),
        ("scan_ntp", "refid rootdispersion"),
        ("scan_ubiquiti", "radioname firmware"),
        ("scan_vnc", "product banner"),
        ("scan_mssql", "instance_name named_pipe"),
        ("scan_redis", "redis_version"),
        ("scan_redis", "gcc_version multiplexing_api"),
        ("scan_hadoop", "livenodes namenodeaddress"),
        ("scan_adb", "model device features"),
        ("scan_ics", "device_id raw_response"),
        ("scan_smb", "smb_version_string"),
        ("scan_synfulknock", "raw_packet sequence_number"),
    )
)
_COMMON: Final = frozenset(
    {
        "timestamp",
        "severity",
        "ip",
        "protocol",
        "port",
        "hostname",
        "tag",
        "asn",
        "geo",
        "region",
        "city",
        "naics",
        "sic",
        "hostname_source",
        "sector",
    }
)
_EXACT: Final[dict[frozenset[str], str]] = {
    frozenset({"banner"}): "scan_telnet",
    frozenset({"device_vendor", "device_type", "device_model"}): "device_id",
    frozenset({"device_vendor", "device_type", "device_model", "device_version"}): "device_id",
}


def is_report(columns: Sequence[str]) -> bool:
    """Whether the columns are those of a Shadowserver report: a time stamp, and an address or another known column."""
    names = set(columns)
    if "timestamp" not in names:
        return False
    if names & {"ip", "src_ip"}:
        return bool(names & {"asn", "geo", "src_asn", "src_geo", "hostname", "tag"})
    return sum(1 for name in (*_WITHOUT_ADDRESS, "severity", "tag", *ADDRESS_COLUMNS) if name in names) > 1


def report_type(name: str, columns: Sequence[str]) -> str:
    """Return the report type; '' where neither the file's name nor the columns tell it.

    IPv4 and IPv6 twins have the same columns: without a telling name the IPv4 type is returned.
    """
    found = _NAME.search(name.lower().rpartition("/")[2])
    if found:
        return re.sub(r"_\d+$", "", found.group()).rstrip("_")
    names = frozenset(columns)
    exact = _EXACT.get(names - _COMMON)
    if exact:
        return exact
    return next((report for report, wanted in _SIGNATURES if wanted <= names), "")
