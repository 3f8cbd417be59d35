"""Ticking off what had to be looked at."""

from django.db import transaction
from django.utils import timezone

from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.lock import lock
from noroshi.records.todo import Todo


def done(scope: Scope, todo: Todo) -> Todo:
    """Mark a to-do as looked at; the first person who does so stays."""
    with transaction.atomic():
        locked = lock(scope, todo)
        if locked.done_at is None:
            locked.done_at, locked.done_by_id = timezone.now(), scope.actor_id
            locked.save(update_fields=["done_at", "done_by"])
            audit.changed(scope, "todo.done", locked, {"kind": locked.kind})
    return locked
