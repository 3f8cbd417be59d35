"""All rows that belong to one device: the chain from the raw records to verdict and organisation."""

from pathlib import Path

from noroshi.archive.device_list import DeviceFilter, list_devices, version_text
from noroshi.archive.query import open_tables, rows_of
from noroshi.archive.survey import SurveyFolder
from noroshi.report.chain import EvidenceChain


def read_chains(path: Path, device: str) -> list[EvidenceChain]:
    """Return the chains of the devices with this id or address; empty where there is none."""
    manifest = SurveyFolder(path).manifest()
    connection = open_tables(path)
    chains = []
    for row in list_devices(path, DeviceFilter(device=device)):
        parameters = [row["device"]]
        chains.append(
            EvidenceChain(
                device=row,
                version=version_text(row),
                records=rows_of(connection, _RECORDS, parameters)[1],
                evidence=rows_of(connection, _EVIDENCE, parameters)[1],
                verdicts=rows_of(connection, _VERDICTS, parameters)[1],
                attribution=rows_of(connection, "SELECT * FROM attributions WHERE device = ?", parameters)[1][0],
                as_of=manifest.as_of,
            )
        )
    return chains


_RECORDS = """
SELECT o.* FROM observations o
SEMI JOIN (SELECT input, line, item FROM evidence WHERE device = ?) e USING (input, line, item)
ORDER BY o.observed_at, o.input, o.line, o.item
"""
_EVIDENCE = """
SELECT about, rule, field, trace, text, version_kind, any_value(caveats) AS caveats,
       min(observed_at) AS first_seen, max(observed_at) AS last_seen, count(*) AS records
FROM evidence WHERE device = ? GROUP BY about, rule, field, trace, text, version_kind ORDER BY about, rule, trace
"""
_VERDICTS = """
SELECT * FROM verdicts WHERE device = ?
ORDER BY list_position(['affected', 'likely', 'undetermined', 'not_affected'], verdict),
         list_position(['3d_forensics', '3d', '14d', '60d', 'none'], urgency), cve
"""
