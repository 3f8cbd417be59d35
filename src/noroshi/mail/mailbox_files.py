"""The mails of a folder (Maildir) or file (mbox) that the operator's own mail system fills; nothing there changes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from noroshi.mail.report import LARGEST

MOST: Final = 20_000
"""Mails that one reading takes in; a mailbox that holds more is to be emptied by its owner."""
_LONGEST_LINE: Final = 65_536


class MailboxUnreadable(Exception):  # noqa: N818 reads as the sentence it raises
    """There is no mailbox, or it cannot be read; the message names it."""


def mails_in(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes (the first 512,000) of each mail; raises ``MailboxUnreadable``."""
    try:
        if path.is_dir():
            yield from _maildir(path)
        elif path.is_file():
            yield from _mbox(path)
        else:
            raise MailboxUnreadable(f"{path}: no such folder or file")
    except OSError as error:
        raise MailboxUnreadable(f"{error.filename or path}: {error.strerror}") from error


def _maildir(path: Path) -> Iterator[tuple[str, bytes]]:
    inner = [path / name for name in ("new", "cur") if (path / name).is_dir()] or [path]
    files = [each for folder in inner for each in sorted(folder.iterdir())]
    for file in files[:MOST]:
        if file.is_file() and not file.is_symlink():
            with file.open("rb") as stream:
                yield str(file), stream.read(LARGEST)


def _mbox(path: Path) -> Iterator[tuple[str, bytes]]:
    number, size, lines, blank = 0, 0, list[bytes](), True
    with path.open("rb") as stream:
        while line := stream.readline(_LONGEST_LINE):
            if blank and line.startswith(b"From "):
                if number:
                    yield f"{path}:{number}", b"".join(lines)
                number, size, lines = number + 1, 0, []
                if number > MOST:
                    return
            elif number and size < LARGEST:
                kept = line.removeprefix(b">") if line.startswith(b">From ") else line
                lines.append(kept)
                size += len(kept)
            blank = line in {b"\n", b"\r\n"}
    if number:
        yield f"{path}:{number}", b"".join(lines)
    elif path.stat().st_size:
        raise MailboxUnreadable(f"{path}: no mailbox in the form of mbox (its first line does not begin with 'From ')")
