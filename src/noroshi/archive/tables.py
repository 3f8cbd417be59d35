"""The Arrow schemas of a survey's tables: names, types and the order of rows. Guarded by a test and the reference.

Signed integers only and UTC timestamps, so that every engine can carry the tables.
"""

from typing import Final

import pyarrow as pa

SCHEMA_VERSION: Final = "noroshi/survey@1"

_TIME: Final = pa.timestamp("us", tz="UTC")
_TEXTS: Final = pa.list_(pa.string())
_ORIGIN: Final = [
    ("input", pa.string()),
    ("line", pa.int64()),
    ("item", pa.int32()),
]

OBSERVATIONS: Final = pa.schema(
    [
        *_ORIGIN,
        ("source", pa.string()),
        ("report", pa.string()),
        ("digest", pa.string()),
        ("ip", pa.string()),
        ("port", pa.int32()),
        ("transport", pa.string()),
        ("observed_at", _TIME),
        ("country", pa.string()),
        ("asn", pa.int64()),
        ("hostnames", _TEXTS),
        ("products", _TEXTS),
        ("fields", pa.map_(pa.string(), _TEXTS)),
        ("pages", pa.list_(pa.map_(pa.string(), _TEXTS))),
    ]
)
"""Every kept record, ordered by position of the input, line, item. ``fields`` and ``pages`` are filled where a
product rule matched (or for every record with ``--keep-content all``)."""

DEVICES: Final = pa.schema(
    [
        ("device", pa.string()),
        ("ips", _TEXTS),
        ("ports", pa.list_(pa.int32())),
        ("product", pa.string()),
        ("vendor", pa.string()),
        ("model", pa.string()),
        ("serial", pa.string()),
        ("roles", _TEXTS),
        ("version_kind", pa.string()),
        ("version_exact", pa.string()),
        ("version_candidates", _TEXTS),
        ("version_range", pa.string()),
        ("version_build_time", _TIME),
        ("version_train", pa.string()),
        ("decoy_score", pa.int32()),
        ("decoy_reasons", _TEXTS),
        ("conflicts", _TEXTS),
        ("first_seen", _TIME),
        ("last_seen", _TIME),
        ("observations", pa.int32()),
        ("country", pa.string()),
        ("hostnames", _TEXTS),
    ]
)
"""One machine with one product, ordered by device."""

EVIDENCE: Final = pa.schema(
    [
        ("device", pa.string()),
        ("product", pa.string()),
        ("about", pa.string()),
        ("rule", pa.string()),
        ("field", pa.string()),
        ("trace", pa.string()),
        ("text", pa.string()),
        ("version_kind", pa.string()),
        ("version_exact", pa.string()),
        ("version_candidates", _TEXTS),
        ("version_range", pa.string()),
        ("version_build_time", _TIME),
        ("version_train", pa.string()),
        ("caveats", _TEXTS),
        *_ORIGIN,
        ("digest", pa.string()),
        ("observed_at", _TIME),
    ]
)
"""Why: ``about`` is product or version. Ordered by device, about, rule, trace, input, line, item."""

VERDICTS: Final = pa.schema(
    [
        ("device", pa.string()),
        ("product", pa.string()),
        ("cve", pa.string()),
        ("verdict", pa.string()),
        ("reason", pa.string()),
        ("condition", pa.string()),
        ("urgency", pa.string()),
        ("in_kev", pa.bool_()),
        ("ransomware", pa.bool_()),
        ("fix", pa.string()),
        ("because", _TEXTS),
        ("sources", _TEXTS),
        ("text_ja", pa.string()),
        ("text_en", pa.string()),
    ]
)
"""One row per device and CVE of its product, ordered by device, cve."""

ATTRIBUTIONS: Final = pa.schema(
    [
        ("device", pa.string()),
        ("state", pa.string()),
        ("organization", pa.string()),
        ("corporate_number", pa.string()),
        ("registered_pref", pa.string()),
        ("registered_city", pa.string()),
        ("site_pref", pa.string()),
        ("site_city", pa.string()),
        ("site_basis", pa.string()),
        ("parent", pa.string()),
        ("address_holder", pa.string()),
        (
            "candidates",
            pa.list_(
                pa.struct(
                    [
                        ("number", pa.string()),
                        ("name", pa.string()),
                        ("prefecture", pa.string()),
                        ("city", pa.string()),
                        ("probability", pa.float64()),
                    ]
                )
            ),
        ),
        ("probability", pa.float64()),
        ("because", _TEXTS),
        ("reasons", pa.list_(pa.struct([("id", pa.string()), ("values", pa.map_(pa.string(), pa.string()))]))),
    ]
)
"""One row per device, ordered by device. ``reasons``: ``because`` as data, to be worded in another language."""

TABLES: Final[dict[str, pa.Schema]] = {
    "observations": OBSERVATIONS,
    "devices": DEVICES,
    "evidence": EVIDENCE,
    "verdicts": VERDICTS,
    "attributions": ATTRIBUTIONS,
}
