"""Ways to reach an organisation: entered by one person with the source, the main number confirmed by another.

The software never opens the organisation's site. A source that is the surveyed device itself (its address or a host
name seen on it) is refused: whoever controls the device could put any number there.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.records.contact import Contact
from noroshi.records.finding import Finding
from noroshi.records.organization import Organization
from noroshi.records.scope import Scope
from noroshi.records.services import audit, merge_edits
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused

_LEAST_DIGITS: Final = 9
_BARE_HOST: Final = re.compile(r"[^\s/@]+\.[^\s/@]+(/\S*)?")
_DASHES: Final = re.compile(r"[‐‑‒–—―−ー]")
_MAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_CONFIRMED_AGAIN: Final = ("kind", "value", "main")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEntry:
    """What a person enters: ``source`` is a page's address, or words for a source that has none."""

    kind: str
    value: str
    source: str
    looked_up_on: dt.date
    desk: str = ""
    main: bool = False
    rank: int = 1
    valid_until: dt.date | None = None

    def columns(self) -> dict[str, Any]:
        """Return the values by column."""
        return {
            "kind": self.kind,
            "value": clean_value(self.kind, self.value),
            "desk": self.desk,
            "main": self.main,
            "rank": self.rank,
            "source_url": self.source.strip(),
            "looked_up_on": self.looked_up_on,
            "valid_until": self.valid_until,
        }


def add_contact(scope: Scope, organization: Organization, entry: ContactEntry) -> Contact:
    """Enter a contact and return it; raises ``Refused`` for a source or value that cannot be used."""
    _check(scope, organization, entry)
    with transaction.atomic():
        contact = Contact.objects.create(
            unit_id=organization.unit_id,
            organization=organization,
            looked_up_by_id=scope.actor_id,
            **entry.columns(),
        )
        values = {name: merge_edits.stored(contact, name) for name in entry.columns()}
        audit.changed(scope, "contact.added", contact, {"organization": organization.pk, **values})
    return contact


def edit_contact(scope: Scope, contact: Contact, base: merge_edits.Base, entry: ContactEntry) -> Contact:
    """Change a contact; another number or address has to be confirmed anew by a person other than the editor."""
    _check(scope, contact.organization, entry)
    with transaction.atomic():
        before = lock(scope, contact)
        after = merge_edits.save_edit(scope, contact, base, entry.columns())
        if any(getattr(before, name) != getattr(after, name) for name in _CONFIRMED_AGAIN):
            after.looked_up_by_id, after.confirmed_by_id, after.confirmed_at = scope.actor_id, None, None
            after.save(update_fields=["looked_up_by", "confirmed_by", "confirmed_at"])
    return after


def confirm_contact(scope: Scope, contact: Contact, version: int | None = None) -> Contact:
    """Confirm a contact as second person; raises ``Refused`` for the person who entered it or an unusable one.

    ``version``: what the person was shown; a contact that was changed since is not what they looked up.
    """
    with transaction.atomic():
        locked = lock(scope, contact)
        if version is not None and locked.version != version:
            raise Refused("contact_changed")
        if scope.actor_id is None or locked.looked_up_by_id == scope.actor_id:
            raise Refused("same_person")
        if not usable(locked, timezone.localdate()):
            raise Refused("contact_unusable")
        if locked.confirmed_at is None:
            locked.confirmed_by_id, locked.confirmed_at = scope.actor_id, timezone.now()
            locked.save(update_fields=["confirmed_by", "confirmed_at"])
            audit.changed(scope, "contact.confirmed", locked, {"value": locked.value})
    return locked


def mark_contact(scope: Scope, contact: Contact, state: str, reason: str) -> Contact:
    """Say that a contact is usable again, wrong, bounced or not to be used, and why."""
    if not load_enumerations().has("contact_state", state):
        raise KeyError(state)
    with transaction.atomic():
        locked = lock(scope, contact)
        if (locked.state, locked.state_reason) != (state, reason):
            before = {"state": locked.state, "reason": locked.state_reason}
            locked.state, locked.state_reason = state, reason
            locked.save(update_fields=["state", "state_reason"])
            audit.changed(scope, "contact.marked", locked, {"from": before, "to": {"state": state, "reason": reason}})
    return locked


def usable(contact: Contact, today: dt.date) -> bool:
    """Whether a contact may still be used: its state allows it and its date has not passed."""
    entry = load_enumerations().entry("contact_state", contact.state)
    return entry.usable and (contact.valid_until is None or contact.valid_until >= today)


def dialable(contact: Contact, today: dt.date) -> bool:
    """Whether an officer may use it: usable, and a main number only after a second person confirmed it."""
    return usable(contact, today) and (not contact.main or contact.confirmed_at is not None)


def clean_value(kind: str, value: str) -> str:
    """Return a value as stored: full-width letters, digits and dashes narrowed, except in a postal address."""
    if kind == "postal":
        return value.strip()
    plain = unicodedata.normalize("NFKC", value).strip()
    return _DASHES.sub("-", plain) if kind == "phone" else plain


def device_hosts(scope: Scope, organization: Organization) -> frozenset[str]:
    """Return every address and host name that was seen on the organisation's devices."""
    rows = Finding.objects.within(scope).filter(organization=organization).values_list("ips", "hostnames")
    return frozenset(_plain_host(each) for ips, names in rows for each in (*ips, *names))


def source_host(source: str) -> str:
    """Return the host that a source names, '' where it is words and no address."""
    text = unicodedata.normalize("NFKC", source).strip()
    if "://" not in text:
        if not _BARE_HOST.fullmatch(text):
            return ""
        text = f"https://{text}"
    try:
        host = urlsplit(text).hostname or ""
    except ValueError as error:
        raise Refused("source_unreadable", field="source") from error
    return _plain_host(host)


def _plain_host(host: str) -> str:
    name = str(host).strip().rstrip(".").lower()
    try:
        return name.encode("idna").decode("ascii") if not name.isascii() else name
    except UnicodeError:
        return name


def _check(scope: Scope, organization: Organization, entry: ContactEntry) -> None:
    host = source_host(entry.source)
    if host and host in device_hosts(scope, organization):
        raise Refused("source_is_the_device", field="source", host=host)
    if entry.looked_up_on > timezone.localdate():
        raise Refused("looked_up_in_future", field="looked_up_on")
    _check_value(entry.kind, clean_value(entry.kind, entry.value))


def _check_value(kind: str, value: str) -> None:
    wrong: Mapping[str, bool] = {
        "phone": sum(letter.isdigit() for letter in value) < _LEAST_DIGITS,
        "email": _MAIL.fullmatch(value) is None,
        "webform": not source_host(value),
        "postal": not value,
    }
    if wrong[kind]:
        raise Refused(f"contact_value_{kind}", field="value")
