"""The client certificate of a request, as the TLS proxy in front verified it.

The proxy is believed where it connects from an address in ``NOROSHI_CERTIFICATE_PROXIES`` and names the secret that it
shares with this program (``NOROSHI_CERTIFICATE_SECRET``): on one machine everybody has the address 127.0.0.1. From
anybody else the headers are taken away unread. The proxy hands over the whole certificate; its fingerprint is computed
here, because proxies offer SHA-1 only.
"""

import datetime as dt
import hmac
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.http import HttpRequest, HttpResponse

VERIFIED: Final = "HTTP_X_CLIENT_VERIFY"
CERTIFICATE: Final = "HTTP_X_CLIENT_CERTIFICATE"
SECRET: Final = "HTTP_X_CLIENT_SECRET"  # noqa: S105 the name of a header
LONGEST: Final = 16_000
_BEGIN: Final = "-----BEGIN CERTIFICATE-----"


@dataclass(frozen=True, slots=True)
class PresentedCertificate:
    """What the proxy said; all empty without a certificate. ``refused`` says why one does not count."""

    sha256: str = ""
    subject: str = ""
    serial: str = ""
    refused: str = ""


NO_CERTIFICATE: Final = PresentedCertificate()


class ProxyCertificateMiddleware:
    """Puts ``client_certificate`` on the request and takes the headers away, before anything else can read them."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        verified, certificate, secret = (request.META.pop(name, "") for name in (VERIFIED, CERTIFICATE, SECRET))
        believed = is_believed(request.META.get("REMOTE_ADDR", ""), secret)
        request.client_certificate = read(verified, certificate) if believed else NO_CERTIFICATE  # type: ignore[attr-defined]
        return self.respond(request)


def certificate_of(request: HttpRequest) -> PresentedCertificate:
    """Return the certificate of a request; none where it did not pass the middleware."""
    found: PresentedCertificate = getattr(request, "client_certificate", NO_CERTIFICATE)
    return found


def is_believed(address: str, secret: str) -> bool:
    """Whether this is the operator's proxy: by its address and the shared secret, both."""
    expected: str = settings.CERTIFICATE_SECRET
    if not expected or not hmac.compare_digest(secret.encode(), expected.encode()):
        return False
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in network for network in settings.CERTIFICATE_PROXIES)


def read(verified: str, certificate: str) -> PresentedCertificate:
    """Return the certificate that the proxy verified (``SUCCESS`` and the URL-encoded PEM), never a doubtful one."""
    if verified in {"", "NONE"} and not certificate:
        return NO_CERTIFICATE
    if verified != "SUCCESS":
        return PresentedCertificate(refused="not_verified")
    text = unquote(certificate)
    if len(certificate) > LONGEST or text.count(_BEGIN) != 1:
        return PresentedCertificate(refused="unreadable")
    try:
        parsed = x509.load_pem_x509_certificate(text.encode())
        subject = parsed.subject.rfc4514_string()[:300]
    except (ValueError, x509.InvalidVersion):
        return PresentedCertificate(refused="unreadable")
    now = dt.datetime.now(dt.UTC)
    if not parsed.not_valid_before_utc <= now <= parsed.not_valid_after_utc:
        return PresentedCertificate(refused="expired")
    return PresentedCertificate(parsed.fingerprint(SHA256()).hex(), subject, f"{parsed.serial_number:x}")
