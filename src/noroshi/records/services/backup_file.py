"""Opening a backup file: decrypted where it is encrypted, complete and unchanged, or refused with a reason."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from noroshi.archive.sealed_stream import SealBroken, is_sealed, unseal
from noroshi.records.services.backup import FORMAT, MANIFEST

Manifest = dict[str, Any]


class BackupUnusable(Exception):  # noqa: N818 reads as the sentence it raises
    """The file cannot be restored; the message says why and what to do."""


@contextmanager
def open_backup(path: Path, passphrase: str | None) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Open a backup whose every table agrees with its manifest; raises ``BackupUnusable``."""
    with path.open("rb") as raw, _plain(path, raw, passphrase) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                manifest = _manifest(path, archive)
                for table in manifest["tables"]:
                    _check(path, archive, table)
                yield archive, manifest
        except (zipfile.BadZipFile, EOFError) as error:
            raise BackupUnusable(f"{path} is damaged or no backup of noroshi: {error}") from error


@contextmanager
def _plain(path: Path, raw: IO[bytes], passphrase: str | None) -> Iterator[IO[bytes]]:
    if not is_sealed(raw):
        yield raw
        return
    if passphrase is None:
        raise BackupUnusable(f"{path} is encrypted; name the passphrase's file with --passphrase-file")
    with tempfile.TemporaryFile(dir=path.parent) as opened:
        try:
            for piece in unseal(raw, passphrase):
                opened.write(piece)
        except SealBroken as error:
            raise BackupUnusable(f"{path}: {error}") from error
        opened.seek(0)
        yield cast("IO[bytes]", opened)


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        manifest = json.loads(archive.read(MANIFEST))
    except (KeyError, ValueError) as error:
        raise BackupUnusable(f"{path} is no backup of noroshi: it holds no {MANIFEST}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BackupUnusable(f"{path} is no backup that this version can read (its format is not {FORMAT})")
    return manifest


def _check(path: Path, archive: zipfile.ZipFile, table: dict[str, Any]) -> None:
    digest, rows = hashlib.sha256(), 0
    try:
        with archive.open(f"tables/{table['table']}.jsonl") as lines:
            for line in lines:
                digest.update(line)
                rows += 1
    except KeyError as error:
        raise BackupUnusable(f"{path}: the table {table['table']} is missing; use another backup") from error
    if digest.hexdigest() != table["sha256"] or rows != table["rows"]:
        raise BackupUnusable(f"{path}: the table {table['table']} was changed or damaged; use another backup")
