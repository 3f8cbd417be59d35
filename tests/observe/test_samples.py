"""The real samples: every file has an outcome, and what a raw record says is found again in the observation."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from noroshi.model.fields import is_field, is_many
from noroshi.model.observation import Filtered, Observation, Rejection
from noroshi.observe.formats import Detected, InputFormat
from noroshi.observe.outcomes import Outcome

ReadBytes = Callable[..., tuple[Detected, list[Outcome]]]
pytestmark = pytest.mark.shared


def kept(results: list[Outcome]) -> list[Observation]:
    """Return the observations among the outcomes."""
    return [one for one in results if isinstance(one, Observation)]


def test_every_sample_has_an_outcome(samples: Path, read_bytes: ReadBytes) -> None:
    """No file raises, none vanishes, and unsupported ones are one rejection with a reason."""
    formats: Counter[str] = Counter()
    for path in sorted(samples.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        detected, results = read_bytes(data, str(path))
        formats[detected.format] += 1
        assert results, path
        assert not any(isinstance(one, Filtered) for one in results)
        for one in kept(results):
            assert all(
                is_field(name) and isinstance(value, tuple) == is_many(name) for name, value in one.fields.items()
            )
        if detected.format is InputFormat.UNSUPPORTED:
            (rejected,) = results
            assert isinstance(rejected, Rejection)
            assert rejected.reason == "unsupported_format"
            assert rejected.detail
        else:
            assert len(kept(results)) >= len(results) - 2, path
        assert read_bytes(data, str(path), chunk=997, piece_bytes=5000)[1] == results
    assert formats[InputFormat.SHADOWSERVER_CSV] > 100
    assert formats[InputFormat.SHODAN_LINES] >= 3
    assert formats[InputFormat.SHODAN_HOST] >= 2
    assert formats[InputFormat.CENSYS_V2] >= 4


def shodan_records(samples: Path) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    """Yield every Shodan sample with its banners."""
    for path in sorted((samples / "common_osint_model").glob("*_shodan.json")):
        value = json.loads(path.read_bytes())
        yield path, value if isinstance(value, list) else value["data"]
    path = samples / "intelmq_shodan" / "tests.json"
    yield path, [json.loads(line) for line in path.read_bytes().splitlines()]


def test_shodan_samples_field_by_field(samples: Path, read_bytes: ReadBytes) -> None:
    """Address, port, time, head, body, certificate, names and place of each banner are those of the raw record."""
    compared = 0
    for path, records in shodan_records(samples):
        found = kept(read_bytes(path.read_bytes(), str(path))[1])
        assert len(found) == len(records)
        for raw, one in zip(records, found, strict=True):
            compared += 1
            assert (one.ip, one.port, one.transport) == (raw["ip_str"], raw["port"], raw["transport"])
            assert one.observed_at is not None
            assert one.observed_at.replace(tzinfo=None).isoformat() == raw["timestamp"]
            assert set(one.many("hostnames")) == {*raw["hostnames"], *raw["domains"]}
            assert one.one("net.isp") == (raw["isp"] or "")
            assert one.one("net.org") == (raw["org"] or "")
            assert "AS" + one.one("net.asn") == raw["asn"]
            place = raw["location"]
            assert one.one("geo.country") == place["country_code"]
            assert one.one("geo.city") == (place["city"] or "")
            assert float(one.one("geo.latitude")) == place["latitude"]
            for key in ("product", "version"):
                assert one.one(f"source.{key}") == (raw.get(key) or "")
            assert set(one.many("source.cpe")) == {*raw.get("cpe", ()), *raw.get("cpe23", ())}
            assert set(one.many("source.cves")) == set(raw.get("vulns", ()))
            _compare_http(raw, one)
            _compare_certificate(raw, one)
    assert compared >= 30


def _compare_http(raw: dict[str, Any], one: Observation) -> None:
    if raw["data"].startswith("HTTP/"):
        lines = raw["data"].split("\r\n")
        assert one.one("http.status") == lines[0].split(" ")[1]
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if colon and value.strip():
                assert value.strip() in one.one(f"http.header.{name.lower()}") or value.strip() in one.many(
                    f"http.header.{name.lower()}"
                )
    elif raw["data"]:
        texts = [value for name, value in one.fields.items() if name == "banner" or name.endswith(".banner")]
        assert any(raw["data"].startswith(str(text)) for text in texts)
    if http := raw.get("http"):
        assert one.one("http.path") == http["location"]
        assert one.one("http.title") == (http["title"] or "")
        assert one.one("http.body") == (http["html"] or "")[:65_536]
        assert len(one.pages) == len(http["redirects"])


def _compare_certificate(raw: dict[str, Any], one: Observation) -> None:
    if "ssl" not in raw:
        return
    cert = raw["ssl"]["cert"]
    assert one.one("tls.cert.sha256") == cert["fingerprint"]["sha256"]
    assert one.one("tls.cert.sha1") == cert["fingerprint"]["sha1"]
    assert one.one("tls.cert.not_after") == cert["expires"]
    assert one.one("tls.jarm") == raw["ssl"].get("jarm", "")
    assert float(one.one("tls.cert.serial")) == float(cert["serial"])
    for key, value in cert["subject"].items():
        assert f"{key}={value}".replace(",", "\\,") in one.one("tls.cert.subject")
    names = one.many("tls.cert.san")
    assert names
    assert any(raw["ip_str"] == name or "." in name for name in names)


def test_censys_samples_field_by_field(samples: Path, read_bytes: ReadBytes) -> None:
    """Address, port, time, headers, body, certificate, network and place of each service are those of the raw host."""
    compared = 0
    for path in sorted((samples / "common_osint_model").glob("*_censys*.json")):
        detected, results = read_bytes(path.read_bytes(), str(path))
        if detected.format is not InputFormat.CENSYS_V2:
            continue
        host = json.loads(path.read_bytes())
        found = kept(results)
        assert len(found) == len(host["services"])
        for raw, one in zip(host["services"], found, strict=True):
            compared += 1
            assert (one.ip, one.port) == (host["ip"], raw["port"])
            assert one.transport.upper() == raw["transport_protocol"]
            assert one.observed_at is not None
            assert raw["observed_at"].startswith(one.observed_at.replace(tzinfo=None).isoformat())
            assert one.one("geo.country") == host["location"]["country_code"]
            assert one.one("net.asn") == str(host["autonomous_system"]["asn"])
            assert one.one("net.cidr") == host["autonomous_system"]["bgp_prefix"]
            assert set(one.many("hostnames")) >= set(host.get("dns", {}).get("reverse_dns", {}).get("names", ()))
            response = raw.get("http", {}).get("response", {})
            assert one.one("http.status") == str(response.get("status_code", "")) or not response
            assert one.one("http.body") == response.get("body", "")[:65_536]
            for name, values in response.get("headers", {}).items():
                if name != "_encoding" and values != ["<REDACTED>"]:
                    assert one.one("http.header." + name.lower().replace("_", "-")) == values[0]
            leaf = raw.get("tls", {}).get("certificates", {}).get("leaf_data", {})
            assert one.one("tls.cert.sha256") == leaf.get("fingerprint", "")
            assert one.many("tls.cert.san") == tuple(leaf.get("names", ()))
            for part in leaf.get("subject_dn", "").replace("\\,", "\0").split(", "):
                assert part.replace("\0", "\\,") in one.one("tls.cert.subject")
            assert one.one("tls.jarm") == raw.get("jarm", {}).get("fingerprint", "")
            assert set(one.many("source.cpe")) >= {
                software["uniform_resource_identifier"] for software in raw.get("software", ())
            }
    assert compared >= 20


_PLAIN = {
    "tag": "source.tag", "geo": "geo.country", "region": "geo.region", "city": "geo.city", "asn": "net.asn",
    "hostname": "hostnames", "device_vendor": "source.vendor", "device_type": "source.type",
    "device_model": "source.model", "device_version": "source.version", "http_code": "http.status",
    "set_cookie": "http.header.set-cookie", "http_date": "http.header.date", "cert_serial_number": "tls.cert.serial",
    "cert_issue_date": "tls.cert.not_before", "sysdesc": "snmp.description", "sysname": "snmp.name",
    "serverid_raw": "ssh.banner", "jarm": "tls.jarm", "handshake": "tls.version", "server_type": "http.header.server",
}  # fmt: skip


def test_shadowserver_samples_field_by_field(samples: Path, read_bytes: ReadBytes) -> None:
    """Every cell with a plain target is found again unchanged, in every report with an ip column."""
    compared: Counter[str] = Counter()
    for path in sorted((samples / "shadowserver").glob("*.csv")):
        text = path.read_text(encoding="utf-8", errors="replace")
        rows = [row for row in csv.DictReader(text.splitlines(keepends=True)) if row.get("ip")]
        found = kept(read_bytes(path.read_bytes(), str(path))[1])
        if len(rows) != len(found):
            continue
        for raw, one in zip(rows, found, strict=True):
            for column, field in _PLAIN.items():
                value = (raw.get(column) or "").strip()
                if not value or (column == "server_type" and "hadoop" in path.name) or value == "0":
                    continue
                assert value in one.many(field), (path.name, column, value)
                compared[column] += 1
            for side in ("subject", "issuer"):
                if common := (raw.get(f"{side}_common_name") or "").strip():
                    assert f"CN={common}".replace(",", "\\,") in one.one(f"tls.cert.{side}").replace('\\"', '"')
            if digest := raw.get("sha256_fingerprint"):
                assert one.one("tls.cert.sha256") == digest.replace(":", "").lower()
    assert set(compared) == set(_PLAIN)
    assert sum(compared.values()) > 10_000
