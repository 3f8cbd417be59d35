"""A real mail relay on loopback for tests, whose answers a test chooses, and certificates made for the occasion."""

import asyncio
import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from noroshi.mail.compose import Mail
from noroshi.mail.relay import Relay

EXAMPLE = Mail(
    message_id="0123456789abcdef0123@police.example",
    sent_at=dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=9))),
    sender="cyber@police.example",
    sender_name="のろし県警察(架空)",
    recipient="info@architects.example",
    subject="【見本】【のろし県警察(架空)】情報提供・注意喚起のご連絡(照会番号 100-1234-561)",
    body="架空設計事務所\nご担当者様\n\n.点で始まる行\nFrom here on\n①㈱髙﨑𠮷\n",
)


@dataclass
class Mailbox:
    """The relay's mind: what it has taken, and how it answers. ``break_at``: ends the connection instead of answering.

    ``answers`` maps ``MAIL``, ``RCPT``, ``DATA`` to a reply; ``break_at`` is ``data`` (before taking) or ``taken``.
    """

    answers: dict[str, str] = field(default_factory=dict)
    break_at: str = ""
    silent_after_taking: bool = False
    taken: list[Envelope] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802, D102 aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if "MAIL" in self.answers:
            return self.answers["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802, D102 aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802, D102
        if "DATA" in self.answers:
            return self.answers["DATA"]
        if self.break_at != "data":
            self.taken.append(envelope)
        while self.silent_after_taking:  # noqa: ASYNC110 the test sets it from another thread
            await asyncio.sleep(0.05)
        if self.break_at:
            assert server.transport is not None
            server.transport.abort()
            await asyncio.sleep(0.05)
        return "250 2.0.0 queued as ABC"


@contextmanager
def relay(
    mailbox: Mailbox, *, tls: "Certificate | None" = None, password: str = "", timeout: float = 5.0
) -> Iterator[Relay]:
    """Run a relay on a free port of this machine and yield how to reach it."""
    options: dict[str, Any] = {"server_hostname": "relay.test", "decode_data": False}
    if tls is not None:
        options |= {"tls_context": tls.server_context(), "require_starttls": True}
    if password:
        options |= {
            "authenticator": _Authenticator(password),
            "auth_required": True,
            "auth_require_tls": tls is not None,
        }
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        authorities = tls.certificate_text if tls else ""
        user = "desk" if password else ""
        yield Relay(
            scheme="smtp", host="127.0.0.1", port=port, authorities=authorities, timeout=timeout,
            user=user, password=password,
        )  # fmt: skip
    finally:
        controller.stop()


class _Authenticator:
    def __init__(self, password: str) -> None:
        self._password = password.encode()

    def __call__(self, _server: object, _session: object, _envelope: object, _how: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == self._password, handled=False)


@dataclass
class Certificate:
    """A certificate that vouches for itself, with its key, as PEM texts and files."""

    key_text: str
    certificate_text: str
    folder: Path

    @property
    def certificate_file(self) -> Path:
        """Return the file of the certificate."""
        return self.folder / "certificate.pem"

    def server_context(self) -> ssl.SSLContext:
        """Return what a TLS server needs."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate_file, self.folder / "key.pem")
        return context


def make_certificate(folder: Path, *, days: int = 30, address: str = "cyber@police.example") -> Certificate:
    """Make a certificate for 127.0.0.1 and a mail address, valid from yesterday."""
    folder.mkdir(exist_ok=True)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "invented for a test")])
    start = dt.datetime.now(dt.UTC) - dt.timedelta(days=max(1, 1 - days))
    names: list[x509.GeneralName] = [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.RFC822Name(address)]
    usage = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.EMAIL_PROTECTION]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(dt.datetime.now(dt.UTC) + dt.timedelta(days=days, seconds=-1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.ExtendedKeyUsage(usage), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    key_text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    certificate_text = made.public_bytes(serialization.Encoding.PEM).decode()
    (folder / "key.pem").write_text(key_text)
    (folder / "certificate.pem").write_text(certificate_text)
    return Certificate(key_text, certificate_text, folder)
