"""The reasons of a survey in Japanese: its tables hold them in English, its knowledge pack words them in both."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import duckdb

from noroshi.archive.compiled_cache import cached_identifier
from noroshi.archive.query import rows_of
from noroshi.archive.rows import observation_from_row
from noroshi.archive.survey import KNOWLEDGE
from noroshi.identify.identifier import Identifier
from noroshi.identify.sentences import JAPANESE
from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.load import load_knowledge

Origin: TypeAlias = tuple[str, int, int]
_RECORDS = """
SELECT o.* FROM observations o
SEMI JOIN (SELECT unnest($inputs) AS input, unnest($lines) AS line, unnest($items) AS item) w USING (input, line, item)
"""


class JapaneseReasons:
    """Words reasons anew from the kept records, with the survey's own pack; '' where record or pack is gone."""

    def __init__(self, survey: Path) -> None:
        self._survey = survey
        self._identifier: Identifier | None = None
        self._texts: dict[tuple[Origin, str, str, str], str] = {}

    def read(self, connection: duckdb.DuckDBPyConnection, places: Sequence[dict[str, Any]]) -> None:
        """Read the records at the places and keep their sentences, in place of those of the records before."""
        self._texts = {}
        identifier = self._opened()
        wanted = sorted({(each["input"], each["line"], each["item"]) for each in places})
        if identifier is None or not wanted:
            return
        inputs, lines, items = (list(column) for column in zip(*wanted, strict=True))
        for row in rows_of(connection, _RECORDS, {"inputs": inputs, "lines": lines, "items": items})[1]:
            self._word(identifier, row)

    def text(self, row: dict[str, Any]) -> str:
        """Return the sentence of a reason: a row with about, rule, field, trace and its newest record's place."""
        newest = row["newest"]
        origin = (newest["input"], newest["line"], newest["item"])
        return self._texts.get((origin, row["rule"], row["field"] or "", row["trace"] or ""), "")

    def _opened(self) -> Identifier | None:
        if self._identifier is None:
            try:
                self._identifier = cached_identifier(load_knowledge(self._survey / KNOWLEDGE), JAPANESE)
            except (KnowledgeError, OSError):
                return None
        return self._identifier

    def _word(self, identifier: Identifier, row: dict[str, Any]) -> None:
        identification = identifier.identify(observation_from_row(row))
        if identification is None:
            return
        origin = (row["input"], row["line"], row["item"])
        for claim in (*identification.claims, *identification.leads):
            for because in claim.because:
                self._texts[(origin, because.rule, because.field, "")] = because.text
        for evidence in identification.evidence:
            self._texts[(origin, evidence.rule, evidence.field, evidence.trace[:500])] = evidence.text
