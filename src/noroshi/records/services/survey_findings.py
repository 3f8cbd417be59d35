"""The rows of a survey that a campaign takes over: findings with their evidence, for the chosen devices only."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from noroshi.archive.device_list import URGENCY_ORDER, VERDICT_ORDER, version_text
from noroshi.archive.query import open_tables, rows_of
from noroshi.records.finding import Evidence, Finding
from noroshi.records.services.japanese_reasons import JapaneseReasons
from noroshi.records.services.storable import storable

_BATCH: Final = 5_000
_VERSION: Final = ("exact", "candidates", "range", "train")
_ATTRIBUTION: Final = ("organization", "corporate_number", "registered_city", "site_basis", "parent", "address_holder")
_DEVICES: Final = """
SELECT d.*, a.* EXCLUDE (device) FROM devices d LEFT JOIN attributions a USING (device)
WHERE d.device IN (SELECT unnest($devices)) ORDER BY d.device
"""
_VERDICTS: Final = """
SELECT * FROM verdicts WHERE device IN (SELECT unnest($devices))
ORDER BY device, list_position($verdicts, verdict), list_position($urgencies, urgency), cve
"""
_EVIDENCE: Final = """
SELECT e.device, e.about, e.rule, e.field, coalesce(e.trace, '') AS trace, e.text, e.version_kind,
       string_agg(DISTINCT o.source, ',' ORDER BY o.source) AS source, count(*) AS records,
       arg_max({'input': e.input, 'line': e.line, 'item': e.item, 'digest': e.digest, 'observed_at': e.observed_at,
                'caveats': e.caveats}, coalesce(e.observed_at, TIMESTAMPTZ '1970-01-01')) AS newest
FROM evidence e JOIN observations o USING (input, line, item)
WHERE e.device IN (SELECT unnest($devices))
GROUP BY ALL ORDER BY e.device, e.about, e.rule, trace
"""


@dataclass(frozen=True, slots=True)
class FindingRows:
    """An unsaved finding and its unsaved evidence; campaign, survey, unit and organisation are the caller's to set."""

    finding: Finding
    evidence: list[Evidence]


def read_findings(path: Path, last_affected: dict[str, dt.datetime]) -> Iterator[FindingRows]:
    """Yield the rows of the devices that ``last_affected`` names, each with the time it was last seen affected."""
    connection = open_tables(path)
    japanese = JapaneseReasons(path)
    ids = sorted(last_affected)
    for start in range(0, len(ids), _BATCH):
        devices = {"devices": ids[start : start + _BATCH]}
        orders = {"verdicts": list(VERDICT_ORDER), "urgencies": list(URGENCY_ORDER)}
        verdicts = _by_device(_rows(connection, _VERDICTS, devices | orders))
        evidence = _rows(connection, _EVIDENCE, devices)
        japanese.read(connection, [row["newest"] for row in evidence])
        reasons = _by_device(evidence)
        for row in _rows(connection, _DEVICES, devices):
            device = row["device"]
            finding = _finding(row, verdicts.get(device, []), last_affected[device])
            rows = reasons.get(device, [])
            finding.source_inputs = sorted({each["newest"]["input"] for each in rows})
            yield FindingRows(finding, [_evidence(each, japanese) for each in rows])


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = storable(rows_of(connection, sql, parameters)[1])
    return rows


def _by_device(rows: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["device"], []).append(row)
    return found


def _finding(row: dict[str, Any], verdicts: list[dict[str, Any]], last_affected_at: dt.datetime) -> Finding:
    urgencies = [each["urgency"] for each in verdicts if each["verdict"] in {"affected", "likely"}]
    return Finding(
        **{name: row[name] or [] for name in ("ips", "ports", "hostnames", "roles", "conflicts", "decoy_reasons")},
        device=row["device"],
        product=row["product"],
        vendor=(row["vendor"] or "")[:60],
        model=(row["model"] or "")[:100],
        version_kind=row["version_kind"],
        version_text=version_text(row)[:300],
        version=_version(row),
        verdict=verdicts[0]["verdict"] if verdicts else "not_judged",
        urgency=min(urgencies, key=URGENCY_ORDER.index, default="none"),
        cves=[{key: value for key, value in each.items() if key not in {"device", "product"}} for each in verdicts],
        attribution_state=row["state"] or "none",
        probability=row["probability"],
        candidates=row["candidates"] or [],
        attribution_reasons=[{"id": each["id"], "values": dict(each["values"])} for each in row["reasons"] or []],
        attribution={name: row[name] or "" for name in _ATTRIBUTION},
        registered_pref=(row["registered_pref"] or "")[:10],
        site_pref=(row["site_pref"] or "")[:10],
        site_city=(row["site_city"] or "")[:60],
        decoy_score=row["decoy_score"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        last_affected_at=last_affected_at,
    )


def _version(row: dict[str, Any]) -> dict[str, Any]:
    known = {name: row[f"version_{name}"] for name in _VERSION if row[f"version_{name}"]}
    built = row["version_build_time"]
    return known | ({"build_time": built.isoformat()} if built else {})


def _evidence(row: dict[str, Any], japanese: JapaneseReasons) -> Evidence:
    newest = row["newest"]
    return Evidence(
        about=row["about"],
        rule=row["rule"][:120],
        field=(row["field"] or "")[:60],
        trace=row["trace"],
        text=row["text"],
        text_ja=storable(japanese.text(row)),
        version_kind=row["version_kind"] or "",
        caveats=newest["caveats"] or [],
        source=row["source"][:80],
        input=newest["input"][:500],
        line=newest["line"],
        item=newest["item"],
        digest=newest["digest"],
        observed_at=newest["observed_at"],
        records=row["records"],
    )
