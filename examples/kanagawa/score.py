"""Compare a finished survey of the synthetic prefecture with its answer sheet: precision and recall per step.

Run ``python examples/kanagawa/score.py DIR 2026-09``. Exit code 1 when something definite is wrong.
"""

import argparse
import csv
import gzip
import json
import operator
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

HERE: Final = Path(__file__).parent
DEFINITE: Final = ("affected", "not_affected")
_BOUND: Final = re.compile(r"(>=|<=|>|<)\s*(\S+)")
_COMPARE: Final = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
Row = dict[str, str]


@dataclass
class Score:
    """Counts of one step. ``right`` of ``claimed`` is precision, ``right`` of ``findable`` is recall."""

    step: str
    right: int = 0
    claimed: int = 0
    findable: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the claims that are right; 1 where nothing was claimed."""
        return self.right / self.claimed if self.claimed else 1.0

    @property
    def recall(self) -> float:
        """Share of what could be found that was found; 1 where nothing could."""
        return self.right / self.findable if self.findable else 1.0

    def claim(self, *, right: bool, note: str) -> None:
        """Count one claim."""
        self.claimed += 1
        self.right += right
        if not right:
            self.wrong.append(note)


def _rows(name: str) -> list[Row]:
    path = HERE / name
    with gzip.open(path, "rt", encoding="utf-8") if name.endswith(".gz") else path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _table(survey: Path, name: str) -> list[dict[str, Any]]:
    return pq.read_table(survey / f"{name}.parquet").to_pylist()  # type: ignore[no-any-return]  # pyarrow is untyped


class Survey:
    """The survey's tables, joined by address and product."""

    def __init__(self, folder: Path) -> None:
        self.country = str(json.loads((folder / "manifest.json").read_text(encoding="utf-8")).get("country") or "")
        self.devices = _table(folder, "devices")
        self.by_place: dict[tuple[str, str], dict[str, Any]] = {}
        self.products_at: dict[str, set[str]] = {}
        for device in self.devices:
            for ip in device["ips"]:
                self.by_place[ip, device["product"]] = device
                self.products_at.setdefault(ip, set()).add(device["product"])
        self.verdicts = {(row["device"], row["cve"]): row["verdict"] for row in _table(folder, "verdicts")}
        self.attributions = {row["device"]: row for row in _table(folder, "attributions")}

    def device(self, truth: Row) -> dict[str, Any] | None:
        """Return the survey's device at the truth's address with the truth's product."""
        for ip in truth["ips"].split("|"):
            found = self.by_place.get((ip, truth["product"]))
            if found is not None:
                return found
        return None

    def wanted(self, rows: Iterable[Row], label: str) -> Iterator[Row]:
        """Yield the truth rows of the survey that its country filter lets through."""
        for row in rows:
            if row["survey"] == label and (not self.country or row.get("country", self.country) == self.country):
                yield row


def score_products(survey: Survey, truth: list[Row]) -> Score:
    """Score the product per address; decoys and ambiguous hosts count neither way."""
    score, expected, neutral = Score("product"), {}, set()
    for row in truth:
        for ip in row["ips"].split("|"):
            if row["decoy"] == "yes" or row["ambiguous"] == "yes":
                neutral.add(ip)
            elif row["product"]:
                expected[ip] = row["product"]
    score.findable = len(expected)
    for ip, products in sorted(survey.products_at.items()):
        if ip not in neutral:
            for product in sorted(products):
                right = expected.get(ip) == product
                score.claim(right=right, note=f"{ip}: {product}, truth {expected.get(ip) or 'no VPN product'}")
    score.missed = [f"{ip}: {p}" for ip, p in sorted(expected.items()) if p not in survey.products_at.get(ip, ())]
    return score


def score_versions(survey: Survey, truth: list[Row]) -> Score:
    """Score the version set: wrong when it excludes the device's version or build time, or where no trace shows one.

    A set that is right but wider than the trace allows (several versions where one is visible) counts as missed.
    """
    score = Score("version")
    for row in (row for row in truth if row["product"]):
        device = survey.device(row)
        kind = device["version_kind"] if device else "none"
        shown = row["visible"] != "none"
        score.findable += shown
        if device is None or kind in ("none", "unmapped"):
            if shown:
                score.missed.append(f"{row['device']}: {row['trace']}")
            continue
        note = f"{row['device']}: {_version(device)}, truth {row['version'] or row['trace']}"
        right = _holds(device, row)
        if right and row["visible"] == "exact" and len(_named(device)) != 1:
            score.missed.append(note)
        else:
            score.claim(right=right, note=note)
    return score


def _version(device: dict[str, Any]) -> str:
    parts = (device[f"version_{name}"] for name in ("kind", "exact", "candidates", "range", "build_time", "train"))
    return " ".join(str(part) for part in parts if part)


def _named(device: dict[str, Any]) -> set[str]:
    return {device["version_exact"], *device["version_candidates"]} - {None}


def _holds(device: dict[str, Any], row: Row) -> bool:
    """Whether the version set holds what the device runs; every part that the survey states must agree."""
    if row["visible"] == "none":
        return False
    moment = row["trace"].partition(": ")[2]
    built = device["version_build_time"]
    if built is not None and f"{built:%Y-%m-%dT%H:%M:%SZ}" != moment:
        return False
    if not row["version"]:
        return built is not None and not _named(device)
    named = _named(device)
    if named:
        return any(_same(name, row["version"]) for name in named)
    text = device["version_range"]
    return bool(text) and any(_within(row["version"], part) for part in text.split("||"))


def _same(one: str, other: str) -> bool:
    """Whether two spellings name the same version: a trailing revision or build may stand on one side only."""
    return one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _within(version: str, bounds: str) -> bool:
    """Whether the version meets every bound of a range such as ``>=7.2.6,<7.3``."""
    value = _numbers(version)
    for bound in bounds.split(","):
        match = _BOUND.fullmatch(bound.strip())
        if match is None or not _COMPARE[match[1]](value, _numbers(match[2])):
            return False
    return True


def score_verdicts(survey: Survey, truth: list[Row]) -> Score:
    """Score the definite verdicts: wrong when the device's own state or the lack of evidence contradicts them."""
    score = Score("verdict")
    for row in truth:
        device = survey.device(row)
        score.findable += row["ideal"] in DEFINITE
        said = survey.verdicts.get((device["device"], row["cve"]), "") if device else ""
        answer = "affected" if said == "likely" else said
        if answer not in DEFINITE:
            if row["ideal"] in DEFINITE:
                score.missed.append(f"{row['device']} {row['cve']}: {said or 'no verdict'}, truth {row['ideal']}")
            continue
        fine = answer == row["ideal"] or answer in row["also"].split("|")
        if fine and row["ideal"] not in DEFINITE:
            continue
        score.claim(right=fine, note=f"{row['device']} {row['cve']}: {said}, truth {row['ideal']}")
    return score


def score_organizations(survey: Survey, truth: list[Row]) -> Score:
    """Score the attributions: wrong when an organisation is named that is not the user, or where none may be named."""
    score = Score("organisation")
    for row in (row for row in truth if row["product"]):
        device = survey.device(row)
        found = survey.attributions.get(device["device"]) if device else None
        best = row["states"].split("|")[0] == "attributed"
        score.findable += best
        if found is None or found["state"] != "attributed":
            if best:
                score.missed.append(f"{row['device']} ({row['trap']}): {found['state'] if found else 'no device'}")
            continue
        right = bool(row["corporate_number"]) and found["corporate_number"] == row["corporate_number"]
        if right and not best:
            score.findable += 1
        note = f"{row['device']} ({row['trap']}): {found['organization']}, truth {row['organization'] or row['states']}"
        score.claim(right=right, note=note)
    return score


def score_sites(survey: Survey, truth: list[Row]) -> Score:
    """Score the prefecture of the device's site."""
    score = Score("prefecture")
    for row in (row for row in truth if row["product"] and row["site_pref"]):
        device = survey.device(row)
        found = survey.attributions.get(device["device"]) if device else None
        score.findable += 1
        if found and found["site_pref"]:
            right = found["site_pref"] == row["site_pref"]
            score.claim(
                right=right, note=f"{row['device']} ({row['trap']}): {found['site_pref']}, truth {row['site_pref']}"
            )
    return score


def score_survey(folder: Path, label: str) -> list[Score]:
    """Return the scores of all steps of the survey in ``folder``, which was made from ``data/<label>``."""
    survey = Survey(folder)
    truth = list(survey.wanted(_rows("truth.csv"), label))
    known = {row["device"] for row in truth}
    verdicts = [row for row in _rows("truth_verdicts.csv.gz") if row["survey"] == label and row["device"] in known]
    return [
        score_products(survey, truth),
        score_versions(survey, truth),
        score_verdicts(survey, verdicts),
        score_organizations(survey, truth),
        score_sites(survey, truth),
    ]


def table(scores: list[Score]) -> str:
    """Return the scores as text, one line per step."""
    lines = [f"{'step':14}{'precision':>10}{'recall':>8}{'right':>7}{'claimed':>9}{'findable':>10}"]
    lines += [
        f"{s.step:14}{s.precision:>10.3f}{s.recall:>8.3f}{s.right:>7}{s.claimed:>9}{s.findable:>10}" for s in scores
    ]
    return "\n".join(lines)


def main() -> int:
    """Print the table, then what was wrong or missed."""
    parser = argparse.ArgumentParser(description="Compare a survey with the answer sheet.")
    parser.add_argument("survey", type=Path)
    parser.add_argument("label", choices=("2026-09", "2026-10"))
    parser.add_argument("--show", type=int, default=20, help="how many notes per step")
    options = parser.parse_args()
    scores = score_survey(options.survey, options.label)
    print(table(scores))
    for score in scores:
        for kind, notes in (("wrong", score.wrong), ("missed", score.missed)):
            for note in notes[: options.show]:
                print(f"{score.step} {kind}: {note}")
    return int(any(score.wrong for score in scores if score.step != "prefecture"))


if __name__ == "__main__":
    raise SystemExit(main())
