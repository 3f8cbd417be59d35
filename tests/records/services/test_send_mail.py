"""Sending through a real relay on loopback: once, whatever fails, and never in doubt without a person knowing."""

import datetime as dt
import email
import os
import subprocess
import sys
import time
from email import policy
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from campaign_world import World, make_world
from mail_server import Mailbox, make_certificate, relay
from mail_world import BOUNCES, SENDER, approved_mail, draft_mail, real_relay, sign_profile
from noroshi.mail.envelope import identifier_in
from noroshi.mail.office import Office
from noroshi.mail.relay import Relay
from noroshi.mail.smime import SmimeSigner
from noroshi.records.models import Case, Contact, ContactAttempt, Document, MailFact, MailMessage, Todo
from noroshi.records.services import mail_task, outbox
from noroshi.records.services.audit_verify import verify
from noroshi.records.services.mail_facts import record
from noroshi.records.services.recall import told_cases
from noroshi.records.services.refusals import Refused
from noroshi.records.services.send_mail import decide, send, settle_abandoned
from tests_support import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any) -> World:
    made = make_world()
    sign_profile(made)
    settings.DEMO = False
    settings.MAIL = Office(sender=SENDER, bounces=BOUNCES)
    return made


def _kinds(world: World, mail: MailMessage) -> list[str]:
    return list(MailFact.objects.within(world.system).filter(mail=mail).values_list("kind", flat=True))


def _state(world: World, mail: MailMessage) -> str:
    return MailMessage.objects.within(world.system).get(pk=mail.pk).state


def _todos(world: World) -> list[str]:
    return list(Todo.objects.within(world.system).filter(done_at=None).values_list("kind", flat=True))


def _sent(world: World) -> list[bool]:
    return [each.sent_at is not None for each in Document.objects.within(world.system).filter(kind="mail")]


def test_a_released_mail_arrives_once_with_its_own_envelope_sender(world: World, settings: Any) -> None:
    """The relay gets one mail; its bytes are kept as sent; the case is in contact; sending again does nothing."""
    mailbox = Mailbox()
    with real_relay(settings, mailbox):
        mail = approved_mail(world)
        for _ in range(3):
            send(world.system, mail)
    [taken] = mailbox.taken
    assert taken.mail_from == mail.envelope
    assert identifier_in(str(taken.mail_from)) == mail.identifier
    message = email.message_from_bytes(bytes(taken.content or b""), policy=policy.default)
    assert (message["Subject"], message["From"].addresses[0].addr_spec) == (mail.subject, SENDER)
    assert _kinds(world, mail) == ["drafted", "approved", "handing", "handed"]
    [document] = Document.objects.within(world.system).filter(kind="mail")
    assert bytes(document.content) == taken.content
    assert document.sent_at is not None
    case = Case.objects.within(world.system).get(pk=mail.case_id)
    assert case.state == "contacting"
    assert case.first_attempt_at is not None
    assert told_cases(world.system, [case]) == {case.pk}
    assert verify().sound, verify().faults


def test_nothing_is_sent_before_the_release(world: World, settings: Any) -> None:
    """A draft, and one that was sent back or withdrawn, stays here."""
    mailbox = Mailbox()
    with real_relay(settings, mailbox):
        draft = draft_mail(world)
        back = outbox.send_back(world.scope("approver", "decision.approve"), draft_mail(world), "x")
        gone = outbox.withdraw(world.scope("officer", "case.contact"), draft_mail(world))
        for mail in (draft, back, gone):
            send(world.system, mail)
    assert mailbox.taken == []


def test_a_case_that_went_stale_after_the_release_is_stopped(world: World, settings: Any) -> None:
    """What may no longer be sent is sent back, says why, and a person is told."""
    mailbox = Mailbox()
    with real_relay(settings, mailbox):
        mail = approved_mail(world)
        Case.objects.within(world.system).update(last_affected_at=timezone.now() - dt.timedelta(days=90))
        assert send(world.system, mail).state == "returned"
    assert mailbox.taken == []
    assert MailFact.objects.within(world.system).get(kind="stopped").text == "stale"
    assert _todos(world) == ["mail_stopped"]


def test_a_temporary_refusal_is_tried_again(world: World, settings: Any) -> None:
    """4xx: nothing has left, the mail waits; the next try delivers it, once."""
    mailbox = Mailbox(answers={"RCPT": "450 4.2.0 greylisted"})
    with real_relay(settings, mailbox):
        mail = approved_mail(world)
        assert send(world.system, mail).state == "deferred"
        assert _sent(world) == [False]
        mailbox.answers.clear()
        assert send(world.system, mail).state == "handed"
    assert len(mailbox.taken) == 1
    deferred = MailFact.objects.within(world.system).get(kind="deferred")
    assert (deferred.status, deferred.text) == ("450", "4.2.0 greylisted")
    assert verify().sound


def test_a_refused_address_leads_to_the_next_contact(world: World, settings: Any) -> None:
    """5xx of the recipient: the contact is marked, an attempt is on record, the telephone is next."""
    mailbox = Mailbox(answers={"RCPT": "550 5.1.1 no such user"})
    with real_relay(settings, mailbox):
        mail = approved_mail(world)
        assert send(world.system, mail).state == "refused"
        assert send(world.system, mail).state == "refused"
    assert Contact.objects.within(world.system).get(kind="email").state == "bounced"
    [attempt] = ContactAttempt.objects.within(world.system)
    assert (attempt.outcome, attempt.channel) == ("bounced", "email")
    [todo] = Todo.objects.within(world.system)
    assert (todo.kind, todo.values["next"]) == ("mail_bounced", "045-000-0000 代表")
    assert told_cases(world.system, [mail.case]) == set()


def test_a_refusal_that_is_not_of_the_address_marks_no_contact(world: World, settings: Any) -> None:
    """A relay's own policy says nothing about the organisation."""
    mailbox = Mailbox(answers={"DATA": "554 5.7.1 policy"})
    with real_relay(settings, mailbox):
        assert send(world.system, approved_mail(world)).state == "refused"
    assert Contact.objects.within(world.system).get(kind="email").state == "ok"
    assert _todos(world) == ["mail_refused"]


@pytest.mark.parametrize("break_at", ["data", "taken"])
def test_a_lost_connection_is_for_a_person_to_decide(world: World, settings: Any, break_at: str) -> None:
    """Unclear: not sent again by itself; the message id is told; only what a person found unsent can go again."""
    mailbox = Mailbox(break_at=break_at)
    supervisor = world.scope("supervisor", "decision.approve")
    with real_relay(settings, mailbox):
        mail = approved_mail(world)
        assert send(world.system, mail).state == "unclear"
        mailbox.break_at = ""
        assert send(world.system, mail).state == "unclear"
        assert Todo.objects.within(world.system).get().values["message_id"] == mail.message_id
        with pytest.raises(Refused, match="mail_reason"):
            decide(supervisor, mail, sent=True, reason=" ")
        with pytest.raises(Refused, match="mail_reason"):
            decide(world.system, mail, sent=True, reason="x")
        decide(supervisor, mail, sent=break_at == "taken", reason="中継サーバーの記録を確認")
        send(world.system, mail)
    assert _state(world, mail) == "handed"
    assert len(mailbox.taken) == 1
    assert verify().sound


def test_a_run_that_fails_in_the_middle_sends_nothing_twice(world: World, settings: Any) -> None:
    """Of six mails the relay takes some, defers some and breaks off; after two more runs each left at most once."""
    mailbox = Mailbox()
    with real_relay(settings, mailbox):
        mails = [approved_mail(world) for _ in range(6)]
        for number, mail in enumerate(mails):
            mailbox.answers = {"RCPT": "451 4.3.0 later"} if number in {2, 3} else {}
            mailbox.break_at = "taken" if number == 4 else ""
            send(world.system, mail)
        mailbox.answers, mailbox.break_at = {}, ""
        for _ in range(2):
            for mail in mails:
                send(world.system, mail)
    assert [_state(world, mail) for mail in mails] == ["handed"] * 4 + ["unclear", "handed"]
    senders = [each.mail_from for each in mailbox.taken]
    assert len(senders) == len(set(senders)) == 6


def test_a_signed_mail_verifies_at_the_other_end(world: World, settings: Any, tmp_path: Path) -> None:
    """Over STARTTLS with an account; the openssl program accepts what the relay got."""
    made = make_certificate(tmp_path)
    mailbox = Mailbox()
    with real_relay(settings, mailbox, tls=made, password="hunter2"):  # noqa: S106 invented
        office: Office = settings.MAIL
        signer = SmimeSigner.load(made.key_text, made.certificate_text)
        settings.MAIL = Office(sender=SENDER, bounces=BOUNCES, relay=office.relay, signer=signer)
        assert send(world.system, approved_mail(world)).state == "handed"
    (tmp_path / "mail.eml").write_bytes(bytes(mailbox.taken[0].content or b""))
    command = ["openssl", "cms", "-verify", "-in", "mail.eml", "-CAfile", "certificate.pem", "-purpose", "any"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


def test_a_mail_that_cannot_be_signed_does_not_leave_unsigned(world: World, settings: Any, tmp_path: Path) -> None:
    """An expired certificate defers the mail, with the reason."""
    made = make_certificate(tmp_path, days=0)
    mailbox = Mailbox()
    with real_relay(settings, mailbox):
        office: Office = settings.MAIL
        signer = SmimeSigner.load(made.key_text, made.certificate_text)
        settings.MAIL = Office(sender=SENDER, bounces=BOUNCES, relay=office.relay, signer=signer)
        assert send(world.system, approved_mail(world)).state == "deferred"
    assert mailbox.taken == []
    assert "not valid today" in MailFact.objects.within(world.system).get(kind="deferred").text


def test_without_a_relay_mails_are_files_at_most(world: World, settings: Any, tmp_path: Path) -> None:
    """The default sends nothing: without a folder the mail stays as it is, with one it is written for its owner."""
    mail = approved_mail(world)
    with pytest.raises(Refused, match="mail_no_relay"):
        send(world.system, mail)
    assert _state(world, mail) == "approved"
    settings.MAIL = Office(sender=SENDER, bounces=BOUNCES, folder=tmp_path / "outbox")
    assert send(world.system, mail).state == "written"
    [file] = (tmp_path / "outbox").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert email.message_from_bytes(file.read_bytes(), policy=policy.default)["To"] == mail.recipient
    assert _sent(world) == [False]
    assert Case.objects.within(world.system).get(pk=mail.case_id).first_attempt_at is None


def test_a_sample_never_reaches_a_relay(world: World, settings: Any, tmp_path: Path) -> None:
    """A mail that was drafted as a sample is refused, or written as a file, even after the profile is signed."""
    mailbox = Mailbox()
    with real_relay(settings, mailbox):
        settings.DEMO = True
        mail = approved_mail(world)
        settings.DEMO = False
        with pytest.raises(Refused, match="mail_sample"):
            send(world.system, mail)
        office: Office = settings.MAIL
        settings.MAIL = Office(sender=SENDER, bounces=BOUNCES, relay=office.relay, folder=tmp_path)
        assert send(world.system, mail).state == "written"
    assert mailbox.taken == []


def test_an_abandoned_hand_over_becomes_unclear(world: World) -> None:
    """A worker that died between hand-over and record leaves "handing"; after ten minutes a person is asked."""
    mail = approved_mail(world)
    record(world.system, mail, "handing")
    assert settle_abandoned(world.system) == 0
    assert send(world.system, mail).state == "handing", "it may still be under way"
    fact = MailFact.objects.within(world.system).get(kind="handing")
    with _triggers_off():
        MailFact.objects.within(world.system).filter(pk=fact.pk).update(at=timezone.now() - dt.timedelta(minutes=11))
    assert send(world.system, mail).state == "unclear"
    assert _todos(world) == ["mail_unclear"]
    supervisor = world.scope("supervisor", "decision.approve")
    assert decide(supervisor, mail, sent=False, reason="記録になし").state == "approved"


def _triggers_off() -> Any:
    """Let a test set a clock back in an append-only row."""
    from contextlib import contextmanager

    from django.db import connection

    from noroshi.records import append_only

    @contextmanager
    def off() -> Any:
        table = MailFact._meta.db_table
        with connection.cursor() as cursor:
            for of, name in append_only._existing(connection):
                if of == table:
                    cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))
        yield
        append_only.ensure_triggers(connection)

    return off()


def test_the_background_task_sends_and_comes_back_later(world: World, settings: Any) -> None:
    """The task is JSON, sends one mail, and puts itself off while the relay says later, at most six times."""
    mailbox = Mailbox(answers={"RCPT": "450 later"})
    with real_relay(settings, mailbox):
        mail = approved_mail(world)
        mail_task.send_in_background.call(mail.pk, mail.unit_id)
        assert _state(world, mail) == "deferred"
        from django_tasks_db.models import DBTaskResult

        [again] = DBTaskResult.objects.all()
        assert again.args_kwargs["args"] == [mail.pk, mail.unit_id, 2]
        assert again.run_after is not None
        assert again.run_after > timezone.now() + dt.timedelta(minutes=5)
        mail_task.send_in_background.call(mail.pk, mail.unit_id, mail_task.TRIES)
        assert DBTaskResult.objects.count() == 1
        mailbox.answers.clear()
        mail_task.send_in_background.call(mail.pk, mail.unit_id, 2)
    assert _state(world, mail) == "handed"
    mail_task.send_in_background.call(987654321, mail.unit_id)


def test_a_closed_relay_costs_no_mail(world: World, settings: Any) -> None:
    """Nobody at the port: the mail waits."""
    settings.MAIL = Office(sender=SENDER, bounces=BOUNCES, relay=Relay(scheme="smtp", host="127.0.0.1", port=9))
    assert send(world.system, approved_mail(world)).state == "deferred"


def test_a_worker_killed_after_the_relay_took_the_mail_sends_it_once(tmp_path: Path) -> None:
    """SIGKILL between the relay's taking and our record: "handing" stays, the next worker does not send again."""
    mailbox = Mailbox(silent_after_taking=True)
    with relay(mailbox) as there:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("NOROSHI_", "DJANGO_"))},
            "NOROSHI_SECRET_KEY": "a secret of the killing test, with more than fifty characters 0123456789",
            "NOROSHI_DATABASE": f"sqlite:///{tmp_path}/mail.sqlite3",
            "NOROSHI_MAIL_RELAY": f"smtp://127.0.0.1:{there.port}",
            "NOROSHI_MAIL_FROM": SENDER,
            "DJANGO_SETTINGS_MODULE": "noroshi.web.settings",
            "PYTHONPATH": str(ROOT / "tests"),
        }
        program = [sys.executable, str(ROOT / "tests" / "mail_killed_worker.py")]

        def run(*command: str) -> str:
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
            assert done.returncode == 0, done.stderr
            return done.stdout

        run(sys.executable, "-m", "noroshi", "database", "migrate")
        run(*program, "fill")
        worker = subprocess.Popen([*program, "send"], env=environment)
        limit = time.monotonic() + 60
        while not mailbox.taken and time.monotonic() < limit:
            time.sleep(0.05)
        worker.kill()
        worker.wait(10)
        mailbox.silent_after_taking = False
        run(*program, "send")
        assert run(*program, "tell") == "handing drafted,approved,handing"
    assert len(mailbox.taken) == 1
