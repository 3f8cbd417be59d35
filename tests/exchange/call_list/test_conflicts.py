"""What does not fit is named by row and column, and nothing of such a row is taken over."""

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec
import pytest

from call_list_world import DAY, PLACE, csv_list, edited, edited_csv, entered, plan, row, xlsx
from noroshi.exchange.call_list.plan import value_text
from noroshi.exchange.call_list.rows import CallEntry
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import load_words
from noroshi.notify import reference_number

ROWS = [row(number, on=DAY, outcome="no_answer", note="留守") for number in range(1, 5)]
REACHED = load_enumerations().label("contact_outcome", "reached_responsible", "ja")


def _now(**changes: Any) -> list[Any]:
    """Return the records after the first one was changed since the list was written."""
    entry = msgspec.structs.replace(ROWS[0].entry, **changes)
    return [msgspec.structs.replace(ROWS[0], version=4, entry=entry), *ROWS[1:]]


def _codes(found: Any) -> list[tuple[int, str, str]]:
    for rejected in found.rejected:
        for fault in rejected.faults:
            assert fault.text("ja") != fault.text("en")
    return [(each.line, fault.column, fault.code) for each in found.rejected for fault in each.faults]


def test_a_cell_that_changed_on_both_sides_is_a_conflict(tmp_path: Path) -> None:
    """The record moved on in the cell that the officer filled in: both values are shown, nothing is taken over."""
    data = entered(xlsx(ROWS, tmp_path), {"outcome": REACHED, "note": "接触"})
    found = plan(data, _now(outcome="callback"))
    assert found.accepted == ()
    (conflict,) = found.conflicts
    assert (conflict.line, conflict.exported, conflict.version) == (2, 3, 4)
    (cell,) = conflict.conflicts
    assert (cell.column, cell.why, cell.current, cell.theirs) == (
        "outcome",
        "changed_here",
        "callback",
        "reached_responsible",
    )
    assert cell.text("ja")
    assert [(change.column, change.theirs) for change in conflict.changes] == [("note", "接触")]
    assert value_text(cell.column, cell.theirs, "ja") == REACHED
    assert value_text("on", DAY, "ja") == "令和8年11月24日(火)"
    assert value_text("note", "接触", "en") == "接触"
    assert value_text("on", None, "ja") == ""


def test_a_cell_that_changed_on_one_side_alone_is_none(tmp_path: Path) -> None:
    """The record moved on elsewhere: the officer's cell is put in beside the newer ones, never over them."""
    data = entered(xlsx(ROWS, tmp_path), {"note": "接触"})
    (accepted,) = plan(data, _now(outcome="callback")).accepted
    assert (accepted.version, accepted.entry) == (4, CallEntry(on=DAY, outcome="callback", note="接触"))
    assert len(plan(xlsx(ROWS, tmp_path), _now(outcome="callback")).unchanged) == 4
    both = plan(entered(xlsx(ROWS, tmp_path), {"outcome": REACHED}), _now(outcome="reached_responsible"))
    assert len(both.unchanged) == 4


def test_an_emptied_cell_deletes_nothing(tmp_path: Path) -> None:
    """What is recorded is corrected by a person, not by an empty cell."""
    found = plan(entered(xlsx(ROWS, tmp_path), {"note": None}), ROWS)
    ((cell,),) = [each.conflicts for each in found.conflicts]
    assert (cell.column, cell.why, cell.current, cell.theirs) == ("note", "emptied", "留守", "")


def test_a_locked_cell_that_changed_is_a_conflict() -> None:
    """A spreadsheet that dropped the protection, or a CSV, can change what is for reading: that is shown."""

    def change(lines: list[list[str]]) -> None:
        lines[1][PLACE["phone"]] = "054-000-0009"
        lines[1][PLACE["note"]] = "番号変更"

    found = plan(edited_csv(csv_list(ROWS), change), ROWS)
    (conflict,) = found.conflicts
    assert [(cell.column, cell.why, cell.theirs) for cell in conflict.conflicts] == [
        ("phone", "locked", "054-000-0009")
    ]
    moved = [msgspec.structs.replace(ROWS[0], version=9, phone="054-000-0001"), *ROWS[1:]]
    assert len(plan(csv_list(ROWS), moved).unchanged) == 4


def test_what_an_encoding_loses_is_not_a_change() -> None:
    """A character that CP932 lacks becomes a question mark in the file and stays as it is in the record."""
    rows = [row(1, organization="(見本)𠮷田工業", note="𠮷田様 🙂 ~〜"), row(2)]
    found = plan(edited_csv(csv_list(rows), lambda _: None, "cp932"), rows)
    assert found.encoding == "cp932"
    assert len(found.unchanged) == 2


def test_every_row_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Unknown choices, impossible dates, formulas, errors and contradictions: row and column by name, all at once."""
    data = xlsx(ROWS, tmp_path)
    data = entered(data, {"outcome": "つながった", "on": "来週", "note": "x" * 2_001}, 2)
    data = entered(data, {"note": "=1+1", "planned_on": dt.date(1900, 1, 1)}, 3)
    lists = load_enumerations()
    forgotten = lists.label("delay_reason", "R3_forgotten", "ja")
    data = entered(data, {"response": lists.label("response", "done", "ja"), "reason_1": forgotten}, 4)
    data = entered(data, {"reason_1": forgotten, "reason_2": forgotten}, 5)
    found = plan(data, ROWS)
    assert _codes(found) == [
        (2, "on", "not_a_date"),
        (2, "outcome", "unknown_code"),
        (2, "note", "too_long"),
        (3, "note", "formula"),
        (4, "", "contradiction"),
        (5, "reason_1", "reason_twice"),
    ]
    assert found.accepted == ()
    (complaint,) = found.rejected[2].faults
    assert load_words().text(f"contradiction.{complaint.value}", "ja") in complaint.text("ja")


def test_an_answer_needs_its_day(tmp_path: Path) -> None:
    """An answer without the day of the contact cannot be dated and is refused."""
    rows = [row(1)]
    data = entered(xlsx(rows, tmp_path), {"awareness": load_enumerations().label("awareness", "aware", "ja")})
    assert _codes(plan(data, rows)) == [(2, "on", "no_day")]


def test_a_row_that_lost_its_identity_is_rejected() -> None:
    """Wrong, exchanged or missing reference and key, a reference of another office, and duplicates are told apart."""

    def change(lines: list[list[str]]) -> None:
        lines[1][PLACE["reference"]], lines[2][PLACE["reference"]] = (
            lines[2][PLACE["reference"]],
            lines[1][PLACE["reference"]],
        )
        lines[3][PLACE["row_key"]] = ""
        lines[4][PLACE["reference"]] = "123-4567-890"

    assert _codes(plan(edited_csv(csv_list(ROWS), change), ROWS)) == [
        (2, "reference", "sorted_apart"),
        (3, "reference", "sorted_apart"),
        (4, "row_key", "row_key"),
        (5, "reference", "reference"),
    ]
    doubled = edited_csv(csv_list(ROWS), lambda lines: lines.append(lines[1]))
    assert _codes(plan(doubled, ROWS)) == [(2, "reference", "twice"), (6, "reference", "twice")]
    other = plan(csv_list(ROWS), ROWS[1:])
    assert _codes(other) == [(2, "", "unknown_reference")]
    missing = plan(csv_list(ROWS[1:]), ROWS)
    assert missing.absent == (ROWS[0].reference,)


def test_merged_cells_cost_only_their_rows(tmp_path: Path) -> None:
    """Rows that a merged range touches are named; the other rows are read."""
    found = plan(edited(xlsx(ROWS, tmp_path), lambda sheet: sheet.merge_cells("K3:K4")), ROWS)
    assert _codes(found) == [(3, "", "merged"), (4, "", "merged")]
    assert len(found.unchanged) == 2


def test_rows_may_be_sorted_and_left_out() -> None:
    """Whole rows in another order, with blank ones between them, are still the same rows."""

    def change(lines: list[list[str]]) -> None:
        lines[1:] = [lines[3], [""] * len(lines[0]), lines[1]]

    found = plan(edited_csv(csv_list(ROWS), change), ROWS)
    assert [each.reference for each in found.unchanged] == [ROWS[2].reference, ROWS[0].reference]
    assert set(found.absent) == {ROWS[1].reference, ROWS[3].reference}


@pytest.mark.parametrize("text", [str.lower, lambda text: f"  {text} ", lambda text: text.replace("-", "")])
def test_a_reference_may_be_written_otherwise(text: Any) -> None:
    """Spaces and hyphens of a reference number do not matter."""
    shown = reference_number.format(ROWS[0].reference)
    data = csv_list(ROWS).replace(shown.encode(), text(shown).encode())
    assert len(plan(data, ROWS).unchanged) == 4
