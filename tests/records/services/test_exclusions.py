"""Exclusions: a reason, a last day, and lifting with words."""

import datetime as dt
from typing import Any

import pytest

from campaign_world import World, make_world
from noroshi.attribute.numbers import check_digit
from noroshi.records.models import Event, Exclusion
from noroshi.records.scope import NotPermitted
from noroshi.records.services import exclusions
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
NUMBER = f"{check_digit('999901000055')}999901000055"


def add(world: World, **values: Any) -> Exclusion:
    """Exclude an invented organisation; ``values`` override the fields."""
    fields: dict[str, Any] = {"number": NUMBER, "name": "架空除外株式会社", "reason": "requested"}
    fields |= {"until": TODAY + dt.timedelta(days=30), "today": TODAY}
    return exclusions.add(world.scope("supervisor", "exclusion.edit"), world.unit, **{**fields, **values})


def test_a_repeated_submission_is_one_exclusion() -> None:
    """Twice the same is one row and one entry; another day is another exclusion."""
    world = make_world()
    first = add(world)
    assert add(world).pk == first.pk
    assert Event.objects.within(world.system).filter(action="exclusion.added").count() == 1
    assert add(world, until=TODAY).pk != first.pk


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"number": "123"}, "number"),
        ({"name": " "}, "name"),
        ({"reason": "whim"}, "reason"),
        ({"until": TODAY - dt.timedelta(days=1)}, "until"),
    ],
)
def test_what_cannot_be_recorded_names_its_field(values: dict[str, Any], field: str) -> None:
    """Nothing is saved."""
    world = make_world()
    with pytest.raises(Refused) as refused:
        add(world, **values)
    assert refused.value.field == field
    assert not Exclusion.objects.within(world.system).exists()


def test_lifting_needs_words_and_happens_once() -> None:
    """The first lifting stands; the reason is in the audit."""
    world = make_world()
    scope = world.scope("supervisor", "exclusion.edit")
    row = add(world)
    with pytest.raises(Refused, match="comment_missing"):
        exclusions.lift(scope, row, "")
    lifted = exclusions.lift(scope, row, "本人から連絡があった")
    assert exclusions.lift(scope, row, "もう一度").lifted_at == lifted.lifted_at
    entry = Event.objects.within(world.system).get(action="exclusion.lifted")
    assert "本人から連絡があった" in entry.payload.body


def test_another_units_list_is_out_of_reach() -> None:
    """Neither adding nor lifting crosses the compartment."""
    world, other = make_world("A"), make_world("B")
    row = add(world)
    foreign = other.scope("supervisor", "exclusion.edit")
    with pytest.raises(NotPermitted):
        exclusions.add(
            foreign, world.unit, number="", name="架空", reason="requested", until=TODAY, note="", today=TODAY
        )
    with pytest.raises(Exclusion.DoesNotExist):
        exclusions.lift(foreign, row, "理由")
