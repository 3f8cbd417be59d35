"""The database itself refuses to change an entry of the audit chain or an answer.

Deleting is refused by PostgreSQL here; SQLite cannot tell disposal from a test's clean-up, and the chain shows it.
"""

from typing import Any

from django.db import migrations

_SQLITE = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION noroshi_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION noroshi_append_only()
"""
TABLES = ("records_event", "records_statechange", "records_decision")


def forwards(apps: Any, schema_editor: Any) -> None:  # noqa: ANN401, ARG001 Django's signature
    """Create the triggers."""
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(_POSTGRESQL_FUNCTION)
    for table in TABLES:
        schema_editor.execute((_POSTGRESQL if vendor == "postgresql" else _SQLITE).format(table=table))


def backwards(apps: Any, schema_editor: Any) -> None:  # noqa: ANN401, ARG001 Django's signature
    """Drop the triggers."""
    on = "" if schema_editor.connection.vendor == "sqlite" else " ON {table}"
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_append_only{on.format(table=table)}")


class Migration(migrations.Migration):
    """Append-only triggers."""

    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
