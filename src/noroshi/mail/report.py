"""Reading what came back: a delivery report (RFC 3464), an automatic answer, or something that a person has to read.

Everything in it was written by somebody else: it is bounded, its text is never trusted to say which mail it is about,
and reading it raises nothing.
"""

import email
import hashlib
import re
from email import policy
from email.message import Message
from email.utils import getaddresses
from typing import Final, Literal

import msgspec

from noroshi.mail.envelope import identifier_in

LARGEST: Final = 512_000
"""Bytes that are read of one mail; a report begins with what counts."""
LONGEST_TEXT: Final = 500
_MOST_PARTS: Final = 30
_MOST_HEADERS: Final = 400
_LONGEST_HEADER: Final = 8_000
_MOST_SEPARATORS: Final = 2_000
_CONTENT_HEADER: Final = re.compile(rb"(?im)^content-[^:\n]*:[^\n]*(?:\n[ \t][^\n]*)*")
_DELIVERED_TO: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Resent-To")
_ACTIONS: Final = ("failed", "delayed", "delivered", "relayed", "expanded")
_CODE: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_MESSAGE_ID: Final = re.compile(r"<([!-;=?-~]{3,200})>")

Kind = Literal["failed", "delayed", "delivered", "automatic", "unread"]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a returned mail says. ``digest``: SHA-256 of the mail as read, by which it is taken in once.

    ``kind``: failed and delayed as a report of delivery says so; delivered also for relayed and expanded; automatic for
    an answer by a machine; unread for everything else. ``addresses``: the addresses it came to that name a message.
    ``original_ids``: message ids that it quotes, which anybody can write.
    """

    digest: str
    kind: Kind
    status: str = ""
    text: str = ""
    addresses: tuple[str, ...] = ()
    original_ids: tuple[str, ...] = ()


def read_report(raw: bytes) -> Report:
    """Return what a mail says; one that cannot be read is of kind ``unread``."""
    raw = raw[:LARGEST]
    digest = hashlib.sha256(raw).hexdigest()
    try:
        message = email.message_from_bytes(raw, policy=policy.compat32) if _readable(raw) else None
        if message is None or not _bounded(message):
            return Report(digest=digest, kind="unread", text="too many parts or too long headers")
        return _read(message, digest)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        return Report(digest=digest, kind="unread", text=type(error).__name__)


def _readable(raw: bytes) -> bool:
    """Whether reading takes no longer than the size suggests: the library's own work grows faster with some headers."""
    parts = raw.lower().count(b"boundary") <= _MOST_PARTS and raw.count(b"\n--") <= _MOST_SEPARATORS
    return parts and all(len(found[0]) <= _LONGEST_HEADER for found in _CONTENT_HEADER.finditer(raw))


def _bounded(message: Message) -> bool:
    for parts, part in enumerate(message.walk(), start=1):
        values = [str(value) for _, value in part.raw_items()]
        if parts > _MOST_PARTS or len(values) > _MOST_HEADERS or any(len(each) > _LONGEST_HEADER for each in values):
            return False
    return True


def _read(message: Message, digest: str) -> Report:
    addresses = tuple(dict.fromkeys(each for each in _addresses(message) if identifier_in(each)))
    ids = _original_ids(message)
    fields = _recipient_fields(message)
    if fields is not None:
        action = fields.get("action", "").strip().lower().partition(" ")[0]
        known = action if action in _ACTIONS else ""
        status = _CODE.search(fields.get("status", ""))
        return Report(
            digest=digest,
            kind=_kind(known),
            status=status[0] if status else "",
            text=_line(fields.get("diagnostic-code", "")),
            addresses=addresses,
            original_ids=ids,
        )
    return Report(
        digest=digest,
        kind="automatic" if _automatic(message) else "unread",
        text=_line(_header(message, "Subject")),
        addresses=addresses,
        original_ids=ids,
    )


def _kind(action: str) -> Kind:
    if action in {"delivered", "relayed", "expanded"}:
        return "delivered"
    if action == "failed":
        return "failed"
    return "delayed" if action == "delayed" else "unread"


def _recipient_fields(message: Message) -> dict[str, str] | None:
    """Return the fields of the worst recipient of a report of delivery; None where it is none."""
    if message.get_content_type() != "multipart/report":
        return None
    for part in message.walk():
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            blocks = [each for each in _blocks(part) if "action" in each]
            failed = [each for each in blocks if each["action"].strip().lower().startswith("failed")]
            if blocks:
                return (failed or blocks)[0]
    return None


def _blocks(part: Message) -> list[dict[str, str]]:
    """Return the groups of fields of a report; the mail parser reads each of them as a message."""
    payload = part.get_payload()
    groups = [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []
    return [{name.lower(): str(value) for name, value in group.items()} for group in groups[:50]]


def _automatic(message: Message) -> bool:
    submitted = _header(message, "Auto-Submitted").strip().lower()
    return submitted.startswith("auto-replied") or bool(_header(message, "X-Autoreply"))


def _addresses(message: Message) -> list[str]:
    values = [str(value) for name in _DELIVERED_TO for value in message.get_all(name, [])]
    return [address for _, address in getaddresses(values[:50]) if address]


def _original_ids(message: Message) -> tuple[str, ...]:
    values = [_header(message, "In-Reply-To"), _header(message, "References")]
    for part in message.walk():
        if part is not message:
            values.append(_header(part, "Message-ID"))
        if part.get_content_type() == "text/rfc822-headers":
            values.append(_header(email.message_from_string(str(part.get_payload())[:50_000]), "Message-ID"))
    found = [each for value in values for each in _MESSAGE_ID.findall(value[:_LONGEST_HEADER])]
    return tuple(dict.fromkeys(found))[:20]


def _header(message: Message, name: str) -> str:
    return str(message.get(name, ""))[:_LONGEST_HEADER]


def _line(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:LONGEST_TEXT]
