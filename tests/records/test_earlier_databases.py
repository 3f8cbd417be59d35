"""A database of an earlier release opens in this one: migrated, guarded, its audit chain whole."""

import lzma
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests_support import ROOT

FIXTURES = sorted((ROOT / "tests" / "records" / "fixtures").glob("*.sqlite3.xz"))


def run(database: Path, *arguments: str) -> str:
    settings = {"NOROSHI_DATABASE": f"sqlite:///{database}", "NOROSHI_DEMO": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "noroshi", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=ROOT,
        env={**os.environ, **settings, "DJANGO_SETTINGS_MODULE": "noroshi.web.settings"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_fixture_of_every_release_is_kept() -> None:
    """There is at least the first one."""
    assert [path.name for path in FIXTURES][:1] == ["0.1.0.sqlite3.xz"]


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
def test_a_database_of_an_earlier_release_opens(fixture: Path, tmp_path: Path) -> None:
    """After migration the guards hold, the campaigns are listed with their cases, and every entry verifies."""
    database = tmp_path / "campaign.sqlite3"
    database.write_bytes(lzma.decompress(fixture.read_bytes()))
    database.chmod(0o600)
    with sqlite3.connect(database) as rows:
        cases = rows.execute("SELECT count(*) FROM records_case").fetchone()[0]
    assert cases > 60
    run(database, "database", "migrate")
    run(database, "database", "check")
    assert "KNG-26" in run(database, "campaign", "list")
    run(database, "audit", "verify")
    with sqlite3.connect(database) as rows:
        assert rows.execute("SELECT count(*) FROM records_case").fetchone()[0] == cases
