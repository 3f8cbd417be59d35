"""Files of a survey: private by default, complete or absent, never half written."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

PRIVATE_FILE: Final = 0o600
PRIVATE_DIR: Final = 0o700
TEMPORARY: Final = ".tmp"


def make_private_dir(path: Path) -> Path:
    """Create the folder with mode 0700 where it does not exist; return it."""
    path.mkdir(mode=PRIVATE_DIR, parents=True, exist_ok=True)
    return path


def temporary_name(path: Path) -> Path:
    """Return the name under which ``path`` is written until it is complete."""
    return path.with_name(path.name + TEMPORARY)


def commit(path: Path, *, durable: bool = True) -> None:
    """Make the complete temporary file of ``path`` visible under its name, mode 0600.

    ``durable``: on disk before it appears, so that it outlives a power cut. Without, it outlives a kill of the process
    (the kernel has all of it) and costs no wait for the disk: enough for the intermediate files of a run.
    """
    temporary = temporary_name(path)
    temporary.chmod(PRIVATE_FILE)
    if durable:
        descriptor = os.open(temporary, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    temporary.replace(path)


@contextlib.contextmanager
def atomic(path: Path, *, durable: bool = True) -> Iterator[IO[bytes]]:
    """Open a file that appears under ``path`` only when the block ends well; otherwise nothing is left."""
    temporary = temporary_name(path)
    try:
        with temporary.open("wb") as stream:
            yield stream
        commit(path, durable=durable)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_bytes(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write a whole file atomically with mode 0600."""
    with atomic(path, durable=durable) as stream:
        stream.write(data)


def remove_unfinished(folder: Path) -> int:
    """Delete temporary files that a killed run left in the folder; return how many."""
    leftovers = [*folder.rglob(f"*{TEMPORARY}")]
    for path in leftovers:
        path.unlink(missing_ok=True)
    return len(leftovers)
