"""Disposal of a whole survey: its own files go; whatever else lies in its folder stays and is named."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from noroshi.archive.files import TEMPORARY
from noroshi.archive.survey import COUNTS, KEV_COPY, KNOWLEDGE, MANIFEST, QUARANTINE, REPORT, SurveyError, SurveyFolder
from noroshi.archive.tables import TABLES
from noroshi.knowledge.load import digest_of, read_pack
from noroshi.render.neutral import visible

_MOST_NAMED: Final = 20
_FILES: Final = (*(f"{name}.parquet" for name in TABLES), QUARANTINE, COUNTS, KEV_COPY, REPORT, MANIFEST)


def purge_survey(path: Path, *, really: bool) -> str:
    """Remove all files of the survey, and its folder where nothing else lies in it; say what is kept.

    What the survey did not write is never touched, and no link is followed. The intermediate files of a run and the
    manifest go last, so that an interrupted disposal can be repeated. Raises ``SurveyError`` where the folder holds no
    survey or is a link.
    """
    folder = SurveyFolder(path)
    if path.is_symlink():
        raise SurveyError(f"{path}: is a link; give the survey's folder itself")
    if not folder.complete and not _is_folder(folder.work):
        raise SurveyError(f"{path}: holds no survey; nothing is removed")
    own = _own_names(folder)
    present = {str(entry.relative_to(path)): entry for entry in _leaves(path, apart=folder.work)}
    mine = {
        name: entry for name, entry in present.items() if name in own and entry.is_file() and not entry.is_symlink()
    }
    foreign = [name for name in present if name not in mine]
    if not really:
        return "\n".join([f"{path}: would remove {len(mine)} files of the survey; repeat with --yes", *_kept(foreign)])
    _remove(folder, [*mine.values()])
    if foreign:
        return "\n".join([f"{path}: removed {len(mine)} files of the survey", *_kept(foreign)])
    path.rmdir()
    return f"{path}: removed"


def _kept(foreign: list[str]) -> list[str]:
    """Return the lines that name what stays."""
    named = [f"  {visible(name)}" for name in foreign[:_MOST_NAMED]]
    more = [f"  and {len(foreign) - _MOST_NAMED} more"] if len(foreign) > _MOST_NAMED else []
    return [f"kept, since the survey did not write them ({len(foreign)}):", *named, *more] if foreign else []


def _own_names(folder: SurveyFolder) -> frozenset[str]:
    """Return the names that a survey writes, relative to its folder.

    A pack that is still the one in the manifest is the survey's as a whole; of a pack that someone changed, only the
    files that the installed one has too.
    """
    knowledge = folder.path / KNOWLEDGE
    pack = read_pack(knowledge) if _is_folder(knowledge) else ()
    if digest_of(pack) != _digest_in_manifest(folder):
        pack = read_pack()
    names = (*_FILES, *(f"{KNOWLEDGE}/{file.name}" for file in pack))
    return frozenset((*names, *(f"{name}{TEMPORARY}" for name in names)))


def _digest_in_manifest(folder: SurveyFolder) -> str:
    try:
        return folder.manifest().knowledge
    except (SurveyError, OSError):  # an unfinished survey, or a manifest that someone changed
        return ""


def _leaves(folder: Path, apart: Path | None = None) -> Iterator[Path]:
    """Yield the files, links and empty folders below the folder, sorted, but not what lies in ``apart``."""
    for entry in sorted(folder.iterdir()):
        if entry == apart and _is_folder(entry):
            continue
        if _is_folder(entry) and any(entry.iterdir()):
            yield from _leaves(entry)
        else:
            yield entry


def _remove(folder: SurveyFolder, files: list[Path]) -> None:
    manifest = folder.path / MANIFEST
    for file in files:
        if file != manifest:
            file.unlink()
    for parent in sorted({parent for file in files for parent in file.parents}, reverse=True):
        if folder.path in parent.parents:
            with contextlib.suppress(OSError):  # something that is not the survey's lies in it
                parent.rmdir()
    if _is_folder(folder.work):
        shutil.rmtree(folder.work)
    manifest.unlink(missing_ok=True)


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()
