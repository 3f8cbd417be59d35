"""Two people editing one row lose nothing: each field is merged three ways, and a person chooses where both changed it.

A form carries the values it was shown, signed (``sign_base``). ``save_edit`` compares them with the row as it is now
and with what the person wants. A field that only one of them changed keeps that change. A field that both changed
differently is a clash: nothing is saved, and ``EditConflict`` holds both values with who changed the other one and
when. Old and new values of every edit stay in the audit chain's payload.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from django.core import signing
from django.db import models, transaction

from noroshi.records.case import Case
from noroshi.records.compartment import CompartmentRow
from noroshi.records.contact import Contact
from noroshi.records.event import Event
from noroshi.records.organization import Organization
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused
from noroshi.records.user import User

RowT = TypeVar("RowT", Case, Organization, Contact)
SALT: Final = "noroshi.edit"
FIELDS: Final[Mapping[type[CompartmentRow], tuple[str, ...]]] = {
    Case: Case.EDITABLE,
    Organization: ("name", "name_kana", "kind", "sector", "prefecture", "city", "address", "postal_address"),
    Contact: ("kind", "value", "desk", "main", "rank", "source_url", "looked_up_on", "valid_until"),
}
"""The fields that people edit, by kind of row."""


@dataclass(frozen=True, slots=True)
class Base:
    """What a form was shown: the row's version and the values of its fields, as stored texts."""

    version: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two people changed differently. ``by`` is None where the audit no longer holds who did."""

    field: str
    base: Any
    theirs: Any
    mine: Any
    by: User | None = None
    at: dt.datetime | None = None


class EditConflict(Exception):  # noqa: N818 reads as the sentence it raises
    """Two people changed the same field. Nothing is saved.

    ``merged`` holds a value for every field: the merge where it was possible, the person's own in a clash. ``row`` is
    the row as it is now; a form signed over it and sent with the chosen values settles the conflict.
    """

    def __init__(self, row: CompartmentRow, clashes: tuple[Clash, ...], merged: dict[str, Any]) -> None:
        super().__init__(", ".join(clash.field for clash in clashes))
        self.row = row
        self.clashes = clashes
        self.merged = merged


def sign_base(row: RowT) -> str:
    """Return the signed values of the row, for a hidden field of its form."""
    return signing.dumps(
        {
            "row": audit.subject_of(row),
            "version": row.version,
            "values": {name: stored(row, name) for name in FIELDS[type(row)]},
        },
        salt=SALT,
    )


def read_base(row: RowT, text: str) -> Base:
    """Return what the form was shown; raises ``Refused`` where the text was not signed here for this row."""
    try:
        content = signing.loads(text, salt=SALT)
    except signing.BadSignature as error:
        raise Refused("form_altered") from error
    if content["row"] != audit.subject_of(row):
        raise Refused("form_altered")
    return Base(content["version"], content["values"])


def save_edit(scope: Scope, row: RowT, base: Base, wanted: Mapping[str, Any]) -> RowT:
    """Merge the person's values with the row as it is now, save, and return it; raises ``EditConflict``.

    ``wanted`` maps names of the row's fields (some or all) to values; a field that is not named stays as it is.
    """
    with transaction.atomic():
        current = lock(scope, row)
        merged, clashes = merge(current, base, wanted)
        if clashes:
            raise EditConflict(current, tuple(_with_author(scope, current, clash) for clash in clashes), merged)
        return set_values(scope, current, merged, f"{row._meta.model_name}.edited")


def merge(current: RowT, base: Base, wanted: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Clash, ...]]:
    """Return the merged values of the wanted fields and the clashes, without saving."""
    allowed = FIELDS[type(current)]
    merged: dict[str, Any] = {}
    clashes: list[Clash] = []
    for name, mine in wanted.items():
        if name not in allowed:
            raise KeyError(name)
        theirs, shown = getattr(current, name), restored(current, name, base.values.get(name))
        merged[name] = theirs if mine == shown else mine
        if mine not in (shown, theirs) and theirs != shown:
            clashes.append(Clash(name, shown, theirs, mine))
    return merged, tuple(clashes)


def set_values(scope: Scope, locked: RowT, values: Mapping[str, Any], action: str) -> RowT:
    """Set fields of a row that the caller has locked, raise its version and record old and new values.

    Values that change nothing write nothing. Every service that changes an editable field goes through here.
    """
    names: list[str] = [name for name, value in values.items() if getattr(locked, name) != value]
    if not names:
        return locked
    before = {name: stored(locked, name) for name in names}
    for name in names:
        setattr(locked, name, values[name])
    locked.version += 1
    locked.save(update_fields=[*names, "version"])
    changes = {name: {"from": before[name], "to": stored(locked, name)} for name in names}
    audit.changed(scope, action, locked, {"changes": changes, "version": locked.version})
    return locked


def stored(row: models.Model, name: str) -> Any:  # noqa: ANN401 any column
    """Return a field's value as JSON can hold it."""
    value = getattr(row, name)
    return value.isoformat() if isinstance(value, dt.date | dt.datetime | dt.time) else value


def restored(row: models.Model, name: str, text: Any) -> Any:  # noqa: ANN401 any column
    """Return a stored value as the field's own type."""
    return row._meta.get_field(name.removesuffix("_id")).to_python(text)  # type: ignore[union-attr]


def _with_author(scope: Scope, row: RowT, clash: Clash) -> Clash:
    """Add who changed the field last and when, from the audit chain."""
    entries = Event.objects.within(scope).filter(subject=audit.subject_of(row), payload__isnull=False)
    for entry in entries.select_related("payload", "actor").order_by("-seq")[:200]:
        changes = json.loads(entry.payload.body).get("changes", {}) if entry.payload.body else {}
        if clash.field in changes:
            return replace(clash, by=entry.actor, at=entry.at)
    return clash
