"""Triggers by which the database itself refuses to change what is only ever added.

They are set after every migration, because SQLite loses the triggers of a table that a migration re-makes. The one
change they let through is a disposal's: a personal column becomes empty, every other column stays as it was. Deleting
is refused on PostgreSQL; SQLite cannot tell it from a test's clean-up, and the audit chain shows it.
"""

import hashlib
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from noroshi.records.personal_data import PERSONAL

MODELS: Final = (
    "event",
    "answer",
    "contactattempt",
    "decision",
    "mailfact",
    "reobservation",
    "statechange",
    "verification",
)
_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION noroshi_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  personal text[] := COALESCE(TG_ARGV, '{}');
  name text;
BEGIN
  IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - personal) IS DISTINCT FROM (to_jsonb(OLD) - personal) THEN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
  END IF;
  FOREACH name IN ARRAY personal LOOP
    IF to_jsonb(NEW) -> name IS DISTINCT FROM to_jsonb(OLD) -> name
       AND to_jsonb(NEW) -> name NOT IN ('""'::jsonb, '[]'::jsonb, '{}'::jsonb) THEN
      RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
    END IF;
  END LOOP;
  RETURN NEW;
END $$
"""
_EXISTING: Final = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE t.tgenabled = 'O' AND NOT t.tgisinternal",
}


def empty_value(column: "models.Field[Any, Any]", key: int) -> Any:  # noqa: ANN401 any column's value
    """Return what a disposal writes into a personal column; a column that must stay unique gets the row's key."""
    if column.name == "device" and column.model._meta.model_name == "finding":
        return f"-{key}"
    if isinstance(column, models.BinaryField):
        return b""
    if isinstance(column, models.JSONField):
        return column.get_default()
    return ""


def ensure_triggers(connection: BaseDatabaseWrapper) -> None:
    """Set the triggers that are missing or out of date; a table without the model's columns is left alone."""
    existing = _existing(connection)
    wanted = [(table, name, create) for table, name, create in _wanted(connection) if (table, name) not in existing]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if wanted and connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for table, _name, create in wanted:
            if table not in tables or not _as_the_model(connection, table):
                continue
            for old in [name for of, name in existing if of == table and name.startswith(_prefix(table))]:
                cursor.execute(f"DROP TRIGGER {old}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))
            cursor.execute(create)


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the append-only tables without their trigger."""
    existing = _existing(connection)
    return sorted(table for table, name, _ in _wanted(connection) if (table, name) not in existing)


def _existing(connection: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_EXISTING[connection.vendor])
        return {(table, name) for table, name in cursor.fetchall()}


def _prefix(table: str) -> str:
    return f"{table}_append_only"


def _wanted(connection: BaseDatabaseWrapper) -> list[tuple[str, str, str]]:
    """Return table, name and statement of each trigger; the name changes with what the trigger does."""
    make = _on_sqlite if connection.vendor == "sqlite" else _on_postgresql
    found = []
    for model_name in MODELS:
        model = apps.get_model("records", model_name)
        action = make(model)
        table = model._meta.db_table
        name = f"{_prefix(table)}_{hashlib.sha256((action + _FUNCTION).encode()).hexdigest()[:8]}"
        found.append((table, name, f"CREATE TRIGGER {name} {action}"))
    return found


def _on_postgresql(model: type[models.Model]) -> str:
    table = model._meta.db_table
    personal = ", ".join(f"'{column}'" for column in PERSONAL.get(str(model._meta.model_name), ()))
    return f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION noroshi_append_only({personal})"


def _on_sqlite(model: type[models.Model]) -> str:
    table = model._meta.db_table
    personal = PERSONAL.get(str(model._meta.model_name), ())
    lawful = []
    for column in model._meta.concrete_fields:
        unchanged = f'NEW."{column.column}" IS OLD."{column.column}"'
        emptied = f' OR NEW."{column.column}" = {_empty_literal(column)}' if column.name in personal else ""
        lawful.append(f"({unchanged}{emptied})")
    refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return f"BEFORE UPDATE ON {table} WHEN NOT ({' AND '.join(lawful)}) {refusal}"


def _empty_literal(column: "models.Field[Any, Any]") -> str:
    if isinstance(column, models.JSONField):
        return "'[]'" if column.get_default() == [] else "'{}'"
    return "''"


def _as_the_model(connection: BaseDatabaseWrapper, table: str) -> bool:
    """Whether a table has the model's columns; not so where the migration stopped at an earlier state."""
    model = next(each for each in apps.get_app_config("records").get_models() if each._meta.db_table == table)
    with connection.cursor() as cursor:
        columns = {each.name for each in connection.introspection.get_table_description(cursor, table)}
    return columns >= {str(field.column) for field in model._meta.concrete_fields}
