"""Contacts, further parties, identity checks, contract, damage, and answers outside a call."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaign_world import World, make_case, make_person, make_world
from noroshi.records.models import Answer, Case, Contact, Party, SuspectedIntrusion, Verification
from page_forms import shown_fields

pytestmark = pytest.mark.django_db


def enter(client: Client, world: World, role: str = "officer") -> Client:
    """Log in as the role's person."""
    client.force_login(world.people[role])
    return client


def post(client: Client, url: str, **values: Any) -> Any:
    """Open the page, change fields of its last form, and send it."""
    return client.post(url, shown_fields(client.get(url)) | values)


def test_a_contact_is_entered_and_confirmed_by_a_second_person(client: Client) -> None:
    """The person who entered it sees no button and a forged request is refused; a colleague confirms."""
    world = make_world()
    case = make_case(world)
    url = f"/cases/{case.pk}/contacts/"
    values = {
        "kind": "phone", "value": "045−000−0042", "source_url": "https://company.example/contact", "main": "on",
    }  # fmt: skip
    assert post(enter(client, world), url, **values).status_code == 302
    contact = Contact.objects.within(world.system).get(value="045-000-0042")
    assert (contact.looked_up_by, contact.looked_up_on) == (world.people["officer"], timezone.localdate())
    assert "登録した本人は確認できません" in client.get(url).content.decode()
    client.post(f"/contacts/{contact.pk}/confirm/", {"version": contact.version})
    assert Contact.objects.within(world.system).get(pk=contact.pk).confirmed_at is None
    client.force_login(make_person("colleague", world.unit, "officer"))
    page = client.get(url).content.decode()
    assert "確認する(二人目)" in page
    assert f'<input type="hidden" name="version" value="{contact.version}">' in page
    for unseen in ({}, {"version": contact.version + 1}, {"version": "9" * 5000}):  # changed by somebody else meanwhile
        assert (
            "連絡先が変更されました"
            in client.post(f"/contacts/{contact.pk}/confirm/", unseen, follow=True).content.decode()
        )
        assert Contact.objects.within(world.system).get(pk=contact.pk).confirmed_at is None
    client.post(f"/contacts/{contact.pk}/confirm/", {"version": contact.version})
    assert Contact.objects.within(world.system).get(pk=contact.pk).confirmed_by.username == "colleague"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_source_that_is_the_device_is_refused_in_plain_words(client: Client, language: str) -> None:
    """Beside the field, in either language; nothing is saved."""
    world = make_world()
    case = make_case(world)
    case.findings.update(hostnames=["vpn.company.example"])
    client.cookies["django_language"] = language
    answer = post(
        enter(client, world), f"/cases/{case.pk}/contacts/",
        kind="phone", value="045-000-0042", source_url="https://VPN.company.example:8443/",
    )  # fmt: skip
    said = {"ja": "調査で見つかった機器そのもの", "en": "is the surveyed device itself"}
    assert said[language] in answer.content.decode()
    assert Contact.objects.within(world.system).count() == 1


def test_marking_a_contact_needs_a_reason(client: Client) -> None:
    """Wrong without a reason is asked for one; with it the contact is no longer offered."""
    world = make_world()
    case = make_case(world)
    contact = case.organization.contacts.get()
    url = f"/contacts/{contact.pk}/mark/"
    assert "入力してください" in post(enter(client, world), url, state="wrong").content.decode()
    assert post(client, url, state="wrong", reason="現在使われていない").status_code == 302
    assert "誤り" in client.get(f"/cases/{case.pk}/contacts/").content.decode()
    assert "使用できる連絡先がありません" in client.get(f"/cases/{case.pk}/call/").content.decode()


def test_two_people_who_edit_one_contact_merge(client: Client) -> None:
    """Desk and rank from two pages both stand; the same field is a conflict."""
    world = make_world()
    contact = make_case(world).organization.contacts.get()
    Contact.objects.within(world.system).update(source_url="電話帳")
    url = f"/contacts/{contact.pk}/edit/"
    enter(client, world)
    first, second = shown_fields(client.get(url)), shown_fields(client.get(url))
    client.post(url, first | {"desk": "総務課"})
    assert client.post(url, second | {"rank": "3"}).status_code == 302
    now = Contact.objects.within(world.system).get(pk=contact.pk)
    assert (now.desk, now.rank) == ("総務課", 3)
    assert now.confirmed_at is not None
    assert client.post(url, second | {"desk": "代表受付"}).status_code == 409


def test_reading_and_postal_address_are_the_organisations_own_fields(client: Client) -> None:
    """The postal address stands beside the registered one and replaces nothing."""
    world = make_world()
    case = make_case(world)
    url = f"/organizations/{case.organization_id}/edit/"
    post(enter(client, world), url, name_kana="カクウセイキ", postal_address="横浜市中区見本町1-1(架空)")
    text = client.get(f"/cases/{case.pk}/").content.decode()
    for part in ("カクウセイキ", "横浜市中区見本町1-1(架空)", "神奈川県横浜市西区"):
        assert part in text


def test_a_party_is_told_nothing_before_the_consent_is_on_record(client: Client) -> None:
    """The list says so; after the consent it says who agreed to what; withdrawn it says so again."""
    world = make_world()
    case = make_case(world)
    url = f"/cases/{case.pk}/parties/"
    post(enter(client, world), url, role="maintenance_vendor", name="架空保守株式会社", contact_text="045-000-0000")
    party = Party.objects.within(world.system).get()
    assert "内容を伝えられません" in client.get(url).content.decode()
    consent = f"/parties/{party.pk}/consent/"
    assert "入力してください" in post(client, consent, by="", covers="").content.decode()
    future = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    assert "同意の日が今日より後です" in post(client, consent, by="見本", covers="機器", on=future).content.decode()
    post(client, consent, by="総務課 見本様", covers="機器の型番とバージョン")
    text = client.get(url).content.decode()
    assert "同意の範囲で伝えられます" in text
    assert "総務課 見本様" in text
    client.post(f"/parties/{party.pk}/withdraw/")
    assert "内容を伝えられません" in client.get(url).content.decode()


def test_the_log_of_checks_keeps_both_directions(client: Client) -> None:
    """They checked us, we checked them; the page says whether the details are open."""
    world = make_world()
    case = make_case(world)
    url = f"/cases/{case.pk}/checks/"
    post(enter(client, world), url, about="contact", by="switchboard", result="genuine", person="受付")
    assert "まだ表示できません" in client.get(url).content.decode()
    for about in ("respondent", "device"):
        post(client, url, about=about, by="callback", result="genuine", person="見本")
    assert "お伝えする内容を表示できます" in client.get(url).content.decode()
    assert Verification.objects.within(world.system).count() == 3


def test_the_contract_finder_asks_by_default_and_makes_the_question(client: Client) -> None:
    """Nothing ticked: everything is to be asked; what is ticked leaves the question."""
    world = make_world()
    case = make_case(world)
    url = f"/cases/{case.pk}/contract/"
    page = enter(client, world).get(url)
    assert [line.answer for line in page.context["lines"]] == ["ask"] * 6
    assert "ファームウェアの更新は契約に含まれますか" in page.context["question"]
    post(client, url, maintenance="included", firmware_update="not_included")
    page = client.get(url)
    assert page.context["update"] == "not_included"
    assert "ファームウェアの更新は契約に含まれますか" not in page.context["question"]
    assert "障害対応" in page.context["question"]
    assert Case.objects.within(world.system).get(pk=case.pk).contract_items["maintenance"] == "included"
    assert "選択肢にない値です" in post(client, url, maintenance="perhaps").content.decode()


def test_the_contract_finder_names_no_product_and_no_address(client: Client) -> None:
    """The owner forwards it, so it says only what the device is for."""
    world = make_world()
    case = make_case(world)
    text = enter(client, world).get(f"/cases/{case.pk}/contract/").content.decode()
    for secret in ("FortiGate", "7.2.5", "CVE-", case.findings.get().ips[0]):
        assert secret not in text


def test_damage_is_reported_handed_over_and_decided(client: Client) -> None:
    """One button marks the case and stops the questions; receiver and time; only "none found" gives it back."""
    world = make_world()
    case = make_case(world)
    url = f"/cases/{case.pk}/intrusion/"
    page = enter(client, world).get(url).content.decode()
    assert "初期化しないようお願いします" in page
    post(client, url, note="不審な通信があったとのこと")
    assert "被害の疑いがあります" in client.get(f"/cases/{case.pk}/").content.decode()
    assert "名乗り" not in client.get(f"/cases/{case.pk}/call/").content.decode()
    row = SuspectedIntrusion.objects.within(world.system).get()
    hand_over = f"/intrusions/{row.pk}/hand-over/"
    fields = shown_fields(client.get(url))
    missing = client.post(hand_over, fields | {"to": ""})
    assert "入力してください" in missing.content.decode()
    client.post(hand_over, fields | {"to": "捜査担当 見本"})
    decide = f"/intrusions/{row.pk}/decide/"
    client.post(decide, {"decision": "no_intrusion", "reason": "記録を確認し、誤検知と判明"})
    row = SuspectedIntrusion.objects.within(world.system).get()
    assert (row.state, row.handed_to, row.decision) == ("decided", "捜査担当 見本", "no_intrusion")
    assert not Case.objects.within(world.system).get(pk=case.pk).intrusion_suspected


def test_a_correction_keeps_the_earlier_answer_and_starts_from_it(client: Client) -> None:
    """The form shows the earlier answer; one fact is changed; both are in the history."""
    world = make_world()
    case = make_case(world, state="reached")
    new = f"/cases/{case.pk}/answers/new/"
    post(
        enter(client, world), new,
        ownership="own", awareness="aware", response="not_started", reasons=["R7_cost"], respondent="見本様",
    )  # fmt: skip
    first = Answer.objects.within(world.system).get()
    assert (first.source, first.reasons) == ("letter", ["R7_cost"])
    assert Case.objects.within(world.system).get(pk=case.pk).state == "answered"
    url = f"/answers/{first.pk}/correct/"
    assert "入力してください" in post(client, url, awareness="unaware").content.decode()
    post(client, url, awareness="unaware", correction="fact")
    second = Answer.objects.within(world.system).exclude(pk=first.pk).get()
    assert (second.awareness, second.response, second.reasons) == ("unaware", "not_started", ["R7_cost"])
    assert (second.correction, second.supersedes, second.at) == (True, first, first.at)
    text = client.get(f"/cases/{case.pk}/").content.decode()
    assert "事実の訂正" in text
    assert "認識していた" in text


def test_a_vendors_answer_is_shown_as_a_third_partys(client: Client) -> None:
    """It is marked as not the organisation's own and leaves the state alone."""
    world = make_world()
    case = make_case(world, state="reached")
    url = f"/cases/{case.pk}/answers/new/?source=vendor"
    post(enter(client, world), url, response="in_progress", respondent="架空保守株式会社")
    text = client.get(f"/cases/{case.pk}/").content.decode()
    assert "本人の回答ではありません" in text
    assert Case.objects.within(world.system).get(pk=case.pk).state == "reached"
    assert Answer.objects.within(world.system).get().source == "vendor"


def test_answers_about_one_device_are_kept_beside_the_whole(client: Client) -> None:
    """With two devices the form offers them; with one it does not."""
    world = make_world()
    case, single = make_case(world, state="reached", findings=2), make_case(world, state="reached")
    device = case.findings.order_by("pk").first()
    url = f"/cases/{case.pk}/answers/new/"
    post(enter(client, world), url, finding=str(device.pk), ownership="affiliate")
    assert Answer.objects.within(world.system).get().finding == device
    assert "どの機器についての回答か" not in client.get(f"/cases/{single.pk}/answers/new/").content.decode()
