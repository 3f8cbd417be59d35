"""Disposal of raw content that supports no finding."""

from pathlib import Path

import msgspec

from noroshi.archive.files import write_bytes
from noroshi.archive.parquet import write_batches
from noroshi.archive.query import connect, rows_of
from noroshi.archive.survey import QUARANTINE, SurveyFolder
from noroshi.archive.tables import OBSERVATIONS

_FINDINGS = """
SELECT DISTINCT e.input, e.line, e.item FROM read_parquet(?) e
WHERE e.device IN (SELECT device FROM read_parquet(?) WHERE verdict IN ('affected', 'likely'))
"""


_DOOMED = """
SELECT count(*) AS doomed FROM read_parquet(?) ANTI JOIN keep USING (input, line, item) WHERE cardinality(fields) > 0
"""


def purge_content(path: Path, *, really: bool) -> str:
    """Empty the raw content of all observations but those behind a finding, and the excerpts in the quarantine.

    Rows, places and digests stay, so that counts still balance. Returns a sentence that says what was (or would be)
    done. Raises ``SurveyError`` where the folder holds no complete survey.
    """
    folder = SurveyFolder(path)
    folder.require_complete()
    connection = connect()
    observations = str(folder.table("observations"))
    connection.execute(
        f"CREATE TEMP TABLE keep AS {_FINDINGS}", [str(folder.table("evidence")), str(folder.table("verdicts"))]
    )
    counted = rows_of(connection, _DOOMED, [observations])[1]
    doomed = int(counted[0]["doomed"])
    if not really:
        return f"{path}: would empty the content of {doomed} observations that support no finding; repeat with --yes"
    reader = connection.sql(
        """SELECT o.* EXCLUDE (file_row_number) REPLACE (
                  CASE WHEN keep.input IS NULL THEN MAP {} ELSE o.fields END AS fields,
                  CASE WHEN keep.input IS NULL THEN [] ELSE o.pages END AS pages)
           FROM read_parquet(?, file_row_number=true) o LEFT JOIN keep USING (input, line, item)
           ORDER BY o.file_row_number""",
        params=[observations],
    ).to_arrow_reader()
    write_batches(folder.table("observations"), reader, OBSERVATIONS)
    _empty_excerpts(path / QUARANTINE)
    return f"{path}: emptied the content of {doomed} observations that support no finding"


def _empty_excerpts(path: Path) -> None:
    lines = []
    for line in path.read_bytes().splitlines():
        rejection = msgspec.json.decode(line)
        rejection["excerpt"] = ""
        lines.append(msgspec.json.encode(rejection) + b"\n")
    write_bytes(path, b"".join(lines))
