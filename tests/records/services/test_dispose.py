"""Disposal empties what points at people and organisations, on record and approved by a second person."""

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, models
from django.utils import timezone

from campaign_world import World, make_case, make_finding, make_world
from disposal_world import SECRET, disposed, filled_case
from noroshi.knowledge.words import load_words
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.records.models import (
    Answer,
    AnswerDraft,
    Case,
    Disposal,
    Event,
    EventPayload,
    Organization,
    Todo,
)
from noroshi.records.personal_data import KEPT, PERSONAL
from noroshi.records.services import audit, dispose, retention, transitions
from noroshi.records.services.answers import AnswerEntry, record_answer
from noroshi.records.services.audit_verify import verify
from noroshi.records.services.refusals import Refused
from tests_support import ROOT, Run

pytestmark = pytest.mark.django_db


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


def test_nothing_personal_is_left_and_the_chain_still_verifies(world: World) -> None:
    """Names are gone from every table; the chain is sound and says disposed, with the number."""
    case = filled_case(world)
    assert SECRET in everything()
    disposal = disposed(world, case)
    text = everything()
    assert SECRET not in text
    assert str(SECRET.encode()) not in text
    outcome = verify()
    assert outcome.sound, outcome.faults
    assert outcome.disposed == {disposal.number: len(disposal.events)}
    assert len(disposal.events) >= 10


@pytest.mark.parametrize("what", ["fill", "dispose"])
def test_a_database_file_keeps_no_trace(
    noroshi: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """After a disposal no byte of the name is in the SQLite file or beside it, not even in freed pages."""
    monkeypatch.setenv("NOROSHI_DATABASE", f"sqlite:///{tmp_path}/trace.sqlite3")
    noroshi("database", "migrate")
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "noroshi.web.settings", "PYTHONPATH": str(ROOT / "tests")}
    program = [sys.executable, str(ROOT / "tests" / "disposal_world.py"), what]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    bytes_left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert (SECRET.encode() in bytes_left) == (what == "fill")
    noroshi("audit", "verify", check=0)


def test_codes_and_days_stay_for_the_figures(world: World) -> None:
    """The answer's codes, the state and the reference number remain; drafts are gone, open to-dos are closed."""
    case = filled_case(world)
    disposed(world, case)
    answer = Answer.objects.within(world.system).get()
    assert (answer.response, answer.respondent, answer.free_text) == ("done", "", "")
    kept = Case.objects.within(world.system).get()
    assert (kept.disposed, kept.reference, kept.state) == (True, case.reference, "closed_unfixed")
    assert not AnswerDraft.objects.within(world.system).exists()
    assert not Todo.objects.within(world.system).filter(done_at=None).exists()
    organization = Organization.objects.within(world.system).get()
    assert (organization.name, organization.corporate_number, organization.prefecture) == ("", "", "神奈川県")
    assert [f.device for f in kept.findings.order_by("pk")] == [f"-{f.pk}" for f in kept.findings.order_by("pk")]


def test_nothing_is_added_to_a_disposed_case(world: World) -> None:
    """No answer, no change of state, no hold: what was emptied stays empty."""
    case = filled_case(world)
    disposed(world, case)
    statement = OwnerAnswer(answered_on=timezone.localdate(), response="planned")
    entry = AnswerEntry(key="2", statement=statement, at=timezone.now(), asked_again=True)
    with pytest.raises(Refused, match="case_disposed"):
        record_answer(world.system, case, entry)
    with pytest.raises(Refused, match="case_disposed"):
        retention.set_hold(world.system, case, hold=True, reason="x")
    with pytest.raises(transitions.TransitionRefused):
        transitions.apply(world.system, case, "reopen_refuted", met=frozenset({"finding_refuted", "reason_given"}))
    assert load_words().text("desk_refused.case_disposed", "ja")
    assert verify().sound


def test_values_of_other_rows_stay(world: World) -> None:
    """Another case, and an organisation that it needs, keep everything."""
    case = filled_case(world)
    other = make_case(world, campaign=None, state="draft")
    other.organization = case.organization
    other.save()
    audit.changed(world.system, "test.recorded", other, {"name": "other"})
    disposed(world, case)
    assert Organization.objects.within(world.system).get(pk=case.organization_id).name == SECRET
    assert EventPayload.objects.filter(event__subject=f"case:{other.pk}").exists()
    assert Event.chain.filter(subject=f"organization:{case.organization_id}", payload__isnull=False).exists()


def test_a_finding_without_case_keeps_its_organisation(world: World) -> None:
    """An organisation that research still points at is not emptied."""
    case = filled_case(world)
    make_finding(world, case.campaign, case.organization)
    disposed(world, case)
    assert Organization.objects.within(world.system).get(pk=case.organization_id).name == SECRET


@pytest.mark.parametrize("what", ["open", "hold", "kept", "no_retention", "done"])
def test_what_may_not_be_disposed_of_is_refused(world: World, what: str) -> None:
    """An open case, a hold, a running or unset retention, and a repetition are refused; nothing is emptied."""
    case = filled_case(world)
    rows = Case.objects.within(world.system).filter(pk=case.pk)
    if what == "open":
        rows.update(state="contacting", closed_at=None)
    elif what == "hold":
        retention.set_hold(world.system, case, hold=True, reason="係争中")
    elif what == "kept":
        rows.update(closed_at=timezone.now() - dt.timedelta(days=300))
    elif what == "no_retention":
        retention.set_retention(world.system, case.campaign, None)
    else:
        disposed(world, case)
    case = Case.objects.within(world.system).get(pk=case.pk)
    before = EventPayload.objects.count()
    with pytest.raises(Refused) as refusal:
        dispose.propose(world.scope("supervisor", "disposal.propose"), [case], "x")
    assert refusal.value.key == f"disposal_{what}"
    assert load_words().text(f"desk_refused.{refusal.value.key}", "ja", **refusal.value.values)
    assert EventPayload.objects.count() == before


def test_a_hold_after_the_proposal_stops_the_approval(world: World) -> None:
    """What changed since the proposal is looked at again, and then nothing is emptied."""
    case = filled_case(world)
    proposal = dispose.propose(world.scope("supervisor", "disposal.propose"), [case], "x")
    retention.set_hold(world.system, case, hold=True, reason="係争中")
    with pytest.raises(Refused, match="disposal_hold"):
        dispose.approve(world.scope("approver", "disposal.approve"), proposal)
    assert SECRET in everything()
    assert verify().sound


def test_nobody_approves_the_own_proposal(world: World) -> None:
    """The second person must be another one; a proposal is decided once."""
    case = filled_case(world)
    proposal = dispose.propose(world.scope("supervisor", "disposal.propose"), [case], "x")
    with pytest.raises(Refused, match="disposal_second_person"):
        dispose.approve(world.scope("supervisor", "disposal.propose"), proposal)
    dispose.refuse(world.scope("approver", "disposal.approve"), proposal, "再確認が必要")
    with pytest.raises(Refused, match="disposal_decided"):
        dispose.approve(world.scope("approver", "disposal.approve"), proposal)


def test_a_forged_disposal_is_found(world: World) -> None:
    """A disposal record that claims more entries than its own entry says, does not hide tampering."""
    case = filled_case(world)
    disposal = disposed(world, case)
    extra = audit.append("test.other", "thing:1", values={"x": 1})
    EventPayload.objects.filter(pk=extra.pk).delete()
    Disposal.objects.update(events=[*disposal.events, extra.pk])
    kinds = {fault.kind for fault in verify().faults}
    assert {"disposal_changed", "values_missing"} <= kinds


def test_a_row_changed_after_its_disposal_is_found(world: World) -> None:
    """The disposal seals what it leaves."""
    case = filled_case(world)
    disposed(world, case)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'records_answer'")
            cursor.execute(f"DROP TRIGGER {cursor.fetchone()[0]}")
        cursor.execute("UPDATE records_answer SET response = 'declined'")
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = origin")
    faults = verify().faults
    assert [(fault.kind, fault.table, fault.detail) for fault in faults] == [
        ("row_changed", "records_answer", "response")
    ]


def test_due_cases_are_those_whose_retention_is_over(world: World) -> None:
    """A closed case is due from the day after its last day; months end where the calendar does."""
    case = filled_case(world)
    Case.objects.within(world.system).update(closed_at=dt.datetime(2024, 8, 31, 3, tzinfo=dt.UTC))
    retention.set_retention(world.system, case.campaign, 6)
    case = Case.objects.within(world.system).select_related("campaign").get()
    assert retention.kept_until(case) == dt.date(2025, 2, 28)
    assert retention.due(world.system, dt.date(2025, 2, 28)) == []
    assert retention.due(world.system, dt.date(2025, 3, 1)) == [case]


def test_numbers_run_through_the_year(world: World) -> None:
    """Each disposal has its own number, and its entry bears it."""
    first, second = disposed(world, filled_case(world)), disposed(world, filled_case(world))
    year = timezone.localdate().year
    assert (first.number, second.number) == (f"{year}-0001", f"{year}-0002")
    assert second.event.subject == f"disposal:{year}-0002"
    assert json.loads(second.event.payload.body)["disposal"]["approved_by"] == world.people["approver"].pk


def test_every_text_column_is_personal_or_kept() -> None:
    """A new text column of a compartmented row must be put into ``records/personal_data.py``, on one of both lists."""
    from django.apps import apps

    from noroshi.records.compartment import CompartmentRow

    unsorted = [
        f"{model._meta.model_name}.{column.name}"
        for model in apps.get_app_config("records").get_models()
        if issubclass(model, CompartmentRow)
        for column in model._meta.concrete_fields
        if isinstance(column, models.CharField | models.TextField | models.JSONField | models.BinaryField)
        and column.name not in PERSONAL.get(str(model._meta.model_name), ())
        and column.name not in KEPT.get(str(model._meta.model_name), ())
    ]
    assert not unsorted, f"add to PERSONAL (emptied by disposal) or KEPT in records/personal_data.py: {unsorted}"
    named = {(name, column) for table in (PERSONAL, KEPT) for name, columns in table.items() for column in columns}
    real = {
        (model._meta.model_name, column.name)
        for model in apps.get_app_config("records").get_models()
        for column in model._meta.concrete_fields
    }
    assert named <= real
    assert not {(n, c) for n, cs in PERSONAL.items() for c in cs} & {(n, c) for n, cs in KEPT.items() for c in cs}
