"""The release on the pages: what leaves, what holds up, five cases opened, one button."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign_world import World, make_campaign, make_case, make_finding, make_person, make_world
from noroshi.records.models import Campaign, Case, Evidence, Finding, Release, Survey

pytestmark = pytest.mark.django_db


def log_in(client: Client, world: World, role: str = "approver") -> Client:
    """Log the unit's person of a role in."""
    client.force_login(world.people[role])
    return client


def make_ready(world: World, count: int) -> Campaign:
    """Make a campaign with draft cases that wait for release."""
    campaign = make_campaign(world)
    for _ in range(count):
        make_case(world, campaign, state="draft")
    Finding.objects.within(world.system).filter(campaign=campaign).update(released_by=None, released_at=None)
    return campaign


def begin(client: Client, campaign: Campaign) -> Release:
    """Begin the release and return it."""
    address = client.post(reverse("release_campaign", args=[campaign.pk])).url
    return Release.objects.within(scope_of(campaign)).get(pk=int(address.rstrip("/").rpartition("/")[2]))


def scope_of(campaign: Campaign) -> Any:
    """Return a scope on the campaign's unit."""
    return World(campaign.unit).system


def test_the_whole_release(client: Client) -> None:
    """Queue, page, draw, five cases opened, approved: the cases are handed over and the queue is empty."""
    world = make_world()
    campaign = make_ready(world, 8)
    log_in(client, world)
    assert client.get(reverse("release_queue")).context["lines"][0]["ready"] == 8
    page = client.get(reverse("release_campaign", args=[campaign.pk]))
    assert "個別対応票 8 件" in page.content.decode()
    release = begin(client, campaign)
    address = reverse("release", args=[release.pk])
    assert b"disabled" in client.get(address).content
    assert client.post(address, follow=True).context["release"].done_at is None
    for position in range(1, 6):
        assert client.get(reverse("release_case", args=[release.pk, position])).status_code == 200
    assert b"disabled" not in client.get(address).content
    done = client.post(address, follow=True)
    assert "8 件を承認し" in done.content.decode()
    states = set(Case.objects.within(world.system).values_list("state", flat=True))
    assert states == {"handed_over"}
    assert client.get(reverse("release_queue")).context["lines"] == []


def test_a_request_that_shows_nothing_opens_no_case(client: Client) -> None:
    """HEAD, by which a program asks whether a page is there, does not count as reading the case."""
    world = make_world()
    campaign = make_ready(world, 1)
    log_in(client, world)
    release = begin(client, campaign)
    address = reverse("release_case", args=[release.pk, 1])
    assert client.head(address).status_code == 200
    assert begin(client, campaign).opened == {}
    client.get(address)
    assert list(begin(client, campaign).opened) == [str(release.sample[0])]


def test_a_case_of_the_draw_is_shown_in_full(client: Client) -> None:
    """Every finding with evidence, verdicts and organisation is on the page."""
    world = make_world()
    campaign = make_ready(world, 1)
    finding = Finding.objects.within(world.system).get()
    Evidence.objects.create(unit=world.unit, finding=finding, about="product", rule="r", text="t", text_ja="根拠の文")
    log_in(client, world)
    release = begin(client, campaign)
    page = client.get(reverse("release_case", args=[release.pk, 1])).content.decode()
    for text in ("根拠の文", "CVE-2024-21762", finding.organization.name, finding.ips[0]):
        assert text in page


@pytest.mark.parametrize("position", [0, 2, 99])
def test_only_cases_of_the_draw_are_opened(client: Client, position: int) -> None:
    """A place outside the draw does not exist."""
    world = make_world()
    campaign = make_ready(world, 1)
    log_in(client, world)
    release = begin(client, campaign)
    assert client.get(reverse("release_case", args=[release.pk, position])).status_code == 404


def test_what_holds_up_names_input_day_and_person(client: Client) -> None:
    """Terms, staleness and the same person each say what is in the way."""
    world = make_world()
    campaign = make_ready(world, 1)
    approver = world.people["approver"]
    old = timezone.now() - dt.timedelta(days=20)
    Finding.objects.within(world.system).update(last_affected_at=old, decided_by=approver)
    Case.objects.within(world.system).update(last_affected_at=old)
    source = {**campaign.survey.sources[0], "may_hand_over": "unknown"}
    Survey.objects.within(world.system).update(sources=[source])
    page = log_in(client, world).get(reverse("release_campaign", args=[campaign.pk]))
    text = page.content.decode()
    assert page.context["ready"] == []
    for part in (
        "shodan.jsonl",
        "確認した者と承認する者が同じ",
        "観測が古くなっています",
        f"{timezone.localtime(old):%-d}日",
    ):
        assert part in text
    refused = client.post(reverse("release_campaign", args=[campaign.pk]), follow=True)
    assert "承認できる個別対応票がありません" in refused.content.decode()


def test_sending_back_needs_words_and_ends_the_release(client: Client) -> None:
    """The finding is pending again, and the next release draws anew."""
    world = make_world()
    campaign = make_ready(world, 3)
    log_in(client, world)
    release = begin(client, campaign)
    address = reverse("release_case", args=[release.pk, 1])
    assert client.post(address, {"comment": ""}).status_code == 200
    assert client.post(address, {"comment": "共用に見える"}).url == reverse("release_campaign", args=[campaign.pk])
    page = client.get(reverse("release_campaign", args=[campaign.pk]))
    assert (len(page.context["ready"]), page.context["running"]) == (2, None)
    assert begin(client, campaign).pk != release.pk


def test_the_refused_are_listed_with_their_reasons(client: Client) -> None:
    """What changed before the end stays behind and is named on the page."""
    world = make_world()
    campaign = make_ready(world, 2)
    log_in(client, world)
    release = begin(client, campaign)
    for position in (1, 2):
        client.get(reverse("release_case", args=[release.pk, position]))
    first = Finding.objects.within(world.system).order_by("pk").first()
    assert first is not None
    Finding.objects.within(world.system).filter(pk=first.pk).update(decision="refuted")
    page = client.post(reverse("release", args=[release.pk]), follow=True)
    assert [row["case"].pk for row in page.context["refused"]] == [first.case_id]
    assert "途中で状態が変わりました" in page.content.decode()


def test_another_compartments_release_is_not_found(client: Client) -> None:
    """Campaign, release, case and override of another unit give 404."""
    world, other = make_world("A"), make_world("B")
    campaign = make_ready(other, 1)
    release = begin(log_in(client, other), campaign)
    log_in(client, world)
    for name, arguments in (
        ("release_campaign", [campaign.pk]),
        ("release", [release.pk]),
        ("release_case", [release.pk, 1]),
    ):
        assert client.get(reverse(name, args=arguments)).status_code == 404
        assert client.post(reverse(name, args=arguments)).status_code == 404
    log_in(client, world, "supervisor")
    case = Case.objects.within(other.system).get()
    assert client.get(reverse("freshness_override", args=[case.pk])).status_code == 404


def test_opening_by_somebody_else_does_not_count(client: Client) -> None:
    """A colleague may look, but the five cases are opened by the person who releases."""
    world = make_world()
    campaign = make_ready(world, 1)
    release = begin(log_in(client, world), campaign)
    client.force_login(make_person("colleague", world.unit, "approver"))
    assert client.get(reverse("release_case", args=[release.pk, 1])).status_code == 200
    release.refresh_from_db(from_queryset=Release.objects.within(world.system))
    assert release.opened == {}


@pytest.mark.parametrize("count", [3, 30])
def test_the_pages_cost_the_same_for_few_and_many(
    client: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    """Queue and campaign page need no statement per case."""
    world = make_world()
    campaign = make_ready(world, count)
    log_in(client, world)
    for address in (reverse("release_queue"), reverse("release_campaign", args=[campaign.pk])):
        with django_assert_max_num_queries(20):
            client.get(address)


def test_an_officer_sees_no_device_before_its_release(client: Client) -> None:
    """A device that was confirmed later stays off the case page until a second person has released it."""
    world = make_world()
    campaign = make_ready(world, 1)
    case = Case.objects.within(world.system).get()
    Case.objects.within(world.system).update(state="handed_over")
    late = make_finding(
        world, campaign, case.organization, case=case, decision="confirmed", decided_by=world.people["analyst"],
        ips=["203.0.113.200"],
    )  # fmt: skip
    log_in(client, world, "officer")
    assert "203.0.113.200" not in client.get(reverse("case", args=[case.pk])).content.decode()
    Finding.objects.within(world.system).filter(pk=late.pk).update(released_at=timezone.now())
    assert "203.0.113.200" in client.get(reverse("case", args=[case.pk])).content.decode()
