"""The facts of a hand-over slip (授受票): which file, whose, when, with its SHA-256 in groups of four."""

from datetime import datetime
from typing import Final

import msgspec

GROUP: Final = 4


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on the slip and in the register of media (媒体管理簿).

    ``sha256``: of the encrypted file as it lies on the medium, 64 hex digits. ``medium``: number of the medium, entered
    by a person, '' before. ``digest``: of the manifest, which the next bundle names.
    """

    file: str
    bytes: int
    sha256: str
    kind: str
    giver: str
    receiver: str
    campaign: str
    created: datetime
    sequence: int
    handling_class: str
    synthetic: bool
    counts: dict[str, int]
    signer: str
    digest: str
    medium: str = ""

    @property
    def sha256_groups(self) -> tuple[str, ...]:
        """The hash in sixteen groups of four, to be read aloud and compared."""
        return groups(self.sha256)


def groups(text: str) -> tuple[str, ...]:
    """Return a text of hex digits in groups of four."""
    return tuple(text[at : at + GROUP] for at in range(0, len(text), GROUP))
