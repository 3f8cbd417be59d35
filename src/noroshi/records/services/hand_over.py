"""Giving cases to people: some to one person, or all open ones of one person to another (引継ぎ)."""

from collections.abc import Sequence

from django.db import transaction

from noroshi.knowledge.roles import load_roles
from noroshi.records.case import Case
from noroshi.records.queries.ageing import open_states
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.merge_edits import set_values
from noroshi.records.services.refusals import Refused
from noroshi.records.user import User


def officers_of(scope: Scope) -> list[User]:
    """Return the active people who may contact organisations in the scope's units, by name."""
    people = User.objects.filter(is_active=True, grants__role__in=_roles(), grants__unit_id__in=scope.units)
    return list(people.distinct().order_by("name_ja", "username"))


def assign(scope: Scope, cases: Sequence[Case], assignee: User) -> int:
    """Give the cases to one person and return how many changed hands; all or none.

    Raises ``Refused`` where the person may not contact organisations in a case's unit.
    """
    allowed = set(assignee.grants.filter(role__in=_roles()).values_list("unit_id", flat=True))
    with transaction.atomic():
        wanted = Case.objects.within(scope).select_for_update(of=("self",)).filter(pk__in=[each.pk for each in cases])
        changed = [case for case in wanted if case.assignee_id != assignee.pk]
        if not assignee.is_active or any(case.unit_id not in allowed for case in changed):
            raise Refused("assignee_not_officer", field="assignee", name=assignee.display_name())
        for case in changed:
            set_values(scope, case, {"assignee_id": assignee.pk}, "case.assigned")
    return len(changed)


def hand_over(scope: Scope, leaver: User, successor: User, reason: str) -> int:
    """Give every open case of one person to another and return how many; the reason is kept in the audit record."""
    if leaver.pk == successor.pk:
        raise Refused("handover_same_person", field="successor")
    cases = Case.objects.within(scope).filter(assignee=leaver, state__in=open_states())
    with transaction.atomic():
        count = assign(scope, list(cases), successor)
        for unit_id in sorted(scope.units):
            audit.append(
                "unit.handover",
                f"unit:{unit_id}",
                actor_id=scope.actor_id,
                unit_id=unit_id,
                values={"from": leaver.pk, "to": successor.pk, "reason": reason, "cases": count},
            )
    return count


def _roles() -> list[str]:
    return [role for role in load_roles().roles if "case.contact" in load_roles().capabilities(role)]
