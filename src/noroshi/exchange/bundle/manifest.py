"""The manifest: who gives what to whom, in which order, and every part with size and SHA-256."""

import hashlib
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from noroshi.archive.survey import pretty
from noroshi.exchange.bundle.errors import NewerSchema, WrongShape
from noroshi.exchange.bundle.terms import Code, Count, Moment, Named, OptionalSha256, Sha256, Short, SourceTerms

FAMILY: Final = "noroshi/bundle"
VERSION: Final = 1
SCHEMA: Final = f"{FAMILY}@{VERSION}"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.json.sig"
Kind = Literal["cases", "device_states", "back_flow", "knowledge", "survey"]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of the bundle."""

    path: Named
    bytes: Annotated[int, Meta(ge=0)]
    sha256: Sha256
    media_type: Short


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is signed.

    ``created``: moment in UTC. ``sequence`` counts from 1 in the stream of giver, receiver, campaign and kind;
    ``previous`` is the digest of the manifest before, '' for the first. ``handling_class``: code of that list.
    ``synthetic``: made of invented data (見本). ``sources``: terms of every input that the contents rest on.
    """

    schema: str
    kind: Kind
    giver: Named
    receiver: Named
    campaign: Named
    created: Moment
    sequence: Annotated[int, Meta(ge=1, le=1_000_000)]
    previous: OptionalSha256
    handling_class: Code
    synthetic: bool
    program: Short
    sources: tuple[SourceTerms, ...]
    counts: dict[str, Count]
    parts: tuple[Part, ...]


class _Schema(msgspec.Struct):
    schema: str


def encode_manifest(manifest: Manifest) -> bytes:
    """Return the bytes that are signed: indented JSON with sorted keys."""
    return pretty(msgspec.to_builtins(manifest))


def decode_manifest(data: bytes) -> Manifest:
    """Read a manifest whose signature was verified; raises ``NewerSchema`` or ``WrongShape``."""
    try:
        schema = msgspec.json.decode(data, type=_Schema).schema
        _check_schema(schema)
        return msgspec.json.decode(data, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise WrongShape(part=MANIFEST, why=error) from error


def digest_of(manifest_bytes: bytes) -> str:
    """Return the digest by which the next bundle of the stream names this one: SHA-256 of the manifest's bytes."""
    return hashlib.sha256(manifest_bytes).hexdigest()


def _check_schema(schema: str) -> None:
    family, _, version = schema.partition("@")
    if family != FAMILY or not (version.isascii() and version.isdigit()) or len(version) > 6:  # noqa: PLR2004
        raise WrongShape(part=MANIFEST, why=f"schema is not {SCHEMA}")
    if int(version) > VERSION:
        raise NewerSchema(schema=schema, known=SCHEMA)
    if int(version) != VERSION:
        raise WrongShape(part=MANIFEST, why=f"schema is not {SCHEMA}")
