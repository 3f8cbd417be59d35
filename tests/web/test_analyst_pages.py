"""The analyst's desk: filters, evidence, decisions, several at once, hostile texts, and a constant cost."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaign_world import World, make_campaign, make_case, make_finding, make_organization, make_world
from noroshi.attribute.numbers import check_digit
from noroshi.records.models import Answer, Case, Decision, Event, Evidence, Exclusion, Finding

pytestmark = pytest.mark.django_db
QUEUE_STATEMENTS = 17
FINDING_STATEMENTS = 15
HOSTILE = "<script>alert(1)</script>\u202e=cmd|' /C calc'!A0\x1b[31m" + "長" * 20_000


def log_in(client: Client, world: World, role: str = "analyst") -> Client:
    """Log the unit's person of a role in."""
    client.force_login(world.people[role])
    return client


def make_pending(world: World, count: int = 1, **values: Any) -> list[Finding]:
    """Make findings that nobody decided about, each in a draft case."""
    campaign = make_campaign(world)
    for _ in range(count):
        make_case(world, campaign, state="draft")
    rows = Finding.objects.within(world.system).filter(campaign=campaign)
    rows.update(decision="pending", decided_by=None, decided_at=None, released_by=None, released_at=None, **values)
    return list(rows.order_by("pk"))


def decide(client: Client, row: Finding, action: str, **values: Any) -> Any:
    """Send one decision from the page of a finding."""
    address = reverse("finding_decide", args=[row.pk])
    return client.post(address, {"action": action, "row_version": row.row_version, "comment": "", **values})


def fresh(world: World, row: Finding) -> Finding:
    """Return the finding as it is in the database."""
    return Finding.objects.within(world.system).get(pk=row.pk)


@pytest.mark.parametrize("count", [5, 50])
def test_the_queue_costs_the_same_for_five_and_fifty(
    client: Client, count: int, django_assert_num_queries: Any
) -> None:
    """The number of statements does not grow with the rows."""
    world = make_world()
    make_pending(world, count)
    log_in(client, world).get(reverse("finding_queue"))
    with django_assert_num_queries(QUEUE_STATEMENTS):
        page = client.get(reverse("finding_queue"))
    assert len(page.context["findings"]) == count


@pytest.mark.parametrize("count", [5, 50])
def test_a_finding_costs_the_same_for_five_and_fifty_reasons(
    client: Client, count: int, django_assert_num_queries: Any
) -> None:
    """The number of statements does not grow with the evidence or the history."""
    world = make_world()
    row = make_pending(world)[0]
    for number in range(count):
        Evidence.objects.create(unit=world.unit, finding=row, about="product", rule=f"rule-{number}", text="x")
        Decision.objects.create(unit=world.unit, finding=row, kind="note", by=world.people["analyst"], at=row.last_seen)
    address = reverse("finding", args=[row.pk])
    log_in(client, world).get(address)
    with django_assert_num_queries(FINDING_STATEMENTS):
        page = client.get(address)
    assert len(page.context["detail"].product_evidence) == count
    assert len(page.context["history"]) == count


def test_hostile_texts_of_a_survey_come_out_neutral(client: Client) -> None:
    """Script, direction override, terminal escape and a text without end: shown as characters, shortened."""
    world = make_world()
    row = make_pending(world)[0]
    row.hostnames, row.ips, row.ports = [HOSTILE], [HOSTILE], [443]
    row.version_text, row.model, row.product = HOSTILE[:300], HOSTILE[:100], "<b>x</b>"
    row.conflicts, row.decoy_reasons, row.decoy_score = [HOSTILE], [HOSTILE], 10
    row.candidates = [{"number": HOSTILE, "name": HOSTILE, "prefecture": HOSTILE, "city": "", "probability": 0.5}]
    row.attribution = {"address_holder": HOSTILE, "organization": HOSTILE, "registered_city": HOSTILE}
    row.attribution_reasons = [{"id": "cert.o", "values": {"text": HOSTILE[:500], "finding": "none"}}]
    row.cves = [{**row.cves[0], "text_ja": HOSTILE, "fix": HOSTILE, "sources": [HOSTILE]}]
    row.save()
    assert row.organization is not None
    row.organization.name = HOSTILE[:200]
    row.organization.save()
    Evidence.objects.create(
        unit=world.unit, finding=row, about="version", rule="r", trace=HOSTILE, text_ja=HOSTILE, input=HOSTILE[:500],
        caveats=[HOSTILE], source=HOSTILE[:80], field=HOSTILE[:60], digest="0",
    )  # fmt: skip
    log_in(client, world)
    for address in (reverse("finding_queue"), reverse("finding", args=[row.pk])):
        page = client.get(address).content.decode()
        assert "alert(1)" in page
        assert "<script>alert" not in page
        assert "<b>x</b>" not in page
        assert "\u202e" not in page
        assert "\x1b" not in page
        assert len(page) < 200_000


def test_filters_narrow_and_a_wrong_one_shows_everything(client: Client) -> None:
    """Product, urgency, prefecture, name and address each find their finding; forged values do not fail."""
    world = make_world()
    first, second = make_pending(world, 2)
    first.product, first.urgency, first.site_pref, first.registered_pref = "f5-bigip", "60d", "東京都", "東京都"
    first.ips = ["203.0.113.77"]
    first.save()
    address = reverse("finding_queue")
    log_in(client, world)
    assert second.organization is not None
    for query in (
        {"product": "f5-bigip"}, {"urgency": "60d"}, {"prefecture": "東京都"}, {"q": "203.0.113.77"},
        {"q": first.organization.name}, {"q": first.organization.corporate_number},
    ):  # fmt: skip
        assert [row.pk for row in client.get(address, query).context["findings"]] == [first.pk]
    for query in ({"campaign": "x"}, {"product": "'; DROP"}, {"state": "?"}, {"page": "-9"}, {"urgency": "soon"}):
        assert len(client.get(address, query).context["findings"]) == 2


def test_each_tab_shows_its_state_with_its_number(client: Client) -> None:
    """Pending, asked, confirmed and refuted are apart; a device in research is not in the queue."""
    world = make_world()
    rows = make_pending(world, 4)
    log_in(client, world)
    decide(client, rows[1], "ask", comment="共用ですか")
    decide(client, rows[2], "confirm")
    decide(client, rows[3], "refute", reason="decoy")
    make_finding(world, rows[0].campaign, None, research_state="open")
    for state, row in zip(("pending", "asked", "confirmed", "refuted"), rows, strict=True):
        page = client.get(reverse("finding_queue"), {"state": state})
        assert [each.pk for each in page.context["findings"]] == [row.pk]
        assert [tab.count for tab in page.context["tabs"] if tab.current] == [1]


def test_an_answer_that_speaks_against_a_finding_brings_it_back(client: Client) -> None:
    """A later answer "another's device" shows under the disputed; one that was corrected no longer does."""
    world = make_world()
    case = make_case(world)
    finding = case.findings.get()
    fields = {"unit": world.unit, "case": case, "at": finding.decided_at, "officer": world.people["officer"]}
    said = Answer.objects.create(key="1", ownership="other", **fields)
    address = reverse("finding_queue")
    log_in(client, world)
    assert [row.pk for row in client.get(address, {"state": "disputed"}).context["findings"]] == [finding.pk]
    Answer.objects.create(key="2", ownership="own", supersedes=said, **fields)
    assert client.get(address, {"state": "disputed"}).context["findings"] == []


def test_confirming_leads_on_through_the_queue(client: Client) -> None:
    """After a decision the next finding opens, with the filters kept; after the last one the list."""
    world = make_world()
    first, second = make_pending(world, 2)
    log_in(client, world)
    address = f"{reverse('finding_decide', args=[first.pk])}?product=fortinet-fortios"
    done = client.post(address, {"action": "confirm", "row_version": 1, "comment": ""})
    assert done.url == f"{reverse('finding', args=[second.pk])}?product=fortinet-fortios"
    assert decide(client, second, "confirm").url.startswith(reverse("finding_queue"))
    assert {fresh(world, row).decision for row in (first, second)} == {"confirmed"}


def test_a_decision_on_an_old_page_is_refused_in_words(client: Client) -> None:
    """The colleague's decision stands, and the page shows the finding as it is now."""
    world = make_world()
    row = make_pending(world)[0]
    log_in(client, world)
    decide(client, row, "ask", comment="先に照会")
    page = decide(client, row, "confirm")
    assert page.status_code == 200
    assert "ほかの者が先に" in page.content.decode()
    assert fresh(world, row).decision == "asked"


@pytest.mark.parametrize(
    ("action", "values"),
    [
        ("refute", {"reason": ""}),
        ("refute", {"reason": "whim"}),
        ("ask", {"comment": ""}),
        ("split", {"number": "123", "name": "架空"}),
        ("split", {"number": "", "name": ""}),
        ("merge", {"comment": "同じ", "into": "", "reference": ""}),
        ("merge", {"comment": "同じ", "into": "", "reference": "999-9999-999"}),
        ("merge", {"comment": "同じ", "into": "4711", "reference": ""}),
        ("confirm", {"row_version": "x"}),
    ],
)
def test_an_incomplete_decision_says_what_is_missing(client: Client, action: str, values: dict[str, Any]) -> None:
    """The page comes back with the form's errors, and nothing is decided."""
    world = make_world()
    row = make_pending(world)[0]
    page = decide(log_in(client, world), row, action, **values)
    assert page.status_code == 200
    assert page.context["forms"][action].errors
    assert fresh(world, row).decision == "pending"
    assert not Decision.objects.within(world.system).exists()


def test_every_decision_can_be_taken_on_the_page(client: Client) -> None:
    """Ask, answer, another organisation, merge into a device, reopen: each is open when it makes sense."""
    world = make_world()
    row, other = make_pending(world, 2)
    log_in(client, world)
    assert decide(client, row, "ask", comment="共用ですか").status_code == 302
    assert decide(client, fresh(world, row), "answer", comment="共用ではない").status_code == 302
    number = f"{check_digit('999901000066')}999901000066"
    assert decide(client, fresh(world, row), "split", number=number, name="架空新組織株式会社").status_code == 302
    moved = fresh(world, row)
    assert moved.organization is not None
    assert moved.organization.corporate_number == number
    same = make_finding(world, row.campaign, moved.organization, case=moved.case)
    assert decide(client, moved, "merge", into=str(same.pk), comment="同じ機器").status_code == 302
    assert decide(client, fresh(world, row), "reopen", comment="見直し").status_code == 302
    page = client.get(reverse("finding", args=[row.pk]))
    assert [each.kind for each in page.context["history"]] == ["ask", "answer", "split", "merge", "reopen"]
    target = Case.objects.within(world.system).get(pk=other.case_id)
    joined = decide(client, fresh(world, row), "merge", reference=target.reference, comment="同じ法人")
    assert joined.status_code == 302
    assert fresh(world, row).case_id == target.pk


def test_several_at_once_with_the_versions_that_were_shown(client: Client) -> None:
    """The chosen are decided, one that changed is named, and what was not chosen stays."""
    world = make_world()
    rows = make_pending(world, 4)
    log_in(client, world)
    decide(client, rows[1], "ask", comment="?")
    chosen = [f"{row.pk}:1" for row in rows[:3]]
    page = client.post(reverse("finding_bulk"), {"action": "confirm", "chosen": chosen}, follow=True)
    assert [fresh(world, row).decision for row in rows] == ["confirmed", "asked", "confirmed", "pending"]
    texts = [str(message) for message in page.context["messages"]]
    assert any("2 件" in text for text in texts)
    assert any("ほかの者が先に" in text for text in texts)
    client.post(reverse("finding_bulk"), {"action": "refute", "reason": "decoy", "chosen": [f"{rows[3].pk}:1"]})
    assert fresh(world, rows[3]).decision == "refuted"


def test_one_row_is_confirmed_by_its_own_button(client: Client) -> None:
    """The button of a row confirms that row, whatever else is ticked."""
    world = make_world()
    first, second = make_pending(world, 2)
    log_in(client, world)
    client.post(reverse("finding_bulk"), {"one": f"{second.pk}:1", "chosen": [f"{first.pk}:1"]})
    assert [fresh(world, row).decision for row in (first, second)] == ["pending", "confirmed"]


@pytest.mark.parametrize("chosen", ["x", "1", "0:1", "-1:1", "1:x", "١:1", "99999999999999999999:1"])
def test_forged_keys_are_not_found(client: Client, chosen: str) -> None:
    """Whatever cannot be a key of the own compartment gives 404 and changes nothing."""
    world = make_world()
    row = make_pending(world)[0]
    answer = log_in(client, world).post(reverse("finding_bulk"), {"action": "confirm", "chosen": [chosen]})
    assert answer.status_code == 404
    assert fresh(world, row).decision == "pending"


def test_too_many_or_none_are_said(client: Client) -> None:
    """Nothing chosen, and more than a hundred: a sentence, no decision."""
    world = make_world()
    make_pending(world)
    log_in(client, world)
    for chosen in ([], [f"{number}:1" for number in range(101)]):
        page = client.post(reverse("finding_bulk"), {"action": "confirm", "chosen": chosen}, follow=True)
        assert len(list(page.context["messages"])) == 1
    assert not Decision.objects.within(world.system).exists()


def test_another_compartments_finding_is_not_found(client: Client) -> None:
    """Reading, deciding and choosing it give 404, as if it did not exist."""
    world, other = make_world("A"), make_world("B")
    row = make_pending(other)[0]
    log_in(client, world)
    assert client.get(reverse("finding", args=[row.pk])).status_code == 404
    assert decide(client, row, "confirm").status_code == 404
    assert client.post(reverse("finding_bulk"), {"chosen": [f"{row.pk}:1"]}).status_code == 404
    assert fresh(other, row).decision == "pending"


def test_an_approver_reads_without_deciding(client: Client) -> None:
    """The evidence is there, the forms are not, and a forged decision is turned away."""
    world = make_world()
    row = make_pending(world)[0]
    page = log_in(client, world, "approver").get(reverse("finding", args=[row.pk]))
    assert page.status_code == 200
    assert page.context["forms"] == {}
    assert decide(client, row, "confirm").status_code == 403
    assert client.get(reverse("finding_queue")).status_code == 403


def test_reading_is_written_down(client: Client) -> None:
    """The list and the page leave their entries."""
    world = make_world()
    row = make_pending(world)[0]
    log_in(client, world)
    client.get(reverse("finding_queue"))
    client.get(reverse("finding", args=[row.pk]))
    actions = set(Event.objects.within(world.system).values_list("action", flat=True))
    assert {"findings.listed", "finding.read"} <= actions


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_speaks_both_languages_and_names_its_keys(client: Client, settings: Any, language: str) -> None:
    """Reasons, verdict and keys in the page's language; no text of the other."""
    world = make_world()
    row = make_pending(world)[0]
    Evidence.objects.create(unit=world.unit, finding=row, about="product", rule="r", text="A mark.", text_ja="特徴。")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = log_in(client, world).get(reverse("finding", args=[row.pk])).content.decode()
    here, there = ("特徴。", "A mark.") if language == "ja" else ("A mark.", "特徴。")
    assert here in page
    assert there not in page
    for key in ("c", "x", "q"):
        assert f'data-key="{key}"' in page


def test_nobody_is_asked_to_confirm_without_an_organisation(client: Client) -> None:
    """The service's refusal reaches the page in words."""
    world = make_world()
    nobody = make_finding(world, make_campaign(world), None)
    page = decide(log_in(client, world), nobody, "confirm")
    assert "利用組織が決まっていない" in page.content.decode()
    assert make_organization(world).pk


def test_an_exclusion_is_said_with_its_day_in_japanese(client: Client) -> None:
    """Codes and days in a refusal are worded, not shown as stored."""
    world = make_world()
    row = make_pending(world)[0]
    number = f"{check_digit('999901000044')}999901000044"
    Exclusion.objects.create(
        unit=world.unit, corporate_number=number, name="架空", reason="requested", until=dt.date(2099, 3, 31)
    )
    page = decide(log_in(client, world), row, "split", number=number, name="架空").content.decode()
    assert "令和81年3月31日" in page
    decide(client, row, "refute", reason="decoy")
    late = decide(client, fresh(world, row), "ask", comment="?").content.decode()
    assert "誤りと確認" in late
    assert "refuted" not in late.partition('id="error-summary"')[2].partition("</section>")[0]
