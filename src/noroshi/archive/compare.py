"""Two surveys side by side: what is new, what changed, and what was not observed again."""

from pathlib import Path
from typing import Any, Final

from noroshi.archive.query import connect, lock, register, rows_of

CHANGES: Final = ("new", "version_changed", "verdict_changed", "moved", "unchanged", "not_observed")

_QUERY: Final = """
WITH
old_open AS (SELECT device, list(cve ORDER BY cve) AS cves FROM old_verdicts
             WHERE verdict IN ('affected', 'likely') GROUP BY device),
new_open AS (SELECT device, list(cve ORDER BY cve) AS cves FROM new_verdicts
             WHERE verdict IN ('affected', 'likely') GROUP BY device),
same_id AS (SELECT o.device AS old_device, n.device AS new_device
            FROM old_devices o JOIN new_devices n USING (device)),
same_serial AS (SELECT o.device AS old_device, n.device AS new_device
                FROM old_devices o JOIN new_devices n ON o.serial = n.serial AND o.product = n.product
                WHERE o.serial IS NOT NULL
                  AND o.device NOT IN (SELECT old_device FROM same_id)
                  AND n.device NOT IN (SELECT new_device FROM same_id)),
pairs AS (SELECT * FROM same_id UNION ALL SELECT * FROM same_serial),
joined AS (
    SELECT coalesce(p.new_device, n.device) AS new_device, coalesce(p.old_device, o.device) AS old_device
    FROM pairs p
    FULL JOIN old_devices o ON o.device = p.old_device
    FULL JOIN new_devices n ON n.device = p.new_device
)
SELECT j.old_device, j.new_device, coalesce(n.product, o.product) AS product, o.ips AS old_ips, n.ips AS new_ips,
       o.version_exact AS old_exact, n.version_exact AS new_exact,
       o.version_build_time AS old_build, n.version_build_time AS new_build,
       o.version_candidates AS old_candidates, n.version_candidates AS new_candidates,
       coalesce(oo.cves, []) AS old_cves, coalesce(no.cves, []) AS new_cves,
       CASE
         WHEN o.device IS NULL THEN 'new'
         WHEN n.device IS NULL THEN 'not_observed'
         WHEN o.version_exact IS DISTINCT FROM n.version_exact
           OR o.version_build_time IS DISTINCT FROM n.version_build_time
           OR o.version_candidates IS DISTINCT FROM n.version_candidates THEN 'version_changed'
         WHEN coalesce(oo.cves, []) <> coalesce(no.cves, []) THEN 'verdict_changed'
         WHEN o.ips <> n.ips THEN 'moved'
         ELSE 'unchanged'
       END AS change
FROM joined j
LEFT JOIN old_devices o ON o.device = j.old_device
LEFT JOIN new_devices n ON n.device = j.new_device
LEFT JOIN old_open oo ON oo.device = j.old_device
LEFT JOIN new_open no ON no.device = j.new_device
ORDER BY change, product, coalesce(j.new_device, j.old_device)
"""


def compare_surveys(old: Path, new: Path) -> list[dict[str, Any]]:
    """Return one dictionary per device of either survey with its ``change`` (one of ``CHANGES``).

    Devices are the same by id (address group and product) or, where the address changed, by hardware serial.
    ``not_observed`` says only that the later survey does not show the device: it is no sign of an upgrade.
    """
    connection = connect()
    tables = ("devices", "verdicts")
    register(connection, old, {name: f"old_{name}" for name in tables})
    register(connection, new, {name: f"new_{name}" for name in tables})
    lock(connection)
    return rows_of(connection, _QUERY)[1]
