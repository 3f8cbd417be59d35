"""What the person may do in one compartment, beyond the capability that opened the page."""

from typing import Final

from django.core.exceptions import PermissionDenied

from noroshi.knowledge.roles import load_roles
from noroshi.records.agency import Unit
from noroshi.records.scope import Scope
from noroshi.web.access import DeskRequest

REHEARSED: Final = frozenset({"case.read", "case.contact", "case.answer", "intrusion.handle"})
"""What can be practised; everything else of a rehearsal does not exist."""


def capabilities_in(request: DeskRequest, unit_id: int) -> frozenset[str]:
    """Return the capabilities of the person's roles in the unit; asks the database once a request."""
    by_unit: dict[int, set[str]] | None = getattr(request, "capabilities_by_unit", None)
    if by_unit is None:
        by_unit = {}
        grants = request.user.grants.filter(unit__active=True).values_list("unit_id", "role")  # type: ignore[union-attr]
        for unit, role in grants:
            by_unit.setdefault(unit, set()).update(load_roles().capabilities(role))
        request.capabilities_by_unit = by_unit  # type: ignore[attr-defined]
    if request.rehearsal and unit_id not in by_unit:
        real = Unit.objects.filter(pk=unit_id).values_list("rehearsal_of_id", flat=True).first()
        by_unit[unit_id] = by_unit.get(real or 0, set()) & REHEARSED
    return frozenset(by_unit.get(unit_id, ()))


def holds(request: DeskRequest, capability: str) -> frozenset[int]:
    """Return the units of the page in which the person also holds another capability."""
    return frozenset(unit for unit in request.scope.units if capability in capabilities_in(request, unit))


def scope_for(request: DeskRequest, capability: str, unit_id: int) -> Scope:
    """Return the person's scope for another capability in the unit; 403 without it."""
    if capability not in capabilities_in(request, unit_id):
        raise PermissionDenied(capability)
    return Scope(frozenset({unit_id}), capability, request.scope.actor_id)
