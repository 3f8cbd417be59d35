"""The keys of a party: Ed25519 in OpenSSH's files to sign with, age's X25519 to seal for and to open with."""

import base64
import binascii
import hashlib
from typing import Final

import msgspec
import pyrage
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_ssh_private_key,
)

from noroshi.exchange.bundle.errors import WrongKeyFile
from noroshi.exchange.bundle.sshsig import public_blob

_TYPE: Final = "ssh-ed25519"
_OPENSSH: Final = b"-----BEGIN OPENSSH PRIVATE KEY-----"
_MOST_LINES: Final = 1_000


class PinnedKey(msgspec.Struct, frozen=True, kw_only=True):
    """A public key that was compared by telephone or in person, and the party it stands for.

    ``blob``: base64 of OpenSSH's public key, the second word of a ``.pub`` file.
    """

    party: str
    blob: str

    @property
    def fingerprint(self) -> str:
        """``SHA256:…`` as ``ssh-keygen -l`` prints it."""
        return fingerprint(base64.b64decode(self.blob))

    @property
    def allowed_signer(self) -> str:
        """The line of an ``allowed_signers`` file, for ``ssh-keygen -Y verify -f``."""
        return f'"{self.party}" namespaces="noroshi-bundle" {_TYPE} {self.blob}'


class AgeKeys(msgspec.Struct, frozen=True, kw_only=True):
    """A pair of age keys: the secret stays with the receiver, ``recipient`` goes to everyone who sends to it."""

    secret: str
    recipient: str


def fingerprint(blob: bytes) -> str:
    """Return the fingerprint of a public key as ``ssh-keygen -l`` prints it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def pin(party: str, public_line: str) -> PinnedKey:
    """Return the key of a ``.pub`` line (``ssh-ed25519 AAAA… comment``) as that party's; raises ``WrongKeyFile``."""
    words = public_line.split()
    kind, blob = words[:2] if len(words) > 1 else ("", "")
    try:
        raw = base64.b64decode(blob, validate=True)
    except (binascii.Error, ValueError) as error:
        raise WrongKeyFile(key=party, why="the line is not an OpenSSH public key") from error
    head = len(_TYPE).to_bytes(4, "big") + _TYPE.encode() + (32).to_bytes(4, "big")
    if kind != _TYPE or not raw.startswith(head) or len(raw) != len(head) + 32:
        raise WrongKeyFile(key=party, why=f"the key is not of type {_TYPE}")
    if not party.strip() or '"' in party or "\n" in party:
        raise WrongKeyFile(key=party, why="the party has no usable name")
    return PinnedKey(party=party, blob=blob)


def generate_signing_key() -> Ed25519PrivateKey:
    """Return a new key to sign with."""
    return Ed25519PrivateKey.generate()


def private_file(key: Ed25519PrivateKey) -> bytes:
    """Return the key as OpenSSH's private key file; it holds the secret as it is: keep it with mode 0600."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


def public_line(key: Ed25519PrivateKey, comment: str = "") -> str:
    """Return the line of the ``.pub`` file that the other party pins."""
    blob = base64.b64encode(public_blob(key.public_key())).decode()
    return f"{_TYPE} {blob} {' '.join(comment.split())}".strip()


def load_signing_key(data: bytes, passphrase: str | None = None) -> Ed25519PrivateKey:
    """Read an OpenSSH or PKCS#8 private key file; raises ``WrongKeyFile`` for anything but an Ed25519 key.

    A passphrase works for PKCS#8; OpenSSH's encrypted files need the package ``bcrypt``, which may be absent.
    """
    secret = passphrase.encode() if passphrase else None
    load = load_ssh_private_key if data.lstrip().startswith(_OPENSSH) else load_pem_private_key
    try:
        key = load(data, secret)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise WrongKeyFile(key="signing key", why=error) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise WrongKeyFile(key="signing key", why="not an Ed25519 key")
    return key


def generate_age_keys() -> AgeKeys:
    """Return a new pair of keys to seal for and to open with, as ``age-keygen`` makes them."""
    identity = pyrage.x25519.Identity.generate()
    return AgeKeys(secret=str(identity), recipient=str(identity.to_public()))


def age_secrets(text: str) -> tuple[str, ...]:
    """Return the secret keys of an age identity file: one a line, comments begin with #; raises ``WrongKeyFile``."""
    lines = [line.strip() for line in text.splitlines()[:_MOST_LINES]]
    secrets = tuple(line for line in lines if line and not line.startswith("#"))
    if not secrets or not all(secret.startswith("AGE-SECRET-KEY-1") for secret in secrets):
        raise WrongKeyFile(key="age identity", why="no AGE-SECRET-KEY-1… in it")
    return secrets
