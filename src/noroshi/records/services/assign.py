"""Who works on a case: an officer takes one that nobody has."""

from django.db import transaction

from noroshi.records.case import Case
from noroshi.records.scope import Scope
from noroshi.records.services.lock import lock
from noroshi.records.services.merge_edits import set_values
from noroshi.records.services.refusals import Refused


def take(scope: Scope, case: Case) -> Case:
    """Make the scope's person the case's officer; raises ``Refused`` where another one has it."""
    with transaction.atomic():
        locked = lock(scope, case)
        if locked.assignee_id not in (None, scope.actor_id):
            raise Refused("already_taken")
        return set_values(scope, locked, {"assignee_id": scope.actor_id}, "case.taken")
