"""`noroshi register find` as a user runs it."""

import csv
import io
import json
from pathlib import Path

from tests_support import EXAMPLE, Run


def _first() -> dict[str, str]:
    """Return one corporation of the example's register."""
    with (EXAMPLE / "register" / "synthetic-others_all_20260803.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.reader(file))
    return {"number": row[1], "name": row[6], "prefecture": row[9], "city": row[10]}


def test_find_by_number_and_name(noroshi: Run, example_register: Path) -> None:
    """A number and a name lead to the same corporation; the table ends with keys and homonyms."""
    known = _first()
    by_number = json.loads(noroshi("register", "find", example_register, known["number"], "--format", "json").stdout)
    assert {name: by_number[name] for name in known} == known
    text = noroshi("register", "find", example_register, known["name"], "--place", known["prefecture"]).stdout
    assert known["number"] in text
    assert f"keys: full_name {known['name']}" in text
    assert "homonyms: 1 in operation" in text


def test_finding_nothing_is_no_error(noroshi: Run, example_register: Path) -> None:
    """An unknown name gives an empty list and exit code 0."""
    done = noroshi("register", "find", example_register, "株式会社どこにもない架空", "--format", "csv")
    assert list(csv.reader(io.StringIO(done.stdout))) == [
        ["number", "name", "prefecture", "city", "closed_on", "successor", "found_by"]
    ]


def test_mistakes_are_said_plainly(noroshi: Run, example_register: Path, tmp_path: Path) -> None:
    """An unknown place is wrong usage; a missing register says how to build one."""
    assert "--place nowhere" in noroshi("register", "find", example_register, "x", "--place", "nowhere", check=2).stderr
    assert "register build" in noroshi("register", "find", tmp_path / "none", "x", check=1).stderr
