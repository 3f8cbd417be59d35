"""`noroshi hand-over keys | show`, and the files that the other commands of a hand-over read and print."""

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from noroshi.cli import django_setup
from noroshi.cli.failure import fail
from noroshi.render.neutral import terminal

if TYPE_CHECKING:
    from noroshi.exchange.bundle.party import PartyKeys
    from noroshi.exchange.bundle.slip import Slip
    from noroshi.records.agency import Unit

SIGNING: Final = "signing.key"
OPENING: Final = "opening.key"
PUBLIC: Final = "party.pub"
UNIT = Annotated[str, typer.Option(help="Unit (compartment), as AGENCY/UNIT.")]
_LARGEST_KEY: Final = 1 << 16
_PIECE: Final = 1 << 20


def keys(
    out: Annotated[Path, typer.Option(help="New folder for the keys; it stays at the office.")],
    unit: UNIT,
) -> None:
    """Make the unit's keys: signing.key and opening.key stay here, party.pub goes to the other party."""
    with django_setup.records(), bundle_failures("nothing was written"):
        from noroshi.archive.files import make_private_dir, write_bytes
        from noroshi.exchange.bundle.keys import generate_age_keys, generate_signing_key, private_file, public_line
        from noroshi.exchange.bundle.party import public_file, read_public_file
        from noroshi.records.services.hand_over_bundle import party_of

        party = party_of(named_unit(unit))
        if out.exists():
            fail(f"{out}: exists already; name a new folder")
        signing, age = generate_signing_key(), generate_age_keys()
        public = public_file(party, public_line(signing), age.recipient)
        make_private_dir(out)
        write_bytes(out / SIGNING, private_file(signing))
        write_bytes(out / OPENING, f"# public key: {age.recipient}\n{age.secret}\n".encode())
        write_bytes(out / PUBLIC, public)
        made = read_public_file(public, PUBLIC)
    sys.stdout.write(f"{terminal(party)}\n{made.pinned.fingerprint}\n{made.recipient}\n")


def show(
    file: Annotated[Path, typer.Argument(help="A bundle.")],
    key: Annotated[Path | None, typer.Option(help="opening.key of the unit: shows what is inside, too.")] = None,
    signer: Annotated[Path | None, typer.Option(help="party.pub of the giver; needed with --key.")] = None,
    unit: Annotated[str, typer.Option(help="Unit that the bundle is for; needed with --key.")] = "",
    by: Annotated[str, typer.Option(help="User name of the person; needed with --key.")] = "",
) -> None:
    """Print size and SHA-256 of a bundle; with keys also the slip's facts. Nothing is taken over."""
    size, digest = _measured(file)
    if key is None:
        sys.stdout.write(f"file {terminal(file.name)}\nbytes {size}\nSHA-256 {_spaced(digest)}\n")
        return
    if signer is None or not unit or not by:
        fail("--key: give --signer, --unit and --by with it")
    with django_setup.records(), bundle_failures("nothing was taken over"):
        from noroshi.cli.acting import acting
        from noroshi.exchange.bundle.keys import age_secrets
        from noroshi.records.services.take_bundle import opened

        found, scope = acting(unit, by, "campaign.read", "look into a bundle")
        secrets = age_secrets(read_key(key).decode("utf-8", "replace"))
        with opened(scope, found, file, secrets, party(signer).pinned, allow_gap=True) as bundle:
            print_slip(bundle.slip)


@contextmanager
def bundle_failures(what: str) -> Iterator[None]:
    """Turn what is wrong with a bundle or a key into one sentence that ends with ``what``."""
    from noroshi.exchange.bundle.errors import BundleError
    from noroshi.exchange.bundle.leaving import BundleRefused

    try:
        yield
    except BundleError as error:
        text = str(error)
        fail(text if what in text else f"{text} ({what})")
    except BundleRefused as refused:
        fail(" ".join(str(refused).splitlines()))


def named_unit(unit: str) -> "Unit":
    """Return the unit with its agency; ends the command where there is none."""
    from noroshi.records.services.make_unit import find_unit

    found = find_unit(unit)
    if found is None:
        fail(f"--unit {unit}: no such unit; `noroshi unit create` makes it")
    return found


def party(path: Path) -> "PartyKeys":
    """Return the public file of the other party."""
    from noroshi.exchange.bundle.party import read_public_file

    return read_public_file(read_key(path), path.name)


def read_key(path: Path) -> bytes:
    """Return the bytes of a key file; ends the command where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return stream.read(_LARGEST_KEY)
    except OSError as error:
        fail(f"{path}: {error.strerror}; name a readable key file")


def print_slip(slip: "Slip") -> None:
    """Print the facts of the slip, the hash in groups of four as it is read aloud."""
    lines = [
        ("file", slip.file),
        ("bytes", str(slip.bytes)),
        ("SHA-256", " ".join(slip.sha256_groups)),
        ("kind", slip.kind),
        ("giver", slip.giver),
        ("receiver", slip.receiver),
        ("campaign", slip.campaign),
        ("sequence", str(slip.sequence)),
        ("created", slip.created.isoformat(timespec="seconds")),
        ("handling", slip.handling_class),
        ("signer", slip.signer),
        ("counts", ", ".join(f"{count} {name}" for name, count in sorted(slip.counts.items()))),
        *([("sample", "見本 / SAMPLE")] if slip.synthetic else []),
    ]
    for label, text in lines:
        sys.stdout.write(f"{label} {terminal(text)}\n")


def _measured(path: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
                size += len(piece)
    except OSError as error:
        fail(f"{path}: {error.strerror}; name a readable file")
    return size, digest.hexdigest()


def _spaced(digest: str) -> str:
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))
