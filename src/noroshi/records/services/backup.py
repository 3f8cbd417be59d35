"""A backup of the whole database in one portable file, taken while people work.

A ZIP of ``tables/<table>.jsonl`` and, last, ``manifest.json`` with rows and SHA-256 of each table, the migrations and
the head of the audit chain. All tables are read in one snapshot. A passphrase encrypts the file as it is written.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from django.apps import apps
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

import noroshi
from noroshi.archive.files import atomic
from noroshi.archive.sealed_stream import SealingWriter
from noroshi.records.services import audit
from noroshi.records.services.audit_head import head
from noroshi.records.services.portable_rows import EXCLUDED, columns_of, encode, tables

FORMAT: Final = "noroshi/backup@1"
MANIFEST: Final = "manifest.json"
_CHUNK: Final = 1000


class BackupRefused(Exception):  # noqa: N818 reads as the sentence it raises
    """The backup was not made; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class BackupMade:
    """What a backup holds, and the SHA-256 of its file."""

    rows: int
    tables: int
    entries: int
    sha256: str


def make_backup(path: Path, passphrase: str | None = None) -> BackupMade:
    """Write a backup to a new file with mode 0600 and an entry to the audit chain; raises ``BackupRefused``."""
    if path.exists():
        raise BackupRefused(f"{path} exists; choose a new name")
    with atomic(path) as file, _snapshot():
        manifest = _write(file, passphrase)
    digest = file_digest(path)
    rows = sum(table["rows"] for table in manifest["tables"])
    entries = int(manifest["head"].split()[1])
    values = {"sha256": digest, "rows": rows, "entries": entries, "encrypted": passphrase is not None}
    audit.append("backup.made", f"backup:{digest[:16]}", values=values)
    return BackupMade(rows, len(manifest["tables"]), entries, digest)


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(file: IO[bytes], passphrase: str | None) -> dict[str, Any]:
    if passphrase is None:
        return _write_zip(file)
    with SealingWriter(file, passphrase) as sealed:
        return _write_zip(sealed)  # type: ignore[arg-type]


def _write_zip(file: IO[bytes]) -> dict[str, Any]:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        described = [_write_table(archive, model) for model in tables(list(apps.get_models(include_auto_created=True)))]
        manifest = {
            "format": FORMAT,
            "program": noroshi.__version__,
            "made_at": timezone.now().isoformat(timespec="seconds"),
            "database": connection.vendor,
            "migrations": sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
            "left_out": sorted(EXCLUDED),
            "head": head().full_text(),
            "tables": described,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


def _write_table(archive: zipfile.ZipFile, model: type[models.Model]) -> dict[str, Any]:
    columns = [column.attname for column in columns_of(model)]
    digest, rows = hashlib.sha256(), 0
    table = model._meta.db_table
    everything = model._base_manager.order_by("pk").values_list(*columns)  # noqa: SLF001 of all compartments
    with archive.open(f"tables/{table}.jsonl", "w", force_zip64=True) as out:
        for values in everything.iterator(chunk_size=_CHUNK):
            line = encode(values)
            digest.update(line)
            out.write(line)
            rows += 1
    return {
        "table": table,
        "model": model._meta.label,
        "columns": columns,
        "rows": rows,
        "sha256": digest.hexdigest(),
    }


@contextmanager
def _snapshot() -> Iterator[None]:
    """Read everything as it is at one moment, without keeping anybody from writing."""
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    usual = connection.transaction_mode  # type: ignore[attr-defined]
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            yield
    finally:
        connection.transaction_mode = usual  # type: ignore[attr-defined]
