"""Times, addresses, excerpts, repaired JSON: the small readers that all sources share."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.observe.addresses import read_address, read_asn, read_port
from noroshi.observe.csv_records import record_end
from noroshi.observe.field_values import Fields, describe, extend, put
from noroshi.observe.outcomes import excerpt
from noroshi.observe.times import read_time
from noroshi.observe.tolerant_json import BrokenJsonError, fit, repaired


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-01-02 03:04:05", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05.123456789Z", datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)),
        ("2026-01-02T12:04:05+09:00", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        (" 2026-01-02 03:04:05 UTC", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02", datetime(2026, 1, 2, tzinfo=UTC)),
        ("0001-01-01T00:00:00+09:00", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_times_are_utc(text: str, time: datetime | None) -> None:
    """Times with and without a zone become UTC; what is no time is None."""
    assert read_time(text) == time


@pytest.mark.parametrize(
    ("given_", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("2001:0DB8:0000::0001", "2001:db8::1"),
        (3221225985, "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        (" ::FFFF:c000:0201 ", "192.0.2.1"),
        ("0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:0:192.0.2.1", "::ffff:0:c000:201"),
        ("192.0.2.01", None),
        ("192.0.2.256", None),
        ("fe80::1%eth0", None),
        (True, None),
        (-1, None),
        (2**40, None),
        ("", None),
        (None, None),
        ("1" * 10_000, None),
    ],
)
def test_addresses_have_one_spelling(given_: object, address: str | None) -> None:
    """IPv4 and IPv6 come out compressed, mapped IPv4 as IPv4; leading zeros, zones and other values are none."""
    assert read_address(given_) == address


def test_ports_and_as_numbers() -> None:
    """Ports are 1 to 65535, as number or text; AS numbers lose their prefix, 0 is none."""
    assert [read_port(one) for one in (443, "443", " 22 ", 0, 65536, "65536", "-1", "x", True, None, "9" * 999)] == [
        443, 443, 22, None, None, None, None, None, None, None, None,
    ]  # fmt: skip
    assert [read_asn(one) for one in ("AS64496", "64496", "as 64496", "0", "", "x", "9" * 99)] == [
        "64496", "64496", "64496", "", "", "", "",
    ]  # fmt: skip


@given(st.binary(max_size=2000))
def test_an_excerpt_is_short_and_printable(raw: bytes) -> None:
    """No control character, no direction mark and no more than 200 characters leave in an excerpt."""
    shown = excerpt(raw)
    assert len(shown) <= 200
    assert all(char.isprintable() for char in shown)


def test_put_keeps_the_first_value_and_extend_keeps_each_once() -> None:
    """Blank values are no values; lists keep order and drop repetitions."""
    fields: Fields = {}
    for value in (None, "", "  ", [], {}, "first", "second"):
        put(fields, "http.title", value)
    extend(fields, "hostnames", ["b", "a", "b", "", " "])
    extend(fields, "hostnames", ["a", "c"])
    extend(fields, "source.labels", [""])
    assert fields == {"http.title": "first", "hostnames": ("b", "a", "c")}
    assert describe([("a", 1), ("b", None), ("c", True), ("d", [1])]) == "a: 1; c: true"


class _Inner(msgspec.Struct):
    number: int | None = None
    text: str | None = None


class _Outer(msgspec.Struct):
    inner: _Inner | None = None
    names: list[str] | None = None
    raw: msgspec.Raw = msgspec.Raw(b"")


def test_fit_leaves_out_what_does_not_fit() -> None:
    """Wrong types are dropped at their own depth; numbers serve as text; raw parts stay as they are."""
    found = fit(b'{"inner": {"number": [], "text": 5}, "names": ["a", 1, {}], "raw": 12345678901234567890123}', _Outer)
    assert found.inner == _Inner(text="5")
    assert found.names == ["a", "1"]
    assert bytes(found.raw) == b"12345678901234567890123"
    assert fit(b'{"inner": 7, "names": {}}', _Outer) == _Outer()
    with pytest.raises(msgspec.ValidationError):
        fit(b"[]", _Outer)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (b'{"a": "\xff"}', '{"a": "\ufffd"}'),
        (b'{"a": "\\ud800"}', '{"a": "?"}'),
        (b'{"a": NaN}', '{"a": null}'),
        (b'{"a": "x\x00y"}', '{"a": "x\\u0000y"}'),
    ],
)
def test_repair_keeps_the_record(raw: bytes, clean: str) -> None:
    """Broken bytes, lone surrogates, NaN and raw control characters are repaired."""
    assert repaired(raw).decode() == clean


@pytest.mark.parametrize("raw", [b"", b"{", b"[" * 100_000, b"1" * 5000, b"1e999"])
def test_what_cannot_be_repaired_is_broken(raw: bytes) -> None:
    """Truncated, too deep and too large JSON is given up."""
    with pytest.raises(BrokenJsonError):
        repaired(raw)


@pytest.mark.parametrize(
    ("data", "end"),
    [
        (b"a,b\nc", 4),
        (b'a,"b\nc"\nd', 8),
        (b'a,"b\nc', 5),
        (b'a,"b\n2026-01-02 03:04:05,x"\n', 5),
        (b'a,""\nb', 5),
        (b"a", 1),
    ],
)
def test_a_record_ends_at_an_unquoted_line_end(data: bytes, end: int) -> None:
    """Quoted line ends belong to the record, stray quotes do not reach the next row."""
    assert record_end(data, 0, len(data)) == end
