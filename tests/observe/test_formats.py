"""Detection: the content decides what an input is, and what is not supported is named."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.observe.formats import HEAD_BYTES, Cutting, InputFormat, detect, detect_stream

BANNER = {"ip_str": "192.0.2.1", "port": 443, "transport": "tcp", "data": "x", "_shodan": {"module": "https"}}
V2_HOST = {"ip": "192.0.2.1", "services": [{"port": 443, "service_name": "HTTP", "transport_protocol": "TCP"}]}
PLATFORM_HOST = {"ip": "192.0.2.1", "services": [{"port": 443, "protocol": "HTTP", "endpoints": []}]}
SHODAN_HOST = {"ip_str": "192.0.2.1", "ports": [443], "data": [BANNER]}


@pytest.mark.parametrize(
    ("value", "format_"),
    [
        (BANNER, InputFormat.SHODAN_LINES),
        (SHODAN_HOST, InputFormat.SHODAN_HOST),
        (V2_HOST, InputFormat.CENSYS_V2),
        ({"code": 200, "status": "OK", "result": V2_HOST}, InputFormat.CENSYS_V2),
        (PLATFORM_HOST, InputFormat.CENSYS_PLATFORM),
        ({"result": {"resource": PLATFORM_HOST}}, InputFormat.CENSYS_PLATFORM),
        ({"host": PLATFORM_HOST}, InputFormat.CENSYS_PLATFORM),
    ],
)
def test_a_format_is_told_in_every_layout(value: object, format_: InputFormat) -> None:
    """Lines, one pretty-printed document, and an array are told apart, with and without a byte order mark."""
    line = json.dumps(value).encode()
    layouts = {
        line: Cutting.LINES,
        line + b"\n" + line + b"\n": Cutting.LINES,
        b"\xef\xbb\xbf\r\n" + line + b"\r\n": Cutting.LINES,
        json.dumps(value, indent=2).encode(): Cutting.DOCUMENT,
        json.dumps([value]).encode(): Cutting.DOCUMENT,
        json.dumps([value, value], indent=1).encode(): Cutting.DOCUMENT,
    }
    for data, cutting in layouts.items():
        found = detect("misleading.csv", data)
        assert (found.format, found.cutting) == (format_, cutting), data[:60]
        assert found.report == ("banner" if format_ is InputFormat.SHODAN_LINES else "host")


def test_a_broken_first_line_does_not_hide_the_format() -> None:
    """A damaged first line leaves the following lines readable."""
    data = b'{"ip_str": "192.0.2.1", "po\n' + json.dumps(BANNER).encode() + b"\n"
    assert detect("x", data).format is InputFormat.SHODAN_LINES


def test_a_first_line_longer_than_the_head_is_told_from_its_beginning() -> None:
    """A host line of more than 256 KiB is still recognised as a line."""
    long = dict(V2_HOST, padding="x" * (2 * HEAD_BYTES))
    found = detect("x", json.dumps(long).encode()[:HEAD_BYTES])
    assert (found.format, found.cutting) == (InputFormat.CENSYS_V2, Cutting.LINES)


@pytest.mark.parametrize("chunk", [1 << 20, 10_000, HEAD_BYTES])
@pytest.mark.parametrize("before", [b"", b"\n\n", b"\xef\xbb\xbf\r\n"])
@pytest.mark.parametrize("strange", [[b'{"data": "'], [b"x"], [b'{"text": "', b"\x00"]])
def test_strange_long_lines_do_not_hide_the_format(strange: list[bytes], before: bytes, chunk: int) -> None:
    """First lines that are longer than the head and tell nothing leave the lines behind them readable."""
    data = before + b"".join(line + b"x" * (2 * HEAD_BYTES) + b"\n" for line in strange)
    good = json.dumps(BANNER).encode() + b"\n"

    def stream(content: bytes) -> Iterator[bytes]:
        return (content[at : at + chunk] for at in range(0, len(content), chunk))

    found = detect_stream("x", stream(data + good))
    assert (found.format, found.cutting) == (InputFormat.SHODAN_LINES, Cutting.LINES)
    alone = detect_stream("x", stream(data))
    assert (alone.format, alone.detail) == (InputFormat.UNSUPPORTED, detect("x", data[:HEAD_BYTES]).detail)


@given(st.binary(max_size=400), st.integers(1, 50))
def test_chunks_do_not_matter_to_detection(data: bytes, size: int) -> None:
    """A short input is the same whether it comes at once or in chunks."""
    assert detect_stream("x", [data[at : at + size] for at in range(0, len(data), size)]) == detect("x", data)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b'{"event_type": "leak", "event_source": "x", "ip": "192.0.2.1", "port": "1"}', "LeakIX"),
        (b'{"query": "ip:192.0.2.1", "events": []}', "BinaryEdge"),
        (b'{"443": {"https": {}}, "protocols": ["443/https"], "ip": "192.0.2.1"}', "Censys v1"),
        (b'{"as.number": 1, "443.timestamp": 2, "ip": "192.0.2.1"}', "flattened"),
        (b'{"$defs": {}, "properties": {}}', "schema"),
        (b'{"parsed": {}, "ct": {}}', "certificate"),
        (b'{"some": 1, "thing": 2}', "some, thing"),
        (b"<?xml version='1.0'?><nmaprun/>", "XML"),
        (b"-----BEGIN CERTIFICATE-----\n", "PEM"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"PK\x03\x04", "ZIP"),
        (b"\xff\xfei\x00p\x00", "UTF-16"),
        (b"a,b,c,d\n1,2,3,4\n", "CSV that is no Shadowserver report"),
        (b"# A heading\n\nSome text.\n", "neither"),
        (b"\x00\x00\x00\x00", "binary"),
    ],
)
def test_what_is_not_supported_is_named(data: bytes, word: str) -> None:
    """An unsupported input says what it is, or what it begins with."""
    found = detect("x.json", data)
    assert found.format is InputFormat.UNSUPPORTED
    assert found.reason == "unsupported_format"
    assert word in found.detail


@pytest.mark.parametrize("data", [b"", b"\n\n  \r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_an_empty_input_is_empty(data: bytes) -> None:
    """Nothing but blanks and a byte order mark is an empty input."""
    assert detect("x.json", data).reason == "empty_input"


@pytest.mark.parametrize(
    ("name", "header", "report"),
    [
        ("2026-01-02-scan_ssl-example-asn.csv", '"timestamp","ip","port","asn"', "scan_ssl"),
        ("2026-01-02-scan6_http_vulnerable-example.csv", '"timestamp","ip","port","asn"', "scan6_http_vulnerable"),
        ("2026-01-02-device_id-example.csv", '"timestamp","ip","asn"', "device_id"),
        ("special_20260102.csv", '"timestamp","ip","asn"', "special"),
        ("export.csv", "timestamp,ip,geo,ssl_poodle,freak_vulnerable", "scan_ssl"),
        ("export.csv", "timestamp,ip,geo,initiator_spi", "scan_isakmp"),
        ("export.csv", "timestamp,ip,geo,sysdesc,sysname,community", "scan_snmp"),
        ("export.csv", "timestamp,ip,port,geo,device_vendor,device_type,device_model", "device_id"),
        ("export.csv", "timestamp,ip,port,geo,banner", "scan_telnet"),
        ("export.csv", "timestamp,ip,public_source,status,detail,method,tag", "special"),
        (
            "export.csv",
            "timestamp,ip,geo,http_code,www_authenticate,set_cookie,server,build_date",
            "scan_http_vulnerable",
        ),
        ("export.csv", "timestamp,ip,geo,new_column", ""),
        ("export.csv", "timestamp,protocol,src_ip,src_asn,dst_ip", ""),
    ],
)
def test_a_shadowserver_report_is_told_by_name_or_columns(name: str, header: str, report: str) -> None:
    """The report type comes from the file's name, else from the columns; an unknown type is still read."""
    found = detect(name, header.encode() + b"\n")
    assert (found.format, found.cutting) == (InputFormat.SHADOWSERVER_CSV, Cutting.CSV)
    assert found.report == report


@given(st.binary(max_size=400), st.text(max_size=20))
def test_detection_never_raises(data: bytes, name: str) -> None:
    """Any bytes are something, and what is unsupported has a reason and a detail."""
    found = detect(name, data)
    assert (found.format is InputFormat.UNSUPPORTED) == bool(found.reason)
    assert bool(found.reason) == bool(found.detail)


@pytest.mark.parametrize("unit", [b'"', b'\\"', b'{"a":', b"[", b'{"\\', b'"a":"\\"', b"{[", b'","\n', b"\x1b["])
def test_hostile_repetition_is_read_in_linear_time(unit: bytes) -> None:
    """A head full of one hostile piece is still told to be unsupported, in one pass."""
    for opening in (b"{", b"[", b"timestamp,ip,"):
        found = detect("x", (opening + unit * (HEAD_BYTES // len(unit)))[:HEAD_BYTES])
        assert found.source in ("", "shadowserver")
