"""A knowledge pack as one signed file, for an installation without a network; it is public data and not encrypted.

A ZIP of the pack's files under ``knowledge/``, with a manifest and its signature in OpenSSH's format (SSHSIG), whose
namespace ``noroshi-knowledge`` keeps it apart from hand-over bundles. Read completely or not at all.
"""

import io
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from noroshi import __version__
from noroshi.archive.files import atomic
from noroshi.archive.survey import pretty
from noroshi.exchange.bundle.container import ContainerReader, ContainerWriter
from noroshi.exchange.bundle.errors import (
    ExtraPart,
    MissingPart,
    NewerSchema,
    UnknownSigner,
    WrongShape,
    WrongSignature,
)
from noroshi.exchange.bundle.keys import PinnedKey, fingerprint
from noroshi.exchange.bundle.manifest import MANIFEST, SIGNATURE, Part
from noroshi.exchange.bundle.sshsig import LARGEST, SignatureBroken, public_blob, sign, signer, verify
from noroshi.exchange.bundle.terms import Moment, Sha256, Short
from noroshi.knowledge.load import PackFile, digest_of

SCHEMA: Final = "noroshi/knowledge-pack@1"
NAMESPACE: Final = "noroshi-knowledge"
FOLDER: Final = "knowledge/"
MOST_PARTS: Final = 10_000
_LARGEST_MANIFEST: Final = 8 << 20
_LARGEST_TOTAL: Final = 256 << 20


class PackManifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is signed. ``digest``: of the pack, as surveys name it. ``created``: moment with time zone."""

    schema: str
    program: Short
    created: Moment
    digest: Sha256
    parts: tuple[Part, ...]


class OpenedPack(msgspec.Struct, frozen=True, kw_only=True):
    """A pack of which everything holds. ``signer``: name of the pinned key's party; None where it is not signed."""

    manifest: PackManifest
    signer: str | None
    files: tuple[PackFile, ...]


def write_pack(
    target: Path, files: tuple[PackFile, ...], created: datetime, key: Ed25519PrivateKey | None
) -> PackManifest:
    """Write the file under ``target``, complete or not at all; without a key it is unsigned.

    Raises ``UnsafePart`` for a file whose name would not be read back.
    """
    with atomic(target) as stream, closing(ContainerWriter(stream)) as writer:
        parts = tuple(writer.add(FOLDER + file.name, io.BytesIO(file.data), _media(file.name)) for file in files)
        manifest = PackManifest(
            schema=SCHEMA, program=f"noroshi {__version__}", created=created, digest=digest_of(files), parts=parts
        )
        signed = pretty(msgspec.to_builtins(manifest))
        writer.add(MANIFEST, io.BytesIO(signed), "application/json")
        if key is not None:
            writer.add(SIGNATURE, io.BytesIO(sign(key, signed, NAMESPACE)), "text/plain")
    return manifest


def read_pack_file(source: Path, pinned: tuple[PinnedKey, ...]) -> OpenedPack:
    """Read a pack; with no pinned key, only one that is unsigned.

    Raises ``BundleError``: ``WrongSignature`` where a signature is missing, broken or unexpected, ``UnknownSigner``,
    and the classes for sizes, names, hashes and format.
    """
    with source.open("rb") as stream:
        container = ContainerReader(stream, MOST_PARTS + 2)
        if MANIFEST not in container.names:
            raise MissingPart(part=MANIFEST)
        signed = container.read(MANIFEST, _LARGEST_MANIFEST)
        signature = container.read(SIGNATURE, LARGEST) if SIGNATURE in container.names else b""
        party = _signer(signature, signed, pinned)
        manifest = _manifest(signed)
        _check_parts(manifest, container.names - {MANIFEST, SIGNATURE})
        files = tuple(sorted(_file(container, part) for part in manifest.parts))
    if digest_of(files) != manifest.digest:
        raise WrongShape(part=MANIFEST, why="its digest is not that of the files")
    return OpenedPack(manifest=manifest, signer=party, files=files)


def _signer(signature: bytes, signed: bytes, pinned: tuple[PinnedKey, ...]) -> str | None:
    if not pinned:
        if signature:
            raise WrongSignature(why="the pack is signed, but no key was given to check it with")
        return None
    if not signature:
        raise WrongSignature(why="the pack is not signed")
    try:
        named = fingerprint(signer(signature, NAMESPACE))
        party = next((key.party for key in pinned if key.fingerprint == named), None)
        if party is None:
            raise UnknownSigner(fingerprint=named)
        verify(signature, signed, NAMESPACE)
    except SignatureBroken as error:
        raise WrongSignature(why=error) from error
    return party


def _manifest(data: bytes) -> PackManifest:
    try:
        schema = msgspec.json.decode(data, type=dict[str, msgspec.Raw]).get("schema", msgspec.Raw(b'""'))
        name = msgspec.json.decode(schema, type=str)
        if name != SCHEMA and name.startswith("noroshi/knowledge-pack@"):
            raise NewerSchema(schema=name, known=SCHEMA)
        manifest = msgspec.json.decode(data, type=PackManifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise WrongShape(part=MANIFEST, why=error) from error
    if manifest.schema != SCHEMA:
        raise WrongShape(part=MANIFEST, why=f"schema is not {SCHEMA}")
    return manifest


def _check_parts(manifest: PackManifest, found: frozenset[str]) -> None:
    named = {part.path for part in manifest.parts}
    if len(named) != len(manifest.parts) or sum(part.bytes for part in manifest.parts) > _LARGEST_TOTAL:
        raise WrongShape(part=MANIFEST, why="a part is named twice, or the parts are too large")
    for path in sorted(named ^ found):
        raise MissingPart(part=path) if path in named else ExtraPart(part=path)
    for path in sorted(named):
        if not path.startswith(FOLDER):
            raise ExtraPart(part=path)


def _file(container: ContainerReader, part: Part) -> PackFile:
    return PackFile(part.path.removeprefix(FOLDER), b"".join(container.pieces(part)))


def _media(name: str) -> str:
    kinds = {"yaml": "application/yaml", "csv": "text/csv; charset=utf-8", "json": "application/json"}
    return kinds.get(name.rpartition(".")[2], "application/octet-stream")


def own_key(key: Ed25519PrivateKey) -> str:
    """Return the fingerprint of a key's public half, as ``ssh-keygen -l`` prints it."""
    return fingerprint(public_blob(key.public_key()))
