"""Encryption of the whole bundle by age: for the X25519 keys of the recipients, or with a passphrase."""

from collections.abc import Callable
from typing import IO, Final, Protocol, TypeAlias

import msgspec
import pyrage

from noroshi.exchange.bundle.errors import BundleError, Damaged, NotABundle, TooLarge, Truncated, WrongKey, WrongKeyFile

SHORTEST_PASSPHRASE: Final = 16
LARGEST_WITH_PASSPHRASE: Final = 256 << 20
"""Bytes that a passphrase may seal: that way of age works in memory."""
_BEGINNING: Final = b"age-encryption.org/"
_ERRORS: Final[tuple[tuple[str, type[BundleError]], ...]] = (
    ("No matching keys", WrongKey),
    ("Decryption failed", WrongKey),
    ("Unknown age format", NotABundle),
    ("fill whole buffer", Truncated),
    ("Incomplete header", Truncated),
    ("truncated", Truncated),
)
"""What age says → what it means here; everything else is damage."""


class Recipients(msgspec.Struct, frozen=True):
    """Whoever holds the secret of one of these ``age1…`` keys can open it."""

    keys: tuple[str, ...]


class Passphrase(msgspec.Struct, frozen=True):
    """Whoever knows it can open it; at least 16 characters, told by another way than the medium."""

    text: str

    def __repr__(self) -> str:
        return "Passphrase(…)"


class Secrets(msgspec.Struct, frozen=True):
    """The receiver's ``AGE-SECRET-KEY-1…`` keys."""

    keys: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Secrets({len(self.keys)})"


class Sink(Protocol):
    """What encrypted or decrypted bytes are written to."""

    def write(self, data: bytes, /) -> int:
        """Take bytes."""

    def flush(self) -> None:
        """Pass on what was taken."""


Lock: TypeAlias = Recipients | Passphrase
Opener: TypeAlias = Secrets | Passphrase


def seal(plain: IO[bytes], target: Sink, lock: Lock) -> None:
    """Encrypt everything that ``plain`` still holds to ``target``; raises ``WrongKeyFile`` or ``TooLarge``."""
    if isinstance(lock, Passphrase):
        _seal_with_passphrase(plain, target, lock)
        return
    if not lock.keys:
        raise WrongKeyFile(key="age recipient", why="none is given")
    pyrage.encrypt_io(plain, target, [_recipient(key) for key in lock.keys])


def unseal(source: IO[bytes], target: Sink, opener: Opener, limit: int) -> None:
    """Decrypt all of ``source``, from its start, to ``target``, at most ``limit`` bytes.

    What was written before an error must not be used.

    Raises ``NotABundle``, ``WrongKey``, ``Truncated``, ``Damaged``, ``TooLarge`` or ``WrongKeyFile``.
    """
    if source.read(len(_BEGINNING)) != _BEGINNING:
        raise NotABundle
    source.seek(0)
    if isinstance(opener, Passphrase):
        data = source.read(LARGEST_WITH_PASSPHRASE + 1)
        if len(data) > LARGEST_WITH_PASSPHRASE:
            raise TooLarge(what="bytes with a passphrase", limit=LARGEST_WITH_PASSPHRASE)
        plain = _guarded(lambda: pyrage.passphrase.decrypt(data, opener.text))
        _Bounded(target, limit).write(plain or b"")
        return
    identities = [_identity(key) for key in opener.keys]
    _guarded(lambda: pyrage.decrypt_io(source, _Bounded(target, limit), identities))


def _seal_with_passphrase(plain: IO[bytes], target: Sink, lock: Passphrase) -> None:
    if len(lock.text) < SHORTEST_PASSPHRASE:
        raise WrongKeyFile(key="passphrase", why=f"shorter than {SHORTEST_PASSPHRASE} characters")
    data = plain.read(LARGEST_WITH_PASSPHRASE + 1)
    if len(data) > LARGEST_WITH_PASSPHRASE:
        raise TooLarge(what="bytes with a passphrase", limit=LARGEST_WITH_PASSPHRASE)
    target.write(pyrage.passphrase.encrypt(data, lock.text))


def _guarded(decrypt: Callable[[], bytes | None]) -> bytes | None:
    try:
        return decrypt()
    except pyrage.DecryptError as error:
        raise _meaning(str(error)) from error
    except OSError as error:
        if error.errno is not None:  # the disk's, not age's
            raise
        raise _meaning(str(error)) from error


def _meaning(message: str) -> BundleError:
    for words, kind in _ERRORS:
        if words in message:
            return kind()
    return Damaged()


def _recipient(key: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(key.strip())
    except pyrage.RecipientError as error:
        raise WrongKeyFile(key="age recipient", why=error) from error


def _identity(key: str) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(key.strip())
    except pyrage.IdentityError as error:
        raise WrongKeyFile(key="age identity", why=error) from error


class _Bounded:
    """A writer that refuses more than ``limit`` bytes."""

    def __init__(self, target: Sink, limit: int) -> None:
        self._target = target
        self._limit = limit
        self._written = 0

    def write(self, data: bytes) -> int:
        self._written += len(data)
        if self._written > self._limit:
            raise TooLarge(what="bytes", limit=self._limit)
        self._target.write(data)
        return len(data)

    def flush(self) -> None:
        self._target.flush()
