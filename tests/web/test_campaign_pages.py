"""Campaign pages: opening only what was shown, from the one place that the operator set, and what the page tells."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign_world import World, make_campaign, make_case, make_finding, make_world
from noroshi.knowledge.ethics import load_ethics
from noroshi.records.models import Campaign, Case, Event, Survey

pytestmark = pytest.mark.django_db


def log_in(client: Client, world: World, role: str = "supervisor") -> Client:
    """Log the unit's person of a role in."""
    client.force_login(world.people[role])
    return client


@pytest.fixture
def surveys(tmp_path: Path, example_survey: Path, settings: Any) -> Path:
    """Set the place of surveys: one finished survey, one unfinished, one link to a finished one elsewhere."""
    place = tmp_path / "surveys"
    place.mkdir()
    target = place / "2026-10"
    target.mkdir()
    for file in example_survey.iterdir():
        (target / file.name).symlink_to(file)
    (place / "unfinished").mkdir()
    (place / "elsewhere").symlink_to(example_survey)
    (tmp_path / "outside").mkdir()
    settings.SURVEYS = str(place)
    return place


def fields(world: World, **values: Any) -> dict[str, Any]:
    """Return a filled form; ``values`` override its fields."""
    return {
        "unit": str(world.unit.pk),
        "survey": "2026-10",
        "code": "KNG-26",
        "title_ja": "神奈川の取組(見本)",
        "prefectures": ["神奈川県"],
        "basis": "either",
        "verdicts": ["affected", "likely"],
        "least": "none",
        "cves": "",
        "freshness_days": "14",
        "research_days": "10",
        "starts_on": timezone.localdate().isoformat(),
        "legal_basis": "見本",
        "handling_class": "unit_only",
        "ethics": list(load_ethics()),
        **values,
    }


def send(client: Client, world: World, action: str, **values: Any) -> Any:
    """Send the form with one of its two buttons."""
    return client.post(reverse("campaign_open"), fields(world, action=action, **values))


@pytest.mark.usefixtures("surveys")
def test_only_finished_surveys_of_the_place_are_offered(client: Client) -> None:
    """An unfinished folder and a link that leads out of the place are not on the list."""
    world = make_world()
    page = log_in(client, world).get(reverse("campaign_open"))
    choices = [value for value, _ in page.context["form"].fields["survey"].choices]
    assert choices == ["2026-10"]


@pytest.mark.parametrize("name", ["unfinished", "elsewhere", "../outside", "/etc", "2026-10/../2026-10", ""])
@pytest.mark.usefixtures("surveys")
def test_a_path_from_the_web_is_never_opened(client: Client, name: str) -> None:
    """Whatever is not on the list is refused as a choice, and nothing is read or saved."""
    world = make_world()
    page = send(log_in(client, world), world, "preview", survey=name)
    assert page.status_code == 200
    assert "survey" in page.context["form"].errors
    assert not Survey.objects.within(world.system).exists()


def test_without_a_place_the_page_says_what_to_do(client: Client, settings: Any) -> None:
    """NOROSHI_SURVEYS is named."""
    settings.SURVEYS = ""
    page = log_in(client, make_world()).get(reverse("campaign_open"))
    assert "NOROSHI_SURVEYS" in page.content.decode()


@pytest.mark.usefixtures("surveys")
def test_the_counts_come_first_and_then_the_campaign(client: Client) -> None:
    """The preview saves nothing; opening with the counts that were shown makes what they said."""
    world = make_world()
    log_in(client, world)
    shown = send(client, world, "preview")
    assert shown.context["balance"]["cases"] > 50
    assert not Survey.objects.within(world.system).exists()
    done = send(client, world, "open", previewed=shown.context["previewed"])
    campaign = Campaign.objects.within(world.system).get()
    assert done.status_code == 302
    assert done.url == reverse("campaign", args=[campaign.pk])
    assert campaign.balance == shown.context["balance"]
    assert Case.objects.within(world.system).count() == campaign.balance["cases"]
    page = client.get(done.url)
    assert f"個別対応票 {campaign.balance['cases']} 件" in page.content.decode()


@pytest.mark.parametrize("changed", [{}, {"basis": "site"}, {"freshness_days": "30"}, {"products": ["f5-bigip"]}])
@pytest.mark.usefixtures("surveys")
def test_counts_of_other_criteria_do_not_open(client: Client, changed: dict[str, Any]) -> None:
    """Opening unseen, or after the criteria were changed, shows the new counts instead."""
    world = make_world()
    log_in(client, world)
    seen = send(client, world, "preview").context["previewed"] if changed else "0" * 64
    page = send(client, world, "open", previewed=seen, **changed)
    assert page.status_code == 200
    assert "balance" in page.context
    assert not Campaign.objects.within(world.system).exists()


@pytest.mark.usefixtures("surveys")
def test_an_incomplete_checklist_is_said_beside_the_counts(client: Client) -> None:
    """The form keeps what was typed, and names the items that are missing."""
    world = make_world()
    log_in(client, world)
    seen = send(client, world, "preview").context["previewed"]
    page = send(client, world, "open", previewed=seen, ethics=["voluntary"])
    assert "ethics" in page.context["form"].errors
    assert "balance" in page.context
    assert not Campaign.objects.within(world.system).exists()


@pytest.mark.usefixtures("surveys")
def test_the_same_code_again_is_said_at_its_field(client: Client) -> None:
    """A second campaign of that code is refused with the survey of the first."""
    world = make_world()
    make_campaign(world, "KNG-26")
    log_in(client, world)
    seen = send(client, world, "preview").context["previewed"]
    page = send(client, world, "open", previewed=seen)
    assert "2026-09" in page.context["form"].errors["code"][0]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "kng 26"}, "code"),
        ({"prefectures": ["架空県"]}, "prefectures"),
        ({"prefectures": []}, "prefectures"),
        ({"cves": "CVE-1"}, "cves"),
        ({"freshness_days": "0"}, "freshness_days"),
        ({"freshness_days": "999999999999"}, "freshness_days"),
        ({"starts_on": "第三木曜日"}, "starts_on"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"title_ja": ""}, "title_ja"),
        ({"unit": "0"}, "unit"),
    ],
)
@pytest.mark.usefixtures("surveys")
def test_a_wrong_entry_is_said_beside_its_field(
    client: Client, settings: Any, values: dict[str, Any], field: str, language: str
) -> None:
    """In both languages, with nothing saved."""
    world = make_world()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    log_in(client, world)
    seen = send(client, world, "preview").context["previewed"]
    page = send(client, world, "open", previewed=seen, **values)
    if "previewed" in page.context and page.context["previewed"] != seen:
        page = send(client, world, "open", previewed=page.context["previewed"], **values)
    assert field in page.context["form"].errors, page.context["form"].errors
    assert not Campaign.objects.within(world.system).exists()


@pytest.mark.usefixtures("surveys")
def test_a_campaign_shows_methods_balance_and_terms(client: Client) -> None:
    """Which prefecture counts, every bin, who confirmed the checklist, and the terms of each source."""
    world = make_world()
    log_in(client, world)
    seen = send(client, world, "preview").context["previewed"]
    page = client.get(send(client, world, "open", previewed=seen).url).content.decode()
    for text in ("設置場所または本店所在地", "都道府県が異なる", "候補のみ", "未確認", "放置した場合に社会への被害"):
        assert text in page
    assert world.people["supervisor"].name_ja in page
    assert "接続や脆弱性スキャンを行っていません" in page


def test_the_list_shows_the_own_compartment_and_its_counts(client: Client) -> None:
    """Another unit's campaigns are not there; the numbers are those of the records."""
    world, other = make_world("A"), make_world("B")
    campaign = make_campaign(world, "KNG-1")
    case = make_case(world, campaign, state="draft")
    case.findings.update(decision="pending")
    make_finding(world, campaign, None, research_state="open")
    make_campaign(other, "OTHER-1")
    page = log_in(client, world, "analyst").get(reverse("campaign_list"))
    assert [row.code for row in page.context["campaigns"]] == ["KNG-1"]
    counts = [page.context[name][campaign.pk] for name in ("cases", "pending", "research")]
    assert counts == [1, 1, 1]
    assert "OTHER-1" not in page.content.decode()


def test_terms_are_recorded_by_source(client: Client) -> None:
    """The supervisor records a contract; an analyst sees no such page."""
    world = make_world()
    campaign = make_campaign(world)
    address = reverse("campaign_terms", args=[campaign.pk])
    given = {"licence-0": "契約 第3号", "may_hand_over-0": "yes", "may_print-0": "no", "may_publish-0": "unknown"}
    assert log_in(client, world).post(address, given).status_code == 302
    source = Survey.objects.within(world.system).get().sources[0]
    assert (source["licence"], source["may_print"]) == ("契約 第3号", "no")
    refused = client.post(address, given | {"licence-0": ""})
    assert "契約の名称" in refused.content.decode()
    assert log_in(client, world, "analyst").get(address).status_code == 403


def test_a_supervisor_finds_the_cases_that_wait_for_an_override(client: Client) -> None:
    """Stale cases are linked from the campaign, and the reason ends the waiting."""
    world = make_world()
    campaign = make_campaign(world)
    case = make_case(world, campaign, state="draft")
    old = timezone.now() - dt.timedelta(days=20)
    case.findings.update(last_affected_at=old)
    Case.objects.within(world.system).filter(pk=case.pk).update(last_affected_at=old)
    address = reverse("freshness_override", args=[case.pk])
    page = log_in(client, world).get(reverse("campaign", args=[campaign.pk]))
    assert address in page.content.decode()
    assert client.post(address, {"reason": ""}).status_code == 200
    assert client.post(address, {"reason": "次の調査まで間がある"}).status_code == 302
    assert address not in client.get(reverse("campaign", args=[campaign.pk])).content.decode()
    assert Event.objects.within(world.system).filter(action="case.freshness_overridden").exists()


@pytest.mark.parametrize("role", ["analyst", "approver", "officer", "switchboard", "auditor", "publisher"])
def test_only_supervisors_open_campaigns(client: Client, role: str) -> None:
    """Everybody else is turned away at the door."""
    world = make_world()
    assert log_in(client, world, role).get(reverse("campaign_open")).status_code == 403
