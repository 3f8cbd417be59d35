"""Shadowserver: columns become fields for every report type, ragged rows included."""

from datetime import UTC, datetime

import pytest

from noroshi.model.fields import is_field
from noroshi.model.observation import Observation
from noroshi.observe.outcomes import Where
from noroshi.observe.shadowserver import address_prefix, read_row
from noroshi.observe.shadowserver_columns import EXCEPTIONS, PLACE_COLUMNS, columns_of


def row(report: str, **cells: str) -> Observation:
    """Return the observation of a row with the given cells."""
    given = {"timestamp": "2026-01-02 03:04:05", "ip": "192.0.2.1", "port": "443", "protocol": "tcp"} | cells
    line = ",".join('"' + value.replace('"', '""') + '"' for value in given.values())
    (found,) = read_row(line.encode(), list(given), Where(input="x", line=2, source="shadowserver", report=report))
    assert isinstance(found, Observation), found
    return found


def test_every_field_of_a_scan_ssl_row_survives() -> None:
    """A full row of scan_ssl gives exactly the expected fields."""
    found = row(
        "scan_ssl", severity="low", hostname="vpn.example.jp", tag="ssl,vpn", asn="64496", geo="JP", region="KANAGAWA",
        city="YOKOHAMA", sector="Retail Trade", handshake="TLSv1.2", subject_common_name="FGT60D0000000000",
        issuer_common_name="support", cert_issue_date="2014-06-23 09:56:32", cert_expiration_date="2038-01-19 03:14:07",
        sha1_fingerprint="5A:3D", cert_serial_number="168CAE", subject_organization_name="Example, Inc.",
        subject_organization_unit_name="FortiGate", subject_country="US", subject_state_or_province_name="California",
        subject_locality_name="Sunnyvale", subject_email_address="a@example.jp", issuer_organization_name="Example",
        sha256_fingerprint="35:AB", http_code="200", content_type="text/html", http_connection="close",
        www_authenticate='Basic realm=\\"x\\"', set_cookie="a=1; path=/", server_type="xxxxxxxx-xxxxx",
        content_length="131", transfer_encoding="chunked", http_date="Fri, 02 Jan 2026 03:04:05 GMT", self_signed="Y",
        jarm="2ad2",
    )  # fmt: skip
    assert found.fields == {
        "source.tag": "ssl,vpn", "source.labels": ("ssl", "vpn", "severity:low", "sector:Retail Trade"),
        "hostnames": ("vpn.example.jp",), "net.asn": "64496", "geo.country": "JP", "geo.region": "KANAGAWA",
        "geo.city": "YOKOHAMA", "tls.version": "TLSv1.2", "tls.cert.not_before": "2014-06-23 09:56:32",
        "tls.cert.not_after": "2038-01-19 03:14:07", "tls.cert.sha1": "5a3d", "tls.cert.sha256": "35ab",
        "tls.cert.serial": "168CAE", "tls.cert.self_signed": "true", "tls.jarm": "2ad2",
        "tls.cert.subject": "CN=FGT60D0000000000, OU=FortiGate, O=Example\\, Inc., L=Sunnyvale, ST=California, C=US, "
        "emailAddress=a@example.jp",
        "tls.cert.issuer": "CN=support, O=Example", "http.status": "200", "http.header.content-type": "text/html",
        "http.header.connection": "close", "http.header.www-authenticate": 'Basic realm="x"',
        "http.header.set-cookie": ("a=1; path=/",), "http.header.server": "xxxxxxxx-xxxxx",
        "http.header.content-length": "131", "http.content_length": "131",
        "http.header.transfer-encoding": "chunked", "http.header.date": "Fri, 02 Jan 2026 03:04:05 GMT",
    }  # fmt: skip
    assert (found.ip, found.port, found.transport) == ("192.0.2.1", 443, "tcp")
    assert found.observed_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("report", "cells", "fields"),
    [
        (
            "device_id",
            {
                "device_vendor": "Fortinet",
                "device_type": "firewall",
                "device_model": "FortiGate",
                "device_version": "7",
            },
            {
                "source.vendor": "Fortinet",
                "source.type": "firewall",
                "source.model": "FortiGate",
                "source.version": "7",
            },
        ),
        (
            "scan_snmp",
            {"sysdesc": "router", "sysname": "r1", "version": "2"},
            {"snmp.description": "router", "snmp.name": "r1"},
        ),
        (
            "scan6_http_vulnerable",
            {"version": "13.1", "build_date": "2026-01-01", "build_branch": "13.1", "server": "nginx", "detail": "cve"},
            {
                "source.version": "13.1",
                "source.build_date": "2026-01-01",
                "http.header.server": "nginx",
                "source.detail": "detail: cve; build_branch: 13.1",
            },
        ),
        (
            "special",
            {"status": "likely compromised", "method": "scan"},
            {"source.detail": "status: likely compromised; method: scan"},
        ),
        ("scan_isakmp", {"exchange_type": "05"}, {"source.detail": "exchange_type: 05"}),
        ("scan_telnet", {"banner": "Login:"}, {"telnet.banner": "Login:"}),
        ("scan_ftp", {"banner": "220 x"}, {"ftp.banner": "220 x"}),
        ("scan_smtp", {"banner": "220 x"}, {"smtp.banner": "220 x"}),
        ("", {"banner": "?"}, {"banner": "?"}),
        ("scan_ssh", {"serverid_raw": "SSH-2.0-x"}, {"ssh.banner": "SSH-2.0-x"}),
        ("scan_sip", {"server": "PBX", "user_agent": "UA"}, {"sip.server": "PBX", "sip.user_agent": "UA"}),
        ("scan_dns", {"dns_version": "9.16"}, {"dns.versionbind": "9.16"}),
        (
            "scan_ntp",
            {"version": "ntpd 4", "system": "Linux", "refid": "x"},
            {"ntp.readvar": 'version="ntpd 4", system="Linux"'},
        ),
        ("event4_sinkhole", {"version": "3", "family": "x"}, {"source.detail": "family: x"}),
        ("scan_hadoop", {"server_type": "namenode", "version": "3"}, {"source.version": "3"}),
        ("some_new_report", {"device_vendor": "New", "unheard_of": "x"}, {"source.vendor": "New"}),
    ],
)
def test_columns_of_single_reports_go_where_they_belong(
    report: str, cells: dict[str, str], fields: dict[str, str]
) -> None:
    """Columns with a meaning of their own in one report are told apart; unknown columns and reports do no harm."""
    assert row(report, **cells).fields == fields


def test_ragged_rows_survive() -> None:
    """Missing cells are empty, surplus cells are ignored, and of two equal columns the first value counts."""
    where = Where(input="x", line=2, source="shadowserver")
    columns = ["timestamp", "ip", "tag", "geo", "tag"]
    for line, tag in (
        (b'"2026-01-02 03:04:05","192.0.2.1"', ""),
        (b"2026-01-02 03:04:05,192.0.2.1,,JP,second", "second"),
        (b"2026-01-02 03:04:05,192.0.2.1,first,JP,second,and,more", "first"),
    ):
        (found,) = read_row(line, columns, where)
        assert isinstance(found, Observation)
        assert found.one("source.tag") == tag


def test_event_reports_are_about_the_address_that_stands_first() -> None:
    """With two addresses the row is about the first, and its place columns have that prefix."""
    assert address_prefix(("timestamp", "src_ip", "dst_ip")) == "src_"
    assert address_prefix(("timestamp", "dst_ip", "src_ip")) == "dst_"
    assert address_prefix(("timestamp", "http_referer_ip", "dst_ip")) == "http_referer_"
    assert address_prefix(("timestamp", "dst_ip", "ip")) == ""
    line = b"2026-01-02 03:04:05,192.0.2.1,1025,JP,host.example.jp,192.0.2.9,US"
    columns = ["timestamp", "src_ip", "src_port", "src_geo", "src_hostname", "dst_ip", "dst_geo"]
    (found,) = read_row(line, columns, Where(input="x", line=2, source="shadowserver"))
    assert isinstance(found, Observation)
    assert (found.ip, found.port, found.one("geo.country"), found.many("hostnames")) == (
        "192.0.2.1",
        1025,
        "JP",
        ("host.example.jp",),
    )


def test_the_tables_name_known_fields_only() -> None:
    """Every target of the column tables is in the vocabulary."""
    reports = ["", *EXCEPTIONS, "scan6_snmp"]
    targets = {field for report in reports for field in columns_of(report).values()} | set(PLACE_COLUMNS.values())
    assert targets
    assert all(is_field(field) for field in targets)
