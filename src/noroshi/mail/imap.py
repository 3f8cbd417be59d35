"""The mails of a mailbox on the operator's own server, read by IMAP and left there unread."""

import datetime as dt
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import suppress
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

import msgspec

from noroshi.mail.mailbox_files import MOST, MailboxUnreadable
from noroshi.mail.relay import is_loopback
from noroshi.mail.report import LARGEST

TIMEOUT_SECONDS: Final = 30.0
DAYS: Final = 30
"""A bounce older than this is no news; the same one is taken in once."""
_FOLDER: Final = re.compile(r"[A-Za-z0-9 ._/-]{1,100}")
_PORTS: Final = {"imap": 143, "imaps": 993}


class Inbox(msgspec.Struct, frozen=True, kw_only=True):
    """The mailbox; ``imap`` is encrypted by STARTTLS, which only a server on this machine may lack."""

    scheme: Literal["imap", "imaps"]
    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    authorities: str = ""


def parse_inbox(address: str, authorities: str = "") -> Inbox:
    """Return the mailbox of ``imaps://user:password@host:port/folder``; ValueError without the password in it."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise ValueError("the port is no number from 1 to 65535") from error
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if parts.scheme not in _PORTS or not parts.hostname or not parts.username or not _FOLDER.fullmatch(folder):
        raise ValueError("give imaps://user:password@host/INBOX")
    return Inbox(
        scheme="imaps" if parts.scheme == "imaps" else "imap",
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=folder,
        authorities=authorities,
    )


def mails_of(inbox: Inbox, today: dt.date) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes (the first 512,000) of each mail of the last 30 days; raises ``MailboxUnreadable``."""
    try:
        server = _open(inbox)
        try:
            yield from _fetch(server, inbox, today)
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                server.logout()
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxUnreadable(f"{inbox.host}: {error}") from error


def _open(inbox: Inbox) -> imaplib.IMAP4:
    context = ssl.create_default_context(cadata=inbox.authorities or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if inbox.scheme == "imaps":
        return imaplib.IMAP4_SSL(inbox.host, inbox.port, ssl_context=context, timeout=TIMEOUT_SECONDS)
    server = imaplib.IMAP4(inbox.host, inbox.port, timeout=TIMEOUT_SECONDS)
    if "STARTTLS" in server.capabilities:
        server.starttls(context)
    elif not is_loopback(inbox.host):
        server.shutdown()
        raise imaplib.IMAP4.error("the server offers no STARTTLS; the password was not sent")
    return server


def _fetch(server: imaplib.IMAP4, inbox: Inbox, today: dt.date) -> Iterator[tuple[str, bytes]]:
    server.login(inbox.user, inbox.password)
    answer, _ = server.select(f'"{inbox.folder}"', readonly=True)
    if answer != "OK":
        raise imaplib.IMAP4.error(f"no folder {inbox.folder}")
    since = today - dt.timedelta(days=DAYS)
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[since.month - 1]
    _, found = server.uid("SEARCH", "SINCE", f"{since.day}-{month}-{since.year}")
    keys = (found[0] or b"").split() if found else []
    for key in keys[-MOST:]:
        if not key.isdigit():
            continue
        _, parts = server.uid("FETCH", key.decode(), f"(BODY.PEEK[]<0.{LARGEST}>)")
        raw = next((each[1] for each in parts if isinstance(each, tuple) and isinstance(each[1], bytes)), None)
        if raw is not None:
            yield f"{inbox.folder} {key.decode()}", raw[:LARGEST]
