"""Signing by S/MIME (RFC 8551): a certificate and its key as PEM, checked when they are loaded."""

import datetime as dt
from typing import Final, Self

import msgspec
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7

from noroshi.mail.signature import Signature, SigningFailed

_OPTIONS: Final = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]


class SmimeSigner(msgspec.Struct, frozen=True, kw_only=True):
    """A key with its certificate and the certificates above it."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @classmethod
    def load(cls, key: str, certificates: str) -> Self:
        """Return the signer from PEM texts (the own certificate first); raises ``SigningFailed``."""
        try:
            private = serialization.load_pem_private_key(key.encode(), password=None)
            found = x509.load_pem_x509_certificates(certificates.encode())
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise SigningFailed("the S/MIME key or certificate is no unencrypted PEM; export both again") from error
        if not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise SigningFailed("the S/MIME key is neither RSA nor EC; order a certificate for such a key")
        if found[0].public_key() != private.public_key():
            raise SigningFailed("the S/MIME certificate is not of this key; put the own certificate first in its file")
        return cls(key=private, certificate=found[0], chain=tuple(found[1:]))

    @property
    def expires(self) -> dt.datetime:
        """Return the end of the certificate's time."""
        return self.certificate.not_valid_after_utc

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return the mail addresses that the certificate names."""
        try:
            names = self.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except (x509.ExtensionNotFound, ValueError):
            return ()
        return tuple(each.lower() for each in names.get_values_for_type(x509.RFC822Name))

    def sign(self, signed: bytes) -> Signature:
        """Return the signature over the bytes; raises ``SigningFailed`` outside the certificate's time."""
        if not self.certificate.not_valid_before_utc <= dt.datetime.now(dt.UTC) <= self.expires:
            raise SigningFailed("the S/MIME certificate is not valid today; renew it")
        builder = pkcs7.PKCS7SignatureBuilder().set_data(signed)
        builder = builder.add_signer(self.certificate, self.key, hashes.SHA256())
        for each in self.chain:
            builder = builder.add_certificate(each)
        return Signature(
            media_type="application/pkcs7-signature",
            file_name="smime.p7s",
            micalg="sha-256",
            value=builder.sign(serialization.Encoding.DER, _OPTIONS),
        )
