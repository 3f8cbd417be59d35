"""The frame of a signed mail (RFC 1847): the content as it was signed, and the signature beside it."""

import base64
import secrets
from typing import Protocol

import msgspec

from noroshi.mail.compose import Mail, content, head_bytes, plain_bytes


class SigningFailed(Exception):  # noqa: N818 reads as the sentence it raises
    """The mail cannot be signed: the key or certificate cannot be used; the message says why and what to do."""


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """A detached signature: ``media_type`` of its part, hash name as its standard writes it, and the bytes."""

    media_type: str
    file_name: str
    micalg: str
    value: bytes


class Signer(Protocol):
    """Something that signs bytes; ``sign`` raises ``SigningFailed``."""

    def sign(self, signed: bytes) -> Signature:
        """Return the signature over exactly these bytes."""


def mail_bytes(mail: Mail, signer: Signer | None) -> bytes:
    """Return the mail as it goes to the relay, signed where there is a signer."""
    if signer is None:
        return plain_bytes(mail)
    signed = content(mail).as_bytes().removesuffix(b"\r\n")
    signature = signer.sign(signed)
    boundary = f"signed-{secrets.token_hex(16)}"
    frame = (
        f'Content-Type: multipart/signed; protocol="{signature.media_type}";\r\n'
        f' micalg="{signature.micalg}"; boundary="{boundary}"\r\n\r\n'
        f"--{boundary}\r\n"
    )
    part = (
        f"\r\n--{boundary}\r\n"
        f'Content-Type: {signature.media_type}; name="{signature.file_name}"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{signature.file_name}"\r\n\r\n'
    )
    encoded = base64.encodebytes(signature.value).replace(b"\n", b"\r\n")
    return b"".join((head_bytes(mail), frame.encode(), signed, part.encode(), encoded, f"--{boundary}--\r\n".encode()))
