"""What happens to a person's account, in the audit chain of every unit in which the person works."""

from typing import Any

from django.db import transaction

from noroshi.records.services import audit
from noroshi.records.user import User


def units_of(person: User) -> list[int]:
    """Return the units of the person's account: the home unit, and those of their roles."""
    units = set(person.grants.values_list("unit_id", flat=True))
    return sorted(units | ({person.home_unit_id} if person.home_unit_id else set()))


def note(person: User, action: str, *, actor_id: int | None, values: dict[str, Any] | None = None) -> None:
    """Write one entry a unit; an account without any unit gets one entry of its own."""
    with transaction.atomic():
        units: list[int | None] = [*units_of(person)] or [None]
        for unit_id in units:
            audit.append(action, audit.subject_of(person), actor_id=actor_id, unit_id=unit_id, values=values)
