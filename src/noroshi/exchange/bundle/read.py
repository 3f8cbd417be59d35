"""Reading a bundle: decrypt, signature, limits, hashes, format, counts, order; nothing is given out before all hold."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Final

import msgspec

from noroshi.archive.files import PRIVATE_FILE, make_private_dir
from noroshi.exchange.bundle.build import IN_MEMORY, MOST_PARTS, slip_of
from noroshi.exchange.bundle.container import PIECE, ContainerReader
from noroshi.exchange.bundle.contents import CONTENTS, KINDS, Contents, counts_of, sources_of
from noroshi.exchange.bundle.errors import (
    ExtraPart,
    MissingPart,
    NotForUs,
    TooLarge,
    UnknownSigner,
    WrongCounts,
    WrongGiver,
    WrongHash,
    WrongShape,
    WrongSignature,
)
from noroshi.exchange.bundle.keys import PinnedKey, fingerprint
from noroshi.exchange.bundle.manifest import MANIFEST, SIGNATURE, Manifest, Part, decode_manifest, digest_of
from noroshi.exchange.bundle.part_names import check_names
from noroshi.exchange.bundle.replay import Seen, Stream, check_order, stream_of
from noroshi.exchange.bundle.seal import Opener, unseal
from noroshi.exchange.bundle.slip import Slip
from noroshi.exchange.bundle.sshsig import LARGEST, SignatureBroken, signer, verify
from noroshi.exchange.bundle.tables import tables_of

_TABLES: Final = {"cases": "cases.csv", "device_states": "device_states.csv", "back_flow": "back_flow.csv"}
_FOLDERS: Final = {"cases": "documents/", "knowledge": "files/", "survey": "files/"}


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What is accepted at most, in bytes and parts."""

    total: int = 4 << 30
    manifest: int = 8 << 20
    contents: int = 256 << 20
    part: int = 4 << 30
    parts: int = MOST_PARTS


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """The receiving side: its name, what opens, whose signatures count, and a private folder for large bundles.

    ``seen`` returns the last bundle of a stream that was taken over, None where there is none. ``allow_gap``: a person
    decided that bundles in between are lost.
    """

    party: str
    opener: Opener
    pinned: tuple[PinnedKey, ...]
    seen: Callable[[Stream], Seen | None]
    work: Path
    allow_gap: bool = False
    limits: Limits = Limits()


class OpenedBundle:
    """A bundle of which everything holds. It can be read until the ``with`` block ends."""

    def __init__(self, manifest: Manifest, contents: Contents, slip: Slip, container: ContainerReader) -> None:
        self.manifest = manifest
        self.contents = contents
        self.slip = slip
        self._container = container
        self._parts = {part.path: part for part in manifest.parts}

    @property
    def stream(self) -> Stream:
        """The stream whose last bundle this is from now on."""
        return stream_of(self.manifest)

    @property
    def seen(self) -> Seen:
        """What to keep as the last bundle of ``stream`` once the contents are taken over."""
        return Seen(sequence=self.manifest.sequence, digest=self.slip.digest)

    def read(self, path: str) -> bytes:
        """Return one part; KeyError for a name that the manifest does not list."""
        return b"".join(self._container.pieces(self._parts[path]))

    def extract(self, folder: Path, prefix: str = "files/") -> tuple[Path, ...]:
        """Write the parts under ``prefix`` to a folder that must not exist yet; it appears complete or not at all.

        Files get mode 0600. Raises FileExistsError.
        """
        if folder.exists():
            raise FileExistsError(f"{folder} exists already")
        make_private_dir(folder.parent)
        wanted = [part for part in self.manifest.parts if part.path.startswith(prefix)]
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as staging:
            complete = make_private_dir(Path(staging) / "complete")
            names = [part.path.removeprefix(prefix) for part in wanted]
            for part, name in zip(wanted, names, strict=True):
                make_private_dir((complete / name).parent)
                self._write(part, complete / name)
            complete.rename(folder)
        return tuple(folder / name for name in names)

    def _write(self, part: Part, path: Path) -> None:
        with path.open("xb") as stream:
            path.chmod(PRIVATE_FILE)
            for piece in self._container.pieces(part):
                stream.write(piece)


@contextmanager
def open_bundle(source: Path, desk: Desk) -> Iterator[OpenedBundle]:
    """Open a bundle for a ``with`` block; raises a ``BundleError`` of its own class for everything that does not hold.

    Nothing is written but an unnamed temporary file in ``desk.work`` where the bundle is larger than 64 MiB, and the
    caller keeps ``seen`` only after taking the contents over. OSError where the file cannot be read.
    """
    with ExitStack() as stack:
        plain = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(desk.work)))
        with source.open("rb") as sealed:
            size, sha256 = _measure(sealed)
            if size > desk.limits.total + (desk.limits.total >> 8):
                raise TooLarge(what="bytes", limit=desk.limits.total)
            unseal(sealed, plain, desk.opener, desk.limits.total)
        container = ContainerReader(plain, desk.limits.parts + 2)
        signed, key = _verified(container, desk)
        manifest = decode_manifest(signed)
        _check_parties(manifest, key, desk)
        _check_parts(container, manifest, desk.limits)
        _check_hashes(container, manifest)
        contents = _contents(container, manifest, desk.limits)
        check_order(manifest, desk.seen(stream_of(manifest)), allow_gap=desk.allow_gap)
        slip = slip_of(manifest, source.name, size, sha256, signer=key.fingerprint, digest=digest_of(signed))
        yield OpenedBundle(manifest, contents, slip, container)


def _measure(sealed: IO[bytes]) -> tuple[int, str]:
    digest = hashlib.sha256()
    while piece := sealed.read(PIECE):
        digest.update(piece)
    size = sealed.tell()
    sealed.seek(0)
    return size, digest.hexdigest()


def _verified(container: ContainerReader, desk: Desk) -> tuple[bytes, PinnedKey]:
    """Return the manifest's bytes and the pinned key that signed them; nothing of it was interpreted before."""
    for name in (MANIFEST, SIGNATURE):
        if name not in container.names:
            raise MissingPart(part=name)
    signed = container.read(MANIFEST, desk.limits.manifest)
    armored = container.read(SIGNATURE, LARGEST)
    try:
        print_of = fingerprint(signer(armored))
        known = next((key for key in desk.pinned if key.fingerprint == print_of), None)
        if known is None:
            raise UnknownSigner(fingerprint=print_of)
        verify(armored, signed)
    except SignatureBroken as error:
        raise WrongSignature(why=error) from error
    return signed, known


def _check_parties(manifest: Manifest, key: PinnedKey, desk: Desk) -> None:
    if manifest.giver != key.party:
        raise WrongGiver(named=manifest.giver, signer=key.party)
    if manifest.receiver != desk.party:
        raise NotForUs(named=manifest.receiver, us=desk.party)


def _check_parts(container: ContainerReader, manifest: Manifest, limits: Limits) -> None:
    if len(manifest.parts) > limits.parts:
        raise TooLarge(what="parts", limit=limits.parts)
    for part in manifest.parts:
        if part.bytes > (limits.contents if part.path == CONTENTS else limits.part):
            raise TooLarge(what=f"bytes of {part.path}", limit=limits.part)
    if sum(part.bytes for part in manifest.parts) > limits.total:
        raise TooLarge(what="bytes", limit=limits.total)
    listed = [part.path for part in manifest.parts]
    check_names([*listed, MANIFEST, SIGNATURE])
    needed = {CONTENTS, *filter(None, [_TABLES.get(manifest.kind)])}
    if missing := sorted((needed | {*listed}) - container.names) or sorted(needed - {*listed}):
        raise MissingPart(part=missing[0])
    if extra := sorted(container.names - {*listed, MANIFEST, SIGNATURE}):
        raise ExtraPart(part=extra[0])
    folder = _FOLDERS.get(manifest.kind, "\0")
    if strange := sorted(name for name in {*listed} - needed if not name.startswith(folder)):
        raise ExtraPart(part=strange[0])


def _check_hashes(container: ContainerReader, manifest: Manifest) -> None:
    for part in manifest.parts:
        for _ in container.pieces(part):
            pass


def _contents(container: ContainerReader, manifest: Manifest, limits: Limits) -> Contents:
    try:
        contents = msgspec.json.decode(container.read(CONTENTS, limits.contents), type=KINDS[manifest.kind])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise WrongShape(part=CONTENTS, why=error) from error
    counts = counts_of(contents)
    for name in sorted(counts.keys() | manifest.counts.keys()):
        if counts.get(name) != manifest.counts.get(name):
            raise WrongCounts(what=name, said=manifest.counts.get(name), found=counts.get(name))
    files = sum(part.path.startswith("files/") for part in manifest.parts)
    if files != counts.get("files", 0):
        raise WrongCounts(what="files", said=counts.get("files"), found=files)
    if manifest.sources != sources_of(contents):
        raise WrongShape(part=MANIFEST, why="the sources are not those of the contents")
    if manifest.kind == "back_flow":
        _check_no_more(container, manifest, contents)
    return contents


def _check_no_more(container: ContainerReader, manifest: Manifest, contents: Contents) -> None:
    """Refuse a back-flow whose table says anything beyond its contents: it could name someone."""
    for name, table in tables_of(contents).items():
        part = next(part for part in manifest.parts if part.path == name)
        if b"".join(container.pieces(part)) != table:
            raise WrongHash(part=name)
