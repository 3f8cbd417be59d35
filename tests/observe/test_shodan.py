"""Shodan: every value that the survey uses survives from the banner into the observation."""

import base64
import hashlib
import json
from datetime import UTC, datetime

import pytest

from noroshi.model.observation import Observation
from noroshi.observe.outcomes import Where
from noroshi.observe.shodan import read_record

WHERE = Where(input="x", line=3, source="shodan", digest="d")
ICON = b"\x00\x01icon"
HEAD = (
    'HTTP/1.1 200 OK\r\nDate: Fri, 02 Jan 2026 03:04:05 GMT\r\nServer: xxxxxxxx-xxxxx\r\nETag: "83-6011f49f"\r\n'
    "Last-Modified: Wed, 27 Jan 2021 23:17:19 GMT\r\nSet-Cookie: a=1; path=/\r\nSet-Cookie: b=2\r\n"
    "X-Frame-Options: SAMEORIGIN\r\nVary: a\r\nVary: b\r\nX-Folded: one\r\n two\r\nContent-Length: 131\r\n\r\n"
)
FULL = {
    "ip_str": "192.0.2.7", "port": 10443, "transport": "TCP", "timestamp": "2026-01-02T03:04:05.678901",
    "hostnames": ["vpn.example.jp"], "domains": ["example.jp", "vpn.example.jp"], "org": "Example Org",
    "isp": "Example ISP", "asn": "AS64496", "os": "FortiOS", "product": "Fortinet SSL VPN", "version": "7.2.5",
    "vendor": "Fortinet", "devicetype": "firewall", "device": "FortiGate", "info": "note",
    "tags": ["vpn", "self-signed"],
    "cpe": ["cpe:/o:example:os"], "cpe23": ["cpe:2.3:o:example:os"], "data": HEAD,
    "vulns": {"CVE-2026-0001": {"verified": False}, "!CVE-2026-0002": {}},
    "opts": {"vulns": ["!CVE-2026-0003", "CVE-2026-0004"]}, "_shodan": {"module": "https"},
    "location": {
        "city": "Yokohama", "region_code": "14", "postal_code": "231-0000", "country_code": "jp", "latitude": 35.44,
        "longitude": 139.64,
    },
    "http": {
        "status": 200, "title": "Please Login", "server": "xxxxxxxx-xxxxx", "html": "<html>top</html>", "location": "/",
        "host": "192.0.2.7", "waf": "Example WAF",
        "favicon": {"hash": -1231232, "data": base64.b64encode(ICON).decode()},
        "redirects": [
            {"host": "192.0.2.7", "location": "/remote/login",
             "data": 'HTTP/1.1 302 Found\r\nLocation: /x\r\nETag: "1-2"\r\nSet-Cookie: c=3\r\n\r\n'},
        ],
    },
    "ssl": {
        "jarm": "2ad2", "versions": ["-SSLv3", "TLSv1.2"], "cipher": {"version": "TLSv1.2"},
        "cert": {
            "serial": 123456789012345678901234567890, "issued": "20200101000000Z", "expires": "20300101000000Z",
            "subject": {"C": "US", "CN": "FGT60D0000000000", "O": "Example, Inc.", "OU": "FortiGate",
                        "emailAddress": "a@example.jp"},
            "issuer": {"CN": "support", "O": "Example"},
            "fingerprint": {"sha256": "AB", "sha1": "CD"},
            "extensions": [
                {"name": "subjectAltName", "data": "0\\x16\\x82\\x0evpn.example.jp\\x87\\x04\\xc0\\x00\\x02\\x07"},
            ],
        },
    },
    "snmp": {"description": "Example router", "name": "r1", "location": "rack", "contact": "noc",
             "objectid": "1.3.6.1"},
    "isakmp": {"version": "1.0", "vendor_ids": ["0xABCD"], "aggressive": {"vendor_ids": ["EF01"]}},
    "dns": {"software": "bind"}, "smb": {"os": "Windows", "software": "Samba"},
    "ntp": {"version": "ntpd 4", "processor": "x86", "system": "Linux"},
    "sonicwall": {"sonicos_version": "6.5.4", "serial_number": "C0EAE4000000"},
}  # fmt: skip

EXPECTED = {
    "http.status": "200", "http.path": "/", "http.title": "Please Login", "http.body": "<html>top</html>",
    "http.content_length": "131", "http.header.date": "Fri, 02 Jan 2026 03:04:05 GMT",
    "http.header.server": "xxxxxxxx-xxxxx", "http.header.etag": '"83-6011f49f"',
    "http.header.last-modified": "Wed, 27 Jan 2021 23:17:19 GMT", "http.header.set-cookie": ("a=1; path=/", "b=2"),
    "http.header.x-frame-options": "SAMEORIGIN", "http.header.vary": "a, b", "http.header.x-folded": "one two",
    "http.header.content-length": "131", "http.redirects": ("/remote/login",), "favicon.mmh3": "-1231232",
    "favicon.md5": hashlib.md5(ICON).hexdigest(),  # noqa: S324  the vocabulary holds MD5 of favicons
    "tls.cert.subject": "CN=FGT60D0000000000, OU=FortiGate, O=Example\\, Inc., C=US, emailAddress=a@example.jp",
    "tls.cert.issuer": "CN=support, O=Example", "tls.cert.serial": "123456789012345678901234567890",
    "tls.cert.not_before": "20200101000000Z", "tls.cert.not_after": "20300101000000Z", "tls.cert.sha256": "ab",
    "tls.cert.sha1": "cd", "tls.cert.san": ("vpn.example.jp", "192.0.2.7"), "tls.jarm": "2ad2",
    "tls.version": "TLSv1.2", "snmp.description": "Example router", "snmp.name": "r1", "snmp.location": "rack",
    "snmp.contact": "noc", "snmp.sys_object_id": "1.3.6.1", "ike.version": "1.0", "ike.vendor_ids": ("abcd", "ef01"),
    "dns.versionbind": "bind", "smb.native_os": "Windows", "smb.native_lm": "Samba",
    "ntp.readvar": 'version="ntpd 4", processor="x86", system="Linux"', "source.product": "Fortinet SSL VPN",
    "source.version": "7.2.5", "source.vendor": "Fortinet", "source.type": "firewall", "source.model": "FortiGate",
    "source.detail": "note; sonicwall.serial_number: C0EAE4000000", "os.name": "FortiOS", "source.tag": "https",
    "source.cpe": ("cpe:2.3:o:example:os", "cpe:/o:example:os"),
    "source.labels": ("vpn", "self-signed", "waf:Example WAF"), "source.cves": ("CVE-2026-0001", "CVE-2026-0004"),
    "hostnames": ("vpn.example.jp", "example.jp"), "net.asn": "64496", "net.isp": "Example ISP",
    "net.org": "Example Org", "geo.country": "JP", "geo.region": "14", "geo.city": "Yokohama",
    "geo.postcode": "231-0000", "geo.latitude": "35.44", "geo.longitude": "139.64",
}  # fmt: skip


def one(value: object) -> Observation:
    """Return the observation of one banner."""
    (found,) = read_record(json.dumps(value).encode(), WHERE)
    assert isinstance(found, Observation), found
    return found


def test_every_field_of_a_full_banner_survives() -> None:
    """A banner with everything gives exactly the expected fields, no more and no less."""
    found = one(FULL)
    assert found.fields == EXPECTED
    assert (found.ip, found.port, found.transport) == ("192.0.2.7", 10443, "tcp")
    assert found.observed_at == datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
    assert (found.origin.line, found.origin.item, found.origin.source) == (3, 1, "shodan")


def test_a_redirect_is_a_page_of_its_own() -> None:
    """Each hop of the chain keeps its own path, status and headers."""
    assert one(FULL).pages == (
        {
            "http.path": "/remote/login",
            "http.status": "302",
            "http.header.location": "/x",
            "http.header.etag": '"1-2"',
            "http.header.set-cookie": ("c=3",),
        },
    )


def test_values_of_a_wrong_type_cost_only_themselves() -> None:
    """A number for a title, a list for a certificate or a text for a port leave everything else in place."""
    damaged = json.loads(json.dumps(FULL))
    damaged["http"]["title"] = 7
    damaged["http"]["favicon"] = []
    damaged["ssl"]["cert"] = [1]
    damaged["hostnames"] = ["vpn.example.jp", 5, None]
    damaged["asn"] = 64496
    damaged["snmp"] = "none"
    damaged["port"] = "10443"
    found = one(damaged)
    lost = {name for name in EXPECTED if name.startswith(("tls.cert", "snmp", "favicon"))}
    kept = {name: value for name, value in EXPECTED.items() if name not in lost}
    assert found.fields == kept | {"http.title": "7", "hostnames": ("vpn.example.jp", "5", "example.jp")}
    assert found.port == 10443


@pytest.mark.parametrize(
    ("module", "port", "data", "field", "value"),
    [
        ("ssh", 22, "SSH-2.0-Example_1.0\nKey type: ssh-rsa", "ssh.banner", "SSH-2.0-Example_1.0"),
        ("telnet", 23, "Login:", "telnet.banner", "Login:"),
        ("telnets-something", 992, "Login:", "banner", "Login:"),
        ("ftp", 2121, "220 ready", "ftp.banner", "220 ready"),
        ("smtp-starttls", 587, "220 mail", "smtp.banner", "220 mail"),
        (None, 21, "220 ready", "ftp.banner", "220 ready"),
        ("ike", 500, "VPN (IKE)", "banner", "VPN (IKE)"),
        ("sip", 5060, "SIP/2.0 200 OK\r\nServer: Example PBX\r\n\r\n", "sip.server", "Example PBX"),
        ("sip", 5060, "SIP/2.0 200 OK\r\nUser-Agent: Example UA\r\n\r\n", "sip.user_agent", "Example UA"),
    ],
)
def test_text_banners_go_to_their_protocol(module: str | None, port: int, data: str, field: str, value: str) -> None:
    """The module, else the port, says whose banner a text is."""
    record = {"ip_str": "192.0.2.1", "port": port, "data": data, "_shodan": {"module": module}}
    assert one(record).one(field) == value


@pytest.mark.parametrize(
    ("module", "fields"),
    [
        ({"sonicwall": {"sonicos_version": "7.0"}}, {"source.vendor": "SonicWall", "source.version": "7.0"}),
        (
            {"qnap": {"firmware": {"version": "5.1", "build": "20260101"}, "model": {"model_name": "TS-1"}}},
            {
                "source.vendor": "QNAP",
                "source.version": "5.1",
                "source.build_date": "20260101",
                "source.model": "TS-1",
            },
        ),
        (
            {"checkpoint": {"firewall_host": "fw", "smartcenter_host": "sc"}},
            {
                "source.vendor": "Check Point",
                "source.detail": "checkpoint.firewall_host: fw; checkpoint.smartcenter_host: sc",
            },
        ),
        ({"mikrotik_routeros": {"version": "6.49"}}, {"source.vendor": "MikroTik", "source.version": "6.49"}),
        ({"qnap": None, "sonicwall": []}, {}),
    ],
)
def test_vendor_modules_become_claims(module: dict[str, object], fields: dict[str, str]) -> None:
    """What a vendor module says about vendor, model, version and build is a claim of the source."""
    found = one({"ip_str": "192.0.2.1", "port": 1, "data": ""} | module).fields
    claims = {name: value for name, value in found.items() if name.startswith("source.")}
    assert claims == fields


def test_services_of_a_host_inherit_what_they_lack() -> None:
    """A service takes address, names, place and holder from its host, but never the host's CVE list."""
    host = {
        "ip_str": "192.0.2.9", "hostnames": ["a.example.jp"], "org": "Org", "isp": "ISP", "asn": "AS64496", "os": None,
        "country_code": "JP", "city": "Yokohama", "region_code": "14", "latitude": 35.0, "longitude": 139.0,
        "last_update": "2026-01-02T00:00:00", "vulns": ["CVE-2026-0001"], "tags": ["vpn"],
        "data": [{"port": 443, "data": ""}, {"port": 22, "ip_str": "192.0.2.10", "location": {"country_code": "US"}}],
    }  # fmt: skip
    first, second = read_record(json.dumps(host).encode(), WHERE)
    assert isinstance(first, Observation)
    assert isinstance(second, Observation)
    assert (first.ip, second.ip) == ("192.0.2.9", "192.0.2.10")
    assert (first.origin.item, second.origin.item) == (1, 2)
    assert first.observed_at == datetime(2026, 1, 2, tzinfo=UTC)
    assert first.fields == {
        "source.labels": ("vpn",), "hostnames": ("a.example.jp",), "net.asn": "64496", "net.isp": "ISP",
        "net.org": "Org", "geo.city": "Yokohama", "geo.region": "14", "geo.latitude": "35.0",
        "geo.longitude": "139.0", "geo.country": "JP",
    }  # fmt: skip
    assert second.one("geo.country") == "US"


def test_large_values_are_cut() -> None:
    """Bodies end at 64 KiB, lists at 256 values, headers at 128."""
    big = {
        "ip_str": "192.0.2.1", "port": 80, "hostnames": [f"h{n}.example.jp" for n in range(1000)],
        "http": {"html": "x" * 100_000, "title": "t" * 100_000, "redirects": [{"location": "/"}] * 100},
        "data": "HTTP/1.1 200 OK\r\n" + "".join(f"X-{n}: v\r\n" for n in range(1000)),
    }  # fmt: skip
    found = one(big)
    assert len(found.one("http.body")) == 65_536
    assert len(found.one("http.title")) == 16_384
    assert len(found.many("hostnames")) == 256
    assert len(found.pages) == 16
    assert sum(1 for name in found.fields if name.startswith("http.header.")) == 128


@pytest.mark.parametrize(("given", "ip"), [({"ip": 3221225985}, "192.0.2.1"), ({"ipv6": "2001:DB8::1"}, "2001:db8::1")])
def test_an_address_may_stand_elsewhere(given: dict[str, object], ip: str) -> None:
    """Without ip_str the numeric or IPv6 address counts."""
    assert one({"port": 443, "data": ""} | given).ip == ip
