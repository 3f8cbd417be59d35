"""Censys: v2 and Platform hosts give one observation per service with everything that the survey uses."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from noroshi.model.observation import Observation, Rejection
from noroshi.observe.censys import read_platform, read_v2
from noroshi.observe.outcomes import Outcome, Where

WHERE = Where(input="x", line=1, source="censys", digest="d")

HOST = {
    "ip": "192.0.2.5", "last_updated_at": "2026-01-02T00:00:00Z",
    "location": {"country_code": "JP", "province": "Kanagawa", "city": "Yokohama", "postal_code": "231",
                 "coordinates": {"latitude": 35.4, "longitude": 139.6}},
    "autonomous_system": {"asn": 64496, "name": "EXAMPLE", "description": "EXAMPLE-AS", "organization": "Example KK",
                          "bgp_prefix": "192.0.2.0/24"},
    "dns": {"reverse_dns": {"names": ["ptr.example.jp"]}, "names": ["vpn.example.jp", "ptr.example.jp"]},
    "whois": {"network": {"name": "EXAMPLE-NET", "allocation_type": "ASSIGN", "cidrs": ["192.0.2.0/24"]},
              "organization": {"name": "Example KK"}},
}  # fmt: skip
HOST_FIELDS = {
    "geo.country": "JP", "geo.region": "Kanagawa", "geo.city": "Yokohama", "geo.postcode": "231",
    "geo.latitude": "35.4", "geo.longitude": "139.6", "net.asn": "64496", "net.as_org": "Example KK",
    "net.cidr": "192.0.2.0/24", "net.name": "EXAMPLE-NET", "net.whois_kind": "ASSIGN", "net.whois_org": "Example KK",
}  # fmt: skip

V2_SERVICE = {
    "port": 443, "service_name": "HTTP", "extended_service_name": "HTTPS", "transport_protocol": "TCP",
    "observed_at": "2026-01-02T03:04:05.123456789Z", "banner": "HTTP/1.1 200 OK\nServer: nope\n",
    "labels": ["remote-access"],
    "http": {
        "request": {"uri": "https://192.0.2.5:443/remote/login?lang=en"},
        "response": {
            "status_code": 200, "html_title": "Login", "body": "<html/>", "body_hashes": ["sha1:aa", "sha256:bb"],
            "headers": {"_encoding": {"Server": "DISPLAY_UTF8"}, "Server": ["xxxxxxxx-xxxxx"],
                        "Set_Cookie": ["a=1", "b=2"],
                        "Date": ["<REDACTED>"], "ETag": ['"1-2"'], "Content_Length": ["7"]},
            "favicons": [{"shodan_hash": -5, "md5_hash": "md5:cc"}],
        },
    },
    "tls": {
        "version_selected": "TLSv1_2",
        "certificates": {
            "leaf_fp_sha_256": "DD",
            "leaf_data": {
                "names": ["vpn.example.jp", "192.0.2.5"], "subject_dn": "C=US, O=Example\\, Inc., CN=FGT",
                "issuer_dn": "CN=support", "subject": {"common_name": ["FGT"]}, "signature": {"self_signed": True},
                "public_key": {"fingerprint": "ee"},
            },
        },
    },
    "jarm": {"fingerprint": "27d"},
    "software": [
        {"uniform_resource_identifier": "cpe:2.3:o:fortinet:fortios", "vendor": "Fortinet", "product": "FortiOS"},
    ],
}  # fmt: skip
V2_FIELDS = {
    "http.path": "/remote/login?lang=en", "http.status": "200", "http.title": "Login", "http.body": "<html/>",
    "http.body_sha256": "bb", "http.header.server": "xxxxxxxx-xxxxx", "http.header.set-cookie": ("a=1", "b=2"),
    "http.header.etag": '"1-2"', "http.header.content-length": "7", "http.content_length": "7", "favicon.mmh3": "-5",
    "favicon.md5": "cc", "tls.cert.subject": "CN=FGT, O=Example\\, Inc., C=US", "tls.cert.issuer": "CN=support",
    "tls.cert.san": ("vpn.example.jp", "192.0.2.5"), "tls.cert.sha256": "dd", "tls.cert.spki_sha256": "ee",
    "tls.cert.self_signed": "true", "tls.version": "TLSv1_2", "tls.jarm": "27d", "source.vendor": "Fortinet",
    "source.product": "FortiOS", "source.cpe": ("cpe:2.3:o:fortinet:fortios",), "source.tag": "HTTPS",
    "source.detail": "software: Fortinet FortiOS", "source.labels": ("remote-access",),
    "hostnames": ("ptr.example.jp", "vpn.example.jp"),
}  # fmt: skip

PLATFORM_SERVICE = {
    "port": 10443, "protocol": "HTTP", "transport_protocol": "tcp", "scan_time": "2026-01-02T03:04:05Z",
    "labels": [{"value": "LOGIN_PAGE"}], "vulns": [{"id": "CVE-2026-0001"}],
    "endpoints": [
        {
            "path": "/", "hostname": "sv.example.jp",
            "http": {
                "status_code": 200, "uri": "https://192.0.2.5:10443/", "html_title": "Login", "body": "<html/>",
                "body_hash_sha256": "bb", "headers": {"Server": {"headers": ["xxxxxxxx-xxxxx"]},
                                                       "Set-Cookie": {"headers": ["a=1", "b=2"]}},
                "favicons": [{"hash_shodan": 7, "hash_md5": "cc"}],
                "redirect_chain": [
                    {"hostname": "sv.example.jp", "path": "/remote/login", "port": 10443, "scheme": "https"},
                ],
            },
        },
        {"path": "/api", "fortigate": {"version": "7.2.5", "build": 1517, "serial": "FGT60D0000000000"},
         "http": {"status_code": 401, "headers": {"Www_Authenticate": {"headers": ["Basic"]}}}},
    ],
    "cert": {
        "fingerprint_sha256": "DD", "fingerprint_sha1": "11", "names": ["ignored.example.jp"],
        "parsed": {
            "subject": {"common_name": ["FGT"], "organization": ["Example, Inc."], "country": ["US"]},
            "issuer_dn": "C=US, CN=support", "serial_number": "12", "serial_number_hex": "0c",
            "validity_period": {"not_before": "2020-01-01T00:00:00Z", "not_after": "2030-01-01T00:00:00Z"},
            "signature": {"self_signed": False}, "subject_key_info": {"fingerprint_sha256": "ee"},
            "extensions": {"subject_alt_name": {"dns_names": ["vpn.example.jp"], "ip_addresses": ["192.0.2.5"]}},
        },
    },
    "tls": {"version_selected": "TLSV1_2"}, "jarm": {"fingerprint": "27d"},
    "hardware": [
        {"vendor": "Fortinet", "product": "FortiGate 60D", "type": ["FIREWALL"], "cpe": "cpe:2.3:h:fortinet:x"},
    ],
    "software": [{"vendor": "Fortinet", "product": "FortiOS", "version": "9", "cpe": "cpe:2.3:o:fortinet:fortios"}],
    "operating_systems": [{"vendor": "Fortinet", "product": "FortiOS"}],
    "any_connect": {"response_type": "auth-request", "groups": ["staff", "guests"], "auth_methods": ["password"]},
    "snmp": {"oid_system": {"desc": "router", "name": "r1", "object_id": "1.3"}},
    "ike": {"v1": {"vendor_ids": ["AB"]}, "v2": {"vendor_ids": ["CD"]}},
}  # fmt: skip
PLATFORM_FIELDS = {
    "http.status": "200", "http.path": "/", "http.title": "Login", "http.body": "<html/>", "http.body_sha256": "bb",
    "http.header.server": "xxxxxxxx-xxxxx", "http.header.set-cookie": ("a=1", "b=2"), "favicon.mmh3": "7",
    "favicon.md5": "cc", "http.redirects": ("https://sv.example.jp:10443/remote/login",),
    "hostnames": ("sv.example.jp", "ptr.example.jp", "vpn.example.jp"),
    "tls.cert.subject": "CN=FGT, O=Example\\, Inc., C=US", "tls.cert.issuer": "CN=support, C=US",
    "tls.cert.san": ("vpn.example.jp", "192.0.2.5"), "tls.cert.sha256": "dd", "tls.cert.sha1": "11",
    "tls.cert.serial": "12", "tls.cert.spki_sha256": "ee", "tls.cert.not_before": "2020-01-01T00:00:00Z",
    "tls.cert.not_after": "2030-01-01T00:00:00Z", "tls.cert.self_signed": "false", "tls.version": "TLSV1_2",
    "tls.jarm": "27d", "snmp.description": "router", "snmp.name": "r1", "snmp.sys_object_id": "1.3",
    "ike.version": "1", "ike.vendor_ids": ("ab", "cd"), "source.vendor": "Fortinet", "source.product": "FortiGate",
    "source.version": "7.2.5", "source.model": "FortiGate 60D", "source.type": "FIREWALL",
    "source.cpe": ("cpe:2.3:h:fortinet:x", "cpe:2.3:o:fortinet:fortios"), "os.name": "Fortinet FortiOS",
    "source.detail": "software: Fortinet FortiOS 9; hardware: Fortinet FortiGate 60D; "
    "fortigate.serial: FGT60D0000000000; fortigate.build: 1517; fortigate.version: 7.2.5; "
    "any_connect.response_type: auth-request; "
    "any_connect.groups: staff, guests; any_connect.auth_methods: password",
    "source.tag": "HTTP", "source.labels": ("LOGIN_PAGE", "any_connect", "fortigate"),
    "source.cves": ("CVE-2026-0001",),
}  # fmt: skip


def observations(results: list[Outcome]) -> list[Observation]:
    """Return the outcomes, all of which must be observations."""
    found = [one for one in results if isinstance(one, Observation)]
    assert len(found) == len(results), results
    return found


def host(*services: object, **more: object) -> bytes:
    """Return a host document with the given services."""
    return json.dumps(HOST | {"services": list(services)} | more).encode()


@pytest.mark.parametrize("wrapper", [(), ("result",), ("host",), ("host_v1", "resource"), ("result", "resource")])
def test_every_field_of_a_v2_service_survives(wrapper: tuple[str, ...]) -> None:
    """A full v2 service gives exactly the expected fields, bare and in every wrapper."""
    value: object = json.loads(host(V2_SERVICE))
    for name in reversed(wrapper):
        value = {name: value, "code": 200}
    (found,) = observations(list(read_v2(json.dumps(value).encode(), WHERE)))
    assert found.fields == V2_FIELDS | HOST_FIELDS
    assert (found.ip, found.port, found.transport) == ("192.0.2.5", 443, "tcp")
    assert found.observed_at == datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)


def test_every_field_of_a_platform_service_survives() -> None:
    """A full Platform service gives exactly the expected fields, and its second endpoint is a page."""
    (found,) = observations(list(read_platform(host(PLATFORM_SERVICE), WHERE)))
    assert found.fields == PLATFORM_FIELDS | HOST_FIELDS
    assert found.pages == ({"http.status": "401", "http.path": "/api", "http.header.www-authenticate": "Basic"},)
    assert (found.port, found.transport) == (10443, "tcp")


def test_a_banner_head_fills_in_for_missing_http() -> None:
    """Without a parsed response the raw HTTP head in the banner counts; other banners keep their protocol."""
    services = [
        {"port": 80, "banner": "HTTP/1.1 404 Not Found\nServer: test\n", "service_name": "HTTP"},
        {"port": 22, "banner": "SSH-2.0-x", "service_name": "SSH"},
        {"port": 53, "banner": "9.16", "service_name": "DNS", "dns": {"version": "9.16"}, "transport_protocol": "UDP"},
    ]
    web, ssh, dns = observations(list(read_v2(host(*services), WHERE)))
    assert (web.one("http.status"), web.one("http.header.server"), web.one("banner")) == ("404", "test", "")
    assert ssh.one("ssh.banner") == "SSH-2.0-x"
    assert (dns.one("dns.versionbind"), dns.one("banner"), dns.transport) == ("9.16", "9.16", "udp")
    assert web.observed_at == datetime(2026, 1, 2, tzinfo=UTC)
    assert [one.origin.item for one in (web, ssh, dns)] == [1, 2, 3]


def test_a_search_result_with_several_hosts_counts_all_services() -> None:
    """Hits are read in order and their services are numbered through."""
    value = {
        "result": {"hits": [json.loads(host(V2_SERVICE, V2_SERVICE)), json.loads(host(V2_SERVICE, ip="192.0.2.6"))]}
    }
    found = observations(list(read_v2(json.dumps(value).encode(), WHERE)))
    assert [(one.ip, one.origin.item) for one in found] == [("192.0.2.5", 1), ("192.0.2.5", 2), ("192.0.2.6", 3)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "broken_json"),
        (b"7", "wrong_shape"),
        (b'{"a": 1}', "wrong_shape"),
        (b'{"ip": "192.0.2.1", "services": {}}', "wrong_shape"),
        (b'{"ip": "192.0.2.1", "services": [7]}', "wrong_shape"),
        (b'{"ip": "192.0.2.1", "services": []}', "empty_input"),
        (b'{"ip": "192.0.2.1"}', "empty_input"),
        (b'{"services": [{"port": 1}]}', "no_address"),
        (b'{"ip": "x", "services": [{"port": 1}]}', "bad_address"),
        (b'{"ip": "192.0.2.1", "services": [{"observed_at": "x"}]}', "bad_time"),
    ],
)
def test_every_reason_of_a_host_is_reached(data: bytes, reason: str) -> None:
    """Each kind of bad host document gives its own reason, in both schemas."""
    for reader in (read_v2, read_platform):
        (rejected,) = reader(data, WHERE)
        assert isinstance(rejected, Rejection)
        assert rejected.reason == reason


def test_a_bad_service_costs_only_itself() -> None:
    """The services around a bad one are kept with their numbers."""
    results = list(read_v2(host(V2_SERVICE, "bad", V2_SERVICE), WHERE))
    assert [type(one) for one in results] == [Observation, Rejection, Observation]
    assert isinstance(results[1], Rejection)
    assert results[1].item == 2
    assert results[1].excerpt == '"bad"'


def unknown_keys(value: object, schema: dict[str, Any], defs: dict[str, Any], path: str) -> list[str]:
    """Return the paths of keys in ``value`` that the schema does not name."""
    if "$ref" in schema:
        return unknown_keys(value, defs[schema["$ref"].rpartition("/")[2]], defs, path)
    options = [option for option in schema.get("anyOf", ()) if option.get("type") != "null"]
    if options:
        return min((unknown_keys(value, option, defs, path) for option in options), key=len)
    if isinstance(value, Mapping):
        others = schema.get("additionalProperties", {})
        known = schema.get("properties", {})
        lost = [f"{path}.{key}" for key in value if key not in known and not others]
        deeper = [
            found
            for key, one in value.items()
            for found in unknown_keys(one, known.get(key, others), defs, f"{path}.{key}")
        ]
        return lost + deeper
    if isinstance(value, list):
        return [found for one in value for found in unknown_keys(one, schema.get("items", {}), defs, f"{path}[]")]
    return []


@pytest.mark.shared
def test_the_platform_example_follows_the_published_schema(samples: Path) -> None:
    """Every key that the Platform reader looks at in our synthetic host is named in the published schema."""
    schema = json.loads((samples / "schemas" / "censys_platform_host.schema.json").read_bytes())
    value = json.loads(host(PLATFORM_SERVICE))
    lost = unknown_keys(value, schema, schema["$defs"], "")
    assert lost == [".last_updated_at"]  # the v2 half of the shared example
