"""A plan of an import as the database keeps it between the upload and the confirmation, and read back."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from noroshi.exchange.call_list.columns import COLUMNS, Value
from noroshi.exchange.call_list.plan import (
    AcceptedRow,
    CellChange,
    CellConflict,
    ConflictRow,
    ImportPlan,
    RejectedRow,
    UnchangedRow,
)
from noroshi.exchange.call_list.rows import CallEntry
from noroshi.records.services.storable import storable

_DATES: Final = frozenset(column.id for column in COLUMNS if column.type == "date")


def stored_plan(plan: ImportPlan) -> dict[str, Any]:
    """Return the plan as JSON can hold it."""
    values: dict[str, Any] = storable(msgspec.to_builtins(plan))
    return values


def read_plan(values: Mapping[str, Any]) -> ImportPlan:
    """Return the plan that ``stored_plan`` wrote; its counts are the same."""
    return ImportPlan(
        seen=values["seen"],
        accepted=tuple(_accepted(row) for row in values["accepted"]),
        conflicts=tuple(_conflict(row) for row in values["conflicts"]),
        unchanged=msgspec.convert(values["unchanged"], tuple[UnchangedRow, ...]),
        rejected=msgspec.convert(values["rejected"], tuple[RejectedRow, ...]),
        absent=tuple(values["absent"]),
        ignored=tuple(values["ignored"]),
        encoding=values["encoding"],
    )


def _accepted(row: Mapping[str, Any]) -> AcceptedRow:
    entry = msgspec.convert(row["entry"], CallEntry)
    return AcceptedRow(
        line=row["line"],
        reference=row["reference"],
        version=row["version"],
        entry=entry,
        changes=_changes(row["changes"]),
    )


def _conflict(row: Mapping[str, Any]) -> ConflictRow:
    conflicts = [
        CellConflict(
            column=each["column"],
            why=each["why"],
            current=_value(each["column"], each["current"]),
            theirs=_value(each["column"], each["theirs"]),
        )
        for each in row["conflicts"]
    ]
    return ConflictRow(
        line=row["line"],
        reference=row["reference"],
        exported=row["exported"],
        version=row["version"],
        conflicts=tuple(conflicts),
        changes=_changes(row["changes"]),
    )


def _changes(rows: list[Mapping[str, Any]]) -> tuple[CellChange, ...]:
    return tuple(
        CellChange(
            column=each["column"],
            current=_value(each["column"], each["current"]),
            theirs=_value(each["column"], each["theirs"]),
        )
        for each in rows
    )


def _value(column: str, value: str | None) -> Value:
    """Return a value; what a person wrote into a locked cell for a date may be any text."""
    if column not in _DATES or not value:
        return value
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return value
