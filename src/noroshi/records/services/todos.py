"""Ticking off what had to be looked at."""

from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.utils import timezone

from noroshi.records.case import Case
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.contact_gate import gate
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused
from noroshi.records.todo import Todo

RELEASE_ASKED: Final = "release_asked"
_MAY_TICK: Final = {
    "officer": ("case.contact", "survey.attach"),
    "analyst": ("survey.attach",),
    "supervisor": ("case.assign",),
}
"""The capabilities with which a to-do is marked as looked at, by whose it is."""


def done(scope: Scope, todo: Todo) -> Todo:
    """Mark a to-do as looked at; the first person who does so stays. Raises ``Refused`` for another desk's."""
    if scope.capability not in _MAY_TICK[todo.waits_for]:
        raise Refused("todo_of_another")
    with transaction.atomic():
        locked = lock(scope, todo)
        if locked.done_at is None:
            locked.done_at, locked.done_by_id = timezone.now(), scope.actor_id
            locked.save(update_fields=["done_at", "done_by"])
            audit.changed(scope, "todo.done", locked, {"kind": locked.kind})
    return locked


def ask_release(scope: Scope, case: Case) -> Todo:
    """Ask the supervisor to let a case go on with its old observation; asked before, it stays the one to-do.

    Raises ``Refused`` where the observation is not too old, or something else is in the way as well.
    """
    with transaction.atomic():
        locked = lock(scope, case)
        today = timezone.localdate()
        if not gate(scope, locked, today).only_stale:
            raise Refused("release_not_asked")
        open_one = Todo.objects.within(scope).filter(case=locked, kind=RELEASE_ASKED, done_at=None).first()
        if open_one is not None:
            return open_one
        due = min(locked.next_on, today) if locked.next_on else today
        todo = Todo.objects.create(unit_id=locked.unit_id, case=locked, kind=RELEASE_ASKED, due_on=due)
        audit.changed(scope, "todo.created", todo, {"case": locked.pk, "kind": todo.kind})
    return todo


def released(scope: Scope, case: Case) -> None:
    """Mark what asked for the release of this case's observation as looked at."""
    for todo in Todo.objects.within(scope).filter(case=case, kind=RELEASE_ASKED, done_at=None):
        done(scope, todo)


def asked(scope: Scope, cases: Iterable[Case]) -> set[int]:
    """Return the keys of those cases whose release was asked for and waits."""
    waiting = Todo.objects.within(scope).filter(case__in=list(cases), kind=RELEASE_ASKED, done_at=None)
    return {pk for pk in waiting.values_list("case_id", flat=True) if pk}
