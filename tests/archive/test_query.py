"""A query over a survey reads its tables and nothing else."""

from pathlib import Path

import duckdb
import pytest

from noroshi.archive.parquet import write_table
from noroshi.archive.query import connect, open_tables
from noroshi.archive.tables import TABLES


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    """Return a folder with the five tables, all empty."""
    for name, schema in TABLES.items():
        write_table(tmp_path / f"{name}.parquet", [], schema)
    return tmp_path


def test_tables_answer(survey: Path) -> None:
    """Every table of a survey can be queried under its name."""
    connection = open_tables(survey)
    for name in TABLES:
        assert connection.execute(f"SELECT count(*) FROM {name}").fetchone() == (0,)  # noqa: S608 names of our tables


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "COPY (SELECT 1) TO '/tmp/noroshi-must-not-exist.csv'",
        "COPY devices TO '/tmp/noroshi-must-not-exist.parquet' (FORMAT parquet)",
        "EXPORT DATABASE '/tmp/noroshi-must-not-exist'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "ATTACH '/tmp/noroshi-must-not-exist.db'",
        "SET enable_external_access=true",
        "SET autoinstall_known_extensions=true",
        "RESET lock_configuration",
        "SELECT * FROM read_parquet('https://192.0.2.1/x.parquet')",
    ],
)
def test_everything_else_is_refused(survey: Path, sql: str) -> None:
    """Files, network, extensions and settings are out of reach of a query."""
    connection = open_tables(survey)
    with pytest.raises(duckdb.Error):
        connection.execute(sql).fetchall()
    assert not list(Path("/tmp").glob("noroshi-must-not-exist*"))  # noqa: S108 the place the query named


def test_python_variables_are_not_tables(survey: Path) -> None:
    """A Python object in scope cannot be read as a table."""
    connection = open_tables(survey)
    secret = connection.sql("SELECT 1 AS value").to_arrow_table()
    assert secret.num_rows == 1
    with pytest.raises(duckdb.CatalogException):
        connection.execute("SELECT * FROM secret").fetchall()


def test_extensions_are_never_fetched() -> None:
    """No connection of the archive installs or loads an extension by itself."""
    rows = connect().execute(
        "SELECT name, value FROM duckdb_settings() WHERE name IN "
        "('autoinstall_known_extensions', 'autoload_known_extensions')"
    )
    assert dict(rows.fetchall()) == {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
