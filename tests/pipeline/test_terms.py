"""Terms: what the licence of each source allows reaches the manifest of every input."""

import json
from pathlib import Path

import pytest

from noroshi.pipeline.errors import RunError
from noroshi.pipeline.terms import read_terms
from tests_support import EXAMPLE, Run

HEADER = "source,licence,may_hand_over,may_print,may_publish\n"


def test_terms_reach_the_manifest(noroshi: Run, tmp_path: Path) -> None:
    """Each input carries the terms of its source; a source that is not in the file has the general ones."""
    (tmp_path / "terms.csv").write_text(HEADER + "shodan,contract 12,no,yes,yes\n", encoding="utf-8")
    noroshi(
        "survey", "run", EXAMPLE / "data" / "2026-09", "--out", tmp_path / "out",
        "--terms", tmp_path / "terms.csv", "--licence", "general",
    )  # fmt: skip
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    terms = {item["source"]: item["terms"] for item in manifest["inputs"]}
    assert terms["shodan"] == {
        "licence": "contract 12", "may_hand_over": "no", "may_print": "yes", "may_publish": "yes",
    }  # fmt: skip
    assert terms["censys"]["licence"] == "general"
    assert terms["censys"]["may_publish"] == "unknown"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("source,licence\nshodan,x\n", "line 1: the column may_hand_over"),
        (HEADER + "fofa,x,yes,yes,yes\n", "line 2: source 'fofa'"),
        (HEADER + "shodan,x,yes,yes,maybe\n", "line 2: may_publish is 'maybe'"),
        (HEADER + "shodan,x,yes,yes,yes\nshodan,y,no,no,no\n", "line 3: source 'shodan'"),
    ],
)
def test_a_wrong_file_is_named_by_line(tmp_path: Path, text: str, message: str) -> None:
    """A row that cannot be used is named by file and line."""
    (tmp_path / "terms.csv").write_text(text, encoding="utf-8")
    with pytest.raises(RunError, match=rf"terms\.csv {message}"):
        read_terms(tmp_path / "terms.csv")
