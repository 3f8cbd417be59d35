"""Taking a row for a change: read again inside the transaction, so that two people cannot change it past each other."""

from typing import TypeVar

from noroshi.records.compartment import CompartmentRow
from noroshi.records.scope import Scope

RowT = TypeVar("RowT", bound=CompartmentRow)


def lock(scope: Scope, row: RowT) -> RowT:
    """Return the row as it is now, locked until the transaction ends; DoesNotExist outside the scope.

    Must be called inside ``transaction.atomic``. SQLite locks the whole database from the first statement on.
    """
    rows = type(row).objects.within(scope).select_for_update(of=("self",))
    return rows.get(pk=row.pk)
