"""`survey rejudge`: new verdicts over the devices of a finished survey; observations and organisations stay."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

import noroshi
from noroshi.archive.files import make_private_dir, write_bytes
from noroshi.archive.parquet import read_rows, write_table
from noroshi.archive.query import connect
from noroshi.archive.rows import verdict_row
from noroshi.archive.survey import COUNTS, KEV_COPY, KNOWLEDGE, QUARANTINE, SurveyFolder
from noroshi.archive.tables import VERDICTS
from noroshi.judge.judge import Judge
from noroshi.knowledge.earlier_pack import NO_STATED_ENDS
from noroshi.model.identification import Device
from noroshi.model.survey import SurveyManifest
from noroshi.model.version import EvidenceKind, VersionSet
from noroshi.pipeline.conclude import judge_device
from noroshi.pipeline.context import (
    blind_spots,
    check_kev,
    describe_kev,
    notes_on_judging,
    notes_on_reading,
    open_judge,
    pack_digest,
    store_pack,
)
from noroshi.pipeline.errors import RunError


def rejudge_survey(
    source: Path, target: Path, kev: Path | None = None, as_of: str | None = None, knowledge: Path | None = None
) -> int:
    """Write a copy of the survey ``source`` with new verdicts to the new folder ``target``.

    The copy carries the knowledge pack (None: the installed one) and the given (else the survey's own) KEV snapshot, so
    that the new verdicts can be replayed. Returns the number of verdicts that differ. Raises ``SurveyError`` or
    ``RunError``, for anything that the user gave before ``target`` is touched.
    """
    old = SurveyFolder(source)
    old.require_complete()
    if target.exists() and any(target.iterdir()):
        raise RunError(f"{target}: is not empty; give a new --out folder")
    snapshot = check_kev(kev) if kev else None
    digest = pack_digest(knowledge)
    new = SurveyFolder(make_private_dir(target))
    store_pack(knowledge, target / KNOWLEDGE)
    for name in ("observations", "devices", "evidence", "attributions"):
        shutil.copy2(old.table(name), new.table(name))
    shutil.copy2(source / QUARANTINE, target / QUARANTINE)
    _keep_kev(source, target, snapshot[1] if snapshot else None)
    manifest = old.manifest()
    judged_on = as_of or manifest.as_of
    kept = target / KEV_COPY
    judge = open_judge(target / KNOWLEDGE, kept if kept.is_file() else None, judged_on or None)
    rows = [row for device in read_rows(old.table("devices")) for row in _verdicts(device, judge)]
    write_table(new.table("verdicts"), rows, VERDICTS)
    counts = old.counts()
    counts["steps"]["conclude"]["verdicts"] = len(rows)
    write_bytes(
        target / COUNTS, msgspec.json.format(msgspec.json.encode(counts, order="deterministic"), indent=2) + b"\n"
    )
    new.write_manifest(
        msgspec.structs.replace(
            manifest,
            program=f"noroshi {noroshi.__version__}",
            knowledge=digest,
            as_of=judged_on,
            kev=describe_kev(kept),
            blind_spots=blind_spots(target / KNOWLEDGE),
            notes=(*_notes_that_stay(source, manifest), *notes_on_judging(target / KNOWLEDGE)),
        )
    )
    return _differences(old, new)


def _notes_that_stay(source: Path, manifest: SurveyManifest) -> tuple[str, ...]:
    """Return the notes on how the devices were read: another pack judges them, but does not read them again."""
    if manifest.notes is None:
        return notes_on_reading(source / KNOWLEDGE)
    return tuple(note for note in manifest.notes if note != NO_STATED_ENDS)


def _keep_kev(source: Path, target: Path, snapshot: bytes | None) -> None:
    if snapshot is not None:
        write_bytes(target / KEV_COPY, snapshot)
    elif (source / KEV_COPY).is_file():
        shutil.copy2(source / KEV_COPY, target / KEV_COPY)


def _verdicts(row: dict[str, Any], judge: Judge) -> Iterator[dict[str, Any]]:
    versions = VersionSet(
        kind=EvidenceKind(row["version_kind"]),
        exact=row["version_exact"],
        candidates=tuple(row["version_candidates"]),
        range=row["version_range"],
        build_time=row["version_build_time"],
        train=row["version_train"],
    )
    judged = Device(
        id=row["device"],
        product=row["product"],
        vendor=row["vendor"],
        ips=tuple(row["ips"]),
        ports=tuple(row["ports"]),
        model=row["model"],
        roles=tuple(row["roles"]),
        versions=versions,
        last_seen=row["last_seen"],
    )
    for verdict in judge_device(judged, judge):
        yield verdict_row(judged.id, verdict)


def _differences(old: SurveyFolder, new: SurveyFolder) -> int:
    row = (
        connect()
        .execute(
            """SELECT count(*) FROM read_parquet(?) o FULL JOIN read_parquet(?) n USING (device, cve)
               WHERE o.verdict IS DISTINCT FROM n.verdict OR o.reason IS DISTINCT FROM n.reason
                  OR o.urgency IS DISTINCT FROM n.urgency""",
            [str(old.table("verdicts")), str(new.table("verdicts"))],
        )
        .fetchone()
    )
    return int(row[0]) if row else 0
