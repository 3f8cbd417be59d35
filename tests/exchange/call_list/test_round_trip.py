"""A list goes to a spreadsheet and comes back; what was entered is found, and nothing else."""

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from call_list_world import DAY, HEAD, PLACE, csv_list, edited, edited_csv, entered, plan, row, xlsx
from noroshi.exchange.call_list.cell_text import canonical, meaning, written
from noroshi.exchange.call_list.columns import COLUMNS, ENTRY, entry_of, entry_values
from noroshi.exchange.call_list.rows import CallEntry, CallListRow
from noroshi.exchange.call_list.write_csv import write_csv
from noroshi.exchange.call_list.write_xlsx import MOST_ROWS, TooManyRows, write_xlsx
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.notify import reference_number

ROWS = [
    row(1),
    row(2, on=DAY, outcome="reached_responsible", awareness="aware", response="stalled", manager="vendor"),
    row(3, on=DAY, reasons=("R3_forgotten", "R7_cost"), planned_on=dt.date(2027, 1, 5), note="=1+1\n@二行目"),
    row(4, organization="=cmd|' /C calc'!A0", phone="+81-54-000-0000", note="'先頭の引用符 _x0041_"),
]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_list_that_nobody_touched_changes_nothing(tmp_path: Path, language: str) -> None:
    """Written and read back in either format and language: every row is unchanged."""
    for data in (xlsx(ROWS, tmp_path, language), csv_list(ROWS, language)):
        found = plan(data, ROWS)
        assert (found.seen, len(found.unchanged)) == (4, 4)
        assert found.absent == found.ignored == ()
    assert list(tmp_path.iterdir()) == []


def test_a_spreadsheet_that_saves_again_changes_nothing(tmp_path: Path) -> None:
    """Saved by a spreadsheet with shared strings, or as CP932 with other dates: every row is unchanged."""
    assert len(plan(edited(xlsx(ROWS, tmp_path), lambda _: None), ROWS).unchanged) == 4

    def slashes(lines: list[list[str]]) -> None:
        for line in lines[1:]:
            for name in ("on", "planned_on", "due_on"):
                line[PLACE[name]] = line[PLACE[name]].replace("-0", "-").replace("-", "/")

    for encoding in ("utf-8", "utf-8-sig", "cp932"):
        assert len(plan(edited_csv(csv_list(ROWS), slashes, encoding), ROWS).unchanged) == 4


def test_what_was_entered_is_found(tmp_path: Path) -> None:
    """Labels, dates and notes of an officer come back as codes and days, with the version they belong to."""
    lists = load_enumerations()
    values: dict[str, Any] = {
        "on": DAY,
        "outcome": lists.label("contact_outcome", "reached_responsible", "ja"),
        "awareness": lists.label("awareness", "unaware", "ja"),
        "response": lists.label("response", "stalled", "ja"),
        "manager": lists.label("manager", "vendor", "ja"),
        "contract": lists.label("contract_covers_update", "no", "ja"),
        "reason_1": lists.label("delay_reason", "R1_contract_scope", "ja"),
        "reason_3": lists.label("delay_reason", "R7_cost", "ja"),
        "planned_on": dt.date(2027, 1, 5),
        "note": "1行目\n2行目",
    }
    found = plan(entered(xlsx(ROWS, tmp_path), values), ROWS)
    assert len(found.unchanged) == 3
    (accepted,) = found.accepted
    assert (accepted.line, accepted.reference, accepted.version) == (2, ROWS[0].reference, 3)
    assert accepted.entry == CallEntry(
        on=DAY,
        outcome="reached_responsible",
        awareness="unaware",
        response="stalled",
        manager="vendor",
        contract="no",
        reasons=("R1_contract_scope", "R7_cost"),
        planned_on=dt.date(2027, 1, 5),
        note="1行目\n2行目",
    )
    assert {change.column for change in accepted.changes} == set(values)


@pytest.mark.parametrize(
    "text", ["2026-11-24", "2026/11/24", "令和8年11月24日(火)", "R8.11.24", "2026年11月24日", "2026.11.24"]
)
def test_days_are_read_as_offices_write_them(text: str) -> None:
    """A day may be written in the common reckoning or with its era."""
    day = next(column for column in ENTRY if column.id == "on")
    assert meaning(day, text) == DAY


def test_columns_may_change_places(tmp_path: Path) -> None:
    """Columns are found by their heading, wherever they stand; further columns are named as ignored."""

    def reorder(lines: list[list[str]]) -> None:
        for line in lines:
            line.reverse()
            line.insert(3, "自分用の列" if line is lines[0] else "x")

    found = plan(edited_csv(csv_list(ROWS), reorder), ROWS)
    assert len(found.unchanged) == 4
    assert found.ignored == ("自分用の列",)
    swapped = edited(xlsx(ROWS, tmp_path), lambda sheet: sheet.move_range("W1:W9", cols=1))
    assert len(plan(swapped, ROWS).unchanged) == 4


def test_the_page_is_ready_for_the_office(tmp_path: Path) -> None:
    """Locked but for the entry cells, drop-downs from the lists, hidden codes, fixed heading, A4 landscape, 見本."""
    book = load_workbook(io.BytesIO(xlsx(ROWS, tmp_path)))
    sheet, codes = book.worksheets
    assert codes.sheet_state == "veryHidden"
    assert sheet.protection.sheet
    assert sheet.freeze_panes == "C2"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    header = (sheet.oddHeader.left.text, sheet.oddHeader.center.text, sheet.oddHeader.right.text)
    assert header == (HEAD.handling_class, HEAD.title, "見本")
    assert "見本" in sheet.title
    for column in COLUMNS:
        assert sheet.cell(2, PLACE[column.id] + 1).protection.locked is not column.entry, column.id
    lists = load_enumerations()
    ranges = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    for column in ENTRY:
        place = sheet.cell(2, PLACE[column.id] + 1).column_letter
        rule = ranges.get(f"{place}2:{place}5")
        assert (rule is not None) == (column.type in {"code", "date"}), column.id
        if rule is not None and column.list_name:
            cells = codes[rule.formula1.partition("!")[2].replace("$", "")]
            labels = [lists.label(column.list_name, code, "ja") for code in lists.codes(column.list_name)]
            assert [cell.value for (cell,) in cells] == labels
    assert sheet.column_dimensions["V"].hidden
    assert not any(cell.data_type == "f" for line in sheet.iter_rows() for cell in line)


def test_a_list_names_no_device() -> None:
    """Neither product nor address nor version has a column: a lost list names no device."""
    assert not {column.id for column in COLUMNS} & {"product", "ip", "ips", "version_text", "cves", "device"}


def test_csv_opens_in_a_spreadsheet() -> None:
    """Byte order mark, CR and LF, references that stay text, and nothing that is evaluated."""
    data = csv_list(ROWS)
    assert data.startswith("\ufeff照会番号,".encode())
    assert data.count(b"\r\n") == 5
    assert reference_number.format(ROWS[0].reference).encode() in data
    assert b"\r\n" not in data.replace(b"\r\n", b"", 5)
    assert ",=cmd" not in data.decode("utf-8-sig")
    assert "'=cmd|" in data.decode("utf-8-sig")
    assert "'+81-54" in data.decode("utf-8-sig")


def test_labels_of_a_list_are_told_apart() -> None:
    """No two codes of a list read alike in either language, or a choice could not be read back."""
    lists = load_enumerations()
    for column in ENTRY:
        if column.list_name:
            for code in lists.codes(column.list_name):
                for language in ("ja", "en"):
                    assert meaning(column, lists.label(column.list_name, code, language)) == code


def test_too_many_rows_are_not_written() -> None:
    """A list that could not be read back is not written."""
    with pytest.raises(TooManyRows):
        write_csv(io.BytesIO(), (ROWS[0] for _ in range(MOST_ROWS + 1)), "ja")


def test_a_list_that_breaks_off_leaves_no_rows_behind(tmp_path: Path) -> None:
    """Where the rows end with an error, the temporary files with their names are gone as well."""

    def rows() -> Iterator[CallListRow]:
        yield from ROWS
        raise LookupError

    with pytest.raises(LookupError):
        write_xlsx(io.BytesIO(), rows(), HEAD, "ja", tmp_path)
    assert list(tmp_path.iterdir()) == []


@given(text=st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("'=+-@|%\t\r\n\\x＝ ー𠮷"), max_size=30))
@settings(max_examples=1_000)
def test_any_text_comes_back_as_itself(text: str) -> None:
    """Whatever a name or a note holds, what is read from its cell counts as the same text and is no formula."""
    for column in (COLUMNS[1], next(column for column in ENTRY if column.id == "note")):
        shown = written(column, text, "ja")
        assert shown is None or ((isinstance(shown, str) and shown.lstrip()[:1] not in "=+-@|%") or not shown.strip())
        assert canonical(column, meaning(column, shown)) == canonical(column, text)


_CODES = {
    column.id: st.sampled_from(["", *load_enumerations().codes(column.list_name)])
    for column in ENTRY
    if column.list_name
}
_DAYS = st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))


@given(
    values=st.fixed_dictionaries({**_CODES, "on": _DAYS, "planned_on": _DAYS, "note": st.text(max_size=20)}),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp932"]),
)
@settings(max_examples=100, deadline=None)
def test_any_entry_comes_back_unchanged(values: dict[str, Any], encoding: str) -> None:
    """A row with any entry is unchanged after the round trip through CSV in every encoding that is read."""
    each = row(1, **{name: value for name, value in values.items() if not name.startswith("reason_")})
    each = row(1, **{name: getattr(entry_of(values), name) for name in CallEntry.__struct_fields__})
    assert entry_of(entry_values(each.entry)) == each.entry
    found = plan(edited_csv(csv_list([each]), lambda _: None, encoding), [each])
    assert len(found.unchanged) == 1, found
