"""What the page of an import shows: each row that is not simply unchanged, what the file says and what is on record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from noroshi.exchange.call_list.columns import COLUMNS, Value
from noroshi.exchange.call_list.plan import AcceptedRow, ConflictRow, ImportPlan, RejectedRow, value_text
from noroshi.knowledge.words import load_words
from noroshi.records.call_list_import import CallListImport
from noroshi.records.case import Case
from noroshi.records.scope import Scope
from noroshi.records.services.call_list_import import counts
from noroshi.records.services.call_list_store import read_plan
from noroshi.records.services.refusals import Refused
from noroshi.web.forms.desk_form import refusal_text
from noroshi.web.words import language, text

ORDER: Final = ("conflicts", "rejected", "stale", "refused", "waiting", "applied", "already")
"""What asks for a person comes first."""
_BY_ID: Final = {column.id: column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its heading, what is on record, what the file says, and why it is not taken over, '' where it is."""

    heading: str
    current: str
    theirs: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file. ``result``: a key of ``call_list_result``; ``case`` None where there is none."""

    number: int
    result: str
    reference: str
    cells: tuple[Cell, ...] = ()
    reasons: tuple[str, ...] = ()
    case: Case | None = None


def lines_of(row: CallListImport, plan: ImportPlan) -> list[Line]:
    """Return the rows that a person should look at, those that need a decision first, each kind in the file's order."""
    lines = [_accepted(each, row.results.get(str(each.line), {"result": "waiting"})) for each in plan.accepted]
    lines += [_conflict(each) for each in plan.conflicts]
    lines += [_rejected(each) for each in plan.rejected]
    return sorted(lines, key=lambda line: (ORDER.index(line.result), line.number))


def totals_of(row: CallListImport) -> list[tuple[str, int]]:
    """Return how many rows went where, as pairs for the page; all rows of the file come first, zeros are left out."""
    found = counts(row)
    return [(text(f"call_list_result.{name}"), found[name]) for name in found if found[name] or name == "seen"]


def with_cases(scope: Scope, lines: list[Line]) -> list[Line]:
    """Return the lines of one page with their cases inside the scope."""
    references = {line.reference for line in lines if line.reference}
    rows = Case.objects.within(scope).filter(reference__in=references).select_related("organization")
    cases = {case.reference: case for case in rows}
    return [
        Line(line.number, line.result, line.reference, line.cells, line.reasons, cases.get(line.reference))
        for line in lines
    ]


def plan_of(row: CallListImport) -> ImportPlan:
    """Return the plan of an import."""
    return read_plan(row.plan)


def _accepted(row: AcceptedRow, result: Mapping[str, Any]) -> Line:
    cells = tuple(_cell(change.column, change.current, change.theirs) for change in row.changes)
    return Line(row.line, result["result"], row.reference, cells, tuple(_reasons(result)))


def _conflict(row: ConflictRow) -> Line:
    cells = [_cell(each.column, each.current, each.theirs, each.text(language())) for each in row.conflicts]
    cells += [_cell(change.column, change.current, change.theirs) for change in row.changes]
    return Line(row.line, "conflicts", row.reference, tuple(cells))


def _rejected(row: RejectedRow) -> Line:
    return Line(row.line, "rejected", row.reference, (), tuple(fault.text(language()) for fault in row.faults))


def _reasons(result: Mapping[str, Any]) -> list[str]:
    if "key" in result:
        return [refusal_text(Refused(result["key"], **result["values"]))]
    complaints = [load_words().text(f"contradiction.{each}", language()) for each in result.get("complaints", ())]
    return [*complaints, text("call_list_page.by_hand")] if complaints else []


def _cell(column: str, current: Value, theirs: Value, why: str = "") -> Cell:
    tongue = language()
    heading = _BY_ID[column].heading(tongue)
    return Cell(heading, value_text(column, current, tongue), value_text(column, theirs, tongue), why)
