"""Rehearsals on the pages: the real call page with a mark, and not a word of it on any other page."""

import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from browser import Site
from campaign_world import World, make_case, make_person, make_world
from noroshi.knowledge.rehearsals import load_rehearsals
from noroshi.knowledge.roles import load_roles
from noroshi.notify.reference_number import format as format_reference
from noroshi.records.models import ContactAttempt, Finding, SuspectedIntrusion, User
from noroshi.records.rehearsal import Rehearsal
from noroshi.records.services import api_tokens, rehearse
from page_checks import faults
from rehearsal_world import TYPED, inside, rehearsed, start

pytestmark = pytest.mark.django_db
MARK = "実在の組織ではありません"
OWN_PAGES = {"rehearsals", "rehearsal_start", "rehearsal_clear"}
"""Pages without an object that are about rehearsals; the auditor's page shows the chain, which holds numbers only."""


@pytest.fixture
def world() -> World:
    return make_world()


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def officer(world: World) -> Client:
    return signed_in(world.people["officer"])


def gated() -> list[tuple[str, URLPattern]]:
    """Return every address with a capability, by its route."""

    def walk(patterns: list[Any], prefix: str) -> list[tuple[str, URLPattern]]:
        found = []
        for each in patterns:
            route = prefix + str(each.pattern)
            if isinstance(each, URLResolver):
                found += walk(each.url_patterns, route)
            elif getattr(each.callback, "capability", "") and not route.startswith("api/"):
                found.append((route, each))
        return found

    return walk(get_resolver().url_patterns, "")


def objects(row: Rehearsal, world: World) -> dict[str, int]:
    """Return the keys of a rehearsal's rows by the beginning of the addresses that name such rows."""
    case, scope = row.case, inside(world)
    finding = Finding.objects.within(scope).get(case=case)
    return {
        "cases/": case.pk,
        "campaigns/": case.campaign_id,
        "organizations/": case.organization_id,
        "contacts/": case.organization.contacts.get().pk,
        "findings/": finding.pk,
        "research/": finding.pk,
        "answers/": case.answers.get().pk,
        "parties/": case.parties.get().pk,
        "intrusions/": case.intrusions.get().pk,
        "todos/": case.todos.first().pk,
    }


VARIES = re.compile(
    r'csrfmiddlewaretoken" value="\w+"|"X-CSRFToken":"\w+"|\d+:\d+|<img class="qr"[^>]*>|<p><code>[^<]*</code></p>'
)
"""What is new on every page: tokens, times of day, the head of the audit chain on the daily report."""


def readable(answer: Any) -> str:
    """Return a page as text, and a spreadsheet as the text of its cells."""
    if "spreadsheet" not in answer["Content-Type"]:
        return str(answer.content.decode())
    book = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True)
    return repr([row for sheet in book for row in sheet.iter_rows(values_only=True)])


def shown(world: World) -> dict[tuple[str, str], str]:
    """Return every page without an object as each role that opens it reads it; the auditor's holds the chain."""
    found = {}
    for route, each in gated():
        capability = each.callback.capability
        if "<" in route or each.name in OWN_PAGES or capability == "audit.read":
            continue
        for role in load_roles().holders(capability):
            answer = signed_in(world.people[role]).get(reverse(each.name))
            text = readable(answer) if answer.status_code == 200 else str(answer.status_code)
            found[each.name, role] = VARIES.sub("", text)
    return found


def test_no_list_and_no_figure_of_anybody_changes(world: World) -> None:
    """Every page without an object, for every role that opens it, is what it was before the rehearsal."""
    make_case(world)
    for person in world.people.values():
        signed_in(person)  # the page of the accounts shows the last login
    before = shown(world)
    row = rehearsed(world)
    after = shown(world)
    assert len(before) > 30
    assert {key for key in before if before[key] != after[key]} == set()
    for text in after.values():
        for word in (TYPED, row.case.reference, format_reference(row.case.reference), "架空見本精機株式会社(見本)"):
            assert word not in text


def test_only_pages_that_rehearse_open_its_rows(world: World) -> None:
    """Release, override, transfer, finding, contact, document, campaign: a rehearsal's row does not exist there."""
    row = rehearsed(world)
    known = objects(row, world)
    tried = opened = 0
    for route, each in gated():
        head = route.partition("<")[0]
        if head not in known or re.findall(r"<\w+:(\w+)>", route) != ["pk"]:
            continue
        rehearses = each.callback.rehearses
        for role in load_roles().holders(each.callback.capability):
            client = signed_in(world.people[role])
            target = reverse(each.name, kwargs={"pk": known[head]})
            statuses = {client.get(target).status_code} | (set() if rehearses else {client.post(target).status_code})
            tried += 1
            opened += statuses == {200}
            assert rehearses or statuses <= {404, 405}, (each.name, role, statuses)
    assert tried > 30
    assert opened >= 5


def test_the_interface_of_a_token_holds_nothing_of_it(world: World) -> None:
    """A token with every capability exports the real campaign alone."""
    real = make_case(world)
    row = rehearsed(world)
    scope = world.scope("administrator", "token.manage")
    _, text = api_tokens.make_token(scope, world.unit.pk, "x", list(api_tokens.CAPABILITIES), 30)
    header = {"HTTP_AUTHORIZATION": f"Bearer {text}"}
    campaigns = Client().get("/api/v1/campaigns", **header)
    assert [each["id"] for each in campaigns.json()["items"]] == [real.campaign_id]
    for path in ("", "/cases", "/findings"):
        assert Client().get(f"/api/v1/campaigns/{row.case.campaign_id}{path}", **header).status_code == 404


@pytest.mark.parametrize("name", ["call", "case", "intrusion", "party_list", "verification_list", "contract"])
def test_every_page_of_it_carries_the_mark_and_the_other_side(world: World, name: str) -> None:
    """The real pages, with the mark above and what the other side says; the real case has neither."""
    row, real = start(world, "angry"), make_case(world)
    page = officer(world).get(reverse(name, kwargs={"pk": row.case_id})).content.decode()
    assert MARK in page
    assert 'class="sample rehearsal"' in page
    assert "忙しいんだけど" in page
    assert "勝手に調べた" not in page
    page = officer(world).get(reverse(name, kwargs={"pk": real.pk})).content.decode()
    assert MARK not in page
    assert "rehearsal" not in page.replace("/rehearsals/", "")


def test_no_link_of_its_pages_leads_nowhere(world: World) -> None:
    """What cannot be practised is not offered: every link of the rehearsal's pages opens."""
    row = rehearsed(world)
    client = officer(world)
    names = ("call", "case", "intrusion", "party_list", "verification_list", "contract", "answer_new", "case_edit")
    seen = set()
    for name in names:
        answer = client.get(reverse(name, kwargs={"pk": row.case_id}))
        assert answer.status_code == 200, name
        seen |= {(name, link) for link in re.findall(r'<a [^>]*href="(/[^"#]+)"', answer.content.decode())}
    targets = {link for _, link in seen if "/static/" not in link}
    dead = {target for target in targets if client.get(target.replace("&amp;", "&")).status_code != 200}
    assert {(name, link) for name, link in seen if link in dead} == set()
    assert len(targets) > 10


def test_english_pages_say_rehearsal(world: World) -> None:
    """List and call page in English carry the mark."""
    client = officer(world)
    client.post(reverse("set_language"), {"language": "en"})
    row = start(world, "scam")
    for target in (reverse("rehearsals"), reverse("call", kwargs={"pk": row.case_id})):
        assert "REHEARSAL" in client.get(target).content.decode()


def test_somebody_elses_rehearsal_is_not_shown(world: World) -> None:
    """Neither the next line nor the review of another officer's rehearsal can be opened; their list stays empty."""
    row = start(world)
    other = make_person("second", world.unit, "officer")
    client = signed_in(other)
    assert client.get(reverse("rehearsal_review", kwargs={"pk": row.pk})).status_code == 404
    assert client.post(reverse("rehearsal_next", kwargs={"pk": row.pk})).status_code == 404
    assert "まだ練習していません" in client.get(reverse("rehearsals")).content.decode()
    assert 'id="rehearsal-panel"' not in client.get(reverse("call", kwargs={"pk": row.case_id})).content.decode()


def test_the_next_line_comes_without_scripts_as_well(world: World) -> None:
    """A plain form leads back to the call page, where the line stands; HTMX gets the panel alone."""
    row = start(world, "scam")
    client = officer(world)
    target = reverse("rehearsal_next", kwargs={"pk": row.pk})
    assert "本物なんですか" in client.post(target, follow=True).content.decode()
    part = client.post(target, HTTP_HX_REQUEST="true").content.decode()
    assert "いまここで言えるでしょう" in part
    assert "<html" not in part


def test_an_unknown_person_is_refused_in_words(world: World) -> None:
    """A forged choice leads back to the list with a sentence."""
    page = officer(world).post(reverse("rehearsal_start"), {"persona": "<b>"}, follow=True).content.decode()
    assert "この練習相手はありません" in page
    assert not Rehearsal.objects.within(inside(world)).exists()


def test_the_review_says_what_to_do_better_and_why(world: World) -> None:
    """Missed duties with their reason, the answers beside the record, the right ending; nothing before it is asked."""
    row = rehearsed(world)
    client, target = officer(world), reverse("rehearsal_review", kwargs={"pk": row.pk})
    assert "できたこと" not in client.get(target).content.decode()
    page = client.post(target, {"said": ["reference_given", "voluntary_said"]}, follow=True).content.decode()
    duties = load_rehearsals().duties
    assert "10 項目のうち 6 項目ができました" in page
    assert duties["way_to_verify"].why_ja in page
    assert duties["voluntary_said"].why_ja not in page
    assert load_rehearsals().personas["calm"].right.ja in page
    assert page.count(">一致<") == 6
    assert MARK in page


def test_cleared_rehearsals_are_gone_from_the_pages(world: World) -> None:
    """After a question the list is empty and the review does not exist any more."""
    row = rehearsed(world)
    client = officer(world)
    assert "練習 1 件" in client.get(reverse("rehearsal_clear")).content.decode()
    assert "まだ練習していません" in client.post(reverse("rehearsal_clear"), follow=True).content.decode()
    assert client.get(reverse("rehearsal_review", kwargs={"pk": row.pk})).status_code == 404
    assert rehearse.own(inside(world)) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1366, 390])
def test_a_rehearsal_from_the_list_to_the_look_back(site: Site, width: int) -> None:
    """With the keyboard's n the other side speaks; the damage is pressed, the contact logged, the review reads so."""
    world = make_world()
    page = site.open("/rehearsals/", world.people["officer"], width=width, height=844)
    assert faults(page) == []
    page.get_by_role("button", name="「すでに被害が疑われる担当者」で始める").click()
    page.wait_for_url("**/call/")
    panel = page.get_by_label("電話の相手", exact=True)
    assert panel.get_by_text("1 / 4").is_visible()
    page.keyboard.press("n")
    panel.get_by_text("見慣れない英語の文書").wait_for()
    page.get_by_label("メモ").fill("共有フォルダが開けない")
    page.locator(".autosave.is-saved").wait_for()
    page.get_by_label("被害の申告", exact=True).check()
    page.get_by_role("button", name="記録を保存する").first.click()
    page.wait_for_url("**/intrusion/")
    page.keyboard.press("n")
    panel.get_by_text("機械を初期化しよう").wait_for()
    assert faults(page) == []
    panel.get_by_role("link", name="終えて振り返る").click()
    page.get_by_label("照会番号を伝えた").check()
    page.get_by_label("ログを残し、機器を初期化しないようお願いした").check()
    page.get_by_role("button", name="振り返りを見る").click()
    page.get_by_text("7 項目のうち 5 項目ができました").wait_for()
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.emulate_media(media="print")
    assert page.get_by_text(MARK).is_visible()
    attempt = ContactAttempt.objects.within(inside(world)).get()
    assert (attempt.outcome, attempt.note) == ("incident_reported", "共有フォルダが開けない")
    assert SuspectedIntrusion.objects.within(inside(world)).count() == 1
    assert not SuspectedIntrusion.objects.within(world.system).exists()
