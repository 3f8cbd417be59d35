"""Changing a case's state: only along the transitions of ``states.yaml``, with their conditions met."""

from typing import Final

from django.db import transaction
from django.utils import timezone

from noroshi.knowledge.case_states import Transition, load_case_states
from noroshi.records.case import Case, StateChange
from noroshi.records.scope import Scope
from noroshi.records.services import audit

STAMPS: Final = {
    "approved": "approved_at",
    "reached": "first_reached_at",
    "answered": "answered_at",
    "observed_fixed": "observed_fixed_at",
}


class TransitionRefused(Exception):  # noqa: N818 reads as the sentence it raises
    """The case may not change so; ``key`` names the sentence in the words (``refused.<key>``)."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values


def apply(scope: Scope, case: Case, transition_id: str, *, reason: str = "", met: frozenset[str] = frozenset()) -> Case:
    """Take one transition and return the case; raises ``TransitionRefused``.

    ``met`` names the conditions that the caller has established. The row is read again under a lock, so that two
    people cannot take a case two ways.
    """
    rule = load_case_states().find(transition_id)
    with transaction.atomic():
        locked = Case.objects.within(scope).select_for_update(of=("self",)).get(pk=case.pk)
        _refuse(rule, locked, met)
        now = timezone.now()
        source, locked.state = locked.state, rule.target
        stamp = STAMPS.get(rule.target)
        if stamp and getattr(locked, stamp) is None:
            setattr(locked, stamp, now)
        closed = not load_case_states().state(rule.target).open
        locked.closed_at = (locked.closed_at or now) if closed else None
        locked.save()
        change = StateChange.objects.create(
            unit_id=locked.unit_id,
            case=locked,
            transition=rule.id,
            source=source,
            target=rule.target,
            reason=reason,
            by_id=scope.actor_id,
            at=now,
        )
        values = {"from": source, "to": rule.target, "reason": reason}
        audit.changed(scope, f"case.{rule.id}", locked, values, seals=[change])
    return locked


def _refuse(rule: Transition, case: Case, met: frozenset[str]) -> None:
    if case.disposed or case.state not in rule.sources:
        raise TransitionRefused("wrong_state", state=case.state, transition=rule.id)
    missing = [condition for condition in rule.conditions if condition not in met]
    if missing:
        raise TransitionRefused("condition_missing", condition=missing[0], transition=rule.id)
