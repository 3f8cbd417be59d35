"""A row of a file against the present record: accepted, unchanged, in conflict or rejected."""

from collections.abc import Callable, Mapping

import msgspec

from noroshi.exchange.call_list.cell_text import CellFault, canonical, meaning
from noroshi.exchange.call_list.columns import (
    COLUMNS,
    ENTRY,
    LOCKED,
    Column,
    Value,
    entry_of,
    entry_values,
    locked_values,
)
from noroshi.exchange.call_list.plan import (
    CONTRADICTION,
    AcceptedRow,
    CellChange,
    CellConflict,
    CellFaultFound,
    ConflictRow,
    RejectedRow,
    UnchangedRow,
)
from noroshi.exchange.call_list.raw_rows import RawRow
from noroshi.exchange.call_list.row_key import RowKey, cell_digest, locked_digest, parse_key
from noroshi.exchange.call_list.rows import CallEntry, CallListRow
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.notify import reference_number
from noroshi.notify.contradictions import contradictions
from noroshi.render.neutral import shorten

Outcome = AcceptedRow | UnchangedRow | ConflictRow | RejectedRow
Lossy = Callable[[str], str]
_BY_ID = {column.id: column for column in COLUMNS}


class _Bad(Exception):  # noqa: N818 carries what is wrong in a row
    def __init__(self, *faults: CellFaultFound) -> None:
        super().__init__()
        self.faults = faults


def compare(raw: RawRow, current: Mapping[str, CallListRow], lossy: Lossy | None = None) -> Outcome:
    """Return what a row would do to the records.

    ``lossy``: what the file's encoding made of a text; a cell that differs in this way alone is not changed.
    """
    reference = _reference(raw)
    try:
        key = _key(raw, reference)
        return _Comparison(raw, key, _record(reference, current), lossy).outcome()
    except _Bad as bad:
        return RejectedRow(line=raw.line, reference=reference, faults=bad.faults)


def _reference(raw: RawRow) -> str:
    try:
        return reference_number.parse(str(raw.cells["reference"] or ""))
    except reference_number.ReferenceNumberError:
        return ""


def _key(raw: RawRow, reference: str) -> RowKey:
    if raw.faults:
        raise _Bad(*(_fault(code, column, raw) for column, code in raw.faults.items()))
    if not reference:
        raise _Bad(_fault("reference", "reference", raw))
    key = parse_key(str(raw.cells["row_key"] or ""))
    if key is None:
        raise _Bad(_fault("row_key", "row_key", raw))
    if key.reference != reference:
        raise _Bad(_fault("sorted_apart", "reference", raw))
    return key


def _record(reference: str, current: Mapping[str, CallListRow]) -> CallListRow:
    record = current.get(reference)
    if record is None:
        raise _Bad(CellFaultFound(code="unknown_reference"))
    return record


def _fault(code: str, column: str, raw: RawRow) -> CellFaultFound:
    value = raw.cells.get(column)
    return CellFaultFound(code=code, column=column, value=shorten(str(value), 60) if value is not None else "")


class _Comparison:
    """One row with its key and its record."""

    def __init__(self, raw: RawRow, key: RowKey, record: CallListRow, lossy: Lossy | None) -> None:
        self._raw = raw
        self._key = key
        self._record = record
        self._lossy = lossy
        self._entered = entry_values(record.entry)
        self._locked = locked_values(record)

    def outcome(self) -> Outcome:
        values = self._values()
        conflicts = self._locked_conflicts(values)
        changes = []
        for column in ENTRY:
            theirs, current = values[column.id], self._entered[column.id]
            if self._same(column, theirs, current) or self._left_alone(column, theirs):
                continue
            if self._moved_on(column):
                why = "changed_here"
            elif canonical(column, theirs) == "":
                why = "emptied"
            else:
                changes.append(CellChange(column=column.id, current=current, theirs=theirs))
                continue
            conflicts.append(CellConflict(column=column.id, why=why, current=current, theirs=theirs))
        return self._result(conflicts, changes)

    def _result(self, conflicts: list[CellConflict], changes: list[CellChange]) -> Outcome:
        line, record = self._raw.line, self._record
        if conflicts:
            return ConflictRow(
                line=line,
                reference=record.reference,
                exported=self._key.version,
                version=record.version,
                conflicts=tuple(conflicts),
                changes=tuple(changes),
            )
        if not changes:
            return UnchangedRow(line=line, reference=record.reference)
        entry = entry_of({**self._entered, **{change.column: change.theirs for change in changes}})
        _check(entry, record.entry)
        return AcceptedRow(
            line=line, reference=record.reference, version=record.version, entry=entry, changes=tuple(changes)
        )

    def _values(self) -> dict[str, Value]:
        values: dict[str, Value] = {}
        faults = []
        for column in (*LOCKED, *ENTRY):
            try:
                values[column.id] = meaning(column, self._raw.cells[column.id])
            except CellFault as fault:
                if column.entry:
                    faults.append(_fault(str(fault), column.id, self._raw))
                values[column.id] = str(self._raw.cells[column.id])
        if faults:
            raise _Bad(*faults)
        return values

    def _locked_conflicts(self, values: dict[str, Value]) -> list[CellConflict]:
        theirs = {column.id: values[column.id] for column in LOCKED}
        if locked_digest(self._key.reference, theirs) == self._key.locked:
            return []
        return [
            CellConflict(column=column.id, why="locked", current=self._locked[column.id], theirs=theirs[column.id])
            for column in LOCKED
            if not self._same(column, theirs[column.id], self._locked[column.id])
        ]

    def _same(self, column: Column, theirs: Value, current: Value) -> bool:
        ours, text = canonical(column, current), canonical(column, theirs)
        return text == ours or (self._lossy is not None and text == self._lossy(ours))

    def _left_alone(self, column: Column, theirs: Value) -> bool:
        """Whether the cell is as the list was written, whatever the record holds now."""
        return cell_digest(self._key.reference, column, theirs) == self._key.cells[column.id]

    def _moved_on(self, column: Column) -> bool:
        """Whether the record changed in this cell since the list was written."""
        current = cell_digest(self._key.reference, column, self._entered[column.id])
        return current != self._key.cells[column.id]


def _check(entry: CallEntry, before: CallEntry) -> None:
    """Refuse an entry that contradicts itself, as the form at the desk does."""
    if len(set(entry.reasons)) != len(entry.reasons):
        raise _Bad(CellFaultFound(code="reason_twice", column="reason_1"))
    answers = msgspec.structs.replace(entry, on=None, outcome="", note="")
    if answers == msgspec.structs.replace(before, on=None, outcome="", note=""):
        return
    if entry.on is None:
        raise _Bad(CellFaultFound(code="no_day", column="on"))
    answer = OwnerAnswer(
        answered_on=entry.on,
        awareness=entry.awareness,
        response=entry.response,
        planned_on=entry.planned_on,
        manager=entry.manager,
        contract_covers_update=entry.contract,
        reasons=entry.reasons,
        main_reason=entry.reasons[0] if entry.reasons else "",
    )
    refused = [complaint for complaint in contradictions(answer) if complaint.refuse]
    if refused:
        raise _Bad(*(CellFaultFound(code=CONTRADICTION, value=each.id) for each in refused))
