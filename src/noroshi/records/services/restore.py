"""Restoring a backup into an empty database, on SQLite or PostgreSQL, whichever made it.

The file is read to its end and compared with its manifest before anything is written. The tables are made as the
backup's version of the program knew them, filled in one transaction, brought up to date, and the audit chain verified.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.apps.registry import Apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from noroshi.records.services.audit_faults import Outcome
from noroshi.records.services.audit_head import read_head
from noroshi.records.services.audit_verify import verify
from noroshi.records.services.backup_file import BackupUnusable, Manifest, open_backup
from noroshi.records.services.database_state import DatabaseState, read_state
from noroshi.records.services.portable_rows import EXCLUDED, columns_of, decode, tables

_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Restored:
    """How many rows came back, and what the verification against the backup's own head says."""

    rows: int
    outcome: Outcome


def restore_backup(path: Path, passphrase: str | None = None) -> Restored:
    """Fill an empty database; raises ``BackupUnusable``, and then no row was written.

    ``DatabaseUnusable`` comes from a database that does not answer, ``OSError`` from a file that cannot be read.
    """
    with open_backup(path, passphrase) as (archive, manifest):
        state = read_state()
        _require_empty(state)
        apps = _make_tables(path, state, manifest)
        rows = _fill(path, archive, manifest, apps)
    call_command("migrate", verbosity=0, interactive=False)
    return Restored(rows, verify(read_head(manifest["head"])))


def _require_empty(state: DatabaseState) -> None:
    """Refuse a database that holds any row of its own; the tables themselves may be there."""
    with connection.cursor() as cursor:
        for table in sorted(state.tables - EXCLUDED):
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608 a known name
            if cursor.fetchone():
                raise BackupUnusable(
                    f"the database {state.name} is not empty (there are rows in {table}); restore into a new one: "
                    "set NOROSHI_DATABASE to a database without tables"
                )


def _make_tables(path: Path, state: DatabaseState, manifest: Manifest) -> Apps:
    """Bring the empty database to the backup's migrations and return its models of that time."""
    executor = MigrationExecutor(connection)
    known = executor.loader.disk_migrations
    wanted = [tuple(name.split(".", 1)) for name in manifest["migrations"]]
    unknown = [f"{app}.{name}" for app, name in wanted if (app, name) not in known]
    if unknown:
        raise BackupUnusable(
            f"{path} was made by a later version of noroshi (it knows {unknown[0]}); install that version"
        )
    applied = set(executor.loader.applied_migrations)
    if applied - set(wanted):
        raise BackupUnusable(
            f"{path} is of an earlier version than the tables of {state.name}; restore into a database without tables"
        )
    graph = executor.loader.graph
    leaves = [node for node in wanted if not any(child in set(wanted) for child in graph.node_map[node].children)]
    executor.migrate(leaves)
    found: Apps = MigrationExecutor(connection).loader.project_state(leaves).apps
    return found


def _fill(path: Path, archive: zipfile.ZipFile, manifest: Manifest, apps: Apps) -> int:
    by_table = {model._meta.db_table: model for model in tables(list(apps.get_models(include_auto_created=True)))}
    filled: list[type[models.Model]] = []
    total = 0
    with transaction.atomic():
        for described in manifest["tables"]:
            model = by_table.get(described["table"])
            columns = {column.attname: column for column in columns_of(model)} if model else {}
            if model is None or columns.keys() != set(described["columns"]):
                raise BackupUnusable(f"{path}: the table {described['table']} does not fit its own version")
            total += _fill_table(path, archive, model, [columns[name] for name in described["columns"]])
            filled.append(model)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), filled):
                cursor.execute(statement)
    return total


def _fill_table(
    path: Path, archive: zipfile.ZipFile, model: type[models.Model], columns: "list[models.Field[Any, Any]]"
) -> int:
    for column in columns:
        # these models exist for this restore alone: times are those of the backup, not of now
        for automatic in ("auto_now", "auto_now_add"):
            if hasattr(column, automatic):
                setattr(column, automatic, False)
    table = model._meta.db_table
    rows = 0
    with archive.open(f"tables/{table}.jsonl") as lines:
        for part in _parts(lines):
            try:
                objects = [model(**decode(columns, line)) for line in part]
            except (ValueError, TypeError) as error:
                raise BackupUnusable(f"{path}: {table}, row {rows + 1} and following: {error}") from error
            model._base_manager.bulk_create(objects)  # noqa: SLF001 into all compartments
            rows += len(objects)
    return rows


def _parts(lines: Any) -> Iterator[list[bytes]]:  # noqa: ANN401 an open member of the archive
    part: list[bytes] = []
    for line in lines:
        part.append(line)
        if len(part) == _CHUNK:
            yield part
            part = []
    if part:
        yield part
