"""The list of cases, the page of one case, its own fields, and steps by hand."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaign_world import World, make_campaign, make_case, make_finding, make_organization, make_person, make_world
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.records.models import (
    Case,
    Contact,
    ContactAttempt,
    Document,
    Evidence,
    Party,
    Reobservation,
    StateChange,
    Todo,
    Verification,
)
from noroshi.records.services.answers import AnswerEntry, record_answer
from page_forms import shown_fields

pytestmark = pytest.mark.django_db


def enter(client: Client, world: World, role: str = "officer") -> Client:
    """Log in as the role's person."""
    client.force_login(world.people[role])
    return client


def names(client: Client, query: str = "") -> list[str]:
    """Return the organisations of the list in their order."""
    return [case.organization.name for case, _ in client.get(f"/cases/{query}").context["lines"]]


def named(world: World, name: str, kana: str = "", **values: Any) -> Case:
    """Make a case of an organisation with that name."""
    case = make_case(world, values.pop("campaign", None))
    case.organization.name, case.organization.name_kana = name, kana
    case.organization.save()
    for key, value in values.items():
        setattr(case, key, value)
    case.save()
    return case


@pytest.mark.parametrize(
    "typed", ["見本港運", "ミナト", "みなと", "ﾐﾅﾄ", "{reference}", "{wide}", "{grouped}", "{part}"]
)
def test_a_case_is_found_by_name_reading_or_reference_in_any_width(client: Client, typed: str) -> None:
    """Hiragana, half-width kana, full-width digits and grouped numbers all find the one case."""
    world = make_world()
    case = named(world, "見本港運株式会社", "ミホンミナトコウウン")
    named(world, "架空精機株式会社", "カクウセイキ")
    number = case.reference
    wide = number.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    grouped = f"{number[:3]}-{number[3:7]}-{number[7:]}"
    query = typed.format(reference=number, wide=wide, grouped=grouped, part=number[:8])
    assert names(enter(client, world), f"?q={query}") == ["見本港運株式会社"]


def test_the_filters_narrow_the_list(client: Client) -> None:
    """State, officer, urgency, campaign and overdue each leave what fits; together they meet."""
    world = make_world()
    first, second = make_campaign(world, "ONE"), make_campaign(world, "TWO")
    colleague = make_person("colleague", world.unit, "officer")
    late = timezone.localdate() - dt.timedelta(days=1)
    named(world, "甲", campaign=first, next_on=late, urgency="14d")
    named(world, "乙", campaign=second, state="answered", assignee=colleague)
    named(world, "丙", campaign=second, assignee=None)
    named(world, "丁", campaign=second, state="closed_unfixed", next_on=late)
    enter(client, world)
    assert sorted(names(client)) == sorted(["甲", "乙", "丙"])
    assert names(client, "?state=answered") == ["乙"]
    assert names(client, f"?assignee={colleague.pk}") == ["乙"]
    assert names(client, "?assignee=none") == ["丙"]
    assert names(client, "?urgency=14d") == ["甲"]
    assert names(client, f"?campaign={first.pk}") == ["甲"]
    assert names(client, "?overdue=on") == ["甲"]
    assert names(client, f"?campaign={second.pk}&overdue=on") == []
    assert sorted(names(client, "?state=")) == sorted(["甲", "乙", "丙", "丁"])


def test_the_most_urgent_come_first_and_other_orders_are_one_choice_away(client: Client) -> None:
    """By urgency, then priority; or by reading."""
    world = make_world()
    named(world, "丙", "ハ", urgency="60d")
    named(world, "乙", "ア", urgency="3d_forensics")
    named(world, "甲", "イ", urgency="3d", priority=1)
    named(world, "丁", "ニ", urgency="3d", priority=4)
    enter(client, world)
    assert names(client) == ["乙", "甲", "丁", "丙"]
    assert names(client, "?sort=name") == ["乙", "甲", "丁", "丙"]
    assert names(client, "?sort=nonsense") == ["乙", "甲", "丁", "丙"]


@pytest.mark.parametrize("query", ["?page=999", "?campaign=1%27--", "?assignee=x", "?q=%00", "?state=<script>"])
def test_a_forged_address_shows_a_page(client: Client, query: str) -> None:
    """Values that are none of the choices are told and filter nothing away by accident."""
    world = make_world()
    make_case(world)
    answer = enter(client, world).get(f"/cases/{query}")
    assert answer.status_code == 200
    assert b"<script>" not in answer.content.replace(b"<script src", b"")


def test_the_list_has_pages_of_forty_and_the_same_cost_for_five_and_sixty(
    client: Client,
    django_assert_num_queries: Any,
) -> None:
    """The number of queries does not grow."""
    world = make_world()
    campaign = make_campaign(world)
    for _ in range(5):
        make_case(world, campaign)
    enter(client, world).get("/cases/")
    with django_assert_num_queries(17):
        client.get("/cases/")
    for _ in range(55):
        make_case(world, campaign)
    with django_assert_num_queries(17):
        answer = client.get("/cases/")
    assert len(answer.context["lines"]) == 40
    assert len(client.get("/cases/?page=2").context["lines"]) == 20


def full_case(world: World, times: int) -> Case:
    """Make a case with ``times`` of everything that its page shows."""
    case = make_case(world, findings=times)
    officer, now = world.people["officer"], timezone.now()
    common = {"unit": world.unit, "case": case}
    for number in range(times):
        contact = Contact.objects.create(
            unit=world.unit, organization=case.organization, kind="phone", value=f"045-000-01{number:02d}",
            looked_up_on=now.date(), looked_up_by=officer,
        )  # fmt: skip
        ContactAttempt.objects.create(
            **common, contact=contact, key=f"k{number}", channel="phone", officer=officer, at=now, outcome="no_answer"
        )
        Verification.objects.create(**common, about="contact", by="page", result="genuine", officer=officer, at=now)
        StateChange.objects.create(
            **common, transition="start_contact", source="handed_over", target="contacting", by=officer, at=now
        )
        Party.objects.create(**common, role="affiliate", name=f"架空関連{number}", added_by=officer)
        Todo.objects.create(**common, kind="device_moved", values={"device": "x"})
        Document.objects.create(
            **common, kind="letter", wording_version="1", sha256="0" * 64, content=b"x", media_type="text/plain",
            created_by=officer,
        )  # fmt: skip
        record_answer(
            world.scope("officer", "case.answer"),
            case,
            AnswerEntry(
                key=f"a{number}", at=now, statement=OwnerAnswer(answered_on=timezone.localdate(), ownership="own")
            ),
        )
    for finding in case.findings.all():
        Evidence.objects.create(unit=world.unit, finding=finding, about="version", rule="r", source="shodan")
        Reobservation.objects.create(
            unit=world.unit, finding=finding, survey=finding.survey, state="vulnerable_version", last_affected_at=now
        )
    return case


def test_the_page_of_a_case_costs_the_same_with_one_and_with_six_of_everything(
    client: Client,
    django_assert_num_queries: Any,
) -> None:
    """Devices, contacts, attempts, answers: the number of queries does not grow."""
    world = make_world()
    small, large = full_case(world, 1), full_case(world, 6)
    enter(client, world).get(f"/cases/{small.pk}/")
    for case in (small, large):
        with django_assert_num_queries(31):
            assert client.get(f"/cases/{case.pk}/").status_code == 200


def test_the_page_says_who_what_since_when_why_and_what_never_to_ask(client: Client) -> None:
    """An officer finds each part in plain words, and the technical numbers are folded away."""
    world = make_world()
    case = make_case(world)
    Evidence.objects.create(
        unit=world.unit, finding=case.findings.get(), about="version", rule="r", source="shodan,censys"
    )
    text = enter(client, world).get(f"/cases/{case.pk}/").content.decode()
    for part in (
        case.organization.name,
        "カクウミホンセイキ",
        case.organization.corporate_number,
        "社外から社内につなぐための機器",
        "該当の可能性が高い",
        "機器が外部に示しているバージョン番号は「7.2.5」でした",
        "Censys、Shodanの公開観測記録に",
        "対象の機器には一切通信していません",
        "パスワード・認証情報",
        "この連絡の前から、バージョンアップが必要であることを認識しておられましたか",
    ):
        assert part in text
    before, folded = text.split("技術的な情報を表示する")
    assert case.findings.get().ips[0] not in before
    assert case.findings.get().ips[0] in folded


def test_a_supervisor_is_led_to_release_an_old_observation(client: Client) -> None:
    """The officer sees why the case is blocked; the supervisor also sees the way to release it."""
    world = make_world()
    case = named(world, "架空", last_affected_at=timezone.now() - dt.timedelta(days=20))
    way = f"/cases/{case.pk}/freshness/"
    seen = {
        role: enter(client, world, role).get(f"/cases/{case.pk}/").content.decode()
        for role in ("officer", "supervisor")
    }
    assert all("最後の観測が古くなっています" in text for text in seen.values())
    assert way not in seen["officer"]
    assert way in seen["supervisor"]


def test_text_of_the_outside_is_shown_as_text(client: Client) -> None:
    """A name, a note and a version that hold markup or a formula do nothing."""
    world = make_world()
    case = named(world, "<script>alert(1)</script>", note="<img src=x onerror=alert(1)>")
    case.findings.update(version_text="=cmd|'/c calc'!A1<b>")
    text = enter(client, world).get(f"/cases/{case.pk}/").content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_the_english_page_is_english(client: Client) -> None:
    """With the language cookie every fixed text is English."""
    world = make_world()
    case = full_case(world, 1)
    client.cookies["django_language"] = "en"
    text = enter(client, world).get(f"/cases/{case.pk}/").content.decode()
    for part in ("Where it stands", "Why we think so", "What is never asked or said", "History"):
        assert part in text


def test_a_case_of_another_unit_does_not_exist(client: Client) -> None:
    """Every page of it is 404, also for posting."""
    world, other = make_world("A"), make_world("B")
    case = make_case(other)
    enter(client, world)
    for path in ("", "edit/", "call/", "contacts/", "parties/", "contract/", "checks/", "intrusion/", "answers/new/"):
        assert client.get(f"/cases/{case.pk}/{path}").status_code == 404
        assert client.post(f"/cases/{case.pk}/{path}").status_code in {404, 405}


def test_two_people_who_edit_one_case_see_both_values_and_choose(client: Client) -> None:
    """The second person's page is a conflict with both notes; "both" keeps them, and the other fields are merged."""
    world = make_world()
    case = make_case(world)
    url, colleague = f"/cases/{case.pk}/edit/", Client()
    colleague.force_login(make_person("colleague", world.unit, "officer"))
    enter(client, world)
    mine, theirs = shown_fields(client.get(url)), shown_fields(colleague.get(url))
    colleague.post(url, theirs | {"note": "先に書いた内容", "priority": "1"})
    answer = client.post(url, mine | {"note": "後から書いた内容", "next_action": "書類を送付"})
    text = answer.content.decode()
    assert answer.status_code == 409
    for part in ("先に書いた内容", "後から書いた内容", "架空 colleague"):
        assert part in text
    assert Case.objects.within(world.system).get(pk=case.pk).note == "先に書いた内容"
    unchosen = client.post(url, shown_fields(answer))
    assert "どちらの内容を残すか" in unchosen.content.decode()
    done = client.post(url, shown_fields(unchosen) | {"choose_note": "both"})
    assert done.status_code == 302
    now = Case.objects.within(world.system).get(pk=case.pk)
    assert now.note.split() == ["先に書いた内容", "後から書いた内容"]
    assert (now.priority, now.next_action) == (1, "書類を送付")


def test_only_a_person_who_assigns_gives_a_case_to_somebody(client: Client) -> None:
    """An officer's forged field changes nothing; a supervisor's choice does."""
    world = make_world()
    case = make_case(world)
    url, other = f"/cases/{case.pk}/edit/", make_person("other", world.unit, "officer")
    enter(client, world).post(url, shown_fields(client.get(url)) | {"assignee_id": str(other.pk), "note": "x"})
    assert Case.objects.within(world.system).get(pk=case.pk).assignee == world.people["officer"]
    enter(client, world, "supervisor")
    client.post(url, shown_fields(client.get(url)) | {"assignee_id": str(other.pk)})
    assert Case.objects.within(world.system).get(pk=case.pk).assignee == other


def test_a_step_by_hand_needs_its_conditions_and_its_capability(client: Client) -> None:
    """Giving up before every contact was tried is refused; closing needs a supervisor and a reason."""
    world = make_world()
    case = make_case(world, state="contacting")
    url = f"/cases/{case.pk}/step/"
    enter(client, world)
    assert "必要な記録がそろっていない" in client.post(f"{url}?step=give_up", {}).content.decode()
    assert client.post(f"{url}?step=close_unfixed", {"reason": "理由"}).status_code == 403
    assert client.get(f"{url}?step=observe_fixed").status_code == 404
    enter(client, world, "supervisor")
    assert "入力してください" in client.post(f"{url}?step=close_unfixed", {"reason": ""}).content.decode()
    assert client.post(f"{url}?step=close_unfixed", {"reason": "廃業を確認"}).status_code == 302
    assert Case.objects.within(world.system).get(pk=case.pk).state == "closed_unfixed"


def test_a_device_without_evidence_of_a_source_still_has_a_page(client: Client) -> None:
    """Odd rows of an old survey (no evidence, no verdict, unknown kind) do not break the page."""
    world = make_world()
    case = make_case(world)
    make_finding(
        world, case.campaign, make_organization(world), case=case, decision="confirmed", verdict="not_judged",
        cves=[], version_kind="new_kind", version_text="",
        attribution_reasons=[{"id": "new.reason", "values": {"a": "b"}}],
    )  # fmt: skip
    assert enter(client, world).get(f"/cases/{case.pk}/").status_code == 200
