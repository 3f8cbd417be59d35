"""The columns of a survey's tables are a promise: a change must be made here and in the reference as well."""

from pathlib import Path

import pyarrow as pa

from noroshi.archive.tables import TABLES

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "tables.md"

COLUMNS = {
    "observations": "input line item source report digest ip port transport observed_at country asn hostnames products "
    "fields pages",
    "devices": "device ips ports product vendor model serial roles version_kind version_exact version_candidates "
    "version_range version_build_time version_train decoy_score decoy_reasons conflicts first_seen last_seen "
    "observations country hostnames",
    "evidence": "device product about rule field trace text version_kind version_exact version_candidates "
    "version_range version_build_time version_train caveats input line item digest observed_at",
    "verdicts": "device product cve verdict reason condition urgency in_kev ransomware fix because sources text_ja "
    "text_en",
    "attributions": "device state organization corporate_number registered_pref registered_city site_pref site_city "
    "site_basis parent address_holder candidates probability because reasons",
}


def test_columns_are_as_promised() -> None:
    """The tables have exactly the promised columns, in order."""
    assert {name: " ".join(schema.names) for name, schema in TABLES.items()} == COLUMNS


def test_every_column_is_in_the_reference() -> None:
    """The reference explains every table and column."""
    text = REFERENCE.read_text(encoding="utf-8")
    for table, columns in COLUMNS.items():
        section = text.partition(f"## `{table}`")[2].partition("\n## ")[0]
        missing = [column for column in columns.split() if f"| `{column}` |" not in section]
        assert not missing, f"{table}: {missing}"


def test_types_can_be_carried_by_every_engine() -> None:
    """No unsigned integers, times in UTC."""
    for schema in TABLES.values():
        for field in schema:
            assert not pa.types.is_unsigned_integer(field.type)
            if pa.types.is_timestamp(field.type):
                assert field.type.tz == "UTC"
