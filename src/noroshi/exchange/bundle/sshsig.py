"""OpenSSH's signature format (SSHSIG, OpenSSH ``PROTOCOL.sshsig``) with Ed25519 and SHA-512.

``ssh-keygen -Y verify`` checks what is written here and ``ssh-keygen -Y sign`` writes what is read here; the
cryptography is the library's.
"""

import base64
import binascii
import hashlib
import struct
import textwrap
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

NAMESPACE: Final = "noroshi-bundle"
"""What a signature is for unless another purpose is named; one made for anything else is refused."""
LARGEST: Final = 4_096
"""Bytes of a signature file; a real one has about 300."""
_MAGIC: Final = b"SSHSIG"
_TYPE: Final = b"ssh-ed25519"
_HASH: Final = b"sha512"
_BEGIN: Final = b"-----BEGIN SSH SIGNATURE-----"
_END: Final = b"-----END SSH SIGNATURE-----"
_KEY_BYTES: Final = 32
_SIGNATURE_BYTES: Final = 64


class SignatureBroken(ValueError):  # noqa: N818 reads as the sentence it raises
    """The signature is not readable or does not belong to the message."""


def sign(key: Ed25519PrivateKey, message: bytes, namespace: str = NAMESPACE) -> bytes:
    """Return the detached, armored signature of the message, for the purpose that ``namespace`` names."""
    signature = key.sign(_signed(message, namespace))
    blob = b"".join(
        (
            _MAGIC + struct.pack(">I", 1),
            _string(public_blob(key.public_key())),
            _string(namespace.encode()),
            _string(b""),
            _string(_HASH),
            _string(_string(_TYPE) + _string(signature)),
        )
    )
    lines = textwrap.wrap(base64.b64encode(blob).decode(), 70)
    return b"\n".join((_BEGIN, *(line.encode() for line in lines), _END, b""))


def signer(armored: bytes, namespace: str = NAMESPACE) -> bytes:
    """Return the public key that a signature names, as OpenSSH's blob; nothing is verified. Raises SignatureBroken."""
    return _parse(armored, namespace)[0]


def verify(armored: bytes, message: bytes, namespace: str = NAMESPACE) -> bytes:
    """Return the public key, as OpenSSH's blob, whose signature of the message this is; raises SignatureBroken."""
    blob, signature = _parse(armored, namespace)
    key = Ed25519PublicKey.from_public_bytes(_raw_key(blob))
    try:
        key.verify(signature, _signed(message, namespace))
    except InvalidSignature as error:
        raise SignatureBroken("the signature does not belong to this message") from error
    return blob


def public_blob(key: Ed25519PublicKey) -> bytes:
    """Return a public key in OpenSSH's binary form, the part that a ``.pub`` line has in base64."""
    return _string(_TYPE) + _string(key.public_bytes_raw())


def _signed(message: bytes, namespace: str) -> bytes:
    digest = hashlib.sha512(message).digest()
    return _MAGIC + b"".join(map(_string, (namespace.encode(), b"", _HASH, digest)))


def _parse(armored: bytes, purpose: str) -> tuple[bytes, bytes]:
    blob = _unarmor(armored)
    if blob[:10] != _MAGIC + struct.pack(">I", 1):
        raise SignatureBroken("not a signature of OpenSSH's format, version 1")
    key, namespace, reserved, algorithm, wrapped = _strings(blob[10:], 5)
    if namespace != purpose.encode():
        raise SignatureBroken("the signature was made for another purpose")
    if reserved or algorithm != _HASH:
        raise SignatureBroken("the signature uses another hash than SHA-512")
    _raw_key(key)
    kind, signature = _strings(wrapped, 2)
    if kind != _TYPE or len(signature) != _SIGNATURE_BYTES:
        raise SignatureBroken("the signature is not of Ed25519")
    return key, signature


def _raw_key(blob: bytes) -> bytes:
    kind, raw = _strings(blob, 2)
    if kind != _TYPE or len(raw) != _KEY_BYTES:
        raise SignatureBroken("the key is not of Ed25519")
    return raw


def _unarmor(armored: bytes) -> bytes:
    lines = armored.split()
    text = b"".join(lines)
    begin, end = b"".join(_BEGIN.split()), b"".join(_END.split())
    if len(armored) > LARGEST or not text.startswith(begin) or not text.endswith(end):
        raise SignatureBroken("not a signature of OpenSSH's format")
    try:
        return base64.b64decode(text[len(begin) : -len(end)], validate=True)
    except binascii.Error as error:
        raise SignatureBroken("the signature is not base64") from error


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _strings(data: bytes, count: int) -> list[bytes]:
    """Return exactly ``count`` strings with nothing behind them."""
    found = []
    for _ in range(count):
        if len(data) < 4:  # noqa: PLR2004 bytes of a length
            raise SignatureBroken("the signature is cut")
        (length,) = struct.unpack(">I", data[:4])
        if len(data) < 4 + length:
            raise SignatureBroken("the signature is cut")
        found.append(data[4 : 4 + length])
        data = data[4 + length :]
    if data:
        raise SignatureBroken("something stands behind the signature")
    return found
