"""Bounces find their mail by the envelope sender alone; what is merely quoted changes nothing."""

from typing import Any

import pytest
from django.utils import timezone

from campaign_world import World, make_world
from mail_world import mail_contact, mail_in
from noroshi.mail.envelope import envelope_sender
from noroshi.records.models import Case, Contact, ContactAttempt, Exclusion, MailFact, MailMessage, Todo
from noroshi.records.services import outbox
from noroshi.records.services.audit_verify import verify
from noroshi.records.services.mail_bounces import take_in, take_in_all
from noroshi.records.services.next_contact import next_contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def dsn(to: str, message_id: str = "", action: str = "failed", note: str = "") -> bytes:
    """Return a report of delivery as a mail system would write it."""
    return f"""\
Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mx.architects.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

{note}
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.architects.example

Final-Recipient: rfc822; info@architects.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 unknown user

--b
Content-Type: text/rfc822-headers

Message-ID: <{message_id}>

--b--
""".encode()


def _contact_state(world: World, mail: MailMessage) -> str:
    return Contact.objects.within(world.system).get(pk=mail.contact_id).state


@pytest.mark.parametrize("state", ["handed", "unclear", "handing"])
def test_a_bounce_marks_the_contact_and_names_the_next(world: World, state: str) -> None:
    """Attempt, contact, to-do and audit record, once; a bounce also settles whether the mail had left."""
    mail = mail_in(world, state)
    raw = dsn(mail.envelope)
    assert take_in(world.system, raw).result == "bounced"
    assert take_in(world.system, raw).result == "repeated"
    assert take_in(world.system, dsn(mail.envelope, note="sent again")).result == "bounced"
    assert MailMessage.objects.within(world.system).get(pk=mail.pk).state == "bounced"
    assert _contact_state(world, mail) == "bounced"
    [attempt] = ContactAttempt.objects.within(world.system)
    assert (attempt.outcome, attempt.officer) == ("bounced", world.people["officer"])
    [todo] = Todo.objects.within(world.system).filter(kind="mail_bounced")
    assert todo.values["status"] == "5.1.1"
    following = next_contact(world.system, mail.case, timezone.localdate())
    assert following is not None
    assert following.kind == "phone"


def test_the_last_contact_gone_is_said(world: World) -> None:
    """Where no other contact is usable the to-do asks for one."""
    mail = mail_in(world, "handed")
    mail.case.organization.contacts.filter(kind="phone").update(state="wrong")
    take_in(world.system, dsn(mail.envelope))
    assert [each.kind for each in Todo.objects.within(world.system)] == ["mail_bounced_last"]


@pytest.mark.parametrize("forgery", ["quoted id", "wrong mark", "wrong host", "plain base"])
def test_an_invented_bounce_changes_no_contact(world: World, forgery: str) -> None:
    """Without the mark that only this installation makes, a report is shown to a person and changes nothing."""
    mail = mail_in(world, "handed")
    to = {
        "quoted id": "anything@police.example",
        "wrong mark": envelope_sender(outbox.office().bounces, mail.identifier, b"another key"),
        "wrong host": mail.envelope.partition("@")[0] + "@evil.example",
        "plain base": outbox.office().bounces,
    }[forgery]
    assert take_in(world.system, dsn(to, mail.message_id)).result == "doubtful"
    assert _contact_state(world, mail) == "ok"
    assert not ContactAttempt.objects.within(world.system).exists()
    assert [each.kind for each in Todo.objects.within(world.system)] == ["mail_returned"]
    assert take_in(world.system, dsn(to)).result == "unknown"


@pytest.mark.parametrize(
    ("action", "result"), [("delayed", "delayed"), ("relayed", "delivered"), ("nonsense", "unread")]
)
def test_only_a_failure_marks_the_contact(world: World, action: str, result: str) -> None:
    """A delay, a notice of delivery and an unknown word leave mail and contact as they are."""
    mail = mail_in(world, "handed")
    assert take_in(world.system, dsn(mail.envelope, action=action)).result == result
    assert MailMessage.objects.within(world.system).get(pk=mail.pk).state == "handed"
    assert _contact_state(world, mail) == "ok"


def test_an_absence_notice_is_kept_and_changes_nothing(world: World) -> None:
    """An automatic answer to the envelope sender is on the list, no more."""
    mail = mail_in(world, "handed")
    raw = f"To: {mail.envelope}\nAuto-Submitted: auto-replied\nSubject: out of office\n\nfailed\n".encode()
    assert take_in(world.system, raw).result == "automatic"
    assert MailFact.objects.within(world.system).get(kind="automatic").text == "out of office"
    assert not Todo.objects.within(world.system).exists()


def test_an_address_corrected_meanwhile_stays_usable(world: World) -> None:
    """A bounce of the old address does not mark the new one."""
    mail = mail_in(world, "handed")
    Contact.objects.within(world.system).filter(pk=mail.contact_id).update(value="new@architects.example")
    assert take_in(world.system, dsn(mail.envelope)).result == "bounced"
    assert _contact_state(world, mail) == "ok"


def test_a_mail_that_never_left_does_not_bounce(world: World) -> None:
    """A report about a draft is no news of ours."""
    from mail_world import draft_mail

    assert take_in(world.system, dsn(draft_mail(world).envelope)).result == "unknown"


def test_another_units_mail_is_not_found(world: World) -> None:
    """A scope of one unit takes in nothing of another."""
    other = make_world("B")
    assert take_in(world.system, dsn(mail_in(other, "handed").envelope)).result == "unknown"


def test_the_counts_add_up_and_hostile_mails_do_not_stop_the_rest(world: World) -> None:
    """Every mail of the mailbox is in exactly one count; the genuine bounce behind the noise is found."""
    mail = mail_in(world, "handed")
    box: list[tuple[str, Any]] = [
        ("1", b""),
        ("2", b"\xff" * 5000),
        ("3", b"Content-Type: multipart/report; boundary=b\n\n" + b"--b\n" * 9000),
        ("4", dsn(mail.envelope)),
        ("5", dsn(mail.envelope)),
        ("6", dsn("x@y.example", "'; DROP TABLE records_case; --@x")),
    ]
    counts = take_in_all(world.system, box)
    assert counts == {"unknown": 4, "bounced": 1, "repeated": 1}
    assert sum(counts.values()) == len(box)


def test_a_bounced_mail_may_be_followed_by_another_to_a_corrected_address(world: World) -> None:
    """After the bounce a new draft to the contact is possible once it is usable again."""
    mail = mail_in(world, "handed")
    take_in(world.system, dsn(mail.envelope))
    contact = mail_contact(Case.objects.within(world.system).get(pk=mail.case_id))
    contact.state, contact.value = "ok", "desk@architects.example"
    contact.save()
    again = outbox.draft(world.scope("officer", "case.contact"), mail.case, contact, key="2")
    assert again.recipient == "desk@architects.example"
    assert not Exclusion.objects.within(world.system).exists()


def test_the_record_verifies_after_a_bounce(world: World) -> None:
    """Facts, attempts and marks are sealed like everything else; only the invented case's own state is unexplained."""
    take_in(world.system, dsn(mail_in(world, "handed").envelope))
    assert {fault.kind for fault in verify().faults} <= {"state_unexplained", "state_differs", "case_state"}
