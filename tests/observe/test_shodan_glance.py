"""A glance at a banner shows every value that its fields hold, in the place that the contract promises."""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.knowledge.patterns import limit_of
from noroshi.model.fields import FIELDS
from noroshi.model.observation import Observation
from noroshi.observe.cut import Piece
from noroshi.observe.formats import Cutting, Detected, InputFormat
from noroshi.observe.glance import BODY_FIELD, Glance, Outline, may_be_joined, stands_inside
from noroshi.observe.outcomes import Where
from noroshi.observe.read import read
from noroshi.observe.shodan import decode_banner, read_record
from noroshi.observe.shodan_glance import ShodanGlances

HEADERS = frozenset(f"http.header.{name}" for name in ("server", "etag", "location", "set-cookie", "via", "keep-alive"))
EVERY = frozenset(FIELDS) | HEADERS
WHERE = Where(input="x", line=3, source="shodan", report="banner", digest="d")
LINES = Detected(format=InputFormat.SHODAN_LINES, source="shodan", report="banner", cutting=Cutting.LINES)


def values(observation: Observation) -> Iterator[tuple[str, str]]:
    """Yield every value that a rule can see, by field."""
    for view in (observation.fields, *observation.pages):
        for field, value in view.items():
            for one in (value,) if isinstance(value, str) else value:
                yield field, one[: limit_of(field)]


def missing(glance: Glance, observation: Observation) -> list[tuple[str, str]]:
    """Return the values that do not stand in the glance as it promises."""
    return [
        (field, value)
        for field, value in values(observation)
        if not _stands(glance, field, value)
        and not (may_be_joined(field) and all(part in glance.rest for part in value.split(", ")))
    ]


def _stands(glance: Glance, field: str, value: str) -> bool:
    text = glance.bodies if field == BODY_FIELD else glance.rest
    begin, end = (r"(?:^|(?<=\W))", r"(?:$|(?=\W))") if stands_inside(field) else ("^", "$")
    return re.search(f"{begin}{re.escape(value)}{end}", text, re.MULTILINE) is not None


def check(raw: bytes) -> None:
    """Read the record in both ways and compare."""
    for outcome in read_record(raw, WHERE):
        if isinstance(outcome, Observation):
            glance = ShodanGlances(EVERY).glance(decode_banner(raw))
            assert glance is None or missing(glance, outcome) == []


HEAD = (
    'HTTP/1.1 200 OK\r\nServer:  nginx \r\nETag: "83-6011f49f"\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n'
    "Via: one\r\nVia: two\r\nKeep-Alive: timeout=15\r\nContent-Length: 131\r\n\r\n"
)
FULL: dict[str, Any] = {
    "ip_str": "192.0.2.7", "port": 443, "transport": "tcp", "timestamp": "2026-01-02T03:04:05.678901",
    "hostnames": ["vpn.example"], "domains": ["example"], "org": "Example Org", "isp": "Example ISP",
    "asn": "AS64496", "os": "ExampleOS", "product": "Example VPN", "version": "7.2.5", "vendor": "Example",
    "devicetype": "firewall", "device": "E-1", "info": "note", "tags": ["vpn"], "cpe23": ["cpe:2.3:o:example:os"],
    "data": HEAD, "vulns": {"CVE-2026-0001": {}, "!CVE-2026-0002": {}}, "_shodan": {"module": "https"},
    "location": {"city": "Yokohama", "country_code": "jp", "latitude": 35.44, "longitude": 139.64},
    "http": {
        "status": 200, "title": "Please\nlog in", "server": "nginx/1", "html": "<html>\ntop</html>", "location": "/",
        "favicon": {"hash": -1231232, "data": base64.b64encode(b"icon").decode()}, "waf": "W",
        "redirects": [{"location": "/a", "data": "HTTP/1.1 302\r\nLocation: /b\r\nServer: x\r\n\r\n", "html": "moved"}],
    },
    "ssl": {
        "jarm": "2ad2", "versions": ["-SSLv3", "TLSv1.2"], "cipher": {"version": "TLSv1.2"},
        "cert": {"serial": 12345678901234567890, "issued": "20200101000000Z", "expires": "20300101000000Z",
                 "subject": {"C": "US", "CN": "host", "O": "Example, Inc."}, "issuer": {"CN": "support"},
                 "fingerprint": {"sha256": "AB", "sha1": "CD"},
                 "extensions": [{"name": "subjectAltName", "data": "0\\x0d\\x82\\x0bvpn.example"}]},
    },
    "snmp": {"description": "router", "name": "r1", "location": "rack", "contact": "noc", "objectid": "1.3.6"},
    "isakmp": {"version": "1.0", "vendor_ids": ["0xABCD"]}, "dns": {"software": "bind"},
    "smb": {"os": "W", "software": "S"}, "ntp": {"version": "ntpd 4", "system": "Linux"},
}  # fmt: skip


def test_a_full_banner_shows_all_its_values() -> None:
    """Every field of a banner with everything in it stands in the glance."""
    raw = json.dumps(FULL).encode()
    (outcome,) = read_record(raw, WHERE)
    assert isinstance(outcome, Observation)
    glance = ShodanGlances(EVERY).glance(decode_banner(raw))
    assert glance is not None
    assert missing(glance, outcome) == []
    assert len({field for field, _ in values(outcome)}) > 45


@pytest.mark.parametrize(
    "changes",
    [
        {"sonicwall": {"sonicos_version": "7"}},
        {"http": {"headers": {"Server": "x"}}},
        {"http": {"title": "t" * 5_000}},
        {"data": "HTTP/1.1 200 OK\r\nServer: a\r\n b\r\n\r\n"},
        {"data": f"HTTP/1.1 200 OK\r\nServer: {'a' * 5_000}\r\n\r\n"},
        {"data": "x\n" * 40_000},
    ],
    ids=["vendor module", "header mapping", "long title", "folded header", "long header", "long banner"],
)
def test_what_only_the_fields_tell_gives_no_glance(changes: dict[str, Any]) -> None:
    """A value that is put together in another way, or cut off, sends the record to the reading in full."""
    raw = json.dumps(FULL | changes).encode()
    assert ShodanGlances(EVERY).glance(decode_banner(raw)) is None


def test_only_what_is_looked_at_is_computed() -> None:
    """Certificate and network do not enter the glance of those who look at titles alone."""
    glance = ShodanGlances(frozenset({"http.title"})).glance(decode_banner(json.dumps(FULL).encode()))
    assert glance is not None
    assert "Please\nlog in" in glance.rest
    assert "CN=host" not in glance.rest
    assert "Yokohama" not in glance.rest


TEXT = st.text(alphabet=st.sampled_from(" \t\r\n\x0b\x1d\x85:,;=/aZk\u212a0_-é日"), max_size=12)
HEADER_LINE = st.tuples(
    st.sampled_from(["Server", "server ", "\x0bServer", "Via", "ETag", "Set-Cookie", "Keep-Alive", "X"]), TEXT
).map(lambda pair: f"{pair[0]}:{pair[1]}")
RAW_HEAD = st.tuples(
    st.sampled_from(["HTTP/1.1 200 OK", "HTTP/1.1", "SIP/2.0 200 OK", "SSH-2.0-x", "220 ftp"]),
    st.lists(HEADER_LINE | TEXT, max_size=6),
    st.sampled_from(["\r\n", "\n"]),
).map(lambda parts: parts[2].join([parts[0], *parts[1], "", ""]))
NAME = st.dictionaries(st.sampled_from(["CN", "O", "OU", "X", ""]), TEXT | st.lists(TEXT, max_size=2), max_size=3)
BANNER = st.fixed_dictionaries(
    {"ip_str": st.just("192.0.2.1"), "port": st.sampled_from([22, 23, 443, 5060])},
    optional={
        "data": RAW_HEAD | TEXT,
        "os": TEXT, "product": TEXT, "device": TEXT, "hostnames": st.lists(TEXT, max_size=3), "asn": TEXT,
        "cpe": TEXT | st.lists(TEXT, max_size=2), "tags": st.lists(TEXT, max_size=2), "info": TEXT,
        "_shodan": st.fixed_dictionaries({"module": st.sampled_from(["ssh", "ftp", "https-simple", "sip"]) | TEXT}),
        "http": st.fixed_dictionaries(
            {},
            optional={
                "title": TEXT, "server": TEXT, "html": TEXT, "location": TEXT, "status": st.integers(100, 599) | TEXT,
                "redirects": st.lists(
                    st.fixed_dictionaries({}, optional={"data": RAW_HEAD, "location": TEXT, "html": TEXT}), max_size=2
                ),
            },
        ),
        "ssl": st.fixed_dictionaries({"cert": st.fixed_dictionaries({"subject": NAME, "issuer": NAME})}),
        "snmp": st.fixed_dictionaries({"description": TEXT, "name": TEXT}),
    },
)  # fmt: skip


@given(BANNER)
@settings(deadline=None, max_examples=400)
def test_no_value_escapes_a_glance(banner: dict[str, Any]) -> None:
    """Whatever stands in the banner, each value of its fields stands in the glance, or there is none."""
    check(json.dumps(banner).encode())


@pytest.mark.shared
def test_no_value_of_a_real_banner_escapes(samples: Path) -> None:
    """The same for the real samples."""
    lines = [
        line for file in sorted(samples.rglob("*")) if file.is_file() for line in file.read_bytes().splitlines()[:200]
    ]
    banners = [line for line in lines if b'"ip_str"' in line and line.startswith(b"{")]
    for line in banners:
        check(line)


class Nothing:
    """An interest that no record meets."""

    fields = EVERY

    def may_match(self, glance: Glance) -> bool:
        """Say no."""
        del glance
        return False


@given(BANNER, st.sampled_from([None, "jp", "US", "\u2003"]))
@settings(deadline=None)
def test_an_outline_has_the_values_of_its_observation(banner: dict[str, Any], country: str | None) -> None:
    """Place, address, time, country, AS number and names are the same as read in full."""
    raw = json.dumps(banner | {"location": {"country_code": country}, "timestamp": "2026-01-02T03:04:05"}).encode()
    piece = Piece(first_line=7, data=raw)
    (full,) = read(LINES, piece, input="x")
    (outline,) = read(LINES, piece, input="x", interest=Nothing())
    assert isinstance(full, Observation)
    if isinstance(outline, Outline):
        assert msgspec.structs.astuple(outline) == (
            full.origin.line, full.origin.item, full.origin.digest, full.ip, full.port, full.transport,
            full.observed_at, full.one("geo.country"), full.one("net.asn"), full.many("hostnames"),
        )  # fmt: skip
    else:
        assert outline == full


def test_filtering_by_country_does_not_depend_on_the_interest() -> None:
    """Outlines of another country are filtered as observations are."""
    lines = [json.dumps({"ip_str": "192.0.2.1", "port": 1, "country_code": code}).encode() for code in ("JP", "US", "")]
    piece = Piece(first_line=1, data=b"\n".join(lines))
    kinds = [
        [type(one).__name__ for one in read(LINES, piece, input="x", country="JP", interest=interest)]
        for interest in (None, Nothing())
    ]
    assert kinds == [["Observation", "Filtered", "Observation"], ["Outline", "Filtered", "Outline"]]
