"""The public file of a party: its name, the key it signs with, the key to seal for it; and what is pinned of it."""

from typing import Final

import msgspec

from noroshi.exchange.bundle.errors import WrongKeyFile
from noroshi.exchange.bundle.keys import PinnedKey, pin

LARGEST: Final = 16_384
_SIGNS: Final = "ssh-ed25519 "
_SEALS: Final = "age1"


class PartyKeys(msgspec.Struct, frozen=True, kw_only=True):
    """What another party may know: ``recipient`` is the age key to seal for, ``pinned`` the key it signs with."""

    party: str
    recipient: str
    pinned: PinnedKey


def public_file(party: str, line: str, recipient: str) -> bytes:
    """Return the public file: OpenSSH's line with the party as its comment, then the age key.

    Raises ``WrongKeyFile`` for a name that no line can hold.
    """
    pinned = pin(party, line)
    return f"{_SIGNS}{pinned.blob} {party}\n{recipient}\n".encode()


def read_public_file(data: bytes, name: str) -> PartyKeys:
    """Read a public file; ``name`` is the file's, for the sentence of ``WrongKeyFile``."""
    if len(data) > LARGEST:
        raise WrongKeyFile(key=name, why="too large for a public key file")
    lines = [line.strip() for line in data.decode("utf-8", "replace").splitlines()]
    signs = [line for line in lines if line.startswith(_SIGNS)]
    seals = [line for line in lines if line.startswith(_SEALS)]
    if len(signs) != 1 or len(seals) != 1:
        raise WrongKeyFile(key=name, why="not a public file: it needs one line ssh-ed25519 … and one line age1…")
    words = signs[0].split(maxsplit=2)
    party = words[2] if len(words) > 2 else ""  # noqa: PLR2004 type, key and name
    return PartyKeys(party=party, recipient=seals[0], pinned=pin(party, signs[0]))
