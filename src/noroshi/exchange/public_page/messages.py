"""What the public page seals for the office: that a code was checked, or an answer. Readable at the office only."""

import datetime as dt
import hashlib
import io
from typing import Annotated, Final, Literal, TypeAlias

import msgspec

from noroshi.exchange.bundle.errors import BundleError
from noroshi.exchange.bundle.seal import Recipients, Secrets, seal, unseal
from noroshi.exchange.public_page.errors import PublicFileError
from noroshi.notify.confirmation_code import ALPHABET

SCHEMA: Final = "noroshi/public-message@1"
LARGEST: Final = 16_384
"""Bytes of one message before it is sealed."""
LARGEST_SEALED: Final = LARGEST + 1_024
_RECEIPT: Final = 8

Kind: TypeAlias = Literal["checked", "own", "vendor"]
Code = Annotated[str, msgspec.Meta(max_length=40, pattern=r"^[A-Za-z0-9_]*$")]
Text = Annotated[str, msgspec.Meta(max_length=2_000)]
Short = Annotated[str, msgspec.Meta(max_length=200)]


class OwnAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The organisation's own answers to the six questions; '' and None: not answered."""

    ownership: Code = ""
    awareness: Code = ""
    response: Code = ""
    planned_on: dt.date | None = None
    manager: Code = ""
    contract_covers_update: Code = ""
    reasons: Annotated[tuple[Code, ...], msgspec.Meta(max_length=40)] = ()
    main_reason: Code = ""
    other_devices: Code = ""
    other_devices_found: Annotated[int, msgspec.Meta(ge=0, le=100_000)] | None = None
    compromise_check: Code = ""
    respondent_role: Code = ""
    free_text: Text = ""


class VendorAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the maintenance vendor says: a third party's answer, never the organisation's."""

    coverage: Code = ""
    cost: Short = ""
    planned_on: dt.date | None = None
    version_after: Short = ""
    disabled: Code = ""
    free_text: Text = ""


class Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One message. ``at``: by the clock of the public page. ``correction``: it corrects a fact of an earlier answer.

    Both parts of the code are in it: the public page holds no other code than those that were typed there, so that
    whoever takes it over cannot make up answers of others.
    """

    schema: str
    kind: Kind
    reference: Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{9}$")]
    confirmation: Annotated[str, msgspec.Meta(max_length=12)]
    at: dt.datetime
    language: Literal["ja", "en"] = "ja"
    correction: bool = False
    own: OwnAnswer | None = None
    vendor: VendorAnswer | None = None


def receipt_of(identifier: str) -> str:
    """Return the short receipt of a message, XXXX-XXXX: the same at the public page and at the office."""
    value = int.from_bytes(hashlib.sha256(f"noroshi receipt 1\0{identifier}".encode()).digest())
    text = ""
    for _ in range(_RECEIPT):
        value, remainder = divmod(value, len(ALPHABET))
        text += ALPHABET[remainder]
    return f"{text[:4]}-{text[4:]}"


def sealed(message: Message, recipient: str) -> bytes:
    """Return the message encrypted by age; raises ``PublicFileError`` where it is too large or the key is none."""
    plain = msgspec.json.encode(message)
    if len(plain) > LARGEST:
        raise PublicFileError(f"a message has {LARGEST} bytes at most")
    target = io.BytesIO()
    try:
        seal(io.BytesIO(plain), target, Recipients((recipient,)))
    except BundleError as error:
        raise PublicFileError(str(error)) from error
    return target.getvalue()


def opened(data: bytes, secrets: tuple[str, ...]) -> Message:
    """Return what a sealed message says; raises ``PublicFileError`` where no key opens it or it is no message."""
    target = io.BytesIO()
    try:
        unseal(io.BytesIO(data), target, Secrets(secrets), LARGEST)
    except BundleError as error:
        raise PublicFileError(str(error)) from error
    try:
        message = msgspec.json.decode(target.getvalue(), type=Message)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise PublicFileError(f"the message inside is none: {error}") from error
    fits = (message.own is not None, message.vendor is not None) == (message.kind == "own", message.kind == "vendor")
    if message.schema != SCHEMA or message.at.tzinfo is None or not fits:
        raise PublicFileError("the message inside has another form; is the public page of another version?")
    return message
