"""Handing a mail to the operator's own relay by SMTP: encrypted, within bounded time, and never in doubt unsaid.

Four ends are told apart: accepted; refused for good (5xx); not now (4xx, or nobody answered); and unclear: the
connection broke after the relay had asked for the text, so that it may or may not have taken it.
"""

import ipaddress
import re
import smtplib
import ssl
from contextlib import suppress
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

import msgspec

TIMEOUT_SECONDS: Final = 30.0
"""The longest wait for one answer of the relay."""
LONGEST_HAND_OVER_SECONDS: Final = 600
"""After this long a hand-over that recorded no end has none: its process is gone."""
LONGEST_REPLY: Final = 500
OWN_NAME: Final = "[127.0.0.1]"
"""How the program greets: an address literal, so that no name is looked up."""
_LEADING_DOT: Final = re.compile(rb"(?m)^\.")
_READY: Final = 354
_DONE: Final = 250
_PERMANENT: Final = 500
_PORTS: Final = {"smtp": 587, "smtps": 465}


class RelayAddressError(ValueError):
    """The relay's address cannot be used; the message shows no password."""


class Relay(msgspec.Struct, frozen=True, kw_only=True):
    """The relay: ``smtps`` is encrypted from the start, ``smtp`` by STARTTLS, which only a relay here may lack.

    ``authorities``: PEM of the certificate authority that the relay's certificate must come from, '' for the system's.
    """

    scheme: Literal["smtp", "smtps"]
    host: str
    port: int
    user: str = ""
    password: str = ""
    authorities: str = ""
    timeout: float = TIMEOUT_SECONDS

    @property
    def here(self) -> bool:
        """Whether the relay runs on this machine."""
        return is_loopback(self.host)


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How a hand-over ended. ``recipient``: the refusal was of the recipient's address. ``code`` 0: no answer."""

    end: Literal["handed", "refused", "deferred", "unclear"]
    code: int = 0
    reply: str = ""
    recipient: bool = False


def parse_relay(address: str, authorities: str = "") -> Relay:
    """Return the relay of ``smtp://`` or ``smtps://user:password@host:port``; raises ``RelayAddressError``."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise RelayAddressError("the port is no number from 1 to 65535") from error
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/"):
        raise RelayAddressError("give smtp://host:587 or smtps://user:password@host:465")
    return Relay(
        scheme="smtps" if parts.scheme == "smtps" else "smtp",
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        authorities=authorities,
    )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its name or address; nothing is looked up."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def hand_over(relay: Relay, sender: str, recipient: str, mail: bytes) -> Outcome:
    """Hand one mail over and return how it ended; raises nothing of the network's. Takes at most some ten answers."""
    connection = _connect(relay)
    if isinstance(connection, Outcome):
        return connection
    try:
        return _envelope(connection, sender, recipient) or _text(connection, mail)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.quit()


def probe(relay: Relay) -> Outcome:
    """Connect, encrypt and sign in as for a mail, and send none."""
    connection = _connect(relay)
    if isinstance(connection, Outcome):
        return connection
    with suppress(OSError, smtplib.SMTPException):
        connection.quit()
    return Outcome(end="handed")


def _connect(relay: Relay) -> smtplib.SMTP | Outcome:
    """Return a connection ready for a mail; a relay that refuses even that may take the mail another time."""
    try:
        return _open(relay)
    except smtplib.SMTPResponseException as error:
        return Outcome(end="deferred", code=max(error.smtp_code, 0), reply=_plain(error.smtp_error))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return Outcome(end="deferred", reply=_plain(str(error) or type(error).__name__))


def _open(relay: Relay) -> smtplib.SMTP:
    context = ssl.create_default_context(cadata=relay.authorities or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    connection: smtplib.SMTP
    if relay.scheme == "smtps":
        connection = smtplib.SMTP_SSL(relay.host, relay.port, OWN_NAME, timeout=relay.timeout, context=context)
    else:
        connection = smtplib.SMTP(relay.host, relay.port, OWN_NAME, timeout=relay.timeout)
    try:
        connection.ehlo_or_helo_if_needed()
        if relay.scheme == "smtp":
            _encrypt(connection, relay, context)
        if relay.user:
            connection.login(relay.user, relay.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _encrypt(connection: smtplib.SMTP, relay: Relay, context: ssl.SSLContext) -> None:
    if connection.has_extn("starttls"):
        connection.starttls(context=context)
        connection.ehlo()
    elif not relay.here:
        raise smtplib.SMTPNotSupportedError("the relay offers no STARTTLS; nothing was sent unencrypted")


def _envelope(connection: smtplib.SMTP, sender: str, recipient: str) -> Outcome | None:
    """Give sender and recipient; None where both were taken."""
    try:
        code, reply = connection.mail(sender)
        if code == _DONE:
            code, reply = connection.rcpt(recipient)
            if code in {250, 251}:
                return None
            return _refusal(code, reply, recipient=True)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(end="deferred", reply=_plain(str(error)))
    return _refusal(code, reply)


def _text(connection: smtplib.SMTP, mail: bytes) -> Outcome:
    """Send the text. From the relay's request for it on, a broken connection leaves open whether it was taken."""
    try:
        connection.putcmd("data")
        code, reply = connection.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(end="deferred", reply=_plain(str(error)))
    if code != _READY:
        return _refusal(code, reply)
    dotted = _LEADING_DOT.sub(b"..", mail)
    try:
        connection.send(dotted + (b"" if dotted.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        code, reply = connection.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(end="unclear", reply=_plain(str(error)))
    if code == _DONE:
        return Outcome(end="handed", code=code, reply=_plain(reply))
    return _refusal(code, reply)


def _refusal(code: int, reply: bytes | str, *, recipient: bool = False) -> Outcome:
    end: Literal["refused", "deferred"] = "refused" if code >= _PERMANENT else "deferred"
    return Outcome(end=end, code=max(code, 0), reply=_plain(reply), recipient=recipient)


def _plain(reply: bytes | str) -> str:
    """Return a reply as one printable line of bounded length."""
    text = reply.decode("utf-8", errors="replace") if isinstance(reply, bytes) else reply
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:LONGEST_REPLY]
