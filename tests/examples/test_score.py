"""The scorer of the synthetic prefecture: a perfect survey scores 1, and every kind of mistake is found."""

import importlib.util
import json
import sys
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from noroshi.archive.tables import TABLES

KANAGAWA = Path(__file__).parents[2] / "examples" / "kanagawa"
LABEL = "2026-09"
Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def score() -> ModuleType:
    spec = importlib.util.spec_from_file_location("kanagawa_score_alone", KANAGAWA / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _perfect(score: ModuleType) -> Tables:
    """Return tables that say of every Japanese device exactly what the answer sheet says."""
    rows = [
        row for row in score._rows("truth.csv") if row["survey"] == LABEL and row["product"] and row["country"] == "JP"
    ]
    verdicts = [row for row in score._rows("truth_verdicts.csv.gz") if row["survey"] == LABEL]
    known = {row["device"] for row in rows}
    devices = [
        {
            "device": row["device"],
            "ips": row["ips"].split("|"),
            "product": row["product"],
            "version_kind": {"exact": "exact", "partial": "range", "none": "none"}[row["visible"]],
            "version_exact": row["version"] if row["visible"] == "exact" else None,
            "version_candidates": [],
            "version_range": ">=0" if row["visible"] == "partial" and row["version"] else None,
            "version_build_time": None if row["visible"] != "partial" or row["version"] else _moment(row),
        }
        for row in rows
    ]
    attributions = [
        {
            "device": row["device"],
            "state": row["states"].split("|")[0],
            "corporate_number": row["corporate_number"],
            "site_pref": row["site_pref"],
        }
        for row in rows
    ]
    said = [
        {"device": row["device"], "cve": row["cve"], "verdict": row["ideal"]}
        for row in verdicts
        if row["device"] in known
    ]
    return {"devices": devices, "attributions": attributions, "verdicts": said}


def _moment(row: dict[str, str]) -> datetime:
    return datetime.fromisoformat(row["trace"].partition(": ")[2])


def _write(tables: Tables, folder: Path) -> Path:
    for name, rows in tables.items():
        whole = [{field.name: row.get(field.name) for field in TABLES[name]} for row in rows]
        pq.write_table(pa.Table.from_pylist(whole, schema=TABLES[name]), folder / f"{name}.parquet")
    (folder / "manifest.json").write_text(json.dumps({"country": "JP"}), encoding="utf-8")
    return folder


def test_a_perfect_survey_scores_one_in_every_step(score: ModuleType, tmp_path: Path) -> None:
    """Tables that repeat the answer sheet have precision and recall 1, and nothing wrong or missed."""
    scores = score.score_survey(_write(_perfect(score), tmp_path), LABEL)
    assert [(one.step, one.precision, one.recall) for one in scores] == [(one.step, 1.0, 1.0) for one in scores]
    assert all(one.claimed > 100 for one in scores)
    assert all(not one.wrong and not one.missed for one in scores)


def test_every_kind_of_mistake_is_found(score: ModuleType, tmp_path: Path) -> None:
    """A wrong product, version, definite verdict, organisation and prefecture each count as wrong in their step."""
    tables = _perfect(score)
    exact = next(row for row in tables["devices"] if row["version_exact"])
    exact["version_exact"] = "0.0.1"
    tables["devices"].append({**exact, "device": "invented", "product": "cisco-asa", "ips": ["192.0.2.255"]})
    definite = next(row for row in tables["verdicts"] if row["verdict"] == "affected")
    definite["verdict"] = "not_affected"
    unknown = next(
        row for row in tables["verdicts"] if row["verdict"] == "undetermined" and row["device"] != exact["device"]
    )
    unknown["verdict"] = "affected"
    named = next(row for row in tables["attributions"] if row["state"] == "attributed")
    named["corporate_number"] = "9999999999999"
    placed = next(row for row in tables["attributions"] if row["site_pref"] == "神奈川県")
    placed["site_pref"] = "東京都"
    scores = {one.step: one for one in score.score_survey(_write(tables, tmp_path), LABEL)}
    assert all(len(scores[step].wrong) >= 1 for step in ("product", "version", "verdict", "organisation", "prefecture"))


def test_silence_is_missed_and_never_wrong(score: ModuleType, tmp_path: Path) -> None:
    """A survey that finds nothing has recall 0 and names nothing wrong."""
    scores = score.score_survey(_write({"devices": [], "attributions": [], "verdicts": []}, tmp_path), LABEL)
    assert all(one.recall == 0.0 and not one.wrong for one in scores)


def test_a_range_without_the_version_is_wrong_and_a_vague_answer_is_missed(score: ModuleType, tmp_path: Path) -> None:
    """A range must contain what the device runs, and two candidates where the trace shows one are not a success."""
    tables = _perfect(score)
    ranged = next(row for row in tables["devices"] if row["version_range"])
    ranged["version_range"] = ">=99,<100 || >=1,<1.1"
    vague = next(row for row in tables["devices"] if row["version_exact"])
    vague["version_candidates"], vague["version_exact"] = [vague["version_exact"], "99.9"], None
    version = score.score_survey(_write(tables, tmp_path), LABEL)[1]
    assert [note.split(":")[0] for note in version.wrong] == [ranged["device"]]
    assert [note.split(":")[0] for note in version.missed] == [vague["device"]]
