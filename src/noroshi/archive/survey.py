"""One survey on disk: where its files are, whether it is complete, and its manifest and counts."""

from pathlib import Path
from typing import Any, Final

import msgspec

from noroshi.archive.files import write_bytes
from noroshi.archive.tables import SCHEMA_VERSION, TABLES
from noroshi.model.survey import InputCounts, SurveyManifest

MANIFEST: Final = "manifest.json"
COUNTS: Final = "counts.json"
QUARANTINE: Final = "quarantine.jsonl"
KNOWLEDGE: Final = "knowledge"
KEV_COPY: Final = "kev.snapshot"
REPORT: Final = "report.html"
WORK: Final = ".work"


class SurveyError(Exception):
    """A survey folder cannot be used; the message says which, why, and what to do."""


class SurveyFolder:
    """The files of one survey. Opening it reads nothing; every method says what it reads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.work = path / WORK

    def table(self, name: str) -> Path:
        """Return the file of one of the tables in ``archive.tables``."""
        return self.path / f"{name}.parquet"

    @property
    def complete(self) -> bool:
        """Whether the survey ran to its end: the manifest is the last file to appear."""
        return (self.path / MANIFEST).is_file()

    def require_complete(self) -> None:
        """Raise ``SurveyError`` unless the folder holds a complete survey of a schema that this program reads."""
        if not self.path.is_dir():
            raise SurveyError(f"{self.path}: no such folder; give the --out folder of a `noroshi survey run`")
        if not self.complete:
            hint = f"complete it with `noroshi survey run … --out {self.path} --resume`"
            raise SurveyError(f"{self.path}: no complete survey here ({MANIFEST} is missing); {hint}")
        if (schema := self.manifest().schema) != SCHEMA_VERSION:
            raise SurveyError(f"{self.path}: written as {schema}; this program reads {SCHEMA_VERSION}")
        if missing := [name for name in TABLES if not self.table(name).is_file()]:
            raise SurveyError(f"{self.path}: table {missing[0]}.parquet is missing; run the survey again")

    def manifest(self) -> SurveyManifest:
        """Read the manifest."""
        try:
            return msgspec.json.decode((self.path / MANIFEST).read_bytes(), type=SurveyManifest)
        except msgspec.MsgspecError as error:
            raise SurveyError(
                f"{self.path / MANIFEST}: not a survey manifest ({error}); run the survey again"
            ) from error

    def counts(self) -> dict[str, Any]:
        """Read the counts: seen, kept, filtered, rejected, inputs, steps."""
        counts: dict[str, Any] = msgspec.json.decode((self.path / COUNTS).read_bytes())
        return counts

    def write_manifest(self, manifest: SurveyManifest) -> None:
        """Write the manifest; from then on the survey is complete."""
        write_bytes(self.path / MANIFEST, pretty(msgspec.to_builtins(manifest)))

    def write_counts(self, inputs: list[InputCounts], steps: dict[str, dict[str, int]]) -> None:
        """Write the counts with their totals.

        Raises ``SurveyError`` where an input's counts do not balance, so that a lost record is never passed over.
        """
        for counts in inputs:
            if not counts.balanced():
                raise SurveyError(f"{counts.path}: the counts do not balance ({counts}); this is a fault of noroshi")
        totals = {
            "seen": sum(counts.seen for counts in inputs),
            "kept": sum(counts.kept for counts in inputs),
            "filtered": _sum_by_reason([counts.filtered for counts in inputs]),
            "rejected": _sum_by_reason([counts.rejected for counts in inputs]),
            "inputs": [msgspec.to_builtins(counts) for counts in inputs],
            "steps": steps,
        }
        write_bytes(self.path / COUNTS, pretty(totals))


def _sum_by_reason(parts: list[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for part in parts:
        for reason, count in part.items():
            total[reason] = total.get(reason, 0) + count
    return dict(sorted(total.items()))


def pretty(value: Any) -> bytes:  # noqa: ANN401 any JSON value
    """Return indented JSON with sorted keys and a line end."""
    return msgspec.json.format(msgspec.json.encode(value, order="deterministic"), indent=2) + b"\n"
