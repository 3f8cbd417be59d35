"""The exclusions on the pages."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign_world import World, make_case, make_world
from noroshi.records.models import Exclusion

pytestmark = pytest.mark.django_db


def log_in(client: Client, world: World, role: str = "supervisor") -> Client:
    """Log the unit's person of a role in."""
    client.force_login(world.people[role])
    return client


def add(client: Client, world: World, **values: Any) -> Any:
    """Send the form."""
    fields = {"unit": world.unit.pk, "number": "", "name": "架空除外商店", "reason": "requested", "note": ""}
    until = (timezone.localdate() + dt.timedelta(days=30)).isoformat()
    return client.post(reverse("exclusion_list"), {**fields, "until": until, **values})


def test_adding_and_lifting(client: Client) -> None:
    """A new one stands, twice sent is one, and a lifted one moves to the ended with its day."""
    world = make_world()
    log_in(client, world)
    assert add(client, world).status_code == 302
    assert add(client, world).status_code == 302
    row = Exclusion.objects.within(world.system).get()
    page = client.get(reverse("exclusion_list"))
    assert (page.context["standing"], page.context["ended"]) == ([row], [])
    address = reverse("exclusion_lift", args=[row.pk])
    assert client.post(address, {"comment": ""}).status_code == 200
    assert client.post(address, {"comment": "申出の取消し"}).status_code == 302
    page = client.get(reverse("exclusion_list"))
    assert (page.context["standing"], page.context["ended"]) == ([], [row])
    assert "解除済み" in page.content.decode()


def test_an_expired_one_is_shown_as_ended(client: Client) -> None:
    """The last day counts; the day after it no longer stands."""
    world = make_world()
    today = timezone.localdate()
    for days in (0, -1):
        Exclusion.objects.create(
            unit=world.unit, name=f"架空{days}", reason="requested", until=today + dt.timedelta(days=days)
        )
    page = log_in(client, world).get(reverse("exclusion_list"))
    assert [row.name for row in page.context["standing"]] == ["架空0"]
    assert [row.name for row in page.context["ended"]] == ["架空-1"]
    assert "期限切れ" in page.content.decode()


def test_open_cases_of_the_organisation_are_counted(client: Client) -> None:
    """The supervisor sees that somebody is being contacted right now."""
    world = make_world()
    case = make_case(world, state="contacting")
    until = timezone.localdate()
    row = Exclusion.objects.create(
        unit=world.unit,
        corporate_number=case.organization.corporate_number,
        name="別の書き方",
        reason="requested",
        until=until,
    )
    page = log_in(client, world).get(reverse("exclusion_list"))
    assert page.context["open_cases"] == {row.pk: 1}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"number": "1"}, "number"),
        ({"name": ""}, "name"),
        ({"reason": "whim"}, "reason"),
        ({"until": "2020-01-01"}, "until"),
        ({"until": "2999-01-01"}, "until"),
        ({"unit": "0"}, "unit"),
    ],
)
def test_a_wrong_entry_is_said_beside_its_field(client: Client, values: dict[str, str], field: str) -> None:
    """Nothing is saved."""
    world = make_world()
    page = add(log_in(client, world), world, **values)
    assert field in page.context["form"].errors
    assert not Exclusion.objects.within(world.system).exists()


def test_hostile_names_come_out_neutral(client: Client) -> None:
    """Neither a script nor a direction override reaches the page."""
    world = make_world()
    log_in(client, world)
    add(client, world, name="<script>alert(1)</script>\u202e", note="<img src=x>")
    page = client.get(reverse("exclusion_list")).content.decode()
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "<img" not in page


def test_another_units_exclusion_and_other_roles_are_turned_away(client: Client) -> None:
    """404 across compartments, 403 for other jobs."""
    world, other = make_world("A"), make_world("B")
    until = timezone.localdate()
    row = Exclusion.objects.create(unit=other.unit, name="架空", reason="requested", until=until)
    assert log_in(client, world).get(reverse("exclusion_lift", args=[row.pk])).status_code == 404
    assert log_in(client, world, "officer").get(reverse("exclusion_list")).status_code == 403
