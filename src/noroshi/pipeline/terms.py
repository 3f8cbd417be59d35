"""The terms of each source, from a small CSV file that the analyst keeps."""

import csv
import io
from pathlib import Path
from typing import Final

from noroshi.model.survey import Terms
from noroshi.pipeline.errors import RunError

COLUMNS: Final = ("source", "licence", "may_hand_over", "may_print", "may_publish")
SOURCES: Final = frozenset({"shodan", "censys", "shadowserver"})
ANSWERS: Final = frozenset({"yes", "no", "unknown"})


def read_terms(path: Path) -> dict[str, Terms]:
    """Return the terms by source. Raises ``RunError`` naming file and line where a row cannot be used."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RunError(f"{path}: cannot be read ({error}); give a CSV file with {','.join(COLUMNS)}") from error
    reader = csv.DictReader(io.StringIO(text), restval="")
    if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
        raise RunError(f"{path} line 1: the column {missing[0]} is missing; expected {','.join(COLUMNS)}")
    found: dict[str, Terms] = {}
    for row in reader:
        source = row["source"].strip().lower()
        if source not in SOURCES or source in found:
            expected = ", ".join(sorted(SOURCES))
            raise RunError(f"{path} line {reader.line_num}: source {source!r}: give each of {expected} at most once")
        answers = {name: row[name].strip().lower() or "unknown" for name in COLUMNS[2:]}
        if wrong := [name for name, answer in answers.items() if answer not in ANSWERS]:
            raise RunError(
                f"{path} line {reader.line_num}: {wrong[0]} is {answers[wrong[0]]!r}; give yes, no or unknown"
            )
        found[source] = Terms(licence=row["licence"].strip() or "unknown", **answers)
    return found
