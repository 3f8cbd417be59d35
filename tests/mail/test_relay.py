"""Handing a mail to a real relay on loopback: what it took, what it did not, and when nobody knows."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mail_server import Mailbox, make_certificate, relay
from noroshi.mail.relay import Outcome, Relay, RelayAddressError, hand_over, is_loopback, parse_relay, probe

FROM, TO = "bounces+1@police.example", "info@architects.example"
TEXT = b"Subject: x\r\n\r\nline\r\n.hidden dot\r\nend\r\n"


def test_a_mail_arrives_as_it_was_given() -> None:
    """Envelope and text are the same at the relay, a line that begins with a dot included."""
    mailbox = Mailbox()
    with relay(mailbox) as there:
        outcome = hand_over(there, FROM, TO, TEXT)
    assert (outcome.end, outcome.code) == ("handed", 250)
    assert "queued as ABC" in outcome.reply
    [taken] = mailbox.taken
    assert (taken.mail_from, taken.rcpt_tos, taken.content) == (FROM, [TO], TEXT)


@pytest.mark.parametrize(
    ("step", "reply", "end", "recipient"),
    [
        ("RCPT", "550 5.1.1 no such user", "refused", True),
        ("RCPT", "450 4.2.0 greylisted", "deferred", True),
        ("MAIL", "550 5.7.1 not from here", "refused", False),
        ("MAIL", "451 4.3.0 later", "deferred", False),
        ("DATA", "554 5.7.1 refused by policy", "refused", False),
        ("DATA", "452 4.3.1 disk full", "deferred", False),
    ],
)
def test_a_refusal_says_whether_it_is_for_good(step: str, reply: str, end: str, recipient: bool) -> None:  # noqa: FBT001
    """5xx is for good, 4xx for now; only the recipient's own refusal speaks of the address."""
    mailbox = Mailbox(answers={step: reply})
    with relay(mailbox) as there:
        outcome = hand_over(there, FROM, TO, TEXT)
    assert (outcome.end, outcome.recipient) == (end, recipient)
    assert outcome.code == int(reply[:3])
    assert mailbox.taken == []


@pytest.mark.parametrize("break_at", ["data", "taken"])
def test_a_connection_that_breaks_after_the_text_leaves_it_unclear(break_at: str) -> None:
    """Whether the relay took the text before it went away or not, the sender cannot tell, and says so."""
    mailbox = Mailbox(break_at=break_at)
    with relay(mailbox) as there:
        assert hand_over(there, FROM, TO, TEXT).end == "unclear"
    assert len(mailbox.taken) == (break_at == "taken")


def test_nobody_at_the_address_is_no_hand_over() -> None:
    """A closed port is tried again later."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    outcome = hand_over(Relay(scheme="smtp", host="127.0.0.1", port=port), FROM, TO, TEXT)
    assert (outcome.end, outcome.code) == ("deferred", 0)
    assert outcome.reply


def test_a_silent_relay_is_not_waited_for_forever() -> None:
    """A relay that accepts a connection and says nothing costs one time-out."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        there = Relay(scheme="smtp", host="127.0.0.1", port=silent.getsockname()[1], timeout=0.3)
        assert hand_over(there, FROM, TO, TEXT).end == "deferred"


def test_starttls_encrypts_and_checks_the_certificate(tmp_path: Path) -> None:
    """With the relay's own authority the mail goes encrypted, with the account; with the system's it does not go."""
    certificate = make_certificate(tmp_path / "relay")
    mailbox = Mailbox()
    with relay(mailbox, tls=certificate, password="hunter2") as there:  # noqa: S106 invented
        assert hand_over(there, FROM, TO, TEXT).end == "handed"
        assert probe(there).end == "handed"
        stranger = Relay(scheme="smtp", host=there.host, port=there.port)
        refused = hand_over(stranger, FROM, TO, TEXT)
        assert refused.end == "deferred"
        assert "certificate" in refused.reply.lower()
        wrong = Relay(scheme="smtp", host=there.host, port=there.port, authorities=there.authorities, user="desk")
        outcome = hand_over(wrong, FROM, TO, TEXT)
        assert (outcome.end, outcome.code) == ("deferred", 535), "a wrong password refuses no mail for good"
    assert len(mailbox.taken) == 1


def test_a_relay_elsewhere_without_starttls_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A relay that is not on this machine and offers no STARTTLS is left before any address is named."""
    mailbox = Mailbox()
    with relay(mailbox) as there:
        monkeypatch.setattr(Relay, "here", property(lambda _: False))
        outcome = hand_over(there, FROM, TO, TEXT)
    assert outcome.end == "deferred"
    assert "STARTTLS" in outcome.reply
    assert mailbox.taken == []


@contextmanager
def _speaking(*replies: bytes) -> Iterator[Relay]:
    """Yield a server that answers each line with the next reply, whatever was said."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def talk() -> None:
            connection, _ = listener.accept()
            with connection, connection.makefile("rb") as lines:
                connection.sendall(replies[0])
                for reply, _line in zip(replies[1:], lines, strict=False):
                    connection.sendall(reply)

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        yield Relay(scheme="smtp", host="127.0.0.1", port=listener.getsockname()[1], timeout=2)
        thread.join(5)


@pytest.mark.parametrize(
    "replies",
    [
        (b"220 hi\r\n", b"250 ok\r\n", b"999999999 what\r\n"),
        (b"220 hi\r\n", b"\xff\xfe\x00\r\n"),
        (b"220 " + b"x" * 20_000 + b"\r\n",),
        (b"554 go away\r\n",),
        (b"220 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"-1\r\n"),
    ],
)
def test_nonsense_from_the_other_side_raises_nothing(replies: tuple[bytes, ...]) -> None:
    """Whatever a server says, the result is an outcome with one bounded printable line, and never "handed"."""
    with _speaking(*replies) as there:
        outcome = hand_over(there, FROM, TO, TEXT)
    assert outcome.end in {"deferred", "refused", "unclear"}
    assert outcome.reply.isprintable()
    assert len(outcome.reply) <= 500


def test_addresses_of_relays() -> None:
    """Scheme, account and port are read; a password never stands in the complaint."""
    found = parse_relay("smtps://us%40er:p%3Aw@mail.police.example")
    assert (found.scheme, found.user, found.password, found.port) == ("smtps", "us@er", "p:w", 465)
    assert parse_relay("smtp://localhost:2525").here
    assert parse_relay("smtp://relay.example").port == 587
    for wrong in ("mail.example", "http://x:hunter2@h", "smtp://", "smtp://x:hunter2@h:99999", "smtp://h/path"):
        with pytest.raises(RelayAddressError) as error:
            parse_relay(wrong)
        assert "hunter2" not in str(error.value)


def test_this_machine_is_told_by_its_address() -> None:
    """Nothing is looked up to know whether a host is this machine."""
    assert [is_loopback(each) for each in ("127.0.0.1", "127.9.9.9", "::1", "localhost")] == [True] * 4
    assert [is_loopback(each) for each in ("192.0.2.1", "localhost.example", "")] == [False] * 3


def test_an_outcome_is_never_handed_by_default() -> None:
    """The end has to be said."""
    with pytest.raises(TypeError):
        Outcome()  # type: ignore[call-arg]
