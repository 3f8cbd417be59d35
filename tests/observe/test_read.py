"""Reading: every record has exactly one outcome, whatever the bytes are."""

import gc
import hashlib
import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.model.fields import is_field, is_many
from noroshi.model.observation import REJECT_REASONS, Filtered, Observation, Rejection
from noroshi.observe.cut import Piece, cut
from noroshi.observe.formats import Cutting, Detected, InputFormat, detect
from noroshi.observe.outcomes import Outcome
from noroshi.observe.read import read

SHODAN = Detected(format=InputFormat.SHODAN_LINES, source="shodan", cutting=Cutting.LINES)
ALL = [
    SHODAN,
    Detected(format=InputFormat.SHODAN_HOST, source="shodan", cutting=Cutting.DOCUMENT),
    Detected(format=InputFormat.CENSYS_V2, source="censys", cutting=Cutting.LINES),
    Detected(format=InputFormat.CENSYS_PLATFORM, source="censys", cutting=Cutting.LINES),
    Detected(format=InputFormat.CENSYS_PLATFORM, source="censys", cutting=Cutting.DOCUMENT),
    Detected(format=InputFormat.SHADOWSERVER_CSV, source="shadowserver", report="scan_ssl", cutting=Cutting.CSV),
    Detected(format=InputFormat.UNSUPPORTED, reason="unsupported_format", detail="noise"),
]
HEADER = b'"timestamp","ip","port","geo","tag","banner","tag"\n'


def banner(**more: object) -> bytes:
    """Return a banner line with a documentation address."""
    base: dict[str, object] = {
        "ip_str": "192.0.2.7", "port": 443, "transport": "tcp", "timestamp": "2026-01-02T03:04:05.678901",
        "data": "HTTP/1.1 200 OK\r\nServer: test\r\n\r\n", "location": {"country_code": "JP"},
    }  # fmt: skip
    return json.dumps(base | more).encode()


def outcomes(detected: Detected, data: bytes, country: str | None = None) -> list[Outcome]:
    """Return everything that comes out of ``data``."""
    return [one for piece in cut(detected, [data]) for one in read(detected, piece, input="x", country=country)]


def seen(results: list[Outcome]) -> int:
    """Return how many records the outcomes stand for."""
    return sum(one.count if isinstance(one, Filtered) else 1 for one in results)


def check(results: list[Outcome]) -> None:
    """Assert what holds for every outcome: known reasons and fields, right kinds of values, bounds, clean text."""
    for one in results:
        if isinstance(one, Rejection):
            assert one.reason in REJECT_REASONS
            assert one.detail
            assert len(one.excerpt) <= 200
            assert one.excerpt.isprintable() or one.excerpt == ""
        elif isinstance(one, Observation):
            for fields in (one.fields, *one.pages):
                for name, value in fields.items():
                    assert is_field(name), name
                    assert isinstance(value, tuple) == is_many(name), name
                    texts = value if isinstance(value, tuple) else (value,)
                    assert texts
                    assert len(texts) <= 256
                    for text in texts:
                        assert text
                        assert len(text) <= 65_536
                        text.encode("utf-8")
            assert one.port is None or 0 < one.port < 65_536


HOSTILE_LINES = [
    b"{", b"[]", b"1", b'"x"', b"null", b"{}", b'{"ip_str": 1}', b'{"ip_str": "192.0.2.1"', b"\xff\xfe\x00", b"\x00",
    b'{"ip_str": "300.0.0.1", "port": 1, "data": ""}', b'{"port": 1, "data": ""}', b"[" * 5000, b'{"a":' * 5000,
    banner(), banner(timestamp="yesterday"), banner(port="x"), banner(port=99999999999999999999), banner(data=[]),
    banner(http={"title": 7, "redirects": "no"}), banner(ssl=[]), banner(location={"country_code": "US"}),
    banner(location=None), banner().replace(b"test", b"\xff\xfe"), banner().replace(b"test", b"\\ud800"),
    banner().replace(b"test", b"a\x00b"), banner(vulns={"CVE-2026-0001": {}}), banner(hash=1e400),
    b'{"ip_str": "192.0.2.1", "port": NaN, "data": ""}', b'{"ip_str": "192.0.2.1", "port": 1' + b"0" * 5000 + b"}",
    banner(data=[{"port": 1, "data": "x"}, 5, None, {"port": 2, "timestamp": "bad"}]),
]  # fmt: skip


@given(st.lists(st.sampled_from([line for line in HOSTILE_LINES if b'"data": [' not in line]), max_size=30))
def test_hostile_lines_balance(lines: list[bytes]) -> None:
    """Lines that hold one record each give exactly one outcome each, in order, with and without a country."""
    data = b"".join(line + b"\n" for line in lines)
    for country in (None, "JP", "US"):
        results = outcomes(SHODAN, data, country)
        assert seen(results) == len(lines)
        check(results)


@given(st.lists(st.sampled_from(HOSTILE_LINES) | st.binary(max_size=60), max_size=12).map(b"\n".join))
@settings(deadline=None)
def test_any_bytes_are_read_by_every_reader(data: bytes) -> None:
    """No reader raises on any bytes, and no input with content vanishes without an outcome."""
    for detected in ALL:
        for country in (None, "JP"):
            results = outcomes(detected, HEADER + data if detected.cutting is Cutting.CSV else data, country)
            check(results)
            if data.strip() and detected.format is not InputFormat.SHADOWSERVER_CSV:
                assert seen(results) >= 1


_KEYS = [
    "ip", "ip_str", "port", "data", "services", "http", "ssl", "cert", "location", "country_code", "headers",
    "response", "endpoints", "parsed", "subject", "tls", "names", "redirects", "timestamp", "software", "hits",
    "result", "resource", "favicons", "snmp", "isakmp", "vendor_ids", "vulns", "opts", "qnap", "tags", "cpe",
]  # fmt: skip
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["192.0.2.1", "JP"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(_KEYS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(_JSON)
@settings(deadline=None, max_examples=200)
def test_json_of_any_shape_is_read_by_every_reader(value: Any) -> None:
    """JSON whose values have the wrong types everywhere still gives an outcome."""
    data = json.dumps(value).encode()
    for detected in ALL:
        results = outcomes(detected, HEADER + data if detected.cutting is Cutting.CSV else data)
        check(results)
        assert seen(results) >= 1


@given(
    st.lists(
        st.sampled_from(
            [
                b'"2026-01-02 03:04:05","192.0.2.1",443,"JP","vpn","x",\n',
                b'"2026-01-02 03:04:05","192.0.2.1",443,"US"\n',
                b"2026-01-02 03:04:05,192.0.2.1,443,JP,vpn,x,y,z,more,columns\r\n",
                b'"2026-01-02 03:04:05","192.0.2.1",443,"JP","two\nlines","x","t"\n',
                b'"2026-01-02 03:04:05","192.0.2.1",443,"JP","stray,x,y\n',
                b'"2026-01-02 03:04:05",,443\n',
                b'"2026-01-02 99:04:05","192.0.2.1"\n',
                b'"2026-01-02 03:04:05","\x00\xff"\n',
            ]
        ),
        max_size=20,
    )
)
def test_hostile_rows_balance(rows: list[bytes]) -> None:
    """Every CSV row, ragged or with a stray quote, gives exactly one outcome."""
    detected = Detected(format=InputFormat.SHADOWSERVER_CSV, source="shadowserver", cutting=Cutting.CSV)
    for country in (None, "JP"):
        results = outcomes(detected, HEADER + b"".join(rows), country)
        assert seen(results) == max(1, len(rows))
        check(results)


def test_rejections_say_what_is_wrong_and_where() -> None:
    """A bad line is named with its line number, reason, a sentence, an excerpt and the digest of its bytes."""
    bad = b'{"ip_str": "192.0.2.1", \x1b[31m'
    good, rejected, last = outcomes(SHODAN, banner() + b"\r\n" + bad + b"\n\n   \n" + banner())
    assert isinstance(good, Observation)
    assert isinstance(last, Observation)
    assert (good.origin.line, last.origin.line, good.origin.item) == (1, 5, 1)
    assert good.origin.digest == hashlib.sha256(banner()).hexdigest()
    assert isinstance(rejected, Rejection)
    assert (rejected.line, rejected.reason) == (2, "broken_json")
    assert "expected one JSON object" in rejected.detail
    assert rejected.excerpt == '{"ip_str": "192.0.2.1", \\x1b[31m'
    assert rejected.digest == hashlib.sha256(bad).hexdigest()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"ip_str": "192.0.2.1", "por', "broken_json"),
        (b"[1, 2]", "wrong_shape"),
        (b'{"unrelated": 1}', "wrong_shape"),
        (b'{"port": 443, "data": "x"}', "no_address"),
        (b'{"ip_str": "192.0.2.256", "port": 443}', "bad_address"),
        (b'{"ip_str": "fe80::1%eth0", "port": 443}', "bad_address"),
        (b'{"ip_str": "192.0.2.1", "port": 443, "timestamp": "soon"}', "bad_time"),
        (b'{"ip_str": "192.0.2.1", "data": []}', "empty_input"),
    ],
)
def test_every_reason_of_a_line_is_reached(line: bytes, reason: str) -> None:
    """Each kind of bad line gives its own reason."""
    (rejected,) = outcomes(SHODAN, line)
    assert isinstance(rejected, Rejection)
    assert rejected.reason == reason


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b'"2026-01-02 03:04:05","never closed\n', "broken_csv"),
        (b"just one cell\n", "broken_csv"),
        (b'"2026-01-02 03:04:05",,443,"JP"\n', "no_address"),
        (b'"2026-01-02 03:04:05","192.0.2",443,"JP"\n', "bad_address"),
        (b'"02/01/2026","192.0.2.1",443,"JP"\n', "bad_time"),
        (b"2026-01-02 03:04:05,192.0.2.1," + b"x" * 200_000 + b"\n", "broken_csv"),
        (b"", "empty_input"),
    ],
)
def test_every_reason_of_a_row_is_reached(row: bytes, reason: str) -> None:
    """Each kind of bad row gives its own reason."""
    detected = detect("scan_ssl.csv", HEADER)
    (rejected,) = outcomes(detected, HEADER + row)
    assert isinstance(rejected, Rejection)
    assert rejected.reason == reason


@pytest.mark.parametrize("address", ["::ffff:192.0.2.7", "::FFFF:c000:207"])
@pytest.mark.parametrize(
    "text",
    [
        '{"ip_str": "%s", "port": 443, "transport": "tcp", "data": "x", "_shodan": {"module": "https"}}',
        '{"ipv6": "%s", "port": 443, "transport": "tcp", "data": "x", "_shodan": {"module": "https"}}',
        '{"ip_str": "%s", "data": [{"port": 443, "transport": "tcp"}]}',
        '{"ip": "%s", "services": [{"port": 443, "service_name": "HTTP", "transport_protocol": "TCP"}]}',
        '{"ip": "%s", "services": [{"port": 443, "protocol": "HTTP", "endpoints": []}]}',
        "timestamp,ip,port,geo\n2026-01-02 03:04:05,%s,443,JP\n",
        "timestamp,protocol,src_ip,src_asn,dst_ip\n2026-01-02 03:04:05,tcp,%s,64496,192.0.2.1\n",
    ],
)  # fmt: skip
def test_an_ipv4_address_in_ipv6_spelling_is_the_ipv4_address(text: str, address: str) -> None:
    """Every reader gives one device one address, however the source spells it."""
    data = (text % address).encode()
    (kept,) = outcomes(detect("x", data), data)
    assert isinstance(kept, Observation)
    assert kept.ip == "192.0.2.7"


def test_broken_utf8_and_surrogates_are_replaced_and_kept() -> None:
    """Bytes that are no UTF-8 cost a replacement mark, not the record."""
    for damage in (b"\xff\xfe", b"\\ud800", b"a\x00b\x01"):
        (kept,) = outcomes(SHODAN, banner().replace(b"test", damage))
        assert isinstance(kept, Observation)
        assert kept.one("http.status") == "200"
        assert kept.one("http.header.server")


def test_another_country_is_filtered_and_an_unknown_one_is_kept() -> None:
    """Only records that the source places elsewhere are left out; the byte filter counts them together."""
    places: list[object] = [
        {"country_code": "JP"}, {"country_code": "jp"}, {"country_code": "US"}, {"country_code": None}, None, {},
        {"country_code": "ZZ"}, {"city": "x", "country_code": "DE", "latitude": 1.5},
    ]  # fmt: skip
    for separators in ((",", ":"), (", ", ": "), (" , ", " :  ")):
        lines = [json.dumps(json.loads(banner(location=place)), separators=separators).encode() for place in places]
        results = outcomes(SHODAN, b"\n".join(lines), "jp")
        kept = [one.origin.line for one in results if isinstance(one, Observation)]
        assert kept == [1, 2, 4, 5, 6, 7]
        assert [one for one in results if isinstance(one, Filtered)] == [Filtered(reason="country", count=2)]


def test_a_country_inside_a_page_does_not_filter() -> None:
    """Text that looks like a location, inside a quoted body, is no location of the record."""
    body = '{"location": {"country_code": "US"}}'
    (kept,) = outcomes(SHODAN, banner(http={"html": body}, location={"country_code": "JP"}), "JP")
    assert isinstance(kept, Observation)
    assert kept.one("http.body") == body


def test_services_of_a_document_are_counted_one_by_one() -> None:
    """Items count through all hosts of one document, and all carry the document's digest."""
    host = {"ip_str": "192.0.2.1", "data": [{"port": 1, "data": "x"}, "bad", {"port": 3, "data": "x"}]}
    data = json.dumps([host, host], indent=1).encode()
    results = outcomes(detect("x", data), data)
    places = [
        (one.origin.item if isinstance(one, Observation) else one.item)
        for one in results
        if not isinstance(one, Filtered)
    ]
    assert places == [1, 2, 3, 4, 5, 6]
    digests = {one.origin.digest for one in results if isinstance(one, Observation)}
    assert digests == {hashlib.sha256(data).hexdigest()}


def _fifty_megabytes() -> Iterator[bytes]:
    yield banner() + b"\n"
    yield from (b"{" * 1_000_000 for _ in range(50))
    yield b"\n" + banner()


def test_a_line_of_fifty_megabytes_is_one_rejection() -> None:
    """The long line is one rejected record; its neighbours are kept and memory stays bounded."""
    gc.collect()
    tracemalloc.start()
    results = [one for piece in cut(SHODAN, _fifty_megabytes()) for one in read(SHODAN, piece, input="x")]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    kinds = [type(one) for one in results]
    assert kinds == [Observation, Rejection, Observation]
    assert isinstance(results[1], Rejection)
    assert (results[1].line, results[1].reason) == (2, "record_too_long")
    assert "50000000 bytes" in results[1].detail
    assert peak < 60_000_000


def test_an_unsupported_input_is_one_rejection() -> None:
    """The whole file counts as one record, rejected with what it is."""
    data = b'{"event_type": "leak", "event_source": "x"}\n' * 100
    detected = detect("x.json", data)
    (rejected,) = outcomes(detected, data)
    assert isinstance(rejected, Rejection)
    assert (rejected.reason, rejected.line, rejected.item) == ("unsupported_format", 1, 1)
    assert "LeakIX" in rejected.detail


@pytest.mark.parametrize("data", [b"", b"\n\n", b"[]", b'{"ip": "192.0.2.1", "services": []}', b"timestamp,ip,asn\n"])
def test_an_input_without_records_is_one_rejection(data: bytes) -> None:
    """Nothing at all, no host, no service and no row are each said to be empty, once."""
    detected = detect("x", data)
    results = outcomes(detected, data)
    assert len(results) == 1
    assert isinstance(results[0], Rejection)
    assert results[0].reason in ("empty_input", "unsupported_format")


def test_a_piece_can_be_read_twice() -> None:
    """Reading has no memory: the same piece gives the same outcomes."""
    piece = Piece(first_line=10, data=banner() + b"\n{\n")
    first = list(read(SHODAN, piece, input="x"))
    assert list(read(SHODAN, piece, input="x")) == first
    assert seen(first) == 2
