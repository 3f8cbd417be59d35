"""Files of a survey: private by default, complete or absent, never half written."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

PRIVATE_FILE: Final = 0o600
PRIVATE_DIR: Final = 0o700
_TEMPORARY: Final = ".tmp"


def make_private_dir(path: Path) -> Path:
    """Create the folder with mode 0700 where it does not exist; return it."""
    path.mkdir(mode=PRIVATE_DIR, parents=True, exist_ok=True)
    return path


def temporary_name(path: Path) -> Path:
    """Return the name under which ``path`` is written until it is complete."""
    return path.with_name(path.name + _TEMPORARY)


def commit(path: Path) -> None:
    """Make the complete temporary file of ``path`` visible under its name, mode 0600, durable on disk."""
    temporary = temporary_name(path)
    temporary.chmod(PRIVATE_FILE)
    descriptor = os.open(temporary, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    temporary.replace(path)


@contextlib.contextmanager
def atomic(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that appears under ``path`` only when the block ends well; otherwise nothing is left."""
    temporary = temporary_name(path)
    try:
        with temporary.open("wb") as stream:
            yield stream
        commit(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_bytes(path: Path, data: bytes) -> None:
    """Write a whole file atomically with mode 0600."""
    with atomic(path) as stream:
        stream.write(data)


def remove_unfinished(folder: Path) -> int:
    """Delete temporary files that a killed run left in the folder; return how many."""
    leftovers = [*folder.rglob(f"*{_TEMPORARY}")]
    for path in leftovers:
        path.unlink(missing_ok=True)
    return len(leftovers)
