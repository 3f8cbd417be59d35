"""The pages of the outbox: drafted on the case, released by another person, read when it came back."""

import email
from email import policy
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from campaign_world import World, make_world
from mail_server import Mailbox
from mail_world import draft_mail, mail_in, make_mail_case, real_relay, sign_profile
from noroshi.records.models import Event, Exclusion, MailMessage
from noroshi.records.services import mail_task
from noroshi.records.services.mail_bounces import take_in
from page_forms import shown_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def enter(client: Client, world: World, role: str) -> Client:
    """Log in as the role's person."""
    client.force_login(world.people[role])
    return client


def _only(world: World) -> MailMessage:
    return MailMessage.objects.within(world.system).get()


def test_an_officer_drafts_and_an_approver_releases(client: Client, world: World, settings: Any) -> None:
    """From the link on the case to the relay: two people, one mail; the author sees no button to release."""
    sign_profile(world)
    mailbox = Mailbox()
    with real_relay(settings, mailbox):
        case = make_mail_case(world)
        enter(client, world, "officer")
        assert f"/cases/{case.pk}/mail/new/" in client.get(f"/cases/{case.pk}/").content.decode()
        url = f"/cases/{case.pk}/mail/new/"
        drafted = client.post(url, shown_fields(client.get(url)))
        mail = _only(world)
        assert drafted["Location"] == f"/mail/{mail.pk}/"
        assert client.post(f"/mail/{mail.pk}/approve/").status_code == 403
        enter(client, world, "approver")
        page = client.get(f"/mail/{mail.pk}/").content.decode()
        assert "承認して送信する" in page
        assert case.organization.name in page
        client.post(f"/mail/{mail.pk}/approve/")
        [task] = DBTaskResult.objects.all()
        assert task.args_kwargs["args"] == [mail.pk, world.unit.pk]
        mail_task.send_in_background.call(*task.args_kwargs["args"])
        assert "送信済み(到達は未確認)" in client.get(f"/mail/{mail.pk}/").content.decode()
    assert len(mailbox.taken) == 1


def test_the_pages_say_that_nothing_is_sent_without_a_relay(client: Client, world: World) -> None:
    """List and mail say so, and pressing "send" says so again; nothing is queued."""
    mail = draft_mail(world)
    enter(client, world, "approver")
    for url in ("/mail/", f"/mail/{mail.pk}/"):
        assert "メールサーバーが設定されていないため" in client.get(url).content.decode()
    answer = client.post(f"/mail/{mail.pk}/approve/", follow=True)
    assert "送信はされません" in answer.content.decode()
    DBTaskResult.objects.all().delete()
    enter(client, world, "officer")
    assert "見本のメールは送信できません" in client.post(f"/mail/{mail.pk}/send/", follow=True).content.decode()
    assert not DBTaskResult.objects.exists()


def test_the_author_is_told_that_another_has_to_release(client: Client, world: World) -> None:
    """A person with both roles sees why there is no button, and a forged request is refused in words."""
    mail = draft_mail(world)
    world.people["officer"].grants.create(unit=world.unit, role="approver")
    enter(client, world, "officer")
    assert "作成した職員本人は承認できません" in client.get(f"/mail/{mail.pk}/").content.decode()
    answer = client.post(f"/mail/{mail.pk}/approve/", follow=True)
    assert "別の職員に承認を依頼してください" in answer.content.decode()
    assert _only(world).state == "drafted"


def test_a_draft_is_sent_back_with_a_reason(client: Client, world: World) -> None:
    """Without a reason the form says so and nothing changes; with one it stands in the history."""
    mail = draft_mail(world)
    enter(client, world, "supervisor")
    refused = client.post(f"/mail/{mail.pk}/return/", {"back-reason": ""})
    assert refused.status_code == 422
    assert "入力してください" in refused.content.decode()
    client.post(f"/mail/{mail.pk}/return/", {"back-reason": "代表アドレスへ"})
    assert "代表アドレスへ" in client.get(f"/mail/{mail.pk}/").content.decode()
    assert _only(world).state == "returned"


def test_an_unclear_mail_shows_its_message_id_and_asks_for_a_decision(client: Client, world: World) -> None:
    """The supervisor records what the relay's log says; the officer sees the notice without the form."""
    mail = mail_in(world, "unclear")
    page = enter(client, world, "officer").get(f"/mail/{mail.pk}/").content.decode()
    assert mail.message_id in page
    assert "found-found" not in page
    enter(client, world, "supervisor")
    assert "二重に送らないよう" in client.get(f"/mail/{mail.pk}/").content.decode()
    assert client.post(f"/mail/{mail.pk}/decide/", {"found-found": "sent"}).status_code == 422
    client.post(f"/mail/{mail.pk}/decide/", {"found-found": "sent", "found-reason": "記録の 12 行目"})
    assert _only(world).state == "handed"


def test_what_came_back_is_listed_as_text(client: Client, world: World) -> None:
    """Words from outside are shown as words; a reading is written down."""
    mail = mail_in(world, "handed")
    raw = f"To: {mail.envelope}\nSubject: <script>alert(1)</script>\n\nx\n"
    take_in(world.system, raw.encode())
    page = enter(client, world, "officer").get("/mail/returned/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert Event.chain.filter(action="bounces.listed").exists()


def test_the_file_is_the_mail(client: Client, world: World) -> None:
    """The download is a readable mail with the same subject and text."""
    mail = draft_mail(world)
    answer = enter(client, world, "officer").get(f"/mail/{mail.pk}/file/")
    assert answer["Content-Disposition"].startswith("attachment")
    message = email.message_from_bytes(answer.content, policy=policy.default)
    assert message["Subject"] == mail.subject
    assert message.get_content().replace("\r\n", "\n") == mail.body  # type: ignore[attr-defined]


def test_a_blocked_case_offers_no_mail(client: Client, world: World) -> None:
    """An excluded organisation: the reason instead of the form; a forged submission is refused."""
    case = make_mail_case(world)
    url = f"/cases/{case.pk}/mail/new/"
    fields = shown_fields(enter(client, world, "officer").get(url))
    Exclusion.objects.create(
        unit=world.unit, corporate_number=case.organization.corporate_number, name=case.organization.name,
        reason="ongoing_case", until=timezone.localdate(),
    )  # fmt: skip
    assert "連絡除外に登録されています" in client.get(url).content.decode()
    assert client.post(url, fields).status_code == 422
    assert not MailMessage.objects.within(world.system).exists()


def test_a_case_without_a_confirmed_address_says_what_to_do(client: Client, world: World) -> None:
    """No address, no form, and the way to the contacts."""
    case = make_mail_case(world, confirmed=False)
    page = enter(client, world, "officer").get(f"/cases/{case.pk}/mail/new/").content.decode()
    assert "送信できるメールアドレスがありません" in page
    assert f"/cases/{case.pk}/contacts/" in page


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("state", ["handing", "unclear", "handed"])
def test_every_state_has_words_in_both_languages(client: Client, world: World, language: str, state: str) -> None:
    """List and page open in each language in every state."""
    mail = mail_in(world, state)
    client.cookies["django_language"] = language
    enter(client, world, "supervisor")
    for url in ("/mail/?show=all", "/mail/", "/mail/returned/", f"/mail/{mail.pk}/"):
        assert client.get(url).status_code == 200
