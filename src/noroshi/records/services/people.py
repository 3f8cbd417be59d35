"""Accounts of people: made, given roles, closed. Nobody raises their own roles or changes their own account here.

An administrator looks after the accounts whose home unit is theirs (and those without one, while they hold a role in
the administrator's unit), and grants and revokes roles in the administrator's own units only.
"""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from noroshi.knowledge.roles import load_roles
from noroshi.records.agency import Unit
from noroshi.records.client_certificate import ClientCertificate
from noroshi.records.directory_link import DirectoryLink
from noroshi.records.scope import Scope
from noroshi.records.services import account_events, audit
from noroshi.records.services.refusals import Refused
from noroshi.records.user import RoleGrant, User

ONE_TIME_HOURS: Final = 72
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS: Final = 4
_GROUP: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """What an administrator enters about a person."""

    username: str
    name_ja: str
    name_en: str = ""
    rank_ja: str = ""
    language: str = "ja"

    def columns(self) -> dict[str, str]:
        """Return the values by column, without the user name."""
        return {
            "name_ja": self.name_ja,
            "name_en": self.name_en,
            "rank_ja": self.rank_ja,
            "language": self.language,
        }


def people_within(scope: Scope) -> QuerySet[User]:
    """Return the people whose home unit, or one of whose roles, lies in the scope."""
    inside = Q(home_unit_id__in=scope.units) | Q(grants__unit_id__in=scope.units)
    return User.objects.filter(inside).distinct()


def looks_after(scope: Scope, person: User) -> bool:
    """Whether the scope's person may change the account itself, not only roles in their own units."""
    if person.home_unit_id is not None:
        return scope.covers(person.home_unit_id)
    return person.grants.filter(unit_id__in=scope.units).exists()


def make_person(
    scope: Scope, unit_id: int, roles: list[str], entry: PersonEntry, *, with_password: bool = True
) -> tuple[User, str]:
    """Make an account with roles in one unit; return it and its one-time password ('' where none was asked for).

    Raises ``Refused`` where the user name is taken or the unit lies outside the scope.
    """
    _inside(scope, unit_id)
    password = _one_time_password() if with_password else ""
    person = User(username=entry.username, home_unit_id=unit_id, **entry.columns())
    _set_password(person, password)
    try:
        with transaction.atomic():
            person.save()
            values = {"username": entry.username, **entry.columns(), "password": with_password}
            audit.append("user.made", audit.subject_of(person), actor_id=scope.actor_id, unit_id=unit_id, values=values)
            for role in roles:
                grant_role(scope, person, unit_id, role)
    except IntegrityError as error:
        raise Refused("people_name_taken", field="username", username=entry.username) from error
    return person, password


def edit_person(scope: Scope, person: User, entry: PersonEntry, home_unit_id: int | None) -> User:
    """Change name, rank, language and home unit (of the same agency as a unit of the scope)."""
    require_others_account(scope, person)
    if home_unit_id is not None:
        agencies = Unit.objects.filter(pk__in=scope.units).values("agency_id")
        if not Unit.objects.filter(pk=home_unit_id, agency_id__in=agencies, rehearsal_of=None).exists():
            raise Refused("people_other_unit", field="home_unit")
        person.home_unit_id = home_unit_id
    for name, value in entry.columns().items():
        setattr(person, name, value)
    with transaction.atomic():
        person.save()
        _note(scope, person, "user.edited", {**entry.columns(), "home_unit": str(person.home_unit_id)})
    return person


def grant_role(scope: Scope, person: User, unit_id: int, role: str) -> RoleGrant:
    """Give a role in a unit of the scope; giving it twice changes nothing. Nobody gives a role to themselves."""
    _inside(scope, unit_id)
    if person.pk == scope.actor_id:
        raise Refused("people_own_role", field="roles")
    if role not in load_roles().roles:
        raise Refused("people_no_such_role", field="roles", role=role)
    with transaction.atomic():
        grant, made = RoleGrant.objects.get_or_create(
            user=person, unit_id=unit_id, role=role, defaults={"granted_by_id": scope.actor_id}
        )
        if made:
            _note_in(scope, person, unit_id, "role.granted", {"role": role})
    return grant


def revoke_role(scope: Scope, grant: RoleGrant) -> None:
    """Take a role away. The last administrator of a unit, and one's own roles, stay."""
    _inside(scope, grant.unit_id)
    if grant.user_id == scope.actor_id:
        raise Refused("people_own_role")
    with transaction.atomic():
        _note_in(scope, grant.user, grant.unit_id, "role.revoked", {"role": grant.role})
        grant.delete()


def new_one_time_password(scope: Scope, person: User) -> str:
    """Set a one-time password and return it; the person's sessions end.

    Raises ``Refused`` while the directory's password opens the account: a leaver must not keep a second way in.
    """
    require_others_account(scope, person)
    if DirectoryLink.objects.filter(user=person).exists():
        raise Refused("directory_has_password")
    password = _one_time_password()
    _set_password(person, password)
    with transaction.atomic():
        person.save(update_fields=["password", "password_expires_at"])
        _note(scope, person, "user.password_reset", {"expires": str(person.password_expires_at)})
    return password


def close_account(scope: Scope, person: User, reason: str) -> None:
    """Close the account of somebody who leaves: their sessions end with the next request.

    All roles, the tie to the directory and the certificates go with it.
    """
    require_others_account(scope, person)
    with transaction.atomic():
        roles = [f"{grant.unit_id}:{grant.role}" for grant in person.grants.order_by("unit_id", "role")]
        _note(scope, person, "user.closed", {"reason": reason, "roles": ", ".join(roles), **_ways_in(person)})
        person.home_unit_id = person.home_unit_id or min(account_events.units_of(person), default=None)
        person.is_active = False
        person.set_unusable_password()
        person.save(update_fields=["is_active", "password", "home_unit"])
        person.grants.all().delete()
        DirectoryLink.objects.filter(user=person).delete()
        ClientCertificate.objects.filter(user=person).delete()


def reopen_account(scope: Scope, person: User) -> str:
    """Open a closed account again, without roles; return its one-time password."""
    require_others_account(scope, person)
    password = _one_time_password()
    _set_password(person, password)
    person.is_active = True
    with transaction.atomic():
        person.save(update_fields=["is_active", "password", "password_expires_at"])
        _note(scope, person, "user.reopened", {"expires": str(person.password_expires_at)})
    return password


def note_factors_removed(scope: Scope, person: User) -> None:
    """Record that all second factors of another person are removed; to be called with the removal, in one transaction.

    Raises ``Refused`` for one's own account and for people whom the scope's person does not look after.
    """
    require_others_account(scope, person)
    _note(scope, person, "user.factors_removed", {})


def _ways_in(person: User) -> dict[str, str]:
    """Return the tie to the directory and the certificates, for the entry of an account that is closed."""
    names = DirectoryLink.objects.filter(user=person).values_list("name", flat=True)
    prints = ClientCertificate.objects.filter(user=person).order_by("pk").values_list("sha256", flat=True)
    ways = {"directory": ", ".join(names), "certificates": ", ".join(prints)}
    return {name: value for name, value in ways.items() if value}


def _set_password(person: User, password: str) -> None:
    if password:
        person.set_password(password)
        person.password_expires_at = timezone.now() + dt.timedelta(hours=ONE_TIME_HOURS)
    else:
        person.set_unusable_password()


def _one_time_password() -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _inside(scope: Scope, unit_id: int) -> None:
    if not scope.covers(unit_id):
        raise Refused("people_other_unit", field="unit")


def require_others_account(scope: Scope, person: User) -> None:
    """Raise ``Refused`` for one's own account and for people whom the scope's person does not look after."""
    if person.pk == scope.actor_id:
        raise Refused("people_own_account")
    if not looks_after(scope, person):
        raise Refused("people_other_unit")


def _note(scope: Scope, person: User, action: str, values: dict[str, str]) -> None:
    account_events.note(person, action, actor_id=scope.actor_id, values=values)


def _note_in(scope: Scope, person: User, unit_id: int, action: str, values: dict[str, str]) -> None:
    audit.append(action, audit.subject_of(person), actor_id=scope.actor_id, unit_id=unit_id, values=values)
