"""The synthetic prefecture, surveyed from the command line and compared with its answer sheet."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

KANAGAWA = Path(__file__).parents[2] / "examples" / "kanagawa"
LABELS = ("2026-09", "2026-10")


def _noroshi(*arguments: str | Path) -> str:
    """Run the command line of this environment and return what it prints."""
    command = [str(Path(sys.executable).with_name("noroshi")), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def score_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("kanagawa_score", KANAGAWA / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("register") / "register"
    _noroshi("register", "build", KANAGAWA / "register", "--out", out)
    return out


@pytest.fixture(scope="module", params=LABELS)
def survey(request: Any, register: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    out = tmp_path_factory.mktemp("survey") / request.param
    data = KANAGAWA / "data" / request.param
    _noroshi("survey", "run", data, "--out", out, "--register", register, "--country", "JP", "--workers", "2")
    return request.param, out


def _counts(out: Path) -> dict[str, Any]:
    counts: dict[str, Any] = json.loads((out / "counts.json").read_text(encoding="utf-8"))
    return counts


def test_every_step_meets_its_thresholds(survey: tuple[str, Path], score_module: ModuleType) -> None:
    """Products are found with precision 0.99 and recall 0.97; nothing definite is wrong; nobody is named falsely."""
    label, out = survey
    scores = {score.step: score for score in score_module.score_survey(out, label)}
    text = score_module.table(list(scores.values()))
    sys.stdout.write(f"\n{label}\n{text}\n")
    assert scores["product"].precision >= 0.99, scores["product"].wrong
    assert scores["product"].recall >= 0.97, scores["product"].missed
    assert scores["version"].precision >= 0.99, scores["version"].wrong
    assert scores["version"].recall >= 0.90, scores["version"].missed
    assert scores["verdict"].wrong == []
    assert scores["verdict"].recall >= 0.90, scores["verdict"].missed
    assert scores["organisation"].wrong == []
    assert scores["organisation"].recall >= 0.75, scores["organisation"].missed


def test_decoys_are_kept_and_scored(survey: tuple[str, Path], score_module: ModuleType) -> None:
    """A fake FortiGate stays in the survey with a decoy score; it is never silently dropped."""
    label, out = survey
    found = score_module.Survey(out)
    rows = [row for row in score_module._rows("truth.csv") if row["survey"] == label and row["decoy"] == "yes"]
    scored = {ip: device["decoy_score"] for device in found.devices for ip in device["ips"]}
    seen = [scored[row["ips"]] for row in rows if row["country"] == "JP" and row["ips"] in scored]
    assert seen
    assert all(score > 0 for score in seen)


def test_counts_balance_and_duplicates_are_rejected(survey: tuple[str, Path]) -> None:
    """Every record is kept, filtered or rejected; the repeated lines are rejected as duplicates and nothing else is."""
    _, out = survey
    counts = _counts(out)
    assert counts["seen"] == counts["kept"] + sum(counts["filtered"].values()) + sum(counts["rejected"].values())
    assert counts["seen"] >= 1_800
    assert set(counts["rejected"]) == {"duplicate"}
    assert 0 < counts["rejected"]["duplicate"] <= 18


def test_broken_inputs_keep_their_good_records(tmp_path: Path) -> None:
    """Broken lines, ragged rows, a cut gzip, an empty file and an unknown format end in quarantine; good rows stay."""
    out = tmp_path / "broken"
    _noroshi("survey", "run", KANAGAWA / "broken", "--out", out)
    counts = _counts(out)
    kept = {Path(one["path"]).name: one["kept"] for one in counts["inputs"]}
    lines = (KANAGAWA / "broken-expected.csv").read_text(encoding="utf-8").splitlines()[1:]
    for line in lines:
        name, at_least = line.split(",")
        assert kept.get(name, 0) >= int(at_least), name
    assert counts["seen"] == counts["kept"] + sum(counts["filtered"].values()) + sum(counts["rejected"].values())
    assert sum(counts["rejected"].values()) >= 8
    assert (out / "quarantine.jsonl").stat().st_size > 0
