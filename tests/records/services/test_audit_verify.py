"""Verification of the audit chain: whatever was tampered with is found and named; lawful work never is."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from campaign_world import World, make_case, make_world
from noroshi.records.models import Answer, Case, ChainHead, Event, EventPayload, Verification
from noroshi.records.services import audit, transitions
from noroshi.records.services.audit_faults import Fault, Outcome
from noroshi.records.services.audit_head import AnchorUnreadable, Head, head, read_head
from noroshi.records.services.audit_verify import verify

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: object) -> None:
    """Work past the program, as a database administrator does: without the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            for name, table in _triggers(cursor):
                cursor.execute(f"DROP TRIGGER {name}")
                assert table
        cursor.execute(statement, values)
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = origin")


def _triggers(cursor: Any) -> list[tuple[str, str]]:
    cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
    return list(cursor.fetchall())


def make_answer(world: World, case: Case, **values: Any) -> Answer:
    """Record an answer as the desk does: row and entry in one transaction."""
    scope = world.scope("officer", "case.answer")
    answer = Answer.objects.create(
        unit=world.unit,
        case=case,
        key=f"k{Answer.objects.within(world.system).count()}",
        at=timezone.now(),
        officer=world.people["officer"],
        **{"awareness": "unaware", "response": "planned", "respondent": "架空 太郎", "reasons": ["R7_cost"], **values},
    )
    audit.changed(scope, "answer.recorded", answer, {"awareness": answer.awareness})
    return answer


@pytest.fixture
def world() -> World:
    """Return a world with a case that was contacted and answered, and some reading."""
    world = make_world()
    case = make_case(world, state="draft")
    scope = world.scope("officer", "case.contact")
    conditions = {"has_confirmed_finding", "second_person", "fresh", "terms_allow", "has_contact", "not_excluded"}
    for step in ("approve", "hand_over", "start_contact"):
        transitions.apply(scope, case, step, met=frozenset(conditions))
        audit.read(scope, case)
    make_answer(world, case)
    make_answer(world, case, planned_on="2026-12-01", finding=case.findings.first())
    check = Verification.objects.create(unit=world.unit, case=case, by="callback", result="genuine", at=timezone.now())
    audit.changed(scope, "verification.recorded", check)
    return world


def kinds(outcome: Outcome) -> list[str]:
    return [fault.kind for fault in outcome.faults]


def only(outcome: Outcome) -> Fault:
    assert len(outcome.faults) == 1, outcome.faults
    return outcome.faults[0]


def test_an_untouched_chain_is_sound(world: World) -> None:
    """A chain with changes, readings, answers and checks verifies, row by row."""
    outcome = verify()
    assert outcome.sound
    assert outcome.warnings == []
    assert outcome.entries == Event.chain.count() > 8
    assert outcome.rows == 6
    assert outcome.head is not None
    assert outcome.head.seq == head().seq
    assert world.unit.pk


@pytest.mark.usefixtures("world")
def test_an_edited_entry_is_named() -> None:
    """Another action under the same number is found, with its number, time and person."""
    entry = Event.chain.get(action="case.hand_over")
    sql("UPDATE records_event SET action = 'case.withdraw' WHERE seq = %s", entry.seq)
    fault = only(verify())
    assert (fault.kind, fault.table, fault.row) == ("entry_changed", "records_event", str(entry.seq))
    assert (fault.seq, fault.at, fault.actor) == (entry.seq, entry.at, "officer-a")


@pytest.mark.usefixtures("world")
def test_a_removed_entry_is_named() -> None:
    """A gap in the numbers is named, and nothing else is blamed."""
    entry = Event.chain.filter(action="case.read").order_by("seq")[1]
    sql("DELETE FROM records_event WHERE seq = %s", entry.seq)
    fault = only(verify())
    assert (fault.kind, fault.row) == ("entry_missing", str(entry.seq))


@pytest.mark.usefixtures("world")
def test_a_removed_and_renumbered_entry_is_found() -> None:
    """Closing the gap by renumbering breaks hashes and links."""
    entry = Event.chain.filter(action="case.read").order_by("seq").first()
    assert entry is not None
    sql("DELETE FROM records_event WHERE seq = %s", entry.seq)
    sql("UPDATE records_event SET seq = seq - 1 WHERE seq = %s", entry.seq + 1)
    sql("UPDATE records_eventpayload SET event_id = event_id - 1 WHERE event_id = %s", entry.seq + 1)
    assert {"entry_changed", "entry_moved"} <= set(kinds(verify()))


@pytest.mark.usefixtures("world")
def test_exchanged_entries_are_found() -> None:
    """Two entries in each other's place are both named."""
    first, second = Event.chain.filter(action="case.read").order_by("seq")[:2]
    sql("UPDATE records_event SET seq = -1 WHERE seq = %s", first.seq)
    sql("UPDATE records_event SET seq = %s WHERE seq = %s", first.seq, second.seq)
    sql("UPDATE records_event SET seq = %s WHERE seq = -1", second.seq)
    changed = {fault.seq for fault in verify().faults if fault.kind == "entry_changed"}
    assert changed == {first.seq, second.seq}


@pytest.mark.usefixtures("world")
def test_a_cut_off_end_is_found() -> None:
    """Entries missing at the end are found by the head that the database itself keeps."""
    last = head().seq
    sql("DELETE FROM records_eventpayload WHERE event_id > %s", last - 2)
    sql("DELETE FROM records_event WHERE seq > %s", last - 2)
    outcome = verify()
    fault = next(fault for fault in outcome.faults if fault.kind == "truncated")
    assert fault.row == f"{last - 1}-{last}"


@pytest.mark.usefixtures("world")
def test_a_cut_off_end_with_a_matching_head_is_found_by_an_anchor() -> None:
    """Whoever also sets the head back is found by a head that was printed before."""
    anchor = read_head(head().text())
    sql("DELETE FROM records_eventpayload WHERE event_id = %s", anchor.seq)
    sql("DELETE FROM records_event WHERE seq = %s", anchor.seq)
    last = Event.chain.latest("seq")
    ChainHead.objects.update(seq=last.seq, hash=last.hash)
    assert "anchor_ahead" not in kinds(verify())
    assert "anchor_ahead" in kinds(verify(anchor))


@pytest.mark.usefixtures("world")
def test_changed_values_are_named() -> None:
    """Values that no longer give the entry's digest are found."""
    entry = Event.chain.get(action="case.approve")
    body = EventPayload.objects.get(pk=entry.seq).body
    sql("UPDATE records_eventpayload SET body = %s WHERE event_id = %s", body.replace("draft", "x"), entry.seq)
    found = verify().faults
    assert ("values_changed", "records_eventpayload", str(entry.seq)) in {(f.kind, f.table, f.row) for f in found}


@pytest.mark.usefixtures("world")
def test_values_removed_without_a_disposal_are_tampering() -> None:
    """Values that are gone, with no disposal on record, are named."""
    entry = Event.chain.filter(action="answer.recorded").order_by("seq").last()
    assert entry is not None
    sql("DELETE FROM records_eventpayload WHERE event_id = %s", entry.seq)
    found = {(fault.kind, fault.row) for fault in verify().faults}
    assert ("values_missing", str(entry.seq)) in found


@pytest.mark.usefixtures("world")
def test_values_slipped_under_an_entry_without_any_are_found() -> None:
    """An entry that had no values gets none."""
    entry = Event.chain.filter(action="case.read").first()
    EventPayload.objects.create(event=entry, salt="0" * 32, body="{}")
    assert kinds(verify()) == ["values_added"]


TAMPERINGS: dict[str, tuple[str, str]] = {
    "text": ("UPDATE records_answer SET free_text = 'x' WHERE id = {key}", "free_text"),
    "code": (
        "UPDATE records_answer SET response = 'done', awareness = 'aware' WHERE id = {key}",
        "awareness, response",
    ),
    "time": ("UPDATE records_answer SET at = '2026-01-01 00:00:00+00:00' WHERE id = {key}", "at"),
    "list": ("UPDATE records_answer SET reasons = '[]' WHERE id = {key}", "reasons"),
    "empty": ("UPDATE records_answer SET finding_id = NULL WHERE id = {key}", "finding_id"),
    "day": ("UPDATE records_answer SET planned_on = '2027-12-01' WHERE id = {key}", "planned_on"),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_tampered_row_is_named_with_its_columns(world: World, what: str) -> None:
    """A changed answer is named by table, key, columns, entry, time and person."""
    statement, columns = TAMPERINGS[what]
    answer = Answer.objects.within(world.system).latest("pk")
    sql(statement.format(key=answer.pk))
    fault = only(verify())
    entry = Event.chain.get(subject=f"answer:{answer.pk}")
    assert (fault.kind, fault.table, fault.row) == ("row_changed", "records_answer", str(answer.pk))
    assert (fault.detail, fault.seq, fault.at, fault.actor) == (columns, entry.seq, entry.at, "officer-a")


def test_a_removed_row_is_named(world: World) -> None:
    """An answer that an entry tells about and that is gone is named."""
    answer = Answer.objects.within(world.system).latest("pk")
    sql("DELETE FROM records_answer WHERE id = %s", answer.pk)
    fault = only(verify())
    assert (fault.kind, fault.table, fault.row) == ("row_missing", "records_answer", str(answer.pk))


def test_a_row_that_no_entry_speaks_of_is_named(world: World) -> None:
    """An answer slipped into the table is named."""
    case = Case.objects.within(world.system).get()
    slipped = Answer.objects.create(unit=world.unit, case=case, key="slipped", at=timezone.now())
    fault = only(verify())
    assert (fault.kind, fault.table, fault.row) == ("row_unrecorded", "records_answer", str(slipped.pk))


def test_a_state_without_a_change_is_named(world: World) -> None:
    """A case that stands in a state to which no recorded change led is named."""
    case = Case.objects.within(world.system).get()
    Case.objects.within(world.system).update(state="closed_unfixed")
    fault = only(verify())
    assert (fault.kind, fault.table, fault.row) == ("state_differs", "records_case", str(case.pk))
    assert fault.detail == "closed_unfixed / contacting"


@pytest.mark.usefixtures("world")
def test_a_chain_computed_anew_is_found_by_an_anchor_only() -> None:
    """A database administrator who rewrites history consistently is found by a head that left the building."""
    anchor = read_head(f"日報\n{head().text()}\n受領印")
    audit.append("test.later", "thing:1")
    entry = Event.chain.filter(action="case.read").order_by("seq").first()
    assert entry is not None
    _rewrite(entry.seq, "case.listed")
    assert verify().sound
    fault = only(verify(anchor))
    assert (fault.kind, fault.seq) == ("anchor_differs", anchor.seq)


def _rewrite(seq: int, action: str) -> None:
    """Change one entry and compute every hash from there on anew, head included."""
    previous = ""
    for event in Event.chain.filter(seq__gte=seq).order_by("seq"):
        event.action = action if event.seq == seq else event.action
        event.previous = previous or event.previous
        previous = audit.entry_hash(event)
        sql(
            "UPDATE records_event SET action = %s, previous = %s, hash = %s WHERE seq = %s",
            event.action, event.previous, previous, event.seq,
        )  # fmt: skip
    ChainHead.objects.update(hash=previous)


@pytest.mark.usefixtures("world")
def test_a_clock_that_went_back_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry before its predecessor's time is accepted, and reported as a matter of the clock."""
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() - dt.timedelta(hours=2))
    entry = audit.append("test.early", "thing:1")
    monkeypatch.undo()
    outcome = verify()
    assert outcome.sound
    assert [(warning.kind, warning.seq) for warning in outcome.warnings] == [("clock_back", entry.seq)]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("text", [lambda h: h.text(), lambda h: h.full_text()], ids=["short", "full"])
def test_a_head_is_read_back_from_its_text(text: Callable[[Head], str]) -> None:
    """The short and the full text hold, typed in capitals or broken over lines, and a later chain keeps them true."""
    shown = text(head()).upper().replace(" ", "\n ", 2)
    for _ in range(3):
        audit.append("test", "thing:1")
    outcome = verify(read_head(shown))
    assert outcome.sound
    assert outcome.anchored


def test_a_text_without_a_head_is_refused() -> None:
    """A text that is no head, or a hash too short to hold, says so."""
    for text in ("", "hello", "NOROSHI-HEAD 12 2026-11-24 3f2a 91bc"):
        with pytest.raises(AnchorUnreadable, match="NOROSHI-HEAD"):
            read_head(text)


def test_the_end_of_the_chain_can_be_verified_alone(world: World) -> None:
    """The last entries verify by themselves, and a change among them is found."""
    assert verify(last=4).entries == 4
    answer = Answer.objects.within(world.system).latest("pk")
    sql("UPDATE records_answer SET response = 'done' WHERE id = %s", answer.pk)
    assert kinds(verify(last=4)) == ["row_changed"]


def test_pages_join_without_a_seam(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain longer than a page verifies, reports its progress, and never holds more than a page."""
    monkeypatch.setattr("noroshi.records.services.audit_verify.PAGE", 3)
    seen: list[tuple[int, int]] = []
    outcome = verify(progress=lambda done, total: seen.append((done, total)))
    assert outcome.sound
    assert outcome.rows == 6
    assert seen[-1] == (outcome.entries, outcome.entries)
    assert len(seen) == -(-outcome.entries // 3)
    assert world.unit.pk
