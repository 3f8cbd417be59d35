"""Whether an organisation may be contacted today."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign_world import World, make_campaign, make_case, make_world
from noroshi.records.models import Case, Exclusion, Organization
from noroshi.records.services.contact_gate import gate, gates

pytestmark = pytest.mark.django_db


def exclude(world: World, organization: Organization, until: dt.date | None = None, **values: object) -> Exclusion:
    """Record an exclusion of the organisation."""
    columns: dict[str, object] = {"corporate_number": organization.corporate_number, "name": organization.name} | values
    return Exclusion.objects.create(
        unit=world.unit, reason="requested", until=until or timezone.localdate(),
        created_by=world.people["supervisor"], **columns,
    )  # fmt: skip


def test_fourteen_days_are_fresh_and_fifteen_are_not() -> None:
    """The campaign's period decides, counted in Japan's days."""
    world = make_world()
    case, today = make_case(world), timezone.localdate()
    case.last_affected_at = timezone.now() - dt.timedelta(days=14)
    assert gate(world.system, case, today).blocks == ()
    case.last_affected_at = timezone.now() - dt.timedelta(days=15)
    assert gate(world.system, case, today).blocks == ("stale",)
    case.campaign.freshness_days = 20
    assert gate(world.system, case, today).blocks == ()


def test_an_exclusion_stands_until_its_day_or_until_it_is_lifted() -> None:
    """Expired and lifted exclusions stop nobody."""
    world = make_world()
    case, today = make_case(world), timezone.localdate()
    exclusion = exclude(world, case.organization)
    assert gate(world.system, case, today).exclusion == exclusion
    assert gate(world.system, case, today + dt.timedelta(days=1)).exclusion is None
    exclusion.lifted_at = timezone.now()
    exclusion.save()
    assert gate(world.system, case, today).blocks == ()


def test_outside_the_register_the_name_decides() -> None:
    """Two organisations without number are told apart by name; a number never matches an empty one."""
    world = make_world()
    case, other = make_case(world), make_case(world)
    for each in (case, other):
        each.organization.corporate_number = ""
        each.organization.save()
    exclude(world, case.organization)
    found = gates(world.system, [case, other], timezone.localdate())
    assert found[case.pk].blocks == ("excluded",)
    assert found[other.pk].blocks == ()


def test_the_exclusion_of_another_unit_stops_nobody_here() -> None:
    """Each compartment keeps its own list."""
    world, other = make_world("A"), make_world("B")
    case = make_case(world)
    exclude(other, case.organization)
    assert gate(world.system, case, timezone.localdate()).blocks == ()


def test_many_cases_cost_one_query() -> None:
    """The list of today asks once for all exclusions and agrees with the single look-up."""
    world = make_world()
    campaign = make_campaign(world)
    for number in range(6):
        case = make_case(world, campaign)
        if number % 2:
            exclude(world, case.organization)
    rows = list(Case.objects.within(world.system).select_related("organization", "campaign"))
    today = timezone.localdate()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = gates(world.system, rows, today)
    assert len(queries) == 1
    assert found == {row.pk: gate(world.system, row, today) for row in rows}
    assert sum("excluded" in each.blocks for each in found.values()) == 3
