"""A mail as it is written: readable again whole, and nobody's value becomes a header."""

import datetime as dt
import email
import re
from email import policy
from email.message import EmailMessage
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail_server import EXAMPLE as MAIL
from noroshi.mail.address import AddressRefused, plain_address
from noroshi.mail.compose import Attachment, MailRefused, plain_bytes

AT = MAIL.sent_at
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "X-Auto-Response-Suppress", "MIME-Version"]


def _read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _text(part: Any) -> str:
    return str(part.get_content()).replace("\r\n", "\n")


def test_japanese_headers_and_text_are_read_back_whole() -> None:
    """Subject, name and text come out as they went in, in ASCII lines of bounded length with SMTP's line ends."""
    raw = plain_bytes(MAIL)
    message = _read(raw)
    assert message["Subject"] == MAIL.subject
    assert message["From"].addresses[0].display_name == MAIL.sender_name
    assert message["To"].addresses[0].addr_spec == MAIL.recipient
    assert message["Date"].datetime == AT
    assert message["Message-ID"] == f"<{MAIL.message_id}>"
    assert _text(message) == MAIL.body
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


def test_a_pdf_is_attached() -> None:
    """The attachment is a PDF with its name; the text stays the first part."""
    file = Attachment(name="お知らせ.pdf", content=b"%PDF-1.7\n" + bytes(range(256)) * 40)
    message = _read(plain_bytes(msgspec.structs.replace(MAIL, attachment=file)))
    [attached] = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == (file.name, "application/pdf")
    assert attached.get_content() == file.content
    body = message.get_body()
    assert body is not None
    assert _text(body) == MAIL.body


@pytest.mark.parametrize(
    "hostile", ["\r\nBcc: all@x.example", "\nX: y", "\r", "\x00", "\u2028", "\x85", "\u202e", "\x0b"]
)
@pytest.mark.parametrize("field", ["subject", "sender_name", "message_id", "recipient", "sender"])
def test_no_value_adds_a_header(field: str, hostile: str) -> None:
    """Line ends, control characters and marks that turn the reading direction are refused, wherever they stand."""
    for value in (f"a{hostile}", f"{hostile}a", f"a@b.example{hostile}"):
        with pytest.raises((MailRefused, AddressRefused)) as error:
            plain_bytes(msgspec.structs.replace(MAIL, **{field: value}))
        assert "Bcc" not in str(error.value)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"subject": "x" * 201}, "subject is too long"),
        ({"subject": "  "}, "subject is empty"),
        ({"subject": "=?utf-8?q?=0D=0ABcc:_x?="}, "encoded word"),
        ({"body": "x" * 100_001}, "text is too long"),
        ({"body": "a\x1b[2Jb"}, "control characters"),
        ({"sent_at": dt.datetime(2026, 1, 1)}, "no zone"),  # noqa: DTZ001 on purpose
        ({"attachment": Attachment(name="a.pdf", content=b"MZ")}, "no PDF"),
        ({"attachment": Attachment(name="../a.pdf", content=b"%PDF-")}, "file name"),
        ({"attachment": Attachment(name="a\n.pdf", content=b"%PDF-")}, "control characters"),
        ({"attachment": Attachment(name="a.pdf", content=b"%PDF-" + bytes(10_000_000))}, "too large"),
    ],
)
def test_what_cannot_be_written_is_refused_by_name(change: dict[str, Any], complaint: str) -> None:
    """The complaint names the part."""
    with pytest.raises(MailRefused, match=complaint):
        plain_bytes(msgspec.structs.replace(MAIL, **change))


@given(
    subject=st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), min_size=1, max_size=200),
    name=st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=120),
    body=st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=300),
)
def test_whatever_is_written_the_headers_stay_the_same_seven(subject: str, name: str, body: str) -> None:
    """Every text gives exactly the headers of the program, and the body comes out as it went in."""
    if not subject.strip() or "=?" in subject + name:
        return
    raw = plain_bytes(msgspec.structs.replace(MAIL, subject=subject, sender_name=name, body=body))
    message = _read(raw)
    assert [key for key in message if not key.startswith("Content-")] == HEADERS
    assert _text(message).rstrip("\n") == body.rstrip("\n")
    assert str(message["Subject"]) == re.sub(" +", " ", subject).strip(" ")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Info@Architects.EXAMPLE", "Info@architects.example"),
        ("a.b+c@xn--r8jz45g.example", "a.b+c@xn--r8jz45g.example"),
        ("info@例え.example", "info@xn--r8jz45g.example"),
        ("a" * 64 + "@b.example", "a" * 64 + "@b.example"),
    ],
)
def test_usable_addresses(text: str, plain: str) -> None:
    """The domain becomes ASCII in lower case; what stands before the @ stays."""
    assert plain_address(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "@b.example", "a@", "a@b", "a b@c.example", "a@b..example", "a..b@c.example", ".a@c.example",
        '"a b"@c.example', "a@[192.0.2.1]", "a@192.0.2.1", "a@b.example>", "<a@b.example>", "a@b.example,c@d.example",
        "a@b.example\nx", "名前@b.example", "a" * 65 + "@b.example", "a@" + "b." * 130 + "example", "a@-b.example",
        "a@b_c.example", "a(x)@b.example", "a@b.example;", "a@b.example\r\nRCPT TO:<x@y.example>",
    ],
)  # fmt: skip
def test_unusable_addresses(text: str) -> None:
    """Anything but one plain address is refused, without repeating it."""
    with pytest.raises(AddressRefused) as error:
        plain_address(text)
    assert len(str(error.value)) < 60


@given(st.text(max_size=80))
def test_an_accepted_address_can_stand_in_a_command(text: str) -> None:
    """Whatever is accepted is ASCII without spaces, brackets or control characters, and is accepted again."""
    try:
        plain = plain_address(text)
    except AddressRefused:
        return
    assert plain.isascii()
    assert not set(plain) & set(' <>,;:"()[]\\\r\n\t\x00')
    assert plain_address(plain) == plain
