"""Running an installation from the command line: tables, people, serving, checks, audit; mistakes end in sentences."""

import json
import os
import re
import socket
import sqlite3
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests_support import ROOT, Run

SECRET = "Qm7xV2kT9bWfR4nYc6LsP8dHj3GzA1eUoXi5vNtK0qMw_rB-ZyE"  # noqa: S105 an example
FACTOR_KEY = "hV3nR8wZ1cXq5LkT7bYs9DmJ2fGp4AoE6uUi0tNxKMvB"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start without any setting of this program."""
    for name in list(os.environ):
        if name.startswith(("NOROSHI_", "DJANGO_")):
            monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, noroshi: Run) -> Path:
    """Return a database file with a unit and two administrators, made by the commands."""
    path = tmp_path_factory.mktemp("installed") / "noroshi.sqlite3"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOROSHI_DATABASE", f"sqlite:///{path}")
        assert "changes applied" in noroshi("database", "migrate").stdout
        noroshi("unit", "create", "test/cyber", "--name-ja", "架空係", "--agency-ja", "架空県警察")
        for name in ("chief", "deputy"):
            noroshi("user", "create", name, "--unit", "test/cyber", "--role", "administrator", "--role", "auditor")
    return path


@pytest.fixture
def database(installed: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name the database to the commands."""
    monkeypatch.setenv("NOROSHI_DATABASE", f"sqlite:///{installed}")
    return installed


def test_the_database_file_is_private_and_checked(database: Path, noroshi: Run) -> None:
    """Mode 0600, up to date, guarded; migrating again changes nothing."""
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    assert "up to date" in noroshi("database", "check").stdout
    assert "nothing to change" in noroshi("database", "migrate").stdout


def test_an_account_is_made_once_with_a_one_time_password(database: Path, noroshi: Run) -> None:
    """The password is printed once; a taken name, an unknown unit or role, and a bad name are refused in words."""
    made = noroshi("user", "create", "newcomer", "--unit", "test/cyber", "--role", "officer")
    assert re.search(r"one-time password [a-z2-9-]{20,}", made.stdout)
    for arguments, word, code in [
        (["newcomer", "--unit", "test/cyber", "--role", "officer"], "newcomer", 1),
        (["other", "--unit", "test/none", "--role", "officer"], "no such unit", 1),
        (["other", "--unit", "test/cyber", "--role", "emperor"], "emperor", 1),
        (["a b", "--unit", "test/cyber", "--role", "officer"], "a b", 2),
    ]:
        refused = noroshi("user", "create", *arguments, check=code)
        assert word in refused.stderr
    connection = sqlite3.connect(database)
    assert connection.execute("SELECT count(*) FROM records_user WHERE username = 'other'").fetchone() == (0,)


def test_a_unit_is_made_once(database: Path, noroshi: Run) -> None:
    """A code that exists, that says no agency, or a new agency without a name is refused."""
    for arguments, word in [
        (["test/cyber", "--name-ja", "x"], "exists already"),
        (["cyber", "--name-ja", "x"], "AGENCY/UNIT"),
        (["new/cyber", "--name-ja", "x"], "--agency-ja"),
    ]:
        assert word in noroshi("unit", "create", *arguments, check=1).stderr
    assert database.exists()


def test_the_head_is_kept_outside_and_compared(database: Path, noroshi: Run, tmp_path: Path) -> None:
    """One line that fits on paper, as QR and in a file; given back it holds, as text and as a file."""
    line = noroshi("audit", "head", "--qr", tmp_path / "head.svg").stdout
    assert re.fullmatch(r"NOROSHI-HEAD \d+ \d{4}-\d{2}-\d{2}( [0-9a-f]{4}){8}\n", line)
    assert len(line) < 80
    code = (tmp_path / "head.svg").read_text(encoding="utf-8")
    assert code.startswith("<?xml")
    assert 'xmlns="http://www.w3.org/2000/svg"' in code
    (tmp_path / "head.txt").write_text(f"日報\n{line}受領\n", encoding="utf-8")
    for anchor in (line, str(tmp_path / "head.txt"), noroshi("audit", "head", "--full").stdout):
        outcome = noroshi("audit", "verify", "--anchor", anchor)
        assert "no tampering found" in outcome.stdout
        assert "agrees" in outcome.stdout
    assert "改ざんは見つかりませんでした" in noroshi("audit", "verify", "--language", "ja").stdout
    assert "32 or 64 digits" in noroshi("audit", "verify", "--anchor", "nonsense", check=2).stderr
    assert database.exists()


def test_tampering_ends_with_exit_code_1(
    installed: Path, noroshi: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry is named with time and person; the doctor sees it too."""
    copy = tmp_path / "tampered.sqlite3"
    with sqlite3.connect(installed) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    connection = sqlite3.connect(copy)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("UPDATE records_event SET action = 'user.read' WHERE action = 'user.made' AND seq < 5")
    connection.commit()
    connection.close()
    copy.chmod(0o600)
    monkeypatch.setenv("NOROSHI_DATABASE", f"sqlite:///{copy}")
    outcome = noroshi("audit", "verify", check=1)
    assert re.search(r"entry \d+ was changed after it was written \(entry \d+, .*\)", outcome.stdout)
    sick = noroshi("doctor", check=1)
    assert re.search(r"^fault +audit chain: entry \d+ was changed", sick.stdout, re.MULTILINE)
    assert re.search(r"^fault +append-only: ", sick.stdout, re.MULTILINE)


def test_a_case_that_does_not_exist_is_said(database: Path, noroshi: Run) -> None:
    """A wrong number and a wrong day end in a sentence."""
    assert "no case" in noroshi("audit", "case", "123-4567-890", check=1).stderr
    assert "YYYY-MM-DD" in noroshi("audit", "case", "1234567890", "--on", "tomorrow", check=2).stderr
    assert database.exists()


def test_the_doctor_says_what_to_do(
    database: Path, noroshi: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A sound installation ends with 0; each fault has its line with what to do, and the end is 1."""
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    (tmp_path / "secret").chmod(0o600)
    monkeypatch.setenv("NOROSHI_SECRET_KEY_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("NOROSHI_HOSTS", "noroshi.example")
    monkeypatch.setenv("NOROSHI_FACTOR_KEYS", FACTOR_KEY)
    well = noroshi("doctor")
    levels = {line.split()[0] for line in well.stdout.splitlines()}
    assert levels <= {"ok", "warning"}
    for name in ("secret key", "https", "hosts", "database", "append-only", "demo users", "clock", "audit chain",
                 "backup", "file mode", "disk", "agency profile", "administrators", "background tasks",
                 "factor keys", "stored factors"):  # fmt: skip
        assert re.search(rf"^(ok|warning) +{name}: ", well.stdout, re.MULTILINE), name
    (tmp_path / "secret").chmod(0o644)
    for name, value, fault in [
        ("NOROSHI_HOSTS", "*", "hosts"),
        ("NOROSHI_HTTPS", "0", "https"),
        ("NOROSHI_SECRET_KEY_FILE", "", "secret key"),
        ("NOROSHI_FACTOR_KEYS", "", "factor keys"),
        ("NOROSHI_CERTIFICATE_SECRET", "alone", "client certificates"),
        ("NOROSHI_HOSTS", "noroshi.example", "file mode"),
    ]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(name, value)
            sick = noroshi("doctor", check=1)
        lines = re.findall(rf"^fault +{fault}: .* -> .+$", sick.stdout, re.MULTILINE)
        assert lines or fault == "file mode", (name, sick.stdout)
    assert re.search(r"^fault +file mode: .*chmod 600", noroshi("doctor", check=1).stdout, re.MULTILINE)
    assert database.exists()


def test_secrets_of_an_earlier_version_are_encrypted(
    installed: Path, noroshi: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The doctor finds a secret in the clear, one command encrypts it, a lost key is said; the chain holds."""
    copy = tmp_path / "earlier.sqlite3"
    with sqlite3.connect(installed) as source, sqlite3.connect(copy) as target:
        source.backup(target)
        target.execute(
            "INSERT INTO mfa_authenticator (user_id, type, data, created_at)"
            " SELECT id, 'totp', '{\"secret\": \"JBSWY3DPEHPK3PXP\"}', '2026-01-01' FROM records_user LIMIT 1"
        )
    source.close()
    target.close()
    copy.chmod(0o600)
    monkeypatch.setenv("NOROSHI_DATABASE", f"sqlite:///{copy}")
    monkeypatch.setenv("NOROSHI_SECRET_KEY", SECRET)
    assert "NOROSHI_FACTOR_KEYS" in noroshi("user", "protect-factors", check=1).stderr
    monkeypatch.setenv("NOROSHI_FACTOR_KEYS", FACTOR_KEY)
    assert re.search(r"^fault +stored factors: 1 lie in the clear.*protect-factors", noroshi("doctor", check=1).stdout,
                     re.MULTILINE)  # fmt: skip
    assert noroshi("user", "protect-factors").stdout.startswith("1 secrets encrypted")
    connection = sqlite3.connect(copy)
    assert "JBSWY3DPEHPK3PXP" not in str(connection.execute("SELECT data FROM mfa_authenticator").fetchall())
    connection.close()
    assert re.search(r"^ok +stored factors: 1", noroshi("doctor", check=None).stdout, re.MULTILINE)
    monkeypatch.setenv("NOROSHI_FACTOR_KEYS", FACTOR_KEY[::-1])
    assert "none of the keys" in noroshi("user", "protect-factors", check=1).stdout
    assert "no tampering found" in noroshi("audit", "verify").stdout


def test_a_backup_makes_the_doctor_glad(database: Path, noroshi: Run, tmp_path: Path) -> None:
    """After a backup the line is ok; an existing file is not overwritten; a short passphrase is refused."""
    made = noroshi("backup", tmp_path / "first")
    assert "not encrypted" in made.stderr
    doctor = noroshi("doctor", check=None).stdout
    assert re.search(r"^ok +backup: ", doctor, re.MULTILINE)
    assert "exists" in noroshi("backup", tmp_path / "first", check=1).stderr
    (tmp_path / "short").write_text("short", encoding="utf-8")
    refused = noroshi("backup", tmp_path / "second", "--passphrase-file", tmp_path / "short", check=1)
    assert "at least" in refused.stderr
    assert not (tmp_path / "second").exists()
    assert database.exists()


@pytest.mark.parametrize(
    ("environment", "command", "words"),
    [
        ({}, ["audit", "verify"], ["does not exist yet", "noroshi database migrate"]),
        ({}, ["serve"], ["does not exist yet", "noroshi database migrate"]),
        ({}, ["backup", "x"], ["does not exist yet"]),
        ({"NOROSHI_DATABASE": "mysql://x"}, ["doctor"], ["NOROSHI_DATABASE", "sqlite:///"]),
        ({"NOROSHI_DATABASE": "postgres://127.0.0.1:1/x"}, ["audit", "head"], ["does not answer", "NOROSHI_DATABASE"]),
        ({"NOROSHI_DATABASE": "postgres://127.0.0.1:1/x"}, ["database", "migrate"], ["does not answer"]),
        ({"NOROSHI_HTTPS": "maybe"}, ["audit", "verify"], ["NOROSHI_HTTPS", "0 or 1"]),
        (
            {"NOROSHI_SECRET_KEY_FILE": "/nonexistent"},
            ["audit", "verify"],
            ["NOROSHI_SECRET_KEY_FILE", "readable file"],
        ),
        ({"NOROSHI_LDAP_URL": "ldaps://directory.example.jp"}, ["doctor"], ["NOROSHI_LDAP_BIND_DN", "anonymously"]),
        ({"NOROSHI_CERTIFICATE_PROXIES": "0.0.0.0/0"}, ["doctor"], ["NOROSHI_CERTIFICATE_PROXIES", "every address"]),
        ({}, ["restore", "/nonexistent"], ["No such file"]),
        ({}, ["disposal", "export", "--out", "x"], ["--code or --person"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) and value[0].isalpha() else None,
)
def test_a_mistake_ends_in_a_sentence(
    noroshi: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    command: list[str],
    words: list[str],
) -> None:
    """No traceback, no file left behind: what happened, where, what to do."""
    monkeypatch.setenv("NOROSHI_DATABASE", f"sqlite:///{tmp_path}/absent.sqlite3")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    done = noroshi(*command, check=None)
    assert done.returncode in {1, 2}
    for word in words:
        assert word in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_another_version_is_refused(
    installed: Path, noroshi: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that lacks a change says migrate; one from the future says so; a file that is none says so."""
    copy = tmp_path / "other.sqlite3"
    with sqlite3.connect(installed) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    monkeypatch.setenv("NOROSHI_DATABASE", f"sqlite:///{copy}")
    connection = sqlite3.connect(copy)
    connection.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('records', '9999_later', '2026-01-01')"
    )
    connection.commit()
    assert "later version" in noroshi("audit", "verify", check=1).stderr
    assert "later version" in noroshi("database", "migrate", check=1).stderr
    connection.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
    last = "SELECT max(name) FROM django_migrations WHERE app = 'records'"
    connection.execute(f"DELETE FROM django_migrations WHERE app = 'records' AND name = ({last})")  # noqa: S608 constant
    connection.commit()
    connection.close()
    assert "noroshi database migrate" in noroshi("audit", "verify", check=1).stderr
    copy.write_bytes(b"no database at all" * 100)
    assert "cannot be read" in noroshi("audit", "verify", check=1).stderr


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({}, "NOROSHI_SECRET_KEY is not set"),
        ({"NOROSHI_SECRET_KEY": "demo-secret-of-the-synthetic-example-never-for-real-use"}, "which everybody knows"),
        ({"NOROSHI_SECRET_KEY": "x" * 60}, "too uniform"),
        ({"NOROSHI_SECRET_KEY": SECRET, "NOROSHI_HTTPS": "0"}, "unencrypted"),
        ({"NOROSHI_SECRET_KEY": SECRET, "NOROSHI_HOSTS": "*"}, "every host name"),
        ({"NOROSHI_SECRET_KEY": SECRET}, "NOROSHI_FACTOR_KEYS is not set"),
    ],
)
def test_what_is_not_fit_for_real_use_is_not_served(
    database: Path, noroshi: Run, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], word: str
) -> None:
    """Without NOROSHI_DEMO=1 the demonstration's secret, plain HTTP and open hosts are refused with what to do."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    refused = noroshi("serve", check=1)
    assert word in refused.stderr
    assert "->" in refused.stderr
    assert database.exists()


def test_demo_accounts_are_not_served_for_real(
    installed: Path, noroshi: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An account whose password everybody knows keeps the program from serving."""
    copy = tmp_path / "demo.sqlite3"
    with sqlite3.connect(installed) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    connection = sqlite3.connect(copy)
    connection.execute("UPDATE records_user SET demo = 1 WHERE username = 'chief'")
    connection.commit()
    connection.close()
    monkeypatch.setenv("NOROSHI_DATABASE", f"sqlite:///{copy}")
    monkeypatch.setenv("NOROSHI_SECRET_KEY", SECRET)
    assert "chief" in noroshi("serve", check=1).stderr


def test_serving_says_when_it_answers(database: Path, noroshi: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """``ready`` comes when the pages answer; a taken port is said plainly; SIGTERM ends it with 0."""
    monkeypatch.setenv("NOROSHI_DEMO", "1")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "noroshi", "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline() == f"ready http://localhost:{port}\n"
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=30) as answer:
                assert "<form" in answer.read().decode()
            taken = noroshi("serve", "--port", str(port), check=1)
            assert "taken by another program" in taken.stderr
        finally:
            server.terminate()
            _, errors = server.communicate(timeout=60)
    assert server.returncode == 0
    assert "Traceback" not in errors
    assert database.exists()


def test_the_worker_does_what_waits(database: Path, noroshi: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A queued verification is done and its result is an entry; with nothing waiting the worker ends at once."""
    monkeypatch.setenv("NOROSHI_DEMO", "1")
    code = (
        "import django; django.setup()\n"
        "from noroshi.records.models import Unit, User\n"
        "from noroshi.records.services.verification_task import verify_in_background\n"
        "verify_in_background.enqueue('', User.objects.get(username='chief').pk, [Unit.objects.get().pk])\n"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "noroshi.web.settings"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=120)
    noroshi("worker", "--once")
    connection = sqlite3.connect(database)
    assert connection.execute("SELECT count(*) FROM records_event WHERE action = 'audit.verified'").fetchone() == (1,)
    noroshi("worker", "--once")


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory, noroshi: Run) -> tuple[Path, str]:
    """Return a database with one closed case whose retention is over, and its reference number."""
    path = tmp_path_factory.mktemp("worked") / "noroshi.sqlite3"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOROSHI_DATABASE", f"sqlite:///{path}")
        noroshi("database", "migrate")
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "noroshi.web.settings",
            "PYTHONPATH": str(ROOT / "tests"),
        }
        program = [sys.executable, str(ROOT / "tests" / "disposal_world.py"), "fill"]
        subprocess.run(program, env=environment, check=True, capture_output=True, timeout=120)
    reference = sqlite3.connect(path).execute("SELECT reference FROM records_case").fetchone()[0]
    return path, str(reference)


def test_a_case_is_printed_on_one_a4(
    worked: tuple[Path, str], noroshi: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As text and as a private HTML file, in both languages, as of a day; each printing is an entry of the case."""
    path, reference = worked
    monkeypatch.setenv("NOROSHI_DATABASE", f"sqlite:///{path}")
    text = noroshi("audit", "case", f"{reference[:3]}-{reference[3:7]}-{reference[7:]}").stdout
    for word in ("判明していたこと", "承認する(二名確認)", "NOROSHI-HEAD", "架空 officer-a"):
        assert word in text
    assert len(text.splitlines()) < 70
    english = noroshi(
        "audit", "case", reference, "--language", "en", "--format", "html", "--out", tmp_path / "case.html"
    )
    assert english.stdout == ""
    page = (tmp_path / "case.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "What was known" in page
    assert stat.S_IMODE((tmp_path / "case.html").stat().st_mode) == 0o600
    assert "was not open yet" in noroshi("audit", "case", reference, "--on", "2020-01-01", check=1).stderr
    read = "SELECT count(*) FROM records_event WHERE action = 'case.audited'"
    assert sqlite3.connect(path).execute(read).fetchone() == (2,)


def test_what_is_held_is_exported_masked(
    worked: tuple[Path, str], noroshi: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The due case is listed; the export is a private file in which others are masked."""
    path, reference = worked
    monkeypatch.setenv("NOROSHI_DATABASE", f"sqlite:///{path}")
    due = noroshi("disposal", "due", "--format", "json").stdout.splitlines()
    assert [json.loads(line)["case"] for line in due] == [reference]
    noroshi("disposal", "export", "--code", reference, "--out", tmp_path / "held.json")
    held = json.loads((tmp_path / "held.json").read_text(encoding="utf-8"))
    assert held["cases"][0]["attempts"][0]["officer"] == "●●●"
    assert stat.S_IMODE((tmp_path / "held.json").stat().st_mode) == 0o600
    assert (
        "exists" in noroshi("disposal", "export", "--code", reference, "--out", tmp_path / "held.json", check=1).stderr
    )


def test_disposals_are_listed(database: Path, noroshi: Run) -> None:
    """Nothing is due and nothing was disposed of in a new installation; an unknown name holds nothing."""
    assert noroshi("disposal", "due", "--format", "json").stdout.strip() in {"", "[]"}
    assert noroshi("disposal", "list", "--format", "json").stdout.strip() in {"", "[]"}
    refused = noroshi("disposal", "export", "--person", "だれか", "--out", database.parent / "held.json", check=1)
    assert "nothing is held" in refused.stderr
    assert not (database.parent / "held.json").exists()
