"""Tying accounts to the office's directory: done by an administrator, never by a login."""

import unicodedata
from typing import Final

from django.db import IntegrityError, transaction

from noroshi.records.directory_link import DirectoryLink
from noroshi.records.scope import Scope
from noroshi.records.services import account_events, people
from noroshi.records.services.refusals import Refused
from noroshi.records.user import User

LONGEST_NAME: Final = 150


def link(scope: Scope, person: User, name: str) -> DirectoryLink:
    """Tie an account to a name of the directory. Its own password ends: a leaver must not keep a second way in.

    Raises ``Refused`` for one's own account, another unit's person, a name that is no name, or one that is taken.
    """
    people.require_others_account(scope, person)
    name = unicodedata.normalize("NFC", name.strip()).casefold()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused("directory_name_wrong", field="name")
    if not person.is_active:
        raise Refused("people_closed", field="name")
    try:
        with transaction.atomic():
            DirectoryLink.objects.filter(user=person).delete()
            made = DirectoryLink.objects.create(user=person, name=name, added_by_id=scope.actor_id)
            person.set_unusable_password()
            person.password_expires_at = None
            person.save(update_fields=["password", "password_expires_at"])
            account_events.note(person, "user.directory_linked", actor_id=scope.actor_id, values={"name": name})
    except IntegrityError as error:
        raise Refused("directory_name_taken", field="name", name=name) from error
    return made


def unlink(scope: Scope, person: User) -> None:
    """End the tie; the person then needs a one-time password from the administrator."""
    people.require_others_account(scope, person)
    with transaction.atomic():
        ties = DirectoryLink.objects.filter(user=person)
        if name := ties.values_list("name", flat=True).first():
            account_events.note(person, "user.directory_unlinked", actor_id=scope.actor_id, values={"name": name})
            ties.delete()


def tie_entry(tie: DirectoryLink, entry: str) -> bool:
    """Keep the directory's identifier at the first login; later, say whether it is still the same person."""
    if tie.entry:
        return tie.entry == entry
    with transaction.atomic():
        kept = DirectoryLink.objects.filter(pk=tie.pk, entry="").update(entry=entry)
        if kept:
            account_events.note(tie.user, "account.directory_tied", actor_id=tie.user_id, values={"entry": entry})
            return True
    return DirectoryLink.objects.filter(pk=tie.pk, entry=entry).exists()
