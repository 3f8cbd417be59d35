"""The dry run: a mail written as a file that a person can open, instead of handed to a relay."""

import os
from pathlib import Path


def write_mail(folder: Path, name: str, mail: bytes) -> Path:
    """Write a mail under ``folder`` for its owner's eyes only and return its path; an existing one stays as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{name}.eml"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        return path
    with os.fdopen(handle, "wb") as file:
        file.write(mail)
    return path
