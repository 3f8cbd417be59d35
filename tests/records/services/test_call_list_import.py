"""A call list comes back: planned, confirmed, applied row by row, and never twice."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from call_list_desk import PLACE, edited, exported, filled, handed_in, scope_of, shown, today
from campaign_world import World, make_campaign, make_case, make_world
from noroshi.exchange.call_list.refusals import CallListRefused
from noroshi.notify import reference_number
from noroshi.records.models import (
    Answer,
    CallListImport,
    Case,
    Contact,
    ContactAttempt,
    Event,
    Exclusion,
    SuspectedIntrusion,
    Todo,
)
from noroshi.records.scope import NotPermitted
from noroshi.records.services import merge_edits
from noroshi.records.services.answers import AnswerEntry, record_answer, statement_of
from noroshi.records.services.call_list_import import apply_import, counts, plan_import, purge, waiting, withdraw
from noroshi.records.services.call_list_store import read_plan, stored_plan
from noroshi.records.services.refusals import Refused

pytestmark = pytest.mark.django_db
REACHED: dict[str, Any] = {
    "outcome": "reached_responsible",
    "awareness": "unaware",
    "response": "stalled",
    "manager": "own",
    "reason_1": "R7_cost",
    "note": "折返しは午後に",
}


def fields(**changes: Any) -> dict[str, Any]:
    return {"on": today(), **REACHED, **changes}


def applied(world: World, row: CallListImport) -> dict[str, int]:
    """Confirm until nothing waits; return where the rows went. No row is lost on the way."""
    while waiting(row):
        row = apply_import(scope_of(world), row)
    found = counts(row)
    assert found["seen"] == sum(value for name, value in found.items() if name != "seen")
    return {name: value for name, value in found.items() if value and name != "seen"}


def attempts(world: World) -> int:
    return ContactAttempt.objects.within(world.system).count()


def test_what_was_entered_is_recorded_after_the_confirmation() -> None:
    """A workbook filled in by a spreadsheet: contact, answers, state and next date are those of a call at the desk."""
    world = make_world()
    case, other = make_case(world), make_case(world)
    row = handed_in(world, filled(exported(world), (case, fields())))
    assert (counts(row)["waiting"], counts(row)["unchanged"]) == (1, 1)
    assert attempts(world) == 0
    assert applied(world, row) == {"applied": 1, "unchanged": 1}
    attempt = ContactAttempt.objects.within(world.system).get()
    assert (attempt.case_id, attempt.channel, attempt.outcome) == (case.pk, "phone", "reached_responsible")
    assert (attempt.note, attempt.officer_id) == ("折返しは午後に", world.people["officer"].pk)
    assert timezone.localdate(attempt.at) == today()
    answer = Answer.objects.within(world.system).get()
    assert (answer.awareness, answer.response, answer.main_reason) == ("unaware", "stalled", "R7_cost")
    assert answer.attempt_id == attempt.pk
    case.refresh_from_db()
    assert case.state == "contacting" or case.first_reached_at is not None
    assert case.next_on is not None
    assert case.next_on > today()
    other.refresh_from_db()
    assert other.version == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_a_csv_comes_back_as_the_spreadsheet_saved_it(encoding: str) -> None:
    """Also in CP932, in which what the encoding lacks is a question mark and no change."""
    world = make_world()
    case, other = make_case(world), make_case(world)
    organization = other.organization
    organization.name = "架空𠮷野製作所"
    organization.save()
    lines = list(csv.reader(io.StringIO(exported(world, "csv").decode("utf-8-sig"), newline="")))
    place = next(line for line in lines if reference_number.format(case.reference) in line)
    for name, value in fields(on=today().isoformat()).items():
        place[PLACE[name]] = shown(name, value)
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    row = handed_in(world, text.getvalue().encode(encoding, "replace"), "架電表.csv")
    assert applied(world, row) == {"applied": 1, "unchanged": 1}
    assert Answer.objects.within(world.system).get().response == "stalled"


def test_the_same_file_twice_adds_nothing() -> None:
    """Neither the same bytes nor the same rows saved again in between are recorded a second time."""
    world = make_world()
    case, second = make_case(world), make_case(world)
    data = filled(exported(world), (case, fields()), (second, {"on": today(), "outcome": "no_answer"}))
    first, waiting_too = handed_in(world, data), handed_in(world, data)
    assert applied(world, first) == {"applied": 2}
    assert applied(world, handed_in(world, data)) == {"already": 2}
    assert applied(world, handed_in(world, edited(data, lambda _: None))) == {"already": 2}
    assert applied(world, waiting_too) == {"already": 2}
    assert (attempts(world), Answer.objects.within(world.system).count()) == (2, 1)


def test_answers_that_are_filled_in_later_are_added() -> None:
    """The same contact with answers that were missing the first time: one contact, and now its answer."""
    world = make_world()
    case = make_case(world)
    data = filled(exported(world), (case, {"on": today(), "outcome": "reached_responsible"}))
    assert applied(world, handed_in(world, data)) == {"applied": 1}
    again = filled(data, (case, {"awareness": "unaware", "response": "not_started"}))
    assert applied(world, handed_in(world, again)) == {"applied": 1}
    assert applied(world, handed_in(world, again)) == {"already": 1}
    assert (attempts(world), Answer.objects.within(world.system).count()) == (1, 1)


def test_what_changed_here_after_the_export_is_a_conflict() -> None:
    """An answer that was recorded at the desk meanwhile is not overwritten by the old list; other rows are applied."""
    world = make_world()
    case, other = make_case(world, state="reached"), make_case(world)
    data = filled(exported(world), (case, fields()), (other, {"on": today(), "outcome": "no_answer"}))
    statement = statement_of(Answer(at=timezone.now(), awareness="aware", response="not_started"))
    entry = AnswerEntry(key="desk", statement=statement, at=timezone.now(), asked_again=True)
    record_answer(scope_of(world), case, entry)
    row = handed_in(world, data)
    (conflict,) = read_plan(row.plan).conflicts
    assert [(each.column, each.why, each.current) for each in conflict.conflicts] == [
        ("awareness", "changed_here", "aware"),
        ("response", "changed_here", "not_started"),
    ]
    assert applied(world, row) == {"applied": 1, "conflicts": 1}
    assert Answer.objects.within(world.system).get().awareness == "aware"


def test_what_changes_between_plan_and_confirmation_is_not_applied() -> None:
    """The versions are compared again when the officer confirms: a row of a changed case is left out whole."""
    world = make_world()
    case, other = make_case(world), make_case(world)
    data = filled(exported(world), (case, fields()), (other, fields()))
    row = handed_in(world, data)
    changed = Case.objects.within(world.system).get(pk=case.pk)
    merge_edits.set_values(scope_of(world), changed, {"note": "別の職員"}, "case.edited")
    assert applied(world, row) == {"applied": 1, "stale": 1}
    assert not ContactAttempt.objects.within(world.system).filter(case=case).exists()
    assert applied(world, handed_in(world, data)) == {"applied": 1, "already": 1}


def test_rows_that_must_not_be_contacted_are_refused() -> None:
    """Excluded, suspected intrusion, old observation, not in contact, no confirmed number: each with its reason."""
    world = make_world()
    excluded, damaged, stale, closed, numberless = (make_case(world) for _ in range(5))
    number = excluded.organization.corporate_number
    Exclusion.objects.create(unit=world.unit, corporate_number=number, name="x", reason="other", until=today())
    cases = Case.objects.within(world.system)
    cases.filter(pk=damaged.pk).update(intrusion_suspected=True)
    SuspectedIntrusion.objects.create(unit=world.unit, case=damaged, reported_at=timezone.now())
    cases.filter(pk=stale.pk).update(last_affected_at=timezone.now() - dt.timedelta(days=60))
    cases.filter(pk=closed.pk).update(state="observed_fixed")
    Contact.objects.within(world.system).filter(organization=numberless.organization).update(confirmed_at=None)
    every = (excluded, damaged, stale, closed, numberless)
    row = handed_in(world, filled(exported(world), *((case, fields()) for case in every)))
    assert counts(row)["refused"] == 4
    assert applied(world, row) == {"refused": 5}
    row.refresh_from_db()
    assert [row.results[str(line)]["key"] for line in range(2, 7)] == [
        "blocked_excluded",
        "blocked_intrusion",
        "blocked_stale",
        "blocked_not_in_contact",
        "call_list_no_contact",
    ]
    assert attempts(world) == 0


def test_rows_without_a_sense_are_refused_with_words() -> None:
    """A day in the future, no day, no outcome, answers without the responsible person, an odd answer: nothing of it."""
    world = make_world()
    cases = [make_case(world) for _ in range(5)]
    entries: list[dict[str, Any]] = [
        {"on": today() + dt.timedelta(days=2), "outcome": "no_answer"},
        {"outcome": "no_answer"},
        {"on": today(), "note": "メモだけ"},
        fields(outcome="no_answer"),
        fields(response="planned", planned_on=today() + dt.timedelta(days=1_000), reason_1=None),
    ]
    row = handed_in(world, filled(exported(world), *zip(cases, entries, strict=True)))
    assert applied(world, row) == {"refused": 5}
    row.refresh_from_db()
    assert [row.results[str(line)].get("key") for line in range(2, 6)] == [
        "time_in_future",
        "call_list_no_day",
        "call_list_no_outcome",
        "answer_without_responsible",
    ]
    assert row.results["6"]["complaints"]
    assert attempts(world) == 0
    assert not Answer.objects.within(world.system).exists()


def test_reported_damage_is_handed_on_as_from_the_desk() -> None:
    """The outcome "reported damage" stops the case and tells the supervisor."""
    world = make_world()
    case = make_case(world)
    data = filled(exported(world), (case, {"on": today(), "outcome": "incident_reported", "note": "不審なログ"}))
    assert applied(world, handed_in(world, data)) == {"applied": 1}
    assert SuspectedIntrusion.objects.within(world.system).get().note == "不審なログ"
    assert Todo.objects.within(world.system).filter(kind="supervisor_told").exists()


def test_what_the_list_does_not_ask_stays() -> None:
    """A new answer by list keeps ownership and further devices, and reasons for which a row has no room."""
    world = make_world()
    case = make_case(world, state="answered")
    reasons = ["R3_forgotten", "R7_cost", "R6_affiliate_device", "X2_downtime"]
    Answer.objects.create(
        unit=world.unit, case=case, key="1", at=timezone.now() - dt.timedelta(minutes=5), ownership="own",
        response="stalled", reasons=reasons[:4], main_reason="R7_cost", other_devices_check="none_found",
    )  # fmt: skip
    data = filled(exported(world), (case, {"on": today(), "outcome": "reached_responsible", "manager": "own"}))
    row = handed_in(world, data)
    found = applied(world, row)
    row.refresh_from_db()
    assert found == {"applied": 1}
    answer = Answer.objects.within(world.system).order_by("pk").last()
    assert answer is not None
    assert (answer.ownership, answer.other_devices_check, answer.manager) == ("own", "none_found", "own")
    assert (answer.reasons[0], sorted(answer.reasons)) == ("R7_cost", sorted(reasons))


def test_an_older_day_comes_after_what_is_on_record_of_it() -> None:
    """A contact of yesterday is recorded in its evening, and never before what the desk recorded that day."""
    world = make_world()
    case = make_case(world)
    yesterday = today() - dt.timedelta(days=1)
    before = timezone.now() - dt.timedelta(days=5)
    Case.objects.within(world.system).filter(pk=case.pk).update(opened_at=before, last_affected_at=before)
    late = timezone.make_aware(dt.datetime.combine(yesterday, dt.time(19, 30)))
    columns = {"unit": world.unit, "case": case, "officer": world.people["officer"], "at": late}
    ContactAttempt.objects.create(key="x", channel="phone", outcome="no_answer", **columns)
    data = filled(exported(world), (case, {"on": yesterday, "outcome": "callback"}))
    row = handed_in(world, data)
    assert applied(world, row) == {"applied": 1}
    added = ContactAttempt.objects.within(world.system).exclude(key="x").get()
    assert added.at == late + dt.timedelta(minutes=1)


def test_another_units_case_does_not_exist() -> None:
    """A reference of another unit, forged into the own list or in its own file, is rejected and changes nothing."""
    world, other = make_world(), make_world("B")
    case, foreign = make_case(world), make_case(other)
    data = filled(exported(other), (foreign, fields()))
    row = handed_in(world, data)
    (rejected,) = read_plan(row.plan).rejected
    assert [fault.code for fault in rejected.faults] == ["unknown_reference"]
    forged = filled(exported(world), (case, fields(reference=reference_number.format(foreign.reference))))
    row = handed_in(world, forged)
    (rejected,) = read_plan(row.plan).rejected
    assert [fault.code for fault in rejected.faults] == ["sorted_apart"]
    assert applied(world, row) == {"rejected": 1}
    assert attempts(other) == attempts(world) == 0


def test_a_plan_whose_case_left_the_unit_changes_nothing() -> None:
    """A case that was moved to another unit between plan and confirmation is out of reach."""
    world, other = make_world(), make_world("B")
    case = make_case(world)
    row = handed_in(world, filled(exported(world), (case, fields())))
    Case.objects.within(world.system).filter(pk=case.pk).update(unit=other.unit)
    assert applied(world, row) == {"stale": 1}


def test_an_unusable_file_leaves_nothing_behind() -> None:
    """A renamed column, merged heading, macros or no list at all: refused with words, and no plan is kept."""
    world = make_world()
    case = make_case(world)
    data = exported(world)

    def rename(sheet: Any) -> None:
        sheet.cell(1, PLACE["outcome"] + 1).value = "結果"

    bad = {
        "columns_missing": (edited(data, rename), "x.xlsx"),
        "heading_merged": (edited(data, lambda sheet: sheet.merge_cells("A1:B1")), "x.xlsx"),
        "macros": (data, "x.xlsm"),
        "encoding": (b"\xff\xfe\x00\x01", "x.csv"),
    }
    for code, (content, name) in bad.items():
        with pytest.raises(CallListRefused) as refused:
            handed_in(world, content, name)
        assert refused.value.code == code
        assert len(refused.value.text("ja")) > 10
    assert not CallListImport.objects.within(world.system).exists()
    spoiled = filled(data, (case, {"on": today(), "outcome": "no_answer", "note": '=HYPERLINK("http://example.jp")'}))
    assert applied(world, handed_in(world, spoiled)) == {"rejected": 1}
    merged = edited(data, lambda sheet: sheet.merge_cells("K2:L2"))
    assert applied(world, handed_in(world, merged)) == {"rejected": 1}


def test_plan_and_application_are_on_record_and_pass() -> None:
    """Who read which file and what came of it is in the chain; a plan is gone after a day, or when it is dropped."""
    world = make_world()
    case = make_case(world)
    data = filled(exported(world), (case, fields()))
    row = apply_import(scope_of(world), handed_in(world, data))
    dropped = handed_in(world, data)
    withdraw(scope_of(world), dropped)
    actions = Event.chain.filter(subject__startswith="calllistimport:").order_by("seq").values_list("action", flat=True)
    assert [each.partition(".")[2] for each in actions] == ["read", "applied", "read", "withdrawn"]
    rows = CallListImport.objects.within(world.system)
    rows.filter(pk=row.pk).update(created_at=timezone.now() - dt.timedelta(hours=25))
    row.refresh_from_db()
    with pytest.raises(Refused, match="call_list_too_old"):
        apply_import(scope_of(world), row)
    purge(world.system)
    assert not rows.exists()
    assert attempts(world) == 1


def test_a_scope_without_the_unit_reads_nothing() -> None:
    """Nobody imports for a unit in which they contact nobody."""
    world, other = make_world(), make_world("B")
    with pytest.raises(NotPermitted):
        plan_import(scope_of(world), other.unit, io.BytesIO(b"x"), "x.csv", "ja")


def test_two_thousand_rows_take_a_list() -> None:
    """2,000 cases go out and come back; one confirmation applies 200 of them or as many as its time allows."""
    world = make_world()
    campaign = make_campaign(world)
    cases = [make_case(world, campaign, findings=0) for _ in range(2_000)]
    data = exported(world)
    entries = [(case, {"on": today(), "outcome": "no_answer"}) for case in cases[:250]]
    row = handed_in(world, filled(data, *entries))
    assert counts(row)["waiting"] == 250
    row = apply_import(scope_of(world), row, seconds=0)
    assert (counts(row)["applied"], counts(row)["waiting"]) == (1, 249)
    row = apply_import(scope_of(world), row, seconds=600)
    assert (counts(row)["applied"], counts(row)["waiting"]) == (201, 49)
    assert applied(world, row) == {"applied": 250, "unchanged": 1_750}
    assert attempts(world) == 250


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "on": st.sampled_from([dt.date(2026, 1, 1), "2026-13-40", "令和8年11月24日", "", None, 5]),
        "outcome": st.sampled_from(["no_answer", "reached_responsible", "どれでもない", ""]),
        "response": st.sampled_from(["stalled", "done", "x", ""]),
        "planned_on": st.sampled_from([dt.date(2027, 1, 1), "いつか", None]),
        "note": st.text(alphabet="aあ=+-@'\n", max_size=8),
        "organization": st.sampled_from(["", "別の会社"]),
        "row_key": st.sampled_from(["", "N1:0"]),
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.lists(VALUES, min_size=2, max_size=2))
def test_whatever_comes_back_every_row_is_counted_once(entries: list[dict[str, Any]]) -> None:
    """Any contents of the cells: the plan survives its storage, the counts balance before and after."""
    world = make_world(f"H{timezone.now().timestamp()}")
    cases = [make_case(world), make_case(world)]
    row = handed_in(world, filled(exported(world), *zip(cases, entries, strict=True)))
    assert stored_plan(read_plan(row.plan)) == row.plan
    assert sum(applied(world, row).values()) == 2
