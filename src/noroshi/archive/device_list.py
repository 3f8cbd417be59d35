"""One line per device for people: product, version, the verdicts that matter, urgency and organisation."""

from pathlib import Path
from typing import Any, Final

import msgspec

from noroshi.archive.query import open_tables, rows_of

VERDICT_ORDER: Final = ("affected", "likely", "undetermined", "not_affected")
URGENCY_ORDER: Final = ("3d_forensics", "3d", "14d", "60d", "none")


class DeviceFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What to show; None means no restriction. ``prefecture`` matches the site or the registered prefecture."""

    prefecture: str | None = None
    product: str | None = None
    cve: str | None = None
    verdict: str | None = None
    urgency: str | None = None
    state: str | None = None
    device: str | None = None


_QUERY: Final = """
WITH judged AS (
    SELECT device,
           min(list_position($verdicts, verdict)) AS verdict_rank,
           min(CASE WHEN verdict IN ('affected', 'likely') THEN list_position($urgencies, urgency) END) AS urgency_rank,
           list(cve ORDER BY list_position($urgencies, urgency), cve)
               FILTER (verdict IN ('affected', 'likely')) AS affected_cves,
           list(cve ORDER BY cve) FILTER (verdict = 'undetermined') AS undetermined_cves,
           bool_or(in_kev AND verdict IN ('affected', 'likely')) AS in_kev,
           bool_or(ransomware AND verdict IN ('affected', 'likely')) AS ransomware
    FROM verdicts
    WHERE $cve IS NULL OR cve = $cve
    GROUP BY device
)
SELECT d.device, d.ips, d.ports, d.product, d.vendor, d.model, d.roles,
       d.version_kind, d.version_exact, d.version_candidates, d.version_range, d.version_build_time, d.version_train,
       list_extract($verdicts, j.verdict_rank) AS verdict,
       coalesce(list_extract($urgencies, j.urgency_rank), 'none') AS urgency,
       coalesce(j.affected_cves, []) AS affected_cves, coalesce(j.undetermined_cves, []) AS undetermined_cves,
       coalesce(j.in_kev, false) AS in_kev, coalesce(j.ransomware, false) AS ransomware,
       a.state, a.organization, a.corporate_number, a.registered_pref, a.registered_city, a.site_pref, a.site_city,
       len(a.candidates) AS candidates, d.decoy_score, d.decoy_reasons, d.conflicts,
       d.first_seen, d.last_seen, d.observations
FROM devices d
LEFT JOIN judged j USING (device)
LEFT JOIN attributions a USING (device)
WHERE ($product IS NULL OR d.product = $product OR lower(d.vendor) = lower($product))
  AND ($cve IS NULL OR j.device IS NOT NULL)
  AND ($verdict IS NULL OR list_extract($verdicts, j.verdict_rank) = $verdict)
  AND ($urgency IS NULL OR list_extract($urgencies, j.urgency_rank) = $urgency)
  AND ($prefecture IS NULL OR a.site_pref = $prefecture OR a.registered_pref = $prefecture)
  AND ($state IS NULL OR a.state = $state)
  AND ($device IS NULL OR d.device = $device OR list_contains(d.ips, $device))
ORDER BY j.urgency_rank NULLS LAST, j.verdict_rank NULLS LAST, d.product, d.device
"""


def list_devices(folder: Path, wanted: DeviceFilter) -> list[dict[str, Any]]:
    """Return one dictionary per device that fits, most urgent first.

    With ``cve`` given, ``verdict`` and ``urgency`` speak of that CVE alone. ``verdict`` is the gravest answer.
    """
    connection = open_tables(folder)
    parameters = msgspec.structs.asdict(wanted)
    parameters |= {"verdicts": list(VERDICT_ORDER), "urgencies": list(URGENCY_ORDER)}
    return rows_of(connection, _QUERY, parameters)[1]


def version_text(row: dict[str, Any]) -> str:
    """Return the version of a device row in one short text: exact, candidates, range, build day, train or '?'."""
    if row["version_exact"]:
        return str(row["version_exact"])
    built = f"built {row['version_build_time']:%Y-%m-%d}" if row["version_build_time"] else ""
    if row["version_candidates"]:
        names = row["version_candidates"]
        shown = " | ".join(names[:3]) + (f" | +{len(names) - 3}" if len(names) > 3 else "")  # noqa: PLR2004 fits a cell
        return f"{shown} ({built})" if built else shown
    if row["version_range"]:
        return str(row["version_range"])
    if row["version_train"]:
        return f"{row['version_train']} (train)"
    return built or "?"
