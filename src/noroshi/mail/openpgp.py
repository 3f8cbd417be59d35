"""Signing by OpenPGP/MIME (RFC 3156): an unprotected secret key in ASCII armour."""

from typing import Self

import msgspec
import pysequoia

from noroshi.mail.signature import Signature, SigningFailed


class OpenPgpSigner(msgspec.Struct, frozen=True, kw_only=True):
    """A secret key that can sign."""

    signer: pysequoia.PySigner
    fingerprint: str

    @classmethod
    def load(cls, key: str) -> Self:
        """Return the signer from an armoured secret key; raises ``SigningFailed``."""
        try:
            secret = pysequoia.Tsk.from_bytes(key.encode())
            return cls(signer=secret.signer(), fingerprint=secret.extract_certificate().fingerprint)
        except Exception as error:  # the library raises its own bare kinds
            raise SigningFailed("the OpenPGP key cannot sign; export an unprotected, unexpired secret key") from error

    def sign(self, signed: bytes) -> Signature:
        """Return the signature over the bytes; raises ``SigningFailed``."""
        try:
            value = pysequoia.sign(self.signer, signed, mode=pysequoia.SignatureMode.DETACHED)
            algorithm = pysequoia.Sig.from_bytes(value).hash_algorithm
        except Exception as error:
            raise SigningFailed("the OpenPGP key refused to sign; see that it has not expired") from error
        return Signature(
            media_type="application/pgp-signature",
            file_name="signature.asc",
            micalg=f"pgp-{str(algorithm).rpartition('.')[2].lower()}",
            value=value,
        )
