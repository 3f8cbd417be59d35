"""`noroshi backup` and `noroshi restore`: the whole database in one file, for either kind of database."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from noroshi.cli import django_setup
from noroshi.cli.failure import FAILED, fail
from noroshi.render.neutral import terminal

_PASSPHRASE = Annotated[
    Path | None, typer.Option("--passphrase-file", help="File with the passphrase that encrypts the backup.")
]


def backup(file: Annotated[Path, typer.Argument(metavar="FILE")], passphrase_file: _PASSPHRASE = None) -> None:
    """Write everything to a new file (mode 0600) while people work; without a passphrase it is not encrypted."""
    secret = _passphrase(passphrase_file)
    with django_setup.records():
        from noroshi.records.services.backup import BackupRefused, make_backup

        try:
            made = make_backup(file, secret)
        except BackupRefused as error:
            fail(str(error))
    sys.stdout.write(
        f"{terminal(str(file))}: {made.rows:,} rows, {made.entries:,} audit entries, sha256 {made.sha256}\n"
    )
    if secret is None:
        sys.stderr.write("noroshi: the backup is not encrypted; --passphrase-file encrypts it\n")


def restore(file: Annotated[Path, typer.Argument(metavar="FILE")], passphrase_file: _PASSPHRASE = None) -> None:
    """Restore a backup into the empty database that NOROSHI_DATABASE names, and verify the audit chain."""
    secret = _passphrase(passphrase_file)
    django_setup.start()
    from django.db import DatabaseError

    from noroshi.records.services.audit_fault_text import fault_text, summary
    from noroshi.records.services.backup_file import BackupUnusable
    from noroshi.records.services.database_state import DatabaseUnusable
    from noroshi.records.services.restore import restore_backup

    try:
        restored = restore_backup(file, secret)
    except (BackupUnusable, DatabaseUnusable) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{file}: {error.strerror}; name a backup that can be read; no row was written")
    except DatabaseError as error:
        fail(f"{file}: the database refused: {' '.join(str(error).split())}; no row was written")
    sys.stdout.write(f"{restored.rows:,} rows restored\n")
    for line in [*(fault_text(fault, "en") for fault in restored.outcome.faults), *summary(restored.outcome, "en")]:
        sys.stdout.write(f"{terminal(line)}\n")
    if not restored.outcome.sound:
        raise SystemExit(FAILED)


def _passphrase(file: Path | None) -> str | None:
    from noroshi.archive.sealed_stream import SHORTEST_PASSPHRASE

    if file is None:
        return None
    try:
        text = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        fail(f"--passphrase-file {file}: {reason}; name a readable text file")
    if len(text) < SHORTEST_PASSPHRASE:
        fail(f"--passphrase-file {file}: give at least {SHORTEST_PASSPHRASE} characters")
    return text
