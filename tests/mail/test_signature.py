"""Signed mails: others' programs verify them, and a changed letter does not pass."""

import email
import subprocess
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pysequoia
import pytest

from mail_server import EXAMPLE as MAIL
from mail_server import make_certificate
from noroshi.mail.compose import plain_bytes
from noroshi.mail.openpgp import OpenPgpSigner
from noroshi.mail.signature import SigningFailed, mail_bytes
from noroshi.mail.smime import SmimeSigner


def _openssl(folder: Path, raw: bytes) -> "subprocess.CompletedProcess[bytes]":
    (folder / "mail.eml").write_bytes(raw)
    command = ["openssl", "cms", "-verify", "-in", "mail.eml", "-CAfile", "certificate.pem", "-purpose", "any"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=60)


def test_openssl_verifies_an_smime_mail(tmp_path: Path) -> None:
    """The openssl program accepts the signature and gives back the text; one changed byte is refused."""
    made = make_certificate(tmp_path)
    raw = mail_bytes(MAIL, SmimeSigner.load(made.key_text, made.certificate_text))
    verified = _openssl(tmp_path, raw)
    assert verified.returncode == 0, verified.stderr
    inner = email.message_from_bytes(verified.stdout, policy=policy.default)
    assert isinstance(inner, EmailMessage)
    assert inner.get_content().replace("\r\n", "\n") == MAIL.body
    at = raw.index(b"base64") + 20
    changed = raw[:at] + (b"A" if raw[at : at + 1] != b"A" else b"B") + raw[at + 1 :]
    assert _openssl(tmp_path, changed).returncode != 0


def test_a_signed_mail_reads_as_the_plain_one(tmp_path: Path) -> None:
    """A reader without the means to verify sees the same headers and text."""
    made = make_certificate(tmp_path)
    signed = email.message_from_bytes(
        mail_bytes(MAIL, SmimeSigner.load(made.key_text, made.certificate_text)), policy=policy.default
    )
    plain = email.message_from_bytes(plain_bytes(MAIL), policy=policy.default)
    assert signed.get_content_type() == "multipart/signed"
    assert signed.get_param("micalg") == "sha-256"
    assert [signed[name] for name in ("From", "To", "Subject", "Date", "Message-ID")] == [
        plain[name] for name in ("From", "To", "Subject", "Date", "Message-ID")
    ]
    first, second = signed.iter_parts()  # type: ignore[attr-defined]
    assert first.get_content().replace("\r\n", "\n") == MAIL.body
    assert second.get_content_type() == "application/pkcs7-signature"


def test_sequoia_verifies_an_openpgp_mail() -> None:
    """The signature over the first part, exactly as it stands in the mail, is the key's; a changed one is not."""
    key = pysequoia.Tsk.generate("cyber@police.example")
    raw = mail_bytes(MAIL, OpenPgpSigner.load(str(key)))
    message = email.message_from_bytes(raw, policy=policy.default)
    boundary = str(message.get_boundary()).encode()
    signed = raw.split(b"--" + boundary + b"\r\n")[1].removesuffix(b"\r\n")
    assert message.get_param("micalg") in {"pgp-sha256", "pgp-sha512"}
    [_, part] = message.iter_parts()  # type: ignore[attr-defined]
    signature = pysequoia.Sig.from_bytes(part.get_content())
    certificate = key.extract_certificate()

    def verify(text: bytes) -> None:
        pysequoia.verify(text, store=lambda _: [certificate], signature=signature)

    verify(signed)
    with pytest.raises(Exception, match=r"(?i)sig|verif|key"):
        verify(signed.replace(b"base64", b"BASE64"))


@pytest.mark.parametrize("what", ["key", "certificate", "pair"])
def test_unusable_smime_files_are_said(tmp_path: Path, what: str) -> None:
    """No PEM, or a certificate of another key: the complaint says what to do."""
    one, other = make_certificate(tmp_path / "one"), make_certificate(tmp_path / "other")
    key = "nonsense" if what == "key" else one.key_text
    certificate = {"certificate": "nonsense", "pair": other.certificate_text}.get(what, one.certificate_text)
    with pytest.raises(SigningFailed, match=r"export|own certificate"):
        SmimeSigner.load(key, certificate)


def test_an_expired_certificate_signs_nothing(tmp_path: Path) -> None:
    """After its time the certificate is refused; it tells its end and its addresses before."""
    made = make_certificate(tmp_path, days=0)
    signer = SmimeSigner.load(made.key_text, made.certificate_text)
    assert signer.addresses == ("cyber@police.example",)
    with pytest.raises(SigningFailed, match="not valid today"):
        mail_bytes(MAIL, signer)


@pytest.mark.parametrize("text", ["", "nonsense", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nxx\n"])
def test_an_unusable_openpgp_key_is_said(text: str) -> None:
    """Whatever the library says, the complaint is the program's own."""
    with pytest.raises(SigningFailed, match="cannot sign"):
        OpenPgpSigner.load(text)
