"""`noroshi mail` and what `noroshi doctor` says about mail, as an operator runs them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mail_server import Mailbox, make_certificate, relay
from tests_support import ROOT, Run

SECRET = "a secret of the mail test, with more than fifty characters 0123456789 abc"  # noqa: S105 invented


@pytest.fixture
def installed(noroshi: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name an installation with one released mail, without a relay; return its folder."""
    for name in list(os.environ):
        if name.startswith(("NOROSHI_", "DJANGO_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NOROSHI_SECRET_KEY", SECRET)
    monkeypatch.setenv("NOROSHI_FACTOR_KEYS", "f" * 40)
    monkeypatch.setenv("NOROSHI_DATABASE", f"sqlite:///{tmp_path}/mail.sqlite3")
    monkeypatch.setenv("NOROSHI_MAIL_FROM", "cyber@police.example")
    noroshi("database", "migrate")
    _program("fill")
    return tmp_path


def _program(what: str) -> str:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "noroshi.web.settings", "PYTHONPATH": str(ROOT / "tests")}
    command = [sys.executable, str(ROOT / "tests" / "mail_killed_worker.py"), what]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_life_of_a_mail_from_the_command_line(
    installed: Path, noroshi: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept back without a relay; sent once with one; the bounce in a mailbox is taken in once."""
    assert noroshi("mail", "send").stdout.split() == ["kept", "back", "1"]
    assert "nothing is sent" in noroshi("doctor", check=None).stdout
    mailbox = Mailbox()
    with relay(mailbox) as there:
        monkeypatch.setenv("NOROSHI_MAIL_RELAY", f"smtp://127.0.0.1:{there.port}")
        assert noroshi("mail", "send").stdout.split() == ["handed", "1"]
        assert "no mail waits" in noroshi("mail", "send").stdout
        doctor = noroshi("doctor", check=None).stdout
        assert "the relay on this machine answers" in doctor
        assert "mails are not signed" in doctor
    [taken] = mailbox.taken
    report = (
        f"From x\nTo: {taken.mail_from}\nContent-Type: multipart/report; boundary=b\n\n--b\n"
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nAction: failed\nStatus: 5.1.1\n\n--b--\n"
    )
    (installed / "box").write_text(report)
    monkeypatch.setenv("NOROSHI_MAIL_INBOX", str(installed / "box"))
    assert noroshi("mail", "bounces").stdout.split() == ["bounced", "1"]
    assert noroshi("mail", "bounces", installed / "box").stdout.split() == ["repeated", "1"]
    assert _program("tell") == "bounced drafted,approved,handing,handed,bounced"
    absent = noroshi("mail", "bounces", installed / "absent", check=1)
    assert "no such folder or file" in absent.stderr


def test_a_dry_run_writes_files(installed: Path, noroshi: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a folder and no relay the mail is a file; `bounces` without a mailbox says what to do."""
    monkeypatch.setenv("NOROSHI_MAIL_FOLDER", str(installed / "outbox"))
    assert noroshi("mail", "send").stdout.split() == ["written", "1"]
    assert len(list((installed / "outbox").iterdir())) == 1
    assert "NOROSHI_MAIL_INBOX" in noroshi("mail", "bounces", check=1).stderr


@pytest.mark.usefixtures("installed")
def test_doctor_names_a_relay_that_does_not_answer_and_an_expired_certificate(
    noroshi: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are faults, with what to do."""
    made = make_certificate(tmp_path / "old", days=0)
    monkeypatch.setenv("NOROSHI_MAIL_RELAY", "smtp://127.0.0.1:9")
    monkeypatch.setenv("NOROSHI_MAIL_SMIME_KEY", made.key_text)
    monkeypatch.setenv("NOROSHI_MAIL_SMIME_CERTIFICATE", made.certificate_text)
    lines = noroshi("doctor", check=1).stdout.splitlines()
    assert any(line.startswith("fault") and "127.0.0.1:9" in line for line in lines)
    assert any(line.startswith("fault") and "expired" in line for line in lines)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NOROSHI_MAIL_RELAY", "ftp://u:hunter2@h"),
        ("NOROSHI_MAIL_FROM", "a@b\r\nBcc: c@d.example"),
        ("NOROSHI_MAIL_BOUNCES", "x" * 40 + "@police.example"),
        ("NOROSHI_MAIL_INBOX", "imaps://nobody"),
        ("NOROSHI_MAIL_SMIME_KEY", "nonsense"),
        ("NOROSHI_MAIL_OPENPGP_KEY", "nonsense"),
    ],
)
def test_a_wrong_setting_is_named(noroshi: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The command ends with the setting's name, without a password or the value of a secret."""
    monkeypatch.setenv("NOROSHI_DEMO", "1")
    monkeypatch.setenv(name, value)
    error = noroshi("doctor", check=1).stderr
    assert "NOROSHI_MAIL_" in error
    assert "hunter2" not in error
    assert "nonsense" not in error
