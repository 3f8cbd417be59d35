"""The audit chain: every entry is bound to the one before it."""

import pytest
from django.db import DatabaseError

from campaign_world import make_case, make_world
from noroshi.records.compartment import CompartmentMissing
from noroshi.records.models import Case, ChainHead, Event
from noroshi.records.services import audit, transitions

pytestmark = pytest.mark.django_db


def test_each_entry_carries_the_hash_of_the_one_before() -> None:
    """Three entries form a chain whose last hash is the head."""
    entries = [audit.append("test", f"thing:{n}", values={"name": "架空"}) for n in range(3)]
    assert [each.previous for each in entries[1:]] == [each.hash for each in entries[:-1]]
    assert ChainHead.objects.get(pk=1).hash == entries[-1].hash
    assert all(audit.entry_hash(each) == each.hash for each in Event.chain.all())


def test_the_database_refuses_to_change_an_entry() -> None:
    """An entry cannot be updated, not even past Django."""
    audit.append("test", "thing:1")
    with pytest.raises(DatabaseError, match="append-only"):
        Event.chain.update(action="other")


def test_rows_cannot_be_read_without_a_compartment() -> None:
    """Every way of reading an unscoped queryset raises; a scoped one shows the own unit's rows only."""
    world, other = make_world("A"), make_world("B")
    case = make_case(world)
    make_case(other)
    for read in (list, len, bool, lambda rows: rows.count(), lambda rows: rows.exists(), lambda rows: rows.first()):
        with pytest.raises(CompartmentMissing):
            read(Case.objects.all())
    with pytest.raises(CompartmentMissing):
        Case.objects.get(pk=case.pk)
    assert list(Case.objects.within(world.system)) == [case]
    assert [finding.case_id for finding in case.findings.all()] == [case.pk]


def test_a_case_changes_state_only_along_its_transitions() -> None:
    """Starting contact needs its conditions and the right state."""
    world = make_world()
    case = make_case(world)
    scope = world.scope("officer", "case.contact")
    with pytest.raises(transitions.TransitionRefused, match="condition_missing"):
        transitions.apply(scope, case, "start_contact")
    met = frozenset({"has_contact", "not_excluded", "fresh"})
    assert transitions.apply(scope, case, "start_contact", met=met).state == "contacting"
    with pytest.raises(transitions.TransitionRefused, match="wrong_state"):
        transitions.apply(scope, case, "start_contact", met=met)
