"""What state the database is in: reachable, made, up to date. Its errors say what to do."""

from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


class DatabaseUnusable(Exception):  # noqa: N818 reads as the sentence it raises
    """The database cannot be used as it is; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """``pending`` are migrations of this program that the database lacks, ``unknown`` those it alone has."""

    vendor: str
    name: str
    tables: frozenset[str]
    pending: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether no table exists yet."""
        return not self.tables


def file_of() -> Path | None:
    """Return the database's file for SQLite on disk, else None."""
    name = str(connection.settings_dict["NAME"])
    in_memory = name == ":memory:" or name.startswith("file:")
    return Path(name) if connection.vendor == "sqlite" and not in_memory else None


def read_state() -> DatabaseState:
    """Return the state; raises ``DatabaseUnusable`` where nothing answers.

    A SQLite file that does not exist is an empty database, and asking does not create it.
    """
    file = file_of()
    if file is not None and not file.exists():
        plan = [".".join(key) for key in sorted(MigrationLoader(None).disk_migrations)]
        return DatabaseState("sqlite", str(file), frozenset(), tuple(plan), ())
    try:
        with connection.cursor() as cursor:
            tables = frozenset(connection.introspection.table_names(cursor))
        executor = MigrationExecutor(connection)
        plan = [
            f"{migration.app_label}.{migration.name}"
            for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())
        ]
    except DatabaseError as error:
        raise DatabaseUnusable(_unreachable(error)) from error
    applied = executor.loader.applied_migrations
    known_apps = executor.loader.migrated_apps
    unknown = sorted(
        ".".join(key) for key in applied if key[0] in known_apps and key not in executor.loader.disk_migrations
    )
    return DatabaseState(connection.vendor, str(connection.settings_dict["NAME"]), tables, tuple(plan), tuple(unknown))


def require_current() -> DatabaseState:
    """Return the state of a database that this program can work on; raises ``DatabaseUnusable`` otherwise."""
    state = read_state()
    if state.empty:
        raise DatabaseUnusable(
            f"the database {state.name} does not exist yet or is empty; `noroshi database migrate` makes its tables "
            "(NOROSHI_DATABASE names the database)"
        )
    if state.unknown:
        raise DatabaseUnusable(
            f"the database {state.name} was made by a later version of noroshi (it knows {state.unknown[0]}); install "
            "that version, or restore a backup of this one"
        )
    if state.pending:
        raise DatabaseUnusable(
            f"the database {state.name} lacks {len(state.pending)} changes of this version (first: "
            f"{state.pending[0]}); make a backup, then `noroshi database migrate`"
        )
    return state


def _unreachable(error: DatabaseError) -> str:
    reason = " ".join(str(error).split())
    file = file_of()
    if file is not None:
        return f"the database {file} cannot be read: {reason}; check NOROSHI_DATABASE and the file's owner and mode"
    host = connection.settings_dict["HOST"] or "local socket"
    name = connection.settings_dict["NAME"]
    return f"the database {name} on {host} does not answer: {reason}; check NOROSHI_DATABASE and that it is running"
