"""Writing a bundle: check what may leave, pack, sign the manifest, encrypt; the file appears complete or not at all."""

import hashlib
import io
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import IO, Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from noroshi import __version__
from noroshi.archive.files import atomic
from noroshi.exchange.bundle.container import ContainerWriter
from noroshi.exchange.bundle.contents import CONTENTS, CasesContents, Contents, KnowledgeUpdate, SurveyUpdate, counts_of
from noroshi.exchange.bundle.contents import sources_of as _sources_of
from noroshi.exchange.bundle.errors import ExtraPart, TooLarge, WrongCounts, WrongShape
from noroshi.exchange.bundle.keys import fingerprint
from noroshi.exchange.bundle.leaving import BundleRefused, refusals_of
from noroshi.exchange.bundle.manifest import MANIFEST, SCHEMA, SIGNATURE, Manifest, Part, digest_of, encode_manifest
from noroshi.exchange.bundle.part_names import check_names
from noroshi.exchange.bundle.seal import Lock, seal
from noroshi.exchange.bundle.slip import Slip
from noroshi.exchange.bundle.sshsig import public_blob, sign
from noroshi.exchange.bundle.tables import tables_of
from noroshi.notify.japanese_dates import day_in_japan

IN_MEMORY: Final = 64 << 20
"""Bytes up to which a bundle in the clear stays in memory; a larger one lies in ``work`` without a name."""
MOST_PARTS: Final = 10_000
_MEDIA: Final = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "yaml": "application/yaml",
    "parquet": "application/vnd.apache.parquet",
}


class Dispatch(msgspec.Struct, frozen=True, kw_only=True):
    """The envelope: fields of the manifest that the caller knows. ``sequence`` 1 has no ``previous``."""

    giver: str
    receiver: str
    campaign: str
    created: datetime
    handling_class: str
    synthetic: bool
    sequence: int = 1
    previous: str = ""


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """Key to sign with, whom to seal for, and a private folder for what is too large for memory."""

    signing: Ed25519PrivateKey
    lock: Lock
    work: Path


class Enclosures(msgspec.Struct, frozen=True, kw_only=True):
    """What the caller adds: PDF documents to cases, files to an update.

    Names are relative to the folders ``documents`` and ``files`` of the bundle.
    """

    documents: Mapping[str, bytes] = {}
    files: Mapping[str, Path] = {}


def write_bundle(
    target: Path, contents: Contents, dispatch: Dispatch, sender: Sender, enclosures: Enclosures | None = None
) -> Slip:
    """Write the encrypted bundle under ``target`` and return the facts of its slip.

    Raises ``BundleRefused`` where something must not leave, and ``BundleError`` for contents that break the format
    (``WrongShape``), enclosures that do not belong to the kind, sizes and keys. Then no file is left.
    """
    enclosed = enclosures or Enclosures()
    _check_enclosures(contents, enclosed)
    encoded = _encoded(contents)
    if refusals := refusals_of(contents, day_in_japan(dispatch.created)):
        raise BundleRefused(refusals)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(sender.work)) as plain:
        with closing(ContainerWriter(plain)) as writer:
            parts = [writer.add(path, source, _media(path)) for path, source in _parts(contents, encoded, enclosed)]
            manifest = _manifest(contents, dispatch, tuple(parts))
            signed = encode_manifest(manifest)
            writer.add(MANIFEST, io.BytesIO(signed), _media(MANIFEST))
            writer.add(SIGNATURE, io.BytesIO(sign(sender.signing, signed)), "text/plain")
        plain.seek(0)
        with atomic(target) as stream:
            counted = _Counted(stream)
            seal(plain, counted, sender.lock)
    key = fingerprint(public_blob(sender.signing.public_key()))
    return slip_of(
        manifest, target.name, counted.size, counted.digest.hexdigest(), signer=key, digest=digest_of(signed)
    )


def slip_of(manifest: Manifest, file: str, size: int, sha256: str, *, signer: str, digest: str) -> Slip:
    """Return the facts of the slip for a file with this manifest."""
    return Slip(
        file=file,
        bytes=size,
        sha256=sha256,
        kind=manifest.kind,
        giver=manifest.giver,
        receiver=manifest.receiver,
        campaign=manifest.campaign,
        created=manifest.created,
        sequence=manifest.sequence,
        handling_class=manifest.handling_class,
        synthetic=manifest.synthetic,
        counts=manifest.counts,
        signer=signer,
        digest=digest,
    )


def _check_enclosures(contents: Contents, enclosed: Enclosures) -> None:
    if enclosed.documents and not isinstance(contents, CasesContents):
        raise ExtraPart(part=next(iter(enclosed.documents)))
    if any(not name.endswith(".pdf") for name in enclosed.documents):
        raise ExtraPart(part=next(name for name in enclosed.documents if not name.endswith(".pdf")))
    update = isinstance(contents, KnowledgeUpdate | SurveyUpdate)
    if enclosed.files and not update:
        raise ExtraPart(part=next(iter(enclosed.files)))
    if update and counts_of(contents)["files"] != len(enclosed.files):
        raise WrongCounts(what="files", said=counts_of(contents)["files"], found=len(enclosed.files))
    if len(enclosed.documents) + len(enclosed.files) > MOST_PARTS:
        raise TooLarge(what="parts", limit=MOST_PARTS)
    check_names([*(f"documents/{name}" for name in enclosed.documents), *(f"files/{name}" for name in enclosed.files)])


def _encoded(contents: Contents) -> bytes:
    """Return the contents as JSON; what does not keep to the format is found here and not by the receiver."""
    encoded = msgspec.json.encode(contents, order="sorted") + b"\n"
    try:
        msgspec.json.decode(encoded, type=type(contents))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise WrongShape(part=CONTENTS, why=error) from error
    return encoded


def _parts(contents: Contents, encoded: bytes, enclosed: Enclosures) -> Iterator[tuple[str, IO[bytes]]]:
    yield CONTENTS, io.BytesIO(encoded)
    for name, table in tables_of(contents).items():
        yield name, io.BytesIO(table)
    for name, document in sorted(enclosed.documents.items()):
        yield f"documents/{name}", io.BytesIO(document)
    for name, path in sorted(enclosed.files.items()):
        with path.open("rb") as stream:
            yield f"files/{name}", stream


def _manifest(contents: Contents, dispatch: Dispatch, parts: tuple[Part, ...]) -> Manifest:
    manifest = Manifest(
        schema=SCHEMA,
        kind=contents.KIND,  # type: ignore[arg-type] # KINDS has the kinds of the manifest, which a test holds
        program=f"noroshi {__version__}",
        sources=_sources_of(contents),
        counts=counts_of(contents),
        parts=parts,
        **msgspec.structs.asdict(dispatch),
    )
    try:
        return msgspec.json.decode(msgspec.json.encode(manifest), type=Manifest)
    except msgspec.MsgspecError as error:
        raise WrongShape(part=MANIFEST, why=error) from error


def _media(path: str) -> str:
    return _MEDIA.get(path.rpartition(".")[2], "application/octet-stream")


class _Counted:
    """A writer that counts and hashes what passes; age asks for no more than these two methods."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self.size = 0
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self.digest.update(data)
        return self._target.write(data)

    def flush(self) -> None:
        self._target.flush()
