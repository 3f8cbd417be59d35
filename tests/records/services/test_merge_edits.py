"""Two people who edit one row lose nothing."""

import datetime as dt
import random

import pytest
from django.utils import timezone

from campaign_world import World, make_case, make_person, make_world
from noroshi.records.models import Case, Organization
from noroshi.records.scope import Scope
from noroshi.records.services import merge_edits
from noroshi.records.services.merge_edits import EditConflict
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db


def second_officer(world: World) -> Scope:
    """Return the scope of another officer of the unit."""
    return Scope.of(make_person("second-officer", world.unit, "officer"), "case.contact")


def test_changes_of_different_fields_merge_by_themselves() -> None:
    """One person sets the note, another the next action from the same page: both stand."""
    world = make_world()
    case = make_case(world)
    first, second = world.scope("officer", "case.contact"), second_officer(world)
    base = merge_edits.read_base(case, merge_edits.sign_base(case))
    merge_edits.save_edit(first, case, base, {"note": "午前中は不在", "next_action": ""})
    after = merge_edits.save_edit(second, case, base, {"note": "", "next_action": "代表電話へ連絡"})
    assert (after.note, after.next_action, after.version) == ("午前中は不在", "代表電話へ連絡", 3)


def test_a_clash_saves_nothing_and_shows_both_values_with_who_and_when() -> None:
    """Both change the date: the second sees both values and who set the other; the row stays as the first left it."""
    world = make_world()
    case = make_case(world)
    first, second = world.scope("officer", "case.contact"), second_officer(world)
    base = merge_edits.read_base(case, merge_edits.sign_base(case))
    mine, theirs = dt.date(2026, 12, 2), dt.date(2026, 12, 1)
    merge_edits.save_edit(first, case, base, {"next_on": theirs})
    with pytest.raises(EditConflict) as conflict:
        merge_edits.save_edit(second, case, base, {"next_on": mine, "note": "新しい覚え"})
    (clash,) = conflict.value.clashes
    assert (clash.field, clash.theirs, clash.mine) == ("next_on", theirs, mine)
    assert clash.by == world.people["officer"]
    assert clash.at is not None
    assert conflict.value.merged["note"] == "新しい覚え"
    now = Case.objects.within(second).get(pk=case.pk)
    assert (now.next_on, now.note, now.version) == (theirs, "", 2)
    again = merge_edits.read_base(now, merge_edits.sign_base(now))
    settled = merge_edits.save_edit(second, now, again, conflict.value.merged)
    assert (settled.next_on, settled.note) == (mine, "新しい覚え")


def test_the_same_change_by_both_is_no_clash() -> None:
    """Two people who enter the same value agree."""
    world = make_world()
    case = make_case(world)
    base = merge_edits.read_base(case, merge_edits.sign_base(case))
    for scope in (world.scope("officer", "case.contact"), second_officer(world)):
        after = merge_edits.save_edit(scope, case, base, {"note": "同じ", "next_time": dt.time(13, 30)})
    assert (after.note, after.next_time, after.version) == ("同じ", dt.time(13, 30), 2)


def test_a_form_whose_base_was_altered_or_belongs_to_another_row_is_refused() -> None:
    """The shown values are signed for their row."""
    world = make_world()
    case, other = make_case(world), make_case(world)
    text = merge_edits.sign_base(case)
    with pytest.raises(Refused, match="form_altered"):
        merge_edits.read_base(case, text[:-2])
    with pytest.raises(Refused, match="form_altered"):
        merge_edits.read_base(other, text)


def test_a_field_that_people_do_not_edit_is_a_fault_of_the_program() -> None:
    """The state never changes through a form."""
    world = make_world()
    case = make_case(world)
    base = merge_edits.read_base(case, merge_edits.sign_base(case))
    with pytest.raises(KeyError, match="state"):
        merge_edits.save_edit(world.scope("officer", "case.contact"), case, base, {"state": "observed_fixed"})


def test_an_organisation_merges_like_a_case() -> None:
    """Reading and postal address from two people both stand."""
    world = make_world()
    organization = make_case(world).organization
    scope = world.scope("officer", "contact.edit")
    base = merge_edits.read_base(organization, merge_edits.sign_base(organization))
    merge_edits.save_edit(scope, organization, base, {"name_kana": "カクウ"})
    merge_edits.save_edit(scope, organization, base, {"postal_address": "横浜市中区(架空)"})
    now = Organization.objects.within(scope).get(pk=organization.pk)
    assert (now.name_kana, now.postal_address, now.version) == ("カクウ", "横浜市中区(架空)", 3)


@pytest.mark.parametrize("seed", range(4))
def test_500_interleaved_edits_of_two_officers_lose_nothing(seed: int) -> None:
    """From pages of any age, each field holds what was last accepted, and no value goes that its replacer never saw."""
    chance = random.Random(seed)  # noqa: S311 a repeatable order of edits
    world = make_world()
    case = make_case(world)
    scopes = (world.scope("officer", "case.contact"), second_officer(world))
    rows = Case.objects.within(scopes[0])
    opened = [case, case]
    expected = {"note": "", "next_action": "", "next_on": case.next_on, "priority": case.priority}
    accepted = 0
    for number in range(500):
        who = chance.randrange(2)
        if chance.random() < 0.4:
            opened[who] = rows.get(pk=case.pk)
        page = opened[who]
        wanted = {name: getattr(page, name) for name in expected}
        for name in chance.sample(sorted(expected), chance.randint(1, 3)):
            wanted[name] = _new_value(name, number)
        base = merge_edits.read_base(page, merge_edits.sign_base(page))
        conflict = None
        try:
            opened[who] = merge_edits.save_edit(scopes[who], case, base, wanted)
        except EditConflict as error:
            conflict = error
        changed = {name: value for name, value in wanted.items() if value != getattr(page, name)}
        if conflict:
            assert {clash.field: clash.theirs for clash in conflict.clashes}.items() <= expected.items()
            choice = {clash.field: chance.choice((clash.theirs, clash.mine)) for clash in conflict.clashes}
            current = rows.get(pk=case.pk)
            shown = merge_edits.read_base(current, merge_edits.sign_base(current))
            wanted = {**conflict.merged, **choice}
            opened[who] = merge_edits.save_edit(scopes[who], case, shown, wanted)
            changed = {name: value for name, value in wanted.items() if value != expected[name]}
        accepted += bool(changed)
        expected |= changed
        now = rows.get(pk=case.pk)
        assert {name: getattr(now, name) for name in expected} == expected
    assert now.version == accepted + 1


def _new_value(name: str, number: int) -> object:
    if name == "next_on":
        return timezone.localdate() + dt.timedelta(days=number)
    return number % 32_000 + 10 if name == "priority" else f"{name} {number}"
