"""The research queue on the pages."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign_world import World, make_campaign, make_finding, make_world
from noroshi.attribute.numbers import check_digit
from noroshi.records.models import Finding

pytestmark = pytest.mark.django_db
NUMBER = f"{check_digit('999901000088')}999901000088"


def log_in(client: Client, world: World, role: str = "analyst") -> Client:
    """Log the unit's person of a role in."""
    client.force_login(world.people[role])
    return client


def make_unknown(world: World, count: int = 1, **values: Any) -> list[Finding]:
    """Make devices to look up."""
    campaign = make_campaign(world)
    columns = {"research_state": "open", "research_reason": "no_name", "research_due_on": timezone.localdate()}
    return [make_finding(world, campaign, None, **{**columns, **values}) for _ in range(count)]


def send(client: Client, row: Finding, action: str, **values: Any) -> Any:
    """Send one of the forms of a device."""
    fields = {
        "row_version": row.row_version,
        "number": NUMBER,
        "name": "架空調査株式会社",
        "kind": "company",
        "prefecture": "神奈川県",
        "source_url": "https://www.example.jp/",
        "looked_up_on": timezone.localdate().isoformat(),
        "comment": "会社概要",
    }
    return client.post(reverse("research_page", args=[row.pk]), {"action": action, **fields, **values})


def test_the_nearest_deadline_comes_first_and_the_past_is_marked(client: Client) -> None:
    """Order by deadline; an overdue one says so; closed ones are on their own tab."""
    world = make_world()
    today = timezone.localdate()
    (late,) = make_unknown(world, research_due_on=today - dt.timedelta(days=1))
    soon = make_finding(
        world, late.campaign, None, research_state="working", research_due_on=today + dt.timedelta(days=3)
    )
    closed = make_finding(world, late.campaign, None, research_state="not_found")
    page = log_in(client, world).get(reverse("research_queue"))
    assert [row.pk for row in page.context["findings"]] == [late.pk, soon.pk]
    assert page.content.decode().count('class="overdue"') == 1
    ended = client.get(reverse("research_queue"), {"show": "ended"})
    assert [row.pk for row in ended.context["findings"]] == [closed.pk]


def test_a_found_organisation_appears_in_the_analysts_queue(client: Client) -> None:
    """Name and source are recorded, and the finding waits to be confirmed."""
    world = make_world()
    (row,) = make_unknown(world)
    assert send(log_in(client, world), row, "found").url == reverse("research_queue")
    queue = client.get(reverse("finding_queue"))
    assert [each.pk for each in queue.context["findings"]] == [row.pk]
    page = client.get(reverse("finding", args=[row.pk])).content.decode()
    assert "https://www.example.jp/" in page
    assert "架空調査株式会社" in page


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"number": "123"}, "number"),
        ({"number": ""}, "number"),
        ({"name": ""}, "name"),
        ({"kind": "guild"}, "kind"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"looked_up_on": "2999-01-01"}, "looked_up_on"),
        ({"looked_up_on": "きのう"}, "looked_up_on"),
    ],
)
def test_a_wrong_entry_is_said_beside_its_field(client: Client, values: dict[str, str], field: str) -> None:
    """The form keeps what was typed; nothing is saved."""
    world = make_world()
    (row,) = make_unknown(world)
    page = send(log_in(client, world), row, "found", **values)
    assert field in page.context["forms"]["found"].errors
    row.refresh_from_db(from_queryset=Finding.objects.within(world.system))
    assert row.research_state == "open"


def test_note_close_and_open_again(client: Client) -> None:
    """Each step leaves its words in the history of the page."""
    world = make_world()
    (row,) = make_unknown(world)
    log_in(client, world)
    for action, comment in (("note", "登記簿に該当なし"), ("not_found", "手掛かりなし"), ("resume", "新しい手掛かり")):
        row.refresh_from_db(from_queryset=Finding.objects.within(world.system))
        assert send(client, row, action, comment=comment).status_code == 302
    page = client.get(reverse("research_page", args=[row.pk]))
    assert [each.comment for each in page.context["history"]] == ["登記簿に該当なし", "手掛かりなし", "新しい手掛かり"]
    assert "登記簿に該当なし" in page.content.decode()


def test_what_cannot_be_done_is_turned_away(client: Client) -> None:
    """An unknown action, a finding outside research, another unit's device, another role."""
    world, other = make_world("A"), make_world("B")
    (row,) = make_unknown(world)
    (foreign,) = make_unknown(other)
    plain = make_finding(world, row.campaign, None)
    log_in(client, world)
    assert send(client, row, "sell").status_code == 404
    assert send(client, plain, "note").status_code == 404
    assert client.get(reverse("research_page", args=[foreign.pk])).status_code == 404
    assert log_in(client, world, "officer").get(reverse("research_queue")).status_code == 403


@pytest.mark.parametrize("count", [5, 50])
def test_the_queue_costs_the_same_for_five_and_fifty(
    client: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    """No statement per row."""
    world = make_world()
    make_unknown(world, count)
    log_in(client, world)
    with django_assert_max_num_queries(16):
        assert len(client.get(reverse("research_queue")).context["findings"]) == count
