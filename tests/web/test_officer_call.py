"""The call page: what may be said, what is saved, and what is refused, without any script."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaign_world import World, make_case, make_person, make_world
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.records.models import Answer, AnswerDraft, Case, Contact, ContactAttempt, Event, Exclusion, Verification
from noroshi.records.services import intrusions
from page_forms import shown_fields

pytestmark = pytest.mark.django_db


def enter(client: Client, world: World, role: str = "officer") -> Client:
    """Log in as the role's person."""
    client.force_login(world.people[role])
    return client


def send(client: Client, case: Case, **values: Any) -> Any:
    """Open the call page, change fields, and press "save"."""
    url = f"/cases/{case.pk}/call/"
    return client.post(url, shown_fields(client.get(url), "call-form") | {"action": "save"} | values)


def attempts(world: World) -> list[ContactAttempt]:
    """Return all attempts."""
    return list(ContactAttempt.objects.within(world.system))


def test_an_outcome_alone_is_enough_and_gets_the_next_business_day(client: Client) -> None:
    """Contact, channel and time are filled in; the empty date takes the proposal."""
    world = make_world()
    case = make_case(world)
    assert send(enter(client, world), case, outcome="no_answer").status_code == 302
    (attempt,) = attempts(world)
    assert (attempt.channel, attempt.contact) == ("phone", case.organization.contacts.get())
    now = Case.objects.within(world.system).get(pk=case.pk)
    assert now.next_on is not None
    assert now.next_on > timezone.localdate()
    assert now.next_on.weekday() < 5
    assert now.next_action == "suggestion:retry"


def test_a_callback_keeps_its_hour(client: Client) -> None:
    """Day and hour agreed on the telephone are the case's."""
    world = make_world()
    case = make_case(world)
    on = timezone.localdate() + dt.timedelta(days=4)
    send(enter(client, world), case, outcome="callback", next_on=on.isoformat(), next_time="13:30")
    now = Case.objects.within(world.system).get(pk=case.pk)
    assert (now.next_on, now.next_time) == (on, dt.time(13, 30))


def test_the_same_form_sent_twice_is_one_attempt(client: Client) -> None:
    """The key of the form makes the repetition harmless, and the page says so."""
    world = make_world()
    case = make_case(world)
    enter(client, world)
    fields = shown_fields(client.get(f"/cases/{case.pk}/call/"), "call-form") | {"outcome": "no_answer"}
    client.post(f"/cases/{case.pk}/call/", fields)
    again = client.post(f"/cases/{case.pk}/call/", fields, follow=True)
    assert "二重には保存していません" in again.content.decode()
    assert len(attempts(world)) == 1


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_contradiction_is_told_beside_its_field_and_nothing_is_saved(client: Client, language: str) -> None:
    """In either language; what was typed is still in the form and in the draft."""
    world = make_world()
    case = make_case(world)
    client.cookies["django_language"] = language
    answer = send(
        enter(client, world),
        case,
        outcome="reached_responsible",
        ownership="other",
        response="in_progress",
        note="覚え",
    )
    text = answer.content.decode()
    expected = {"ja": "他の組織の機器との回答ですが", "en": "The device is another organisation"}
    assert answer.status_code == 200
    assert expected[language] in text
    assert shown_fields(answer, "call-form")["note"] == ["覚え"]
    assert attempts(world) == []
    assert not Answer.objects.within(world.system).exists()
    assert AnswerDraft.objects.within(world.system).get().fields["note"] == ["覚え"]


def test_what_looks_odd_is_asked_again_and_stands_with_a_tick(client: Client) -> None:
    """A plan without a day comes back with a box; ticked, it is recorded."""
    world = make_world()
    case = make_case(world)
    answer = send(enter(client, world), case, outcome="reached_responsible", ownership="own", response="planned")
    assert "もう一度伺ってください" in answer.content.decode()
    fields = shown_fields(answer, "call-form") | {"action": "save", "asked_again": "on"}
    assert client.post(f"/cases/{case.pk}/call/", fields).status_code == 302
    assert Answer.objects.within(world.system).get().response == "planned"


def test_answers_with_another_outcome_are_refused_and_shown(client: Client) -> None:
    """Answers that are not visible any more are told, not dropped."""
    world = make_world()
    case = make_case(world)
    answer = send(enter(client, world), case, outcome="callback", ownership="own")
    text = answer.content.decode()
    assert "連絡の結果は「担当者と接触」ではありません" in text
    assert "answers-open" in text
    assert attempts(world) == []


def test_the_technical_part_is_not_in_the_page_before_the_identity_is_recorded(client: Client) -> None:
    """Product, version, address and CVE appear only after person and device are on record."""
    world = make_world()
    case = make_case(world)
    url = f"/cases/{case.pk}/call/"
    secrets = ("FortiGate", "7.2.5", "CVE-2024-21762", case.findings.get().ips[0])
    closed = enter(client, world).get(url).content.decode()
    assert not any(secret in closed for secret in secrets)
    assert "本連絡は義務を課すものではなく" in closed
    assert "接続や脆弱性スキャンを行っていません" in closed
    identity = {
        "action": "identity", "identity_person": "情報システム課 見本様", "identity_by": "callback",
        "identity_result": "genuine", "device_is_theirs": "on", "note": "途中",
    }  # fmt: skip
    client.post(url, shown_fields(client.get(url), "call-form") | identity)
    assert {check.about for check in Verification.objects.within(world.system)} == {"respondent", "device"}
    page = client.get(url)
    text = page.content.decode()
    assert "「FortiGate / FortiOS(SSL-VPN)」について、バージョン 7.2.5(読み:ななてんにてんご)" in text
    assert shown_fields(page, "call-form")["note"] == ["途中"]


def test_an_identity_that_does_not_match_opens_nothing(client: Client) -> None:
    """The check is kept, the details stay closed; without a name it is not even a check."""
    world = make_world()
    case = make_case(world)
    url = f"/cases/{case.pk}/call/"
    enter(client, world)
    common = {"action": "identity", "identity_by": "callback", "device_is_theirs": "on"}
    client.post(url, common | {"identity_person": "見本", "identity_result": "mismatch"})
    assert "7.2.5" not in client.get(url).content.decode()
    missing = client.post(url, common | {"identity_person": "", "identity_result": "genuine"})
    assert "入力してください" in missing.content.decode()
    assert Verification.objects.within(world.system).filter(about="respondent").count() == 1


@pytest.mark.parametrize("block", ["stale", "excluded", "intrusion", "closed"])
def test_a_blocked_case_has_no_sheet_and_takes_only_what_the_organisation_brings(client: Client, block: str) -> None:
    """The page says why; an own call is refused, an incoming one recorded."""
    world = make_world()
    case = make_case(world)
    if block == "stale":
        case.last_affected_at = timezone.now() - dt.timedelta(days=40)
    elif block == "closed":
        case.state = "closed_unfixed"
    elif block == "excluded":
        Exclusion.objects.create(
            unit=world.unit, corporate_number=case.organization.corporate_number, name="架空", reason="requested",
            until=timezone.localdate(), created_by=world.people["supervisor"],
        )  # fmt: skip
    case.save()
    if block == "intrusion":
        intrusions.report(world.scope("officer", "intrusion.handle"), case)
    text = enter(client, world).get(f"/cases/{case.pk}/call/").content.decode()
    assert "いまは電話・文書・訪問による連絡ができません" in text
    assert "名乗り" not in text
    if block != "intrusion":
        fields = shown_fields(client.get(f"/cases/{case.pk}/call/"), "call-form")
        del fields["incoming"]
        refused = client.post(f"/cases/{case.pk}/call/", fields | {"outcome": "no_answer"})
        assert refused.status_code == 200
        assert attempts(world) == []
    assert send(client, case, outcome="reached_other", incoming="on").status_code == 302
    assert attempts(world)[0].incoming


def test_the_unconfirmed_main_number_is_named_and_not_offered(client: Client) -> None:
    """The officer is sent to the page of contacts."""
    world = make_world()
    case = make_case(world)
    Contact.objects.within(world.system).update(confirmed_by=None, confirmed_at=None)
    text = enter(client, world).get(f"/cases/{case.pk}/call/").content.decode()
    assert "確認の済んでいない代表の連絡先があります" in text
    assert f"/cases/{case.pk}/contacts/" in text
    assert "どの連絡先に連絡したかを選んでください" in send(client, case, outcome="no_answer").content.decode()


def test_a_wrong_number_names_the_next_contact(client: Client) -> None:
    """After "wrong contact" the message names the contact to use next, and the call page chooses it."""
    world = make_world()
    case = make_case(world)
    other = Contact.objects.create(
        unit=world.unit, organization=case.organization, kind="phone", value="045-000-0077", desk="総務課", rank=2,
        looked_up_on=timezone.localdate(), looked_up_by=world.people["officer"],
    )  # fmt: skip
    done = send(enter(client, world), case, outcome="wrong_contact")
    assert "045-000-0077 総務課" in client.get(done.url).content.decode()
    assert shown_fields(client.get(f"/cases/{case.pk}/call/"), "call-form")["contact"] == [str(other.pk)]


def test_a_colleagues_earlier_date_is_told(client: Client) -> None:
    """The page was open while another officer set an earlier day: it stands, and the message says so."""
    world = make_world()
    case = make_case(world)
    url, colleague = f"/cases/{case.pk}/call/", Client()
    colleague.force_login(make_person("colleague", world.unit, "officer"))
    fields = shown_fields(enter(client, world).get(url), "call-form")
    soon = timezone.localdate() + dt.timedelta(days=1)
    edit = f"/cases/{case.pk}/edit/"
    colleague.post(edit, shown_fields(colleague.get(edit)) | {"next_on": soon.isoformat()})
    late = (soon + dt.timedelta(days=9)).isoformat()
    done = client.post(url, fields | {"outcome": "callback", "next_on": late}, follow=True)
    assert "早いほうの日付を残しています" in done.content.decode()
    assert Case.objects.within(world.system).get(pk=case.pk).next_on == soon


def test_the_draft_is_one_officers_and_keeps_only_fields_of_the_form(client: Client) -> None:
    """A colleague opens an empty form; foreign names are dropped; throwing it away empties it."""
    world = make_world()
    case = make_case(world)
    draft = f"/cases/{case.pk}/call/draft/"
    assert enter(client, world).post(draft, {"note": "途中", "is_superuser": "1"}).status_code == 204
    assert AnswerDraft.objects.within(world.system).get().fields == {"note": ["途中"]}
    colleague = Client()
    colleague.force_login(make_person("colleague", world.unit, "officer"))
    assert "途中" not in colleague.get(f"/cases/{case.pk}/call/").content.decode()
    client.post(f"/cases/{case.pk}/call/", {"action": "discard"})
    assert not AnswerDraft.objects.within(world.system).exists()


def test_a_key_press_that_arrives_after_saving_brings_nothing_back(client: Client) -> None:
    """The call is saved; the autosave that was still on its way leaves no draft behind."""
    world = make_world()
    case = make_case(world)
    fields = shown_fields(enter(client, world).get(f"/cases/{case.pk}/call/"), "call-form") | {"outcome": "no_answer"}
    client.post(f"/cases/{case.pk}/call/", fields)
    assert client.post(f"/cases/{case.pk}/call/draft/", fields | {"note": "遅れて届いた"}).status_code == 204
    assert not AnswerDraft.objects.within(world.system).exists()


def test_key_presses_do_not_fill_the_audit_chain(client: Client) -> None:
    """The chain notes that a draft was begun, once; each key press adds only the reading of the case."""
    world = make_world()
    case = make_case(world)
    enter(client, world)
    for number in range(4):
        client.post(f"/cases/{case.pk}/call/draft/", {"note": "x" * number})
    actions = list(Event.objects.within(world.system).values_list("action", flat=True))
    assert actions.count("answerdraft.begun") == 1
    assert set(actions) <= {"answerdraft.begun", "case.read", "account.signed_in"}


def test_a_draft_longer_than_anybody_types_is_refused_plainly(client: Client) -> None:
    """The autosave answers with an error, which the page shows as "not saved"; the earlier draft stays."""
    world = make_world()
    case = make_case(world)
    draft = f"/cases/{case.pk}/call/draft/"
    enter(client, world).post(draft, {"note": "残る"})
    assert client.post(draft, {"note": "長" * 50_000}).status_code == 413
    assert AnswerDraft.objects.within(world.system).get().fields == {"note": ["残る"]}
    answer = send(client, case, outcome="no_answer", note="長" * 50_000)
    assert "4000文字以内で入力してください" in answer.content.decode()


def test_forged_choices_are_refused(client: Client) -> None:
    """An unknown outcome, another organisation's contact and a forged base save nothing."""
    world = make_world()
    case, other = make_case(world), make_case(world)
    enter(client, world)
    for values in (
        {"outcome": "fixed"},
        {"outcome": "no_answer", "contact": str(other.organization.contacts.get().pk)},
        {"outcome": "no_answer", "base": "forged"},
        {"outcome": "no_answer", "key": "not a key"},
        {"outcome": "no_answer", "on": "2999-01-01"},
    ):
        assert send(client, case, **values).status_code == 200
    assert attempts(world) == []


def test_the_next_step_follows_the_outcome_unless_the_officer_chose_another(client: Client) -> None:
    """A proposal replaces an earlier proposal, never a day that the officer set."""
    world = make_world()
    case = make_case(world)
    url = f"/cases/{case.pk}/call/next/"
    first = shown_fields(enter(client, world).post(url, {"outcome": "no_answer"}))
    assert first["next_action"] == ["再度の連絡"]
    second = shown_fields(
        client.post(url, {name: values[0] for name, values in first.items()} | {"outcome": "delivered"})
    )
    assert second["next_action"] == ["その後の状況の確認"]
    assert second["next_on"] != first["next_on"]
    own = {name: values[0] for name, values in second.items()} | {"outcome": "callback", "next_on": "2027-03-01"}
    assert shown_fields(client.post(url, own))["next_on"] == ["2027-03-01"]


def test_the_call_page_costs_the_same_with_one_and_with_six_devices(
    client: Client,
    django_assert_num_queries: Any,
) -> None:
    """The number of queries does not grow with devices and contacts."""
    world = make_world()
    small, large = make_case(world), make_case(world, findings=6)
    for number in range(5):
        Contact.objects.create(
            unit=world.unit, organization=large.organization, kind="phone", value=f"045-000-02{number:02d}",
            looked_up_on=timezone.localdate(), looked_up_by=world.people["officer"],
        )  # fmt: skip
    enter(client, world).get(f"/cases/{small.pk}/call/")
    for case in (small, large):
        with django_assert_num_queries(20):
            assert client.get(f"/cases/{case.pk}/call/").status_code == 200


def test_people_without_the_capability_neither_call_nor_log(client: Client) -> None:
    """A supervisor reads the case and is refused the call."""
    world = make_world()
    case = make_case(world)
    enter(client, world, "supervisor")
    assert client.get(f"/cases/{case.pk}/").status_code == 200
    assert client.get(f"/cases/{case.pk}/call/").status_code == 403
    assert client.post(f"/cases/{case.pk}/call/draft/", {"note": "x"}).status_code == 403


def outcome_parts(page: str) -> tuple[str, str]:
    """Return the outcomes that stand open and those behind the heading of the other channels."""
    field = page[page.index('id="id_outcome"') :]
    return field[: field.index("<details")], field[field.index("<details") : field.index("</details>")]


@pytest.mark.parametrize(
    ("channel", "inside", "outside"),
    [
        ("phone", "no_answer", "bounced"),
        ("letter", "undeliverable", "no_answer"),
        ("email", "bounced", "callback"),
    ],
)
def test_the_outcomes_of_the_channel_come_first(client: Client, channel: str, inside: str, outside: str) -> None:
    """Every outcome can be chosen, those that are not usual with the channel behind a heading."""
    world = make_world()
    case = make_case(world)
    client.force_login(world.people["officer"])
    page = client.post(f"/cases/{case.pk}/call/outcomes/", {"channel": channel, "outcome": ""}).content.decode()
    usual, others = outcome_parts(page)
    assert f'value="{inside}"' in usual
    assert f'value="{outside}"' in others
    codes = load_enumerations().codes("contact_outcome")
    assert sorted(re.findall(r'name="outcome" value="(\w+)"', page)) == sorted(codes)


def test_a_chosen_outcome_is_never_hidden(client: Client) -> None:
    """With an outcome of another channel chosen, in a draft or by a change of channel, its part stands open."""
    world = make_world()
    case = make_case(world)
    url = f"/cases/{case.pk}/call/"
    client.force_login(world.people["officer"])
    assert "<details><summary>その他の手段の結果" in client.get(url).content.decode()
    client.post(f"{url}draft/", {"channel": "phone", "outcome": "undeliverable"})
    assert "<details open><summary>その他の手段の結果" in client.get(url).content.decode()
    changed = client.post(f"{url}outcomes/", {"channel": "letter", "outcome": "undeliverable"}).content.decode()
    assert "<details><summary>その他の手段の結果" in changed
    assert re.search(r'value="undeliverable"[^>]* checked', changed)
