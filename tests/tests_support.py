"""Names that several tests share: where things are and how two surveys are compared."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "kanagawa"
SHARED = ROOT.parent / "shared" / "data"

Run = Callable[..., "CompletedProcess[str]"]


def example_arguments(register: Path) -> list[str]:
    """Return inputs and options of the example survey without --out."""
    return [
        str(EXAMPLE / "data"),
        "--register",
        str(register),
        "--kev",
        str(EXAMPLE / "kev-excerpt-2026-08-07.json"),
        "--licence",
        "synthetic example",
    ]


def fingerprint(survey: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a survey by name."""
    return {
        str(path.relative_to(survey)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(survey.rglob("*"))
        if path.is_file()
    }


def counts_of(survey: Path) -> dict[str, Any]:
    """Return the counts of a survey."""
    counts: dict[str, Any] = json.loads((survey / "counts.json").read_bytes())
    return counts


def balanced(counts: dict[str, Any]) -> bool:
    """Whether seen = kept + filtered + rejected, in total and for every input."""
    return all(
        item["seen"] == item["kept"] + sum(item["filtered"].values()) + sum(item["rejected"].values())
        for item in [counts, *counts["inputs"]]
    )
