"""Who may see what: the compartments in which a person holds a role with a given capability.

A compartment (取扱範囲) is one unit of one agency. Every row of a campaign belongs to exactly one.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from noroshi.knowledge.roles import load_roles

if TYPE_CHECKING:
    from noroshi.records.user import User


class NotPermitted(Exception):  # noqa: N818 reads as the sentence it raises
    """The person holds no role with the capability in any compartment; the message names the capability."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The units whose rows may be read or changed, by whom, and for which capability."""

    units: frozenset[int]
    capability: str
    actor_id: int | None = None

    @classmethod
    def of(cls, user: "User", capability: str) -> Self:
        """Return the person's scope for a capability; raises ``NotPermitted`` where no role gives it."""
        roles = [role for role in load_roles().roles if capability in load_roles().capabilities(role)]
        units = frozenset(user.grants.filter(role__in=roles, unit__active=True).values_list("unit_id", flat=True))
        if not user.is_active or not units:
            raise NotPermitted(capability)
        return cls(units, capability, user.pk)

    @classmethod
    def system(cls, units: "frozenset[int] | set[int]", purpose: str) -> Self:
        """Return the scope of a command or background task on given units; ``purpose`` is written to the audit."""
        return cls(frozenset(units), purpose)

    def covers(self, unit_id: int) -> bool:
        """Whether rows of this unit are inside."""
        return unit_id in self.units
