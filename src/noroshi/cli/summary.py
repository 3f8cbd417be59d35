"""The summary that ends `survey run`: where every record went and what was found."""

import sys
from typing import Any

from noroshi.archive.query import open_tables, rows_of
from noroshi.archive.survey import SurveyFolder
from noroshi.cli.tables import print_table
from noroshi.render.neutral import terminal

_PRODUCTS = """
WITH worst AS (
    SELECT device, min(list_position(['affected', 'likely', 'undetermined', 'not_affected'], verdict)) AS rank
    FROM verdicts GROUP BY device)
SELECT d.product, count(*) AS devices,
       count(*) FILTER (rank = 1) AS affected, count(*) FILTER (rank = 2) AS likely,
       count(*) FILTER (rank = 3) AS undetermined, count(*) FILTER (rank = 4) AS not_affected,
       count(*) FILTER (rank IS NULL) AS no_advisory, count(*) FILTER (a.state = 'attributed') AS attributed
FROM devices d LEFT JOIN worst USING (device) LEFT JOIN attributions a USING (device)
GROUP BY d.product ORDER BY devices DESC, d.product
"""


def print_summary(folder: SurveyFolder) -> None:
    """Print counts and one line per product."""
    counts = folder.counts()
    sys.stdout.write(_counts_sentence(counts) + "\n")
    for item in counts["inputs"]:
        if item["rejected"]:
            reasons = ", ".join(f"{reason} {count}" for reason, count in item["rejected"].items())
            sys.stdout.write(f"  rejected in {terminal(item['path'])}: {reasons}\n")
    connection = open_tables(folder.path)
    names, rows = rows_of(connection, _PRODUCTS)
    if rows:
        print_table(rows, names, "devices by product; gravest verdict per device")
    sys.stdout.write(f"survey: {folder.path}\n")


def _counts_sentence(counts: dict[str, Any]) -> str:
    filtered, rejected = sum(counts["filtered"].values()), sum(counts["rejected"].values())
    return (
        f"{counts['seen']:,} records seen = {counts['kept']:,} kept + {filtered:,} filtered + {rejected:,} rejected; "
        f"{counts['steps']['fuse']['devices']:,} devices"
    )
