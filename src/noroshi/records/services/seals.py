"""Rows that never change after they are written, and the copy of their columns that the audit chain keeps.

The copy (the seal) lies in the payload of the entry that records the row; ``audit_verify`` compares row and seal, so
that a row changed or removed behind the program's back is found and named. Disposal empties row and seal together.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any, Final

from django.apps import apps
from django.db import models

SEALED: Final[dict[str, frozenset[str]]] = {
    "answer": frozenset(),
    "contactattempt": frozenset(),
    "decision": frozenset(),
    "document": frozenset({"number", "sent_at"}),
    "mailfact": frozenset(),
    "mailmessage": frozenset({"state"}),
    "reobservation": frozenset(),
    "statechange": frozenset(),
    "verification": frozenset(),
}
"""Model names with the columns that may still change."""


def is_sealed(row: models.Model) -> bool:
    """Whether rows of this kind are sealed."""
    return row._meta.model_name in SEALED


def model_of(name: str) -> type[models.Model]:
    """Return the model of a sealed name; KeyError for a name that is not sealed."""
    if name not in SEALED:
        raise KeyError(name)
    return apps.get_model("records", name)


def columns_of(row: models.Model) -> dict[str, Any]:
    """Return the sealed columns of a row in one form, the same for a row just made and a row read back."""
    open_columns = SEALED[str(row._meta.model_name)]
    return {
        field.attname: _plain(field, getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.attname not in open_columns
    }


def seal(rows: Iterable[models.Model]) -> dict[str, dict[str, Any]]:
    """Return the seals of rows by their names in the chain, such as ``answer:12``."""
    return {f"{row._meta.model_name}:{row.pk}": columns_of(row) for row in rows}


def differing(row: models.Model, sealed: dict[str, Any]) -> list[str]:
    """Return the columns in which a row no longer is what its seal says; a column added later is left out."""
    now = columns_of(row)
    return sorted(name for name, value in sealed.items() if name in now and now[name] != value)


def _plain(field: "models.Field[Any, Any]", value: Any) -> Any:  # noqa: ANN401 any column's value
    if value is None:
        return None
    if isinstance(field, models.BinaryField):
        return hashlib.sha256(bytes(value)).hexdigest()
    if isinstance(field, models.JSONField):
        return value
    value = field.to_python(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value
