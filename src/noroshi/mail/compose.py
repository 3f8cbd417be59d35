"""A mail as bytes: plain text, an optional PDF, Japanese headers encoded, no header that a value could add."""

import datetime as dt
import re
import unicodedata
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

import msgspec

from noroshi.mail.address import plain_address

LONGEST_SUBJECT: Final = 200
LONGEST_NAME: Final = 120
LONGEST_BODY: Final = 100_000
LARGEST_FILE: Final = 10_000_000
WIRE: Final = policy.SMTP
_REFUSED_KINDS: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class MailRefused(ValueError):  # noqa: N818 reads as the sentence it raises
    """The mail cannot be written so; the message names the part, never its content."""


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """One PDF. ``name`` is what the recipient sees as its file name."""

    name: str
    content: bytes


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """What is written to whom. ``message_id`` without the angle brackets; ``sender_name`` may be empty."""

    message_id: str
    sent_at: dt.datetime
    sender: str
    recipient: str
    subject: str
    body: str
    sender_name: str = ""
    attachment: Attachment | None = None


def headers(mail: Mail) -> EmailMessage:
    """Return the mail's own headers without a content; raises ``MailRefused`` and ``AddressRefused``."""
    _one_line("subject", mail.subject, LONGEST_SUBJECT)
    _one_line("sender name", mail.sender_name, LONGEST_NAME)
    _one_line("message id", mail.message_id, LONGEST_NAME)
    if not mail.subject.strip():
        raise MailRefused("the subject is empty")
    if mail.sent_at.tzinfo is None:
        raise MailRefused("the time has no zone")
    message = EmailMessage(WIRE)
    message["From"] = Address(mail.sender_name, addr_spec=plain_address(mail.sender))
    message["To"] = Address(addr_spec=plain_address(mail.recipient))
    message["Subject"] = re.sub(" +", " ", mail.subject).strip(" ")
    message["Date"] = format_datetime(mail.sent_at)
    message["Message-ID"] = f"<{mail.message_id}>"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    return message


def content(mail: Mail) -> EmailMessage:
    """Return the content alone, as it is signed: base64, so that no relay on the way changes it."""
    if len(mail.body) > LONGEST_BODY:
        raise MailRefused("the text is too long")
    if _unprintable(mail.body.replace("\n", "").replace("\t", "")):
        raise MailRefused("the text holds control characters")
    message = EmailMessage(WIRE)
    message.set_content(mail.body, charset="utf-8", cte="base64")
    if mail.attachment is not None:
        _attach(message, mail.attachment)
    del message["MIME-Version"]
    return message


def plain_bytes(mail: Mail) -> bytes:
    """Return the whole mail without a signature, with the line ends of SMTP."""
    return head_bytes(mail) + content(mail).as_bytes()


def head_bytes(mail: Mail) -> bytes:
    """Return the headers of the mail as bytes, without the empty line that ends them."""
    message = headers(mail)
    message["MIME-Version"] = "1.0"
    return message.as_bytes().removesuffix(b"\r\n")


def _attach(message: EmailMessage, file: Attachment) -> None:
    if not file.content.startswith(b"%PDF-"):
        raise MailRefused("the attachment is no PDF")
    if len(file.content) > LARGEST_FILE:
        raise MailRefused("the attachment is too large")
    _one_line("file name", file.name, LONGEST_NAME)
    if not file.name or "/" in file.name or "\\" in file.name or file.name.startswith("."):
        raise MailRefused("the file name is not usable")
    message.add_attachment(file.content, maintype="application", subtype="pdf", filename=file.name)


def _one_line(what: str, text: str, longest: int) -> None:
    """Refuse what could end a header, hide in it, or turn its reading direction."""
    if len(text) > longest:
        raise MailRefused(f"the {what} is too long")
    if _unprintable(text):
        raise MailRefused(f"the {what} holds control characters")
    if "=?" in text:  # a reader would decode it to something that nobody has seen
        raise MailRefused(f"the {what} holds an encoded word")


def _unprintable(text: str) -> bool:
    return any(unicodedata.category(letter) in _REFUSED_KINDS for letter in text)
