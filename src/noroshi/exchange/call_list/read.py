"""Reading a call list back: the file's kind is told by its content, every row is compared, nothing is applied."""

from collections import Counter
from collections.abc import Mapping
from typing import IO, Final

import msgspec

from noroshi.exchange.call_list.compare import Outcome, compare
from noroshi.exchange.call_list.plan import (
    AcceptedRow,
    CellFaultFound,
    ConflictRow,
    ImportPlan,
    RejectedRow,
    UnchangedRow,
)
from noroshi.exchange.call_list.raw_rows import RawRows
from noroshi.exchange.call_list.read_csv import CP932, lossy, read_csv
from noroshi.exchange.call_list.read_xlsx import read_xlsx
from noroshi.exchange.call_list.refusals import CallListRefused
from noroshi.exchange.call_list.rows import CallListRow

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_OTHER_NAMES: Final = {".xlsm": "macros", ".xltm": "macros", ".xlsb": "macros", ".xlam": "macros", ".xls": "old_format"}


def read_call_list(source: IO[bytes], current: Mapping[str, CallListRow], name: str = "") -> ImportPlan:
    """Return what importing the file would do. ``current``: the records by reference, all that the importer may change.

    Nothing is applied. A row with a reference that is not in ``current`` is rejected, a reference that appears twice
    in every place. Raises ``CallListRefused`` where the file as a whole cannot be used; ``name``: its file name.
    """
    for ending, code in _OTHER_NAMES.items():
        if name.lower().endswith(ending):
            raise CallListRefused(code)
    source.seek(0)
    start = source.read(8)
    if start.startswith(_OLE):
        raise CallListRefused("old_format")
    rows = read_xlsx(source) if start.startswith(_ZIP) else read_csv(source)
    return _plan(rows, current)


def _plan(rows: RawRows, current: Mapping[str, CallListRow]) -> ImportPlan:
    changed = lossy if rows.encoding == CP932 else None
    outcomes = [compare(raw, current, changed) for raw in rows.rows]
    counted = Counter(outcome.reference for outcome in outcomes if outcome.reference)
    outcomes = [_once(outcome, counted) for outcome in outcomes]
    plan = ImportPlan(
        seen=len(outcomes),
        accepted=tuple(each for each in outcomes if isinstance(each, AcceptedRow)),
        unchanged=tuple(each for each in outcomes if isinstance(each, UnchangedRow)),
        conflicts=tuple(each for each in outcomes if isinstance(each, ConflictRow)),
        rejected=tuple(each for each in outcomes if isinstance(each, RejectedRow)),
        absent=tuple(reference for reference in current if reference not in counted),
        ignored=rows.ignored,
        encoding=rows.encoding,
    )
    if not plan.balanced():  # a fault of the program, never of the file
        raise AssertionError("the counts of the import do not balance")
    return plan


def _once(outcome: Outcome, counted: Counter[str]) -> Outcome:
    if counted[outcome.reference] < 2 or not outcome.reference:  # noqa: PLR2004 twice
        return outcome
    fault = CellFaultFound(code="twice", column="reference", value=outcome.reference)
    if isinstance(outcome, RejectedRow):
        return msgspec.structs.replace(outcome, faults=(*outcome.faults, fault))
    return RejectedRow(line=outcome.line, reference=outcome.reference, faults=(fault,))
