"""What a later survey holds about devices of an earlier one: by device, by host name, and what stands at an address."""

from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

from noroshi.archive.query import open_tables, rows_of

_DEVICES: Final = """
WITH judged AS (
    SELECT device, map(list(cve), list(verdict)) AS verdicts,
           list({cve: cve, verdict: verdict, reason: reason, condition: condition, urgency: urgency, in_kev: in_kev,
                 ransomware: ransomware, fix: fix, text_ja: text_ja, text_en: text_en} ORDER BY cve) AS cves
    FROM verdicts GROUP BY device
)
SELECT d.*, j.verdicts, j.cves
FROM devices d LEFT JOIN judged j USING (device)
WHERE list_contains($devices, d.device) OR list_has_any(d.hostnames, $hostnames)
ORDER BY d.device
"""
_SERVICES: Final = """
SELECT ip, port, observed_at, products FROM observations WHERE list_contains($ips, ip) ORDER BY ip, port, observed_at
"""


def devices_again(folder: Path, devices: Collection[str], hostnames: Collection[str]) -> list[dict[str, Any]]:
    """Return the rows of ``devices`` with the given ids or with any of the host names, each with its verdicts."""
    wanted = {"devices": sorted(devices), "hostnames": sorted(hostnames)}
    return rows_of(open_tables(folder), _DEVICES, wanted)[1]


def services_at(folder: Path, ips: Collection[str]) -> list[dict[str, Any]]:
    """Return every observation at the given addresses: ip, port, observed_at, products."""
    return rows_of(open_tables(folder), _SERVICES, {"ips": sorted(ips)})[1]
