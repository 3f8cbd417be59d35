"""A backup restores whole into an empty database of either kind, and its audit chain verifies there."""

import json
import os
import sqlite3
import stat
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from campaign_world import make_case, make_world
from noroshi.records.models import Answer, Document, Event
from noroshi.records.services import audit, transitions
from noroshi.records.services.audit_verify import verify
from noroshi.records.services.backup import BackupRefused, make_backup
from noroshi.records.services.portable_rows import EXCLUDED, tables
from tests_support import Run

pytestmark = pytest.mark.django_db(transaction=True)
PASSPHRASE = "correct horse battery staple"  # noqa: S105 an example


@pytest.fixture
def filled() -> None:
    """Fill the database with rows of many kinds and a chain about them."""
    world = make_world()
    case = make_case(world, state="draft", findings=3)
    scope = world.scope("officer", "case.answer")
    transitions.apply(scope, case, "approve", met=frozenset({"has_confirmed_finding", "second_person", "fresh"}))
    now = timezone.now()
    answer = Answer.objects.create(
        unit=world.unit,
        case=case,
        key="1",
        at=now,
        free_text='行1\n"行2"\u2028\t',
        reasons=["b", "a"],
        planned_on=now.date(),
    )
    audit.changed(scope, "answer.recorded", answer, {"b": 1, "a": "架空"})
    document = Document.objects.create(
        unit=world.unit, case=case, kind="letter", wording_version="1", sha256="0" * 64, content=bytes(range(256)),
        media_type="application/pdf",
    )  # fmt: skip
    audit.changed(scope, "document.drafted", document)
    assert verify().sound


def manifest_of(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return manifest


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give the address of an empty database of each kind to the command line."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/restored.sqlite3"
        monkeypatch.setenv("NOROSHI_DATABASE", url)
        yield url
        return
    server = os.environ.get("NOROSHI_TEST_DATABASE", "")
    if not server.startswith("postgres"):
        pytest.skip("NOROSHI_TEST_DATABASE names no PostgreSQL server")
    name = f"noroshi_restore_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        monkeypatch.setenv("NOROSHI_DATABASE", urlsplit(server)._replace(path=f"/{name}").geturl())
        yield os.environ["NOROSHI_DATABASE"]
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
def test_a_backup_restores_into_either_database(noroshi: Run, tmp_path: Path, target: str, *, encrypted: bool) -> None:
    """Every row comes back as it was, the chain verifies against the backup's head, and a second backup is the same."""
    file, again = tmp_path / "backup", tmp_path / "again"
    options: list[str] = []
    if encrypted:
        (tmp_path / "passphrase").write_text(PASSPHRASE + "\n", encoding="utf-8")
        options = ["--passphrase-file", str(tmp_path / "passphrase")]
    made = make_backup(file, PASSPHRASE if encrypted else None)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    done = noroshi("restore", file, *options)
    assert f"{made.rows:,} rows restored" in done.stdout
    assert "no tampering found" in done.stdout
    assert "agrees" in done.stdout
    assert "no tampering found" in noroshi("audit", "verify").stdout
    noroshi("database", "check")
    noroshi("backup", again)
    plain = tmp_path / "plain"
    make_backup(plain)
    before = {t["table"]: t["sha256"] for t in manifest_of(plain)["tables"]}
    after = {t["table"]: t["sha256"] for t in manifest_of(again)["tables"]}
    of_the_chain = {"records_event", "records_eventpayload", "records_chainhead"}
    assert {k: v for k, v in before.items() if k not in of_the_chain} == {
        k: v for k, v in after.items() if k not in of_the_chain
    }
    assert target


@pytest.mark.usefixtures("filled")
def test_making_a_backup_is_an_entry(tmp_path: Path) -> None:
    """The chain says when a backup was made, with its digest, and verifies."""
    made = make_backup(tmp_path / "backup")
    entry = Event.chain.latest("seq")
    assert entry.action == "backup.made"
    assert json.loads(entry.payload.body)["sha256"] == made.sha256
    assert made.entries == entry.seq - 1
    assert verify().sound


@pytest.mark.usefixtures("filled")
def test_a_restored_program_goes_on_counting(noroshi: Run, tmp_path: Path, target: str) -> None:
    """New rows after a restore get new keys: the sequences stand behind the restored rows."""
    make_backup(tmp_path / "backup")
    noroshi("restore", tmp_path / "backup")
    noroshi("user", "create", "newcomer", "--unit", "noroshi-pref/A", "--role", "officer")
    assert target


@pytest.mark.usefixtures("filled")
def test_a_database_with_rows_is_refused(noroshi: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Restoring twice into one database changes nothing and says what to do; empty tables are fine."""
    monkeypatch.setenv("NOROSHI_DATABASE", f"sqlite:///{tmp_path}/restored.sqlite3")
    make_backup(tmp_path / "backup")
    noroshi("database", "migrate")
    noroshi("restore", tmp_path / "backup")
    refused = noroshi("restore", tmp_path / "backup", check=1)
    assert "is not empty" in refused.stderr
    assert "new one" in refused.stderr
    assert "no tampering found" in noroshi("audit", "verify").stdout


def damaged(path: Path, to: Path, change: dict[str, bytes]) -> Path:
    """Write the backup with some members replaced."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            if change.get(name) != b"":
                new.writestr(name, change.get(name, old.read(name)))
    return to


@pytest.mark.usefixtures("filled")
def test_a_damaged_backup_writes_nothing(noroshi: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed, missing or foreign file, and one of a later version, are refused before anything is written."""
    database = tmp_path / "restored.sqlite3"
    monkeypatch.setenv("NOROSHI_DATABASE", f"sqlite:///{database}")
    file = tmp_path / "backup"
    make_backup(file)
    manifest = manifest_of(file)
    later = json.dumps({**manifest, "migrations": [*manifest["migrations"], "records.9999_later"]}).encode()
    (tmp_path / "text").write_text("hello", encoding="utf-8")
    cases = [
        (damaged(file, tmp_path / "changed", {"tables/records_user.jsonl": b"[1]\n"}), "was changed or damaged"),
        (damaged(file, tmp_path / "missing", {"tables/records_user.jsonl": b""}), "is missing"),
        (damaged(file, tmp_path / "later", {"manifest.json": later}), "later version"),
        (tmp_path / "text", "no backup of noroshi"),
        (tmp_path / "absent", "No such file"),
    ]
    for path, message in cases:
        refused = noroshi("restore", path, check=1)
        assert message in refused.stderr, path.name
        assert not database.exists() or sqlite3.connect(database).execute(
            "SELECT count(*) FROM sqlite_master"
        ).fetchone() == (0,)


def test_an_existing_file_is_not_overwritten(tmp_path: Path) -> None:
    """A backup never replaces a file."""
    (tmp_path / "backup").write_text("precious", encoding="utf-8")
    with pytest.raises(BackupRefused, match="exists"):
        make_backup(tmp_path / "backup")
    assert (tmp_path / "backup").read_text(encoding="utf-8") == "precious"


def test_every_table_is_in_the_backup_or_left_out_by_name() -> None:
    """A new table of any app is in the backup unless ``EXCLUDED`` names it."""
    models = list(apps.get_models(include_auto_created=True))
    held = {model._meta.db_table for model in tables(models)}
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
    assert existing - held == EXCLUDED


@pytest.mark.usefixtures("filled")
def test_people_work_while_a_backup_is_made(tmp_path: Path) -> None:
    """A row written between two tables is in none of them: the backup is of one moment."""
    if connection.vendor == "sqlite":
        pytest.skip("the in-memory database of this run has one connection; PostgreSQL and the killing test show it")
    from noroshi.records.services import backup

    real = backup._write_table
    tables_done: list[str] = []

    def slow(archive: zipfile.ZipFile, model: Any) -> dict[str, Any]:
        if len(tables_done) == 1:
            thread = threading.Thread(target=_append_elsewhere)
            thread.start()
            thread.join()
        tables_done.append(model.__name__)
        return real(archive, model)

    before = Event.chain.count()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backup, "_write_table", slow)
        made = make_backup(tmp_path / "backup")
    assert made.entries == before
    assert Event.chain.count() == before + 2
    table = next(t for t in manifest_of(tmp_path / "backup")["tables"] if t["table"] == "records_event")
    assert table["rows"] == before


def _append_elsewhere() -> None:
    audit.append("test.meanwhile", "thing:1")
    connection.close()
