"""The file of codes that the office gives to the public page: digests, last days, wording and the office's public key.

The digest of a code is HMAC-SHA-256 over both parts under the key of the file. The public page keeps neither part.
"""

import datetime as dt
import hashlib
import hmac
from typing import Annotated, Final

import msgspec

from noroshi.exchange.public_page.errors import PublicFileError

SCHEMA: Final = "noroshi/public-codes@1"
LARGEST: Final = 32 << 20
MOST_CODES: Final = 100_000
_PURPOSE: Final = b"noroshi public page code 1\0"

Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
Key = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
Identifier = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$")]
Line = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class Code(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One code: its digest and the last day (in Japan) on which it works."""

    digest: Digest
    last_day: dt.date


class CodesFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that the public page knows of one campaign. No organisation, device or reference number is in it.

    ``page``: which campaign, without meaning outside the office. ``key``: under which the digests are made (hex).
    ``recipient``: the ``age1…`` key for which answers are sealed. ``received``: messages that have arrived at the
    office, which the public page then deletes. ``sample``: every page carries 見本 / SAMPLE.
    """

    schema: str
    page: Identifier
    made_at: dt.datetime
    key: Key
    recipient: Annotated[str, msgspec.Meta(pattern=r"^age1[a-z0-9]{58}$")]
    sample: bool
    title_ja: Line
    title_en: Line
    agency_ja: Line
    agency_en: Line
    desk_ja: Line
    desk_en: Line
    phone: Line
    codes: Annotated[list[Code], msgspec.Meta(max_length=MOST_CODES)]
    received: Annotated[list[Identifier], msgspec.Meta(max_length=MOST_CODES)]


def digest_of(key: str, reference: str, confirmation: str) -> str:
    """Return the keyed digest of a code; both parts as ``parse`` gives them, the key as hexadecimal digits."""
    text = _PURPOSE + f"{reference}\0{confirmation}".encode()
    return hmac.digest(bytes.fromhex(key), text, hashlib.sha256).hex()


def encode(codes: CodesFile) -> bytes:
    """Return the file's bytes, the same for the same content."""
    return msgspec.json.format(msgspec.json.encode(codes, order="sorted"), indent=1) + b"\n"


def decode(data: bytes) -> CodesFile:
    """Read a file of codes; raises ``PublicFileError`` for anything else."""
    if len(data) > LARGEST:
        raise PublicFileError(f"larger than {LARGEST >> 20} MiB: no file of codes")
    try:
        found = msgspec.json.decode(data, type=CodesFile)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise PublicFileError(f"no file of codes of `noroshi public export`: {error}") from error
    if found.schema != SCHEMA:
        raise PublicFileError(f"its form is {found.schema[:40]!r}, this version reads {SCHEMA}")
    if found.made_at.tzinfo is None:
        raise PublicFileError("its time has no zone; export it again")
    if len({code.digest for code in found.codes}) != len(found.codes):
        raise PublicFileError("a code stands in it twice; export it again")
    return found
