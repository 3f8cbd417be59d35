"""A stream of bytes encrypted with a passphrase: read to the end or not at all.

AES-256-GCM over pieces of 1 MiB; the key comes from the passphrase by scrypt (RFC 7914; N = 2^17, r = 8, p = 1). The
number of a piece and a mark on the last one are its nonce, so that pieces cannot be exchanged, repeated or cut off.
"""

import io
import secrets
from collections.abc import Iterator
from typing import IO, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC: Final = b"NOROSHI-SEALED-1\n"
PIECE: Final = 1 << 20
SHORTEST_PASSPHRASE: Final = 16
_SALT: Final = 16
_TAG: Final = 16
_COST: Final = 1 << 17


class SealBroken(ValueError):  # noqa: N818 reads as the sentence it raises
    """The stream cannot be opened; the message says why."""


class SealingWriter(io.RawIOBase):
    """Writes encrypted to ``target``; nothing can be read before ``close`` wrote the last piece."""

    def __init__(self, target: IO[bytes], passphrase: str) -> None:
        salt = secrets.token_bytes(_SALT)
        self._target = target
        self._cipher = AESGCM(_key(passphrase, salt))
        self._number = 0
        self._waiting = bytearray()
        target.write(MAGIC + salt)

    def writable(self) -> bool:
        """Answer yes."""
        return True

    def write(self, data: Any) -> int:  # noqa: ANN401 whatever holds bytes
        """Take bytes and write the pieces that are full."""
        view = memoryview(data)
        self._waiting += view
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return view.nbytes

    def close(self) -> None:
        """Write the last piece; ``target`` stays open."""
        if not self.closed:
            self._put(bytes(self._waiting), last=True)
        super().close()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, None))
        self._number += 1


def is_sealed(source: IO[bytes]) -> bool:
    """Whether a file begins as an encrypted one; its position stays."""
    at = source.tell()
    begins = source.read(len(MAGIC)) == MAGIC
    source.seek(at)
    return begins


def unseal(source: IO[bytes], passphrase: str) -> Iterator[bytes]:
    """Yield the content in pieces; raises ``SealBroken`` for a wrong passphrase or a changed or shortened file."""
    head = source.read(len(MAGIC) + _SALT)
    if not head.startswith(MAGIC) or len(head) < len(MAGIC) + _SALT:
        raise SealBroken("the file is not an encrypted one, or its beginning is missing")
    cipher = AESGCM(_key(passphrase, head[len(MAGIC) :]))
    number, piece = 0, source.read(PIECE + _TAG)
    while True:
        following = source.read(PIECE + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), piece, None)
        except InvalidTag as error:
            first = "the passphrase is wrong, or the file was changed"
            raise SealBroken("the file was changed or cut" if number else first) from error
        if not following:
            return
        number, piece = number + 1, following


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode())
