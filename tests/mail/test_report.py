"""Reading returned mails: reports of delivery as several systems write them, and hostile ones within bounds."""

import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.mail.envelope import envelope_sender
from noroshi.mail.report import LARGEST, read_report

IDENTIFIER = "0123456789abcdef0123"
ENVELOPE = envelope_sender("bounces@police.example", IDENTIFIER, b"key")

POSTFIX = f"""\
Return-Path: <>
Delivered-To: {ENVELOPE}
From: MAILER-DAEMON@mx.architects.example (Mail Delivery System)
To: {ENVELOPE}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="AB12.1764/mx.architects.example"

This is a MIME-encapsulated message.

--AB12.1764/mx.architects.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--AB12.1764/mx.architects.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.architects.example
Arrival-Date: Tue, 24 Nov 2026 09:30:01 +0900 (JST)

Final-Recipient: rfc822; info@architects.example
Original-Recipient: rfc822;info@architects.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.architects.example
Diagnostic-Code: smtp; 550 5.1.1 <info@architects.example>: Recipient address
    rejected: User unknown in virtual mailbox table

--AB12.1764/mx.architects.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: cyber@police.example
To: info@architects.example
Message-ID: <{IDENTIFIER}@police.example>

--AB12.1764/mx.architects.example--
"""
EXCHANGE = f"""\
From: postmaster@architects.example
To: {ENVELOPE.upper()}
Subject: =?iso-2022-jp?B?GyRCRzs/LkMnQmpKLBsoQg==?=
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"
In-Reply-To: <{IDENTIFIER}@police.example>

--b1
Content-Type: multipart/alternative; boundary="b2"

--b2
Content-Type: text/plain; charset=utf-8

5.2.2
--b2--
--b1
Content-Type: message/delivery-status

Reporting-MTA: dns;EX01.architects.example

Final-recipient: RFC822;info@architects.example
Action: Failed
Status: 5.2.2
Diagnostic-code: smtp;552 5.2.2 mailbox full

--b1
Content-Type: message/rfc822

Message-ID: <{IDENTIFIER}@police.example>
Subject: x

text
--b1--
"""


@pytest.mark.parametrize("text", [POSTFIX, EXCHANGE, POSTFIX.replace("\n", "\r\n")])
def test_a_report_of_failure_is_read(text: str) -> None:
    """Kind, code, diagnostic, the address it came to and the quoted message id."""
    found = read_report(text.encode())
    assert found.kind == "failed"
    assert found.status in {"5.1.1", "5.2.2"}
    assert found.text.startswith("smtp;")
    assert [each.lower() for each in found.addresses] == [ENVELOPE]
    assert found.original_ids == (f"{IDENTIFIER}@police.example",)


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("delayed", "delayed"),
        ("delivered", "delivered"),
        ("relayed", "delivered"),
        ("expanded (x)", "delivered"),
        ("lost", "unread"),
    ],
)
def test_other_actions_are_no_failure(action: str, kind: str) -> None:
    """Only "failed" says that a mail did not arrive; a word that the standard does not know says nothing."""
    assert read_report(POSTFIX.replace("Action: failed", f"Action: {action}").encode()).kind == kind


def test_a_failure_among_several_recipients_counts() -> None:
    """Of several groups the failed one is read."""
    other = "x@y.example\nAction: relayed\n\nFinal-Recipient: rfc822; info@"
    two = POSTFIX.replace("Final-Recipient: rfc822; info@", f"Final-Recipient: rfc822; {other}", 1)
    assert read_report(two.encode()).kind == "failed"


def test_an_absence_notice_is_no_bounce() -> None:
    """An automatic answer, even one that says "failed", is told apart from a report."""
    notice = EmailMessage()
    notice["To"], notice["Auto-Submitted"] = ENVELOPE, "auto-replied (vacation)"
    notice["Subject"] = "不在のお知らせ Action: failed Status: 5.1.1"
    notice.set_content("Action: failed")
    found = read_report(notice.as_bytes())
    assert (found.kind, found.status) == ("automatic", "")
    assert found.addresses == (ENVELOPE,)


def test_a_plain_answer_is_for_a_person() -> None:
    """Whatever is neither is left for somebody to read."""
    assert read_report(b"To: x@y.example\n\nthank you").kind == "unread"
    assert read_report(b"").kind == "unread"
    assert read_report(b"To: x@y.example\n\n").addresses == ()


def _nested(depth: int) -> bytes:
    head = b"To: " + ENVELOPE.encode() + b"\nContent-Type: multipart/report; boundary=b0\n\n"
    inner = (f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n".encode() for n in range(depth))
    return head + b"".join(inner)


HOSTILE = {
    "deep": _nested(2000),
    "many parts": b"Content-Type: multipart/report; boundary=b\n\n" + b"--b\n\nx\n" * 60_000,
    "long header": b"To: " + b"a" * 400_000 + b"\n\nx",
    "folded quotes": b'Content-Type: multipart/report; a="' + b'";\n b="' * 60_000 + b"\n\nx",
    "quotes": b'Content-Type: multipart/report; a="' + b'";b="' * 80_000 + b"\n\nx",
    "many headers": b"To: a@b.example\n" * 30_000,
    "addresses": b"To: " + b"<a@b>,(" * 1000 + b"\n\n",
    "encoded": b"Subject: " + b"=?utf-8?b?" * 700 + b"\n\n",
    "null": bytes(LARGEST),
    "charset": b"Content-Type: text/plain; charset=no-such-\xff\nTo: \xff\xfe\n\n\xff",
    "blocks": POSTFIX.replace("Action: failed", "\n\n".join(["Action: delayed"] * 20_000)).encode(),
    "folded": b"To: x\n" + b" y\n" * 150_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mails_are_read_within_bounds(name: str) -> None:
    """Nothing is raised, nothing becomes a failure, and none takes longer than two seconds."""
    start = time.perf_counter()
    found = read_report(HOSTILE[name])
    assert time.perf_counter() - start < 2
    assert found.kind in {"unread", "delayed"}
    assert len(found.text) <= 500
    assert found.text.isprintable()


def test_a_mail_of_any_size_is_cut() -> None:
    """What lies behind the first 512,000 bytes is not read; the report before it is."""
    text = POSTFIX.encode()
    assert read_report(text + b"x" * 50_000_000).kind == "failed"
    assert read_report(b"X: y\n" + b"\n" * LARGEST + text).kind == "unread"


@given(st.binary(max_size=400), st.integers(0, len(POSTFIX)))
def test_a_damaged_report_raises_nothing(noise: bytes, at: int) -> None:
    """Bytes put anywhere into a report give a report or none, with bounded printable text."""
    text = POSTFIX.encode()
    found = read_report(text[:at] + noise + text[at:])
    assert found.text.isprintable()
    assert len(found.addresses) <= 50
    assert len(found.original_ids) <= 20
