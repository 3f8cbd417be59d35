"""Commands that a person stands behind: whose account, in which unit, and what is said where something is refused."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NoReturn

from noroshi.cli.failure import fail

if TYPE_CHECKING:
    from noroshi.records.agency import Unit
    from noroshi.records.scope import Scope
    from noroshi.records.services.refusals import Refused

NO_OPTIONS: Final[Mapping[str, str]] = {}


def acting(unit: str, by: str, capability: str, what: str) -> "tuple[Unit, Scope]":
    """Return the unit and the person's scope in it alone; the command ends where unit, person or role is missing.

    ``what`` completes "holds no role that may …".
    """
    from noroshi.knowledge.roles import load_roles
    from noroshi.records.scope import NotPermitted, Scope
    from noroshi.records.services.make_unit import find_unit
    from noroshi.records.user import User

    found = find_unit(unit)
    if found is None:
        fail(f"--unit {unit}: no such unit; `noroshi unit create` makes it")
    person = User.objects.filter(username=by).first()
    if person is None:
        fail(f"--by {by}: no such user; `noroshi user create` makes an account")
    roles = " or ".join(load_roles().holders(capability))
    try:
        scope = Scope.of(person, capability)
    except NotPermitted:
        fail(f"--by {by}: holds no role that may {what}; give the role {roles}")
    if not scope.covers(found.pk):
        fail(f"--by {by}: holds no role that may {what} in {unit}; give the role {roles} there")
    return found, Scope(frozenset({found.pk}), capability, scope.actor_id)


def refused(refusal: "Refused", options: Mapping[str, str] = NO_OPTIONS) -> NoReturn:
    """End the command with the refusal's sentence and the option that it is about, where ``options`` renames it."""
    from noroshi.knowledge.words import load_words

    option = options.get(refusal.field, refusal.field).replace("_", "-")
    place = f"--{option}: " if option else ""
    fail(place + load_words().text(f"desk_refused.{refusal.key}", "en", **refusal.values))
