"""Compiled rules, cached per knowledge pack in the user's cache folder: compiling takes half a second, loading none."""

import os
from pathlib import Path
from typing import Final

from noroshi.archive.files import make_private_dir, write_bytes
from noroshi.identify.identifier import Identifier
from noroshi.identify.stored import stored_name
from noroshi.knowledge.load import Knowledge

_MOST_KEPT: Final = 8


def cache_folder() -> Path:
    """Return the cache folder by the XDG base directory rule."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "noroshi" / "rules"


def cached_identifier(knowledge: Knowledge, language: str = "en") -> Identifier:
    """Return the identifier of a pack, compiled at most once per pack and machine.

    A cache that cannot be read or written, or that is damaged, costs time and nothing else.
    """
    path = cache_folder() / f"{stored_name(knowledge.digest)}.compiled"
    try:
        stored = path.read_bytes()
    except OSError:
        stored = None
    identifier = Identifier(knowledge, stored, language=language)
    if stored is None:
        _keep(path, identifier.dump())
    return identifier


def _keep(path: Path, compiled: bytes) -> None:
    try:
        make_private_dir(path.parent)
        write_bytes(path, compiled)
        newest = sorted(path.parent.glob("*.compiled"), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in newest[_MOST_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        return
