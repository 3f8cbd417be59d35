"""The flat lines of ``noroshi identify``: documented keys in, documented keys out, one line for one line."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.identify.flat import from_flat, identify_lines, to_flat
from noroshi.identify.identifier import Identifier

KEYS = ["product", "vendor", "model", "roles", "version", "decoy", "because", "conflicts"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = ["ip", "port", "observed_at", "device", "hostnames", "http.header.server", "http.status", "tls.cert.san", "x"]


def run(identifier: Identifier, *lines: object, fuse: bool = False) -> list[dict[str, Any]]:
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return [json.loads(line) for line in identify_lines(raw, identifier, fuse)]


def test_numbers_lists_and_strings_become_fields() -> None:
    """Numbers are taken as text, a plain string as a list of one, unknown and empty keys are left out."""
    observation = from_flat(
        {
            "ip": "192.0.2.1",
            "port": "443",
            "observed_at": "2026-01-05 10:00:00",
            "http.content_length": 131,
            "http.gzip_mtime": 1535167752.0,
            "favicon.mmh3": -76600061,
            "hostnames": "gw.example",
            "tls.cert.san": ["a.example", "", None],
            "http.header.Server": "x",
            "http.title": "",
            "http.body": None,
            "no.such.field": "y",
        }
    )
    assert observation.fields == {
        "http.content_length": "131",
        "http.gzip_mtime": "1535167752",
        "favicon.mmh3": "-76600061",
        "hostnames": ("gw.example",),
        "tls.cert.san": ("a.example",),
        "http.header.server": "x",
    }
    assert (observation.ip, observation.port) == ("192.0.2.1", 443)
    assert observation.observed_at is not None
    assert observation.observed_at.isoformat() == "2026-01-05T10:00:00+00:00"


@pytest.mark.parametrize("when", ["2026-01-05T00:00:00Z", "2026-01-05", 1767571200, "2026-01-05T09:00:00+09:00"])
def test_times_are_taken_in_utc(when: object) -> None:
    """ISO 8601 with or without an offset, a day, and epoch seconds mean the same moment."""
    observation = from_flat({"observed_at": when})
    assert observation.observed_at is not None
    assert observation.observed_at.isoformat() == "2026-01-05T00:00:00+00:00"


@pytest.mark.parametrize(
    "obj", [{"port": 70000}, {"port": "x"}, {"observed_at": "soon"}, {"http.title": {"a": 1}}, {"ip": ["192.0.2.1"]}]
)
def test_a_value_of_the_wrong_kind_is_named(obj: dict[str, Any]) -> None:
    """The complaint names the key."""
    with pytest.raises(ValueError, match=next(iter(obj))):
        from_flat(obj)


def test_exactly_the_documented_keys_come_out(identifier: Identifier) -> None:
    """A line says the same keys whether something was found or not."""
    found, nothing = run(identifier, {"http.header.server": "gate-server"}, {"http.header.server": "nginx"})
    assert list(found) == KEYS
    assert list(nothing) == KEYS
    assert list(found["version"]) == ["kind", "exact", "candidates", "range", "build_time", "train"]
    assert list(found["decoy"]) == ["score", "reasons"]
    assert list(found["because"][0]) == ["rule", "field", "text"]
    assert nothing["product"] is None
    assert nothing["version"]["kind"] == "none"
    assert to_flat(None) == nothing


@pytest.mark.parametrize("bad", [b"", b"\n", b"{", b"[]", b"1", b"\xff", b'{"port": "x"}', b"[" * 5000])
@pytest.mark.parametrize("fuse", [False, True])
def test_a_bad_line_gives_an_error_in_its_place(identifier: Identifier, bad: bytes, fuse: bool) -> None:  # noqa: FBT001
    """The lines around it are answered as ever."""
    good = json.dumps({"http.header.server": "gate-server"}).encode()
    first, error, last = run(identifier, good, bad, good, fuse=fuse)
    assert (first["product"], last["product"]) == ("acme-gate", "acme-gate")
    assert list(error) == ["error"]


@given(st.lists(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4), max_size=4), st.booleans())
def test_any_json_gives_one_line_each(identifier: Identifier, objects: list[dict[str, Any]], fuse: bool) -> None:  # noqa: FBT001
    """No JSON object stops the command."""
    answers = run(identifier, *objects, fuse=fuse)
    assert len(answers) == len(objects)
    assert all(list(answer) in (KEYS, ["error"]) for answer in answers)


def test_fuse_joins_lines_by_device_or_address(identifier: Identifier) -> None:
    """Lines of one device share what any of them shows; another device keeps its own result."""
    answers = run(
        identifier,
        {"device": "a", "ip": "192.0.2.1", "port": 443, "http.header.server": "gate-server"},
        {"device": "a", "port": 161, "http.header.server": "gate-server", "snmp.description": "GateOS 2.4.1"},
        {"ip": "192.0.2.1", "port": 80, "http.header.server": "nginx"},
        {"ip": "192.0.2.9", "http.header.server": "gate-server"},
        {"http.header.server": "nginx"},
        fuse=True,
    )
    assert [answer["version"]["exact"] for answer in answers] == ["2.4.1", "2.4.1", "2.4.1", None, None]
    assert [answer["product"] for answer in answers] == ["acme-gate"] * 4 + [None]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("192.0.2.1", "::ffff:192.0.2.1"),
        ("::FFFF:c000:201", "192.0.2.1"),
        ("192.0.2.1", " 192.0.2.1 "),
        ("192.0.2.1", 3221225985),
        ("2001:db8::1", "2001:0DB8:0:0:0:0:0:1"),
        ("gw-7", " gw-7 "),
    ],
)
def test_two_spellings_of_an_address_are_one_device(identifier: Identifier, one: object, other: object) -> None:
    """An IPv4 address in IPv6 spelling, a number or a longer IPv6 spelling joins the lines of the same address."""
    lines = (
        {"ip": one, "http.header.server": "gate-server"},
        {"ip": other, "http.header.server": "gate-server", "snmp.description": "GateOS 2.4.1"},
        {"ip": "192.0.2.9", "http.header.server": "gate-server"},
    )
    assert from_flat({"ip": one}).ip == from_flat({"ip": other}).ip
    assert [answer["version"]["exact"] for answer in run(identifier, *lines, fuse=True)] == ["2.4.1", "2.4.1", None]


def test_a_suspicion_supports_what_another_line_proves(identifier: Identifier) -> None:
    """A line with thirty points and a version says nothing alone, and gives the version to its recognised device."""
    suspicion = {"ip": "192.0.2.1", "port": 80, "http.title": "Gate Admin", "snmp.description": "GateOS 2.4.1"}
    proof = {"ip": "192.0.2.1", "port": 443, "http.header.server": "gate-server"}
    alone = run(identifier, suspicion, proof)
    fused = run(identifier, suspicion, proof, fuse=True)
    elsewhere = run(identifier, suspicion, proof | {"ip": "192.0.2.2"}, fuse=True)
    assert [answer["version"]["exact"] for answer in alone] == [None, None]
    assert [answer["version"]["exact"] for answer in fused] == ["2.4.1", "2.4.1"]
    assert [answer["product"] for answer in elsewhere] == [None, "acme-gate"]


def test_without_fuse_every_line_stands_alone(identifier: Identifier) -> None:
    """The same address on two lines is not joined."""
    lines = (
        {"ip": "192.0.2.1", "http.header.server": "gate-server"},
        {"ip": "192.0.2.1", "http.header.server": "gate-server", "snmp.description": "GateOS 2.4.1"},
    )
    assert [answer["version"]["exact"] for answer in run(identifier, *lines)] == [None, "2.4.1"]


def test_a_fused_line_keeps_its_own_product(identifier: Identifier) -> None:
    """Two products behind one address: each line answers with the product that it shows."""
    answers = run(
        identifier,
        {"ip": "192.0.2.1", "port": 1, "http.header.server": "gate-server"},
        {"ip": "192.0.2.1", "port": 2, "http.header.server": "Beta-Box/1.2"},
        fuse=True,
    )
    assert [answer["product"] for answer in answers] == ["acme-gate", "beta-box"]
