"""Taking a row for a change: read again inside the transaction, so that two people cannot change it past each other."""

from typing import TypeVar

from noroshi.records.case import Case
from noroshi.records.compartment import CompartmentRow
from noroshi.records.scope import Scope
from noroshi.records.services.refusals import Refused

RowT = TypeVar("RowT", bound=CompartmentRow)


def lock(scope: Scope, row: RowT) -> RowT:
    """Return the row as it is now, locked until the transaction ends; DoesNotExist outside the scope.

    Raises ``Refused`` for a case that was disposed of: nothing is added to it any more.

    Must be called inside ``transaction.atomic``. SQLite locks the whole database from the first statement on.
    """
    rows = type(row).objects.within(scope).select_for_update(of=("self",))
    found = rows.get(pk=row.pk)
    if isinstance(found, Case) and found.disposed:
        raise Refused("case_disposed")
    return found
