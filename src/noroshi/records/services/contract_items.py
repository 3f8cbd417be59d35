"""Keeping what the owner ticked in the maintenance contract."""

from collections.abc import Mapping

from django.db import transaction

from noroshi.notify.contract import find_coverage
from noroshi.records.case import Case
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.lock import lock


def save_contract_items(scope: Scope, case: Case, ticks: Mapping[str, str]) -> Case:
    """Keep the ticks on the case; raises ValueError for an item or answer that does not exist."""
    find_coverage(ticks)
    with transaction.atomic():
        locked = lock(scope, case)
        if locked.contract_items != dict(ticks):
            before, locked.contract_items = locked.contract_items, dict(ticks)
            locked.save(update_fields=["contract_items"])
            audit.changed(scope, "case.contract", locked, {"from": before, "to": locked.contract_items})
    return locked
