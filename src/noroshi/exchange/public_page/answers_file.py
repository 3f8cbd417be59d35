"""The file in which sealed messages go from the public page to the office."""

import datetime as dt
from typing import Annotated, Final

import msgspec

from noroshi.exchange.public_page.codes_file import Identifier
from noroshi.exchange.public_page.errors import PublicFileError
from noroshi.exchange.public_page.messages import LARGEST_SEALED

SCHEMA: Final = "noroshi/public-answers@1"
LARGEST: Final = 256 << 20
MOST: Final = 200_000


class Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sealed message."""

    identifier: Identifier
    sealed: bytes


class AnswersFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that was not yet confirmed as received; collecting again gives it again. ``count`` says how many."""

    schema: str
    made_at: dt.datetime
    count: int
    messages: Annotated[list[Sealed], msgspec.Meta(max_length=MOST)]


def encode(answers: AnswersFile) -> bytes:
    """Return the file's bytes."""
    return msgspec.json.encode(answers) + b"\n"


def decode(data: bytes) -> AnswersFile:
    """Read a file of sealed answers; raises ``PublicFileError`` for anything else, and for a cut or doubled one."""
    if len(data) > LARGEST:
        raise PublicFileError(f"larger than {LARGEST >> 20} MiB: no file of answers")
    try:
        found = msgspec.json.decode(data, type=AnswersFile)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise PublicFileError(f"no file of answers of `noroshi public collect`: {error}") from error
    if found.schema != SCHEMA:
        raise PublicFileError(f"its form is {found.schema[:40]!r}, this version reads {SCHEMA}")
    if found.count != len(found.messages):
        raise PublicFileError(f"it says {found.count} messages and holds {len(found.messages)}; collect it again")
    if len({each.identifier for each in found.messages}) != len(found.messages):
        raise PublicFileError("a message stands in it twice; collect it again")
    if any(len(each.sealed) > LARGEST_SEALED for each in found.messages):
        raise PublicFileError("a message in it is larger than the public page takes")
    return found
