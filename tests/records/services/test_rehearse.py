"""Rehearsals on the records: opened without a survey, apart from everything real, and cleared away without a trace."""

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from campaign_world import World, make_case, make_world
from noroshi.knowledge.rehearsals import load_rehearsals
from noroshi.knowledge.roles import load_roles
from noroshi.notify.reference_number import format as format_reference
from noroshi.notify.reference_number import is_rehearsal, is_valid
from noroshi.notify.rehearsal import review
from noroshi.records.compartment import CompartmentRow
from noroshi.records.models import Campaign, Case, Event, Survey, Unit, Verification
from noroshi.records.queries.ageing import ageing, overdue
from noroshi.records.queries.daily import day_figures
from noroshi.records.queries.funnel import funnel
from noroshi.records.queries.night_list import night_lists
from noroshi.records.rehearsal import Rehearsal
from noroshi.records.scope import NotPermitted, Scope
from noroshi.records.services import dispose, rehearse
from noroshi.records.services.audit_entries import EntryFilter, entries_of
from noroshi.records.services.audit_verify import verify
from noroshi.records.services.look_up import look_up
from noroshi.records.services.make_unit import find_unit
from noroshi.records.services.refusals import Refused
from rehearsal_world import TYPED, inside, rehearsed, start

pytestmark = pytest.mark.django_db
EVERYBODY = pytest.mark.parametrize("persona", load_rehearsals().personas)
TABLES = [model for model in apps.get_app_config("records").get_models() if issubclass(model, CompartmentRow)]


@pytest.fixture
def world() -> World:
    return make_world()


def everything() -> str:
    """Return all text of the database."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 a known name
            found += [str(bytes(v) if isinstance(v, memoryview | bytes) else v) for row in cursor for v in row]
    return "\n".join(found)


def scopes(world: World) -> list[Scope]:
    """Return every scope that a person, a token or a command of the unit can have."""
    found = [world.system]
    for role, person in world.people.items():
        found += [Scope.of(person, capability) for capability in load_roles().capabilities(role)]
    return found


def figures(world: World) -> list[object]:
    """Return the figures that the unit's supervisor reads."""
    scope = world.scope("supervisor", "supervision.read")
    return [funnel(scope), ageing(scope), overdue(scope).count(), day_figures(scope, timezone.localdate())]


@EVERYBODY
def test_a_rehearsal_opens_ready_to_be_called(world: World, persona: str) -> None:
    """No survey is needed; the case can be called at once, is the officer's, and its campaign is marked."""
    row = start(world, persona)
    case = Case.objects.within(inside(world)).select_related("campaign", "organization").get(pk=row.case_id)
    assert (case.state, case.assignee_id, row.officer_id) == ("handed_over", *[world.people["officer"].pk] * 2)
    assert case.campaign.rehearsal
    assert case.campaign.sample
    assert case.organization.name == load_rehearsals().personas[persona].organization.ja
    assert not Survey.objects.within(world.system).exists()


@EVERYBODY
def test_its_reference_number_is_nobodys(world: World, persona: str) -> None:
    """The number begins with 0: the look-up of every office refuses it before it reads a single row."""
    reference = start(world, persona).case.reference
    assert is_rehearsal(reference)
    assert not is_valid(reference)


@pytest.mark.parametrize("role", load_roles().holders("lookup.verify"))
def test_the_switchboard_never_confirms_it(world: World, role: str) -> None:
    """However it is written, the number is none of ours; no check is recorded, and the night list does not have it."""
    case = start(world).case
    scope = world.scope(role, "lookup.verify")
    for typed in (case.reference, format_reference(case.reference), f" {case.reference} "):
        assert look_up(scope, typed).outcome == "mistyped"
    assert night_lists(scope) == ([], [])
    assert not Verification.objects.within(inside(world)).exists()


def test_no_scope_of_anybody_holds_a_rehearsal(world: World) -> None:
    """Whatever the capability, nobody's scope and no command's holds one row of it, in any table."""
    make_case(world)
    before = [model.objects.within(scope).count() for scope in scopes(world) for model in TABLES]
    row = rehearsed(world)
    after = [model.objects.within(scope).count() for scope in scopes(world) for model in TABLES]
    assert after == before
    assert all(row.unit_id not in scope.units for scope in scopes(world))
    filled = {model._meta.model_name for model in TABLES if model.objects.within(inside(world)).exists()}
    assert filled >= {"answer", "contactattempt", "verification", "suspectedintrusion", "todo", "party", "answerdraft"}


@EVERYBODY
def test_the_figures_stay_as_they_were(world: World, persona: str) -> None:
    """Funnel, ageing, overdue and the daily report do not move for a complaint, an answer or an intrusion rehearsed."""
    make_case(world)
    before = figures(world)
    rehearsed(world, persona)
    assert figures(world) == before


def test_a_rehearsal_that_an_older_database_holds_in_a_real_unit_is_not_counted(world: World) -> None:
    """A campaign marked as a rehearsal counts nowhere in the day, wherever its rows lie."""
    row = rehearsed(world)
    before = day_figures(inside(world), timezone.localdate())
    assert (before.attempts, before.answers, before.verifications, before.intrusions) == (0, 0, 0, 0)
    Campaign.objects.within(inside(world)).filter(pk=row.case.campaign_id).update(rehearsal=False)
    real = day_figures(inside(world), timezone.localdate())
    assert (real.attempts, real.answers, real.verifications, real.intrusions) == (2, 1, 2, 1)


def test_one_compartment_and_one_campaign_serve_all_rehearsals_of_a_unit(world: World) -> None:
    """Two officers and two starts share them; another unit has its own, and no command can name it."""
    first, second = start(world), start(world, "hit")
    other = start(make_world("B"))
    assert first.case.campaign_id == second.case.campaign_id
    assert other.unit_id not in {first.unit_id, world.unit.pk}
    unit = Unit.objects.get(rehearsal_of=world.unit)
    assert find_unit(f"{unit.agency.code}/{unit.code}") is None
    assert unit.name_ja != world.unit.name_ja


def test_another_units_person_reaches_nothing(world: World) -> None:
    """The scope over rehearsals is that of the own units; a person without the capability has none."""
    row = start(world)
    other = make_world("B")
    assert not Rehearsal.objects.within(inside(other)).filter(pk=row.pk).exists()
    with pytest.raises(NotPermitted):
        world.scope("publisher", "case.contact")
    with pytest.raises(Refused):
        rehearse.start(other.scope("officer", "case.contact"), world.unit, "calm")


def test_nobody_rehearses_with_somebody_who_does_not_exist(world: World) -> None:
    """An unknown persona is refused, and nothing is made."""
    with pytest.raises(Refused, match="rehearsal_unknown"):
        start(world, "nobody")
    assert not Unit.objects.filter(rehearsal_of__isnull=False).exists()


def test_the_lines_come_one_by_one_and_end(world: World) -> None:
    """After the last line nothing more is said."""
    row = start(world, "scam")
    heard = []
    for _ in range(8):
        row = rehearse.hear_next(inside(world), row)
        heard.append(row.heard)
    assert heard == [2, 3, 4, 5, 5, 5, 5, 5]


def test_the_review_is_made_from_what_was_recorded(world: World) -> None:
    """A full call meets the recorded duties; only ticks of the persona's own duties are kept."""
    row = rehearsed(world)
    row = rehearse.finish(inside(world), row, ["reference_given", "preservation_said", "no such"])
    assert row.said == ["reference_given"]
    found = review(load_rehearsals().personas["calm"], rehearse.practice_of(inside(world), row))
    assert set(found.met) == {
        "reference_given",
        "identity_before_details",
        "answers_as_told",
        "outcome_right",
        "next_date_set",
    }


def test_an_untouched_rehearsal_misses_what_it_missed(world: World) -> None:
    """Nothing recorded and nothing ticked: only what was rightly left undone is met."""
    row = start(world, "scam")
    row = rehearse.finish(inside(world), row, [])
    found = review(load_rehearsals().personas["scam"], rehearse.practice_of(inside(world), row))
    assert set(found.met) == {"details_stayed_closed", "no_answers_recorded"}


def test_the_auditor_sees_that_it_was_practised(world: World) -> None:
    """The chain holds the rehearsal, the auditor of the unit reads it, and it verifies."""
    row = rehearsed(world)
    entries, _ = entries_of(world.scope("auditor", "audit.read"), EntryFilter(subject=f"rehearsal:{row.pk}"))
    assert [entry.action for entry in entries] == ["rehearsal.started"]
    assert (
        entries_of(make_world("B").scope("auditor", "audit.read"), EntryFilter(subject=f"rehearsal:{row.pk}"))[0] == []
    )
    assert verify().faults == []


def test_clearing_leaves_nothing_that_was_typed_and_the_chain_is_sound(world: World) -> None:
    """The officer's own rehearsals are emptied on their word alone; the record says so; real cases stay."""
    real = make_case(world, state="draft")
    row = rehearsed(world)
    assert TYPED in everything()
    disposals = rehearse.clear(inside(world))
    assert [disposal.cases for disposal in disposals] == [[row.case_id]]
    assert TYPED not in everything()
    assert rehearse.own(inside(world)) == []
    assert verify().faults == []
    assert not Case.objects.within(world.system).get(pk=real.pk).disposed
    assert Event.objects.within(inside(world)).filter(action="disposal.done").count() == 1
    assert rehearse.clear(inside(world)) == []


def test_only_the_own_rehearsals_are_cleared(world: World) -> None:
    """Another officer's stay."""
    row = start(world)
    other = Scope(inside(world).units, "case.contact", world.people["supervisor"].pk)
    assert rehearse.clear(other) == []
    assert [each.pk for each in rehearse.own(inside(world))] == [row.pk]


def test_a_real_case_is_never_cleared_as_a_rehearsal(world: World) -> None:
    """The short way of disposal refuses a case of a real campaign, also among rehearsals."""
    real, row = make_case(world), start(world)
    scope = world.scope("officer", "case.contact")
    for cases in ([real], [row.case, real], []):
        with pytest.raises(Refused, match="disposal_cases"):
            dispose.dispose_rehearsals(scope, cases, "x")
    assert not Case.objects.within(world.system).get(pk=real.pk).disposed
