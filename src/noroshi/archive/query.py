"""DuckDB over a survey's tables: locked down, so that a query reads these tables and nothing else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from noroshi.archive.tables import TABLES

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}


def connect(memory_limit: str = "2GB") -> duckdb.DuckDBPyConnection:
    """Return an in-memory connection that never installs or loads an extension by itself."""
    connection = duckdb.connect(":memory:", config=_CONFIG)
    connection.execute(f"SET memory_limit='{memory_limit}'")
    connection.execute("SET TimeZone='UTC'")
    connection.execute("SET preserve_insertion_order=true")
    connection.execute("SET python_enable_replacements=false")
    return connection


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Forbid files, network, extensions and any change of settings from now on."""
    connection.execute("SET enable_external_access=false")
    connection.execute("SET lock_configuration=true")


def rows_of(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: object = None
) -> tuple[list[str], list[dict[str, Any]]]:
    """Return column names and rows of a query; a statement without a result gives neither.

    Goes through Arrow, which needs no time zone library for times in UTC. Raises ``duckdb.Error``.
    """
    relation = connection.sql(sql, params=parameters)
    if relation is None:
        return [], []
    table = relation.to_arrow_table()
    return list(table.column_names), table.to_pylist()


def open_tables(folder: Path, names: Mapping[str, str] | None = None) -> duckdb.DuckDBPyConnection:
    """Return a locked connection that sees the survey's tables under their names.

    ``names`` maps a table to the name it gets, for two surveys side by side. The tables are registered as Arrow data
    sets before the lock: the query text cannot name a file.
    """
    connection = connect()
    register(connection, folder, names or {name: name for name in TABLES})
    lock(connection)
    return connection


def register(connection: duckdb.DuckDBPyConnection, folder: Path, names: Mapping[str, str]) -> None:
    """Register the survey's tables with the connection; must happen before the lock."""
    import pyarrow.dataset as ds

    for table, name in names.items():
        path = folder / f"{table}.parquet"
        connection.register(name, ds.dataset(path, format="parquet"))
