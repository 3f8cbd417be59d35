"""A synthetic survey with every case that the report must show: hostile texts, decoys, gaps, and no real name."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from noroshi.report.survey_figures import SurveyFigures
from noroshi.report.survey_tally import tally

HOSTILE = '</td><script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31m\u202e"\'=HYPERLINK("http://x.example")'
PRODUCTS = (
    ("fortinet-fortios", "Fortinet", 120, ("7.2.5", "7.0.12", "7.4.1", "6.4.9", "7.2.8")),
    ("ivanti-connect-secure", "Ivanti", 60, ("22.3", "9.1R18", "22.7R2")),
    ("sonicwall-sonicos", "SonicWall", 35, ("6.5.4.4", "7.0.1")),
    ("citrix-netscaler", "Citrix", 21, ("13.1-48.47", "14.1-8.50")),
    ("array-ag", "Array Networks", 5, ("9.4.0.466",)),
)
PLACES = ("神奈川県", "神奈川県", "神奈川県", "東京都", "東京都", "静岡県", "北海道", "沖縄県", "愛知県", "福岡県", "")
ANSWERS = ("affected", "affected", "likely", "undetermined", "undetermined", "not_affected")
REASONS = {
    "affected": "IN_RANGE",
    "likely": "HOTFIX_INVISIBLE",
    "undetermined": "NO_VERSION_DATA",
    "not_affected": "FIXED_BUILD",
}
AS_OF = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def _device(number: int, product: str, vendor: str, versions: tuple[str, ...], dice: Random) -> dict[str, Any]:
    kind = dice.choice(("exact", "table", "build_time", "train", "unmapped", "none", "table"))
    seen = AS_OF - timedelta(days=dice.choice((1, 2, 2, 3, 5, 9, 12, 20, 33)), hours=dice.randrange(20))
    return {
        "device": f"device-{number}",
        "product": product,
        "vendor": vendor,
        "version_kind": kind,
        "version_exact": dice.choice(versions) if kind == "exact" else None,
        "version_candidates": list(versions[: dice.randrange(1, 5)]) if kind == "table" else [],
        "version_build_time": AS_OF - timedelta(days=900) if kind == "build_time" else None,
        "version_train": versions[0][:3] if kind == "train" else None,
        "decoy_score": 80 if number % 29 == 0 else 0,
        "conflicts": ["two builds"] if number % 23 == 0 else [],
        "first_seen": None if number % 31 == 0 else seen - timedelta(days=1),
        "last_seen": None if number % 31 == 0 else seen,
    }


def _verdicts(device: dict[str, Any], dice: Random) -> list[dict[str, Any]]:
    if device["product"] == "array-ag":
        return []
    rows = []
    for number in range(3):
        answer = dice.choice(ANSWERS)
        rows.append(
            {
                "device": device["device"],
                "cve": f"CVE-2099-{PRODUCTS.index(next(p for p in PRODUCTS if p[0] == device['product']))}000{number}",
                "verdict": answer,
                "reason": REASONS[answer],
                "urgency": dice.choice(("3d_forensics", "3d", "14d")) if answer in {"affected", "likely"} else "none",
                "in_kev": number < 2,
                "ransomware": number == 0,
            }
        )
    return rows


def _attribution(device: dict[str, Any], dice: Random) -> dict[str, Any]:
    return {
        "device": device["device"],
        "state": dice.choice(("attributed", "attributed", "candidates", "lead", "isp_only", "none")),
        "organization": "見本製作所(架空)",
        "site_pref": dice.choice(PLACES),
        "registered_pref": dice.choice(PLACES),
    }


def survey_rows(*, hostile: bool = False) -> tuple[Any, Any, Any, Any, Any]:
    """Return devices, verdicts, attributions, counts and manifest of the synthetic survey."""
    dice = Random(7)  # noqa: S311 - the same survey every time
    devices = [
        _device(1000 * index + number, product, vendor, versions, dice)
        for index, (product, vendor, count, versions) in enumerate(PRODUCTS)
        for number in range(count)
    ]
    verdicts = [row for device in devices for row in _verdicts(device, dice)]
    attributions = [_attribution(device, dice) for device in devices]
    if hostile:
        devices[0] |= {"product": HOSTILE, "vendor": HOSTILE, "version_kind": "exact", "version_exact": HOSTILE}
        verdicts = [row for row in verdicts if row["device"] != devices[0]["device"]]
        attributions[0]["site_pref"] = HOSTILE
    rejected = {"broken_json": 4, "bad_address": 2, HOSTILE if hostile else "duplicate": 30}
    counts = {
        "seen": 4210,
        "kept": 3974,
        "filtered": {"country": 200},
        "rejected": rejected,
        "inputs": [
            {"path": "kanagawa/shodan-2026-11-10.json.gz", "seen": 3000, "kept": 2800, "filtered": {"country": 200}},
            {"path": "kanagawa/scan_ssl.csv", "seen": 1210, "kept": 1174, "filtered": {}, "rejected": rejected},
        ],
        "steps": {"read": {"with_product": 402}},
    }
    manifest = {
        "as_of": "2026-11-24",
        "country": "JP",
        "program": "noroshi 0.1.0",
        "knowledge": "sha256:0123456789abcdef",
        "register": {"as_of": "2026-08-03", "rows": "596", "note": ""},
        "kev": {"date": "2026-08-07", "entries": "1234", "sha256": "ef" * 32},
        "inputs": [
            {
                "path": HOSTILE if hostile else "kanagawa/shodan-2026-11-10.json.gz",
                "format": "shodan_lines",
                "source": "shodan",
                "bytes": 3_210_987,
                "sha256": "ab" * 32,
                "terms": {"licence": "synthetic", "may_print": "yes"},
            },
            {
                "path": "kanagawa/scan_ssl.csv",
                "format": "shadowserver_csv",
                "source": "shadowserver",
                "bytes": 812,
                "sha256": "cd" * 32,
            },
        ],
        "blind_spots": [
            "FortiOS shows no version string; its build is inferred from ETag timestamps.",
            "この調査の入力には IKE の観測が含まれていません。",
            *([HOSTILE] if hostile else []),
        ],
    }
    return devices, verdicts, attributions, counts, manifest


@pytest.fixture(scope="session")
def figures() -> SurveyFigures:
    """Figures of the synthetic survey."""
    return tally(*survey_rows())


@pytest.fixture(scope="session")
def hostile_figures() -> SurveyFigures:
    """Figures of the same survey with markup, escapes and overrides wherever an input can place text."""
    return tally(*survey_rows(hostile=True))
