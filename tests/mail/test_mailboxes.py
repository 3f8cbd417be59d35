"""Mailboxes of the operator's own system: Maildir, mbox, IMAP; read within bounds and left as they are."""

import datetime as dt
import mailbox
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from noroshi.mail.imap import Inbox, mails_of, parse_inbox
from noroshi.mail.mailbox_files import MailboxUnreadable, mails_in
from noroshi.mail.report import LARGEST

MAILS = [f"Subject: mail {number}\n\nFrom here\ntext {number}\n".encode() for number in range(3)]


def test_a_maildir_is_read_and_left(tmp_path: Path) -> None:
    """New and seen mails, in order; a link out of the folder is passed over; nothing moves."""
    box = mailbox.Maildir(tmp_path / "box")
    for each in MAILS:
        box.add(each)
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "box" / "cur" / "link").symlink_to(tmp_path / "secret")
    before = sorted(str(each) for each in (tmp_path / "box").rglob("*"))
    assert sorted(raw for _, raw in mails_in(tmp_path / "box")) == MAILS
    assert sorted(str(each) for each in (tmp_path / "box").rglob("*")) == before


def test_a_folder_of_files_is_read(tmp_path: Path) -> None:
    """Mails that somebody saved as files."""
    (tmp_path / "a.eml").write_bytes(MAILS[0])
    (tmp_path / "b.eml").write_bytes(b"x" * (LARGEST + 10))
    found = dict(mails_in(tmp_path))
    assert found[str(tmp_path / "a.eml")] == MAILS[0]
    assert len(found[str(tmp_path / "b.eml")]) == LARGEST


def test_an_mbox_is_taken_apart(tmp_path: Path) -> None:
    """Each mail as it was put in, quoted lines as they were."""
    box = mailbox.mbox(tmp_path / "box")
    for each in MAILS:
        box.add(each)
    box.close()
    found = [raw for _, raw in mails_in(tmp_path / "box")]
    assert [raw.rstrip(b"\n") for raw in found] == [each.rstrip(b"\n") for each in MAILS]


def test_a_huge_mail_costs_only_itself(tmp_path: Path) -> None:
    """A line without end is cut; the mail behind it is read."""
    (tmp_path / "box").write_bytes(
        b"From a\n" + b"x" * 3_000_000 + b"\n\nFrom b\n" + MAILS[1].replace(b"From", b">From")
    )
    first, second = (raw for _, raw in mails_in(tmp_path / "box"))
    assert len(first) < LARGEST + 70_000
    assert second == MAILS[1]


def test_what_is_no_mailbox_is_named(tmp_path: Path) -> None:
    """An absent path, and a file of another kind."""
    with pytest.raises(MailboxUnreadable, match="no such folder"):
        list(mails_in(tmp_path / "absent"))
    (tmp_path / "notes").write_text("hello\n")
    with pytest.raises(MailboxUnreadable, match="no mailbox"):
        list(mails_in(tmp_path / "notes"))
    (tmp_path / "empty").write_text("")
    assert list(mails_in(tmp_path / "empty")) == []


@contextmanager
def imap_server(mails: list[bytes], password: str = "pw") -> Iterator[tuple[Inbox, list[str]]]:  # noqa: S107 invented
    """Serve mails by the few commands of IMAP that reading needs; yields the mailbox and what was said."""
    said: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer(line: str) -> bytes:
            tag, _, command = line.partition(" ")
            done = f"{tag} OK done\r\n".encode()
            if command.startswith("CAPABILITY"):
                return b"* CAPABILITY IMAP4rev1\r\n" + done
            if command.startswith("LOGIN") and password not in command:
                return f"{tag} NO wrong password\r\n".encode()
            if "SEARCH" in command:
                return b"* SEARCH " + " ".join(map(str, range(1, len(mails) + 1))).encode() + b"\r\n" + done
            if "FETCH" in command:
                raw = mails[int(command.split()[2]) - 1][:LARGEST]
                return b"* 1 FETCH (UID 1 BODY[]<0> {%d}\r\n" % len(raw) + raw + b")\r\n" + done
            return (b"* BYE\r\n" if command.startswith("LOGOUT") else b"") + done

        def talk() -> None:
            connection, _ = listener.accept()
            with connection, connection.makefile("rb") as lines:
                connection.sendall(b"* OK ready\r\n")
                for line in lines:
                    said.append(line.decode().strip())
                    connection.sendall(answer(said[-1]))

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        yield parse_inbox(f"imap://desk:pw@127.0.0.1:{listener.getsockname()[1]}/INBOX"), said
        thread.join(5)


def test_imap_is_read_and_left_unread() -> None:
    """The mails of the last thirty days, none marked as seen, each cut to its bound by the server."""
    with imap_server(MAILS) as (inbox, said):
        found = [raw for _, raw in mails_of(inbox, dt.date(2026, 3, 31))]
    assert found == MAILS
    assert any("EXAMINE" in each for each in said), "the folder is opened for reading only"
    assert any("SINCE 1-Mar-2026" in each for each in said)
    assert all("BODY.PEEK[]<0.512000>" in each for each in said if "FETCH" in each)


def test_imap_refusals_are_said_without_the_password() -> None:
    """A wrong password, and nobody at the address."""
    with imap_server(MAILS, password="another") as (inbox, _), pytest.raises(MailboxUnreadable) as error:  # noqa: S106
        list(mails_of(inbox, dt.date(2026, 3, 31)))
    assert ":pw" not in str(error.value)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(MailboxUnreadable, match=r"127\.0\.0\.1"):
        list(mails_of(parse_inbox(f"imap://a:b@127.0.0.1:{port}"), dt.date(2026, 3, 31)))


def test_addresses_of_mailboxes() -> None:
    """Account, port and folder are read; others are refused without showing a password."""
    found = parse_inbox("imaps://us%40er:p%3Aw@mail.police.example/Bounces")
    assert (found.user, found.password, found.port, found.folder) == ("us@er", "p:w", 993, "Bounces")
    for wrong in ("imaps://h/INBOX", "pop3://a:hunter2@h", "imaps://a:hunter2@h:x/", 'imaps://a:hunter2@h/a"%0D%0Ab'):
        with pytest.raises(ValueError, match=r"port|imaps") as error:
            parse_inbox(wrong)
        assert "hunter2" not in str(error.value)
