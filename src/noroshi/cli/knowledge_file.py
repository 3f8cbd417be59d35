"""What `noroshi knowledge pack` and `unpack` do: one file out, one checked folder in."""

import datetime as dt
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from noroshi.cli.failure import fail
from noroshi.render.neutral import terminal

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from noroshi.exchange.bundle.keys import PinnedKey
    from noroshi.exchange.knowledge_pack import OpenedPack


def write(out: Path, key_file: Path | None, pack: Path | None) -> None:
    """Write the pack (None: the bundled one) to a new file and say what it is; the command ends where it cannot."""
    from noroshi.exchange.bundle.errors import BundleError
    from noroshi.exchange.knowledge_pack import own_key, write_pack
    from noroshi.knowledge.load import read_pack
    from noroshi.pipeline.knowledge_check import check_knowledge

    if out.exists():
        fail(f"--out {out}: exists already; name a new file")
    key = signing_key(key_file) if key_file else None
    checked = check_knowledge(pack)
    if checked.complaints:
        fail(f"the pack has faults and is not written: {checked.complaints[0]}; `noroshi knowledge check` names all")
    try:
        manifest = write_pack(out, read_pack(pack), dt.datetime.now(dt.UTC).replace(microsecond=0), key)
    except BundleError as error:
        fail(str(error))
    signed = f"signed by {own_key(key)}" if key else "UNSIGNED: the receiver cannot tell who made it; give --key"
    sys.stdout.write(f"{terminal(str(out))}: {len(manifest.parts)} files, digest {manifest.digest}, {signed}\n")


def unpack(file: Path, out: Path, signer: Path | None) -> None:
    """Check a pack and put it into a new folder; nothing is left of one that does not hold."""
    from noroshi.exchange.bundle.errors import BundleError
    from noroshi.exchange.knowledge_pack import read_pack_file

    if out.exists():
        fail(f"--out {out}: exists already; name a new folder")
    pinned = (pinned_key(signer),) if signer else ()
    try:
        opened = read_pack_file(file, pinned)
    except BundleError as error:
        fail(f"{file}: {error}")
    except OSError as error:
        fail(f"{file}: {error.strerror}; name a file of `noroshi knowledge pack`")
    _put(opened, out)
    who = f"signed by {opened.signer}" if opened.signer else "UNSIGNED: nobody vouches for it"
    made = opened.manifest
    sys.stdout.write(
        f"{terminal(str(out))}: {len(opened.files)} files of {made.created:%Y-%m-%d}, {terminal(made.program)}, "
        f"digest {made.digest}, {terminal(who)}\n"
    )


def signing_key(file: Path) -> "Ed25519PrivateKey":
    """Return the key in a file; the command ends where it holds none that can be used."""
    from noroshi.exchange.bundle.errors import BundleError
    from noroshi.exchange.bundle.keys import load_signing_key

    try:
        return load_signing_key(file.read_bytes())
    except OSError as error:
        fail(f"--key {file}: {error.strerror}; `ssh-keygen -t ed25519 -N '' -f FILE` makes one")
    except BundleError as error:
        fail(f"--key {file}: {error}")


def pinned_key(file: Path) -> "PinnedKey":
    """Return the key of a ``.pub`` file; its party is the file's name without the ending."""
    from noroshi.exchange.bundle.errors import BundleError
    from noroshi.exchange.bundle.keys import pin

    try:
        return pin(file.stem, file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        fail(f"--signer {file}: {reason}; give the .pub file whose fingerprint you compared")
    except BundleError as error:
        fail(f"--signer {file}: {error}")


def _put(opened: "OpenedPack", out: Path) -> None:
    """Write the files beside ``out``, check that a survey could use them, and give the folder its name."""
    from noroshi.archive.files import make_private_dir, write_bytes
    from noroshi.pipeline.context import pack_digest
    from noroshi.pipeline.errors import RunError

    unfinished = out.with_name(f".{out.name}.tmp")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        for each in opened.files:
            path = unfinished / each.name
            make_private_dir(path.parent)
            write_bytes(path, each.data, durable=False)
        pack_digest(unfinished)
        unfinished.rename(out)
    except RunError as error:
        fail(f"{str(error).replace(str(unfinished), str(out))}; the pack may need a newer release of this program")
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
