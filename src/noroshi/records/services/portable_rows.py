"""Rows as lines of JSON that mean the same on SQLite and PostgreSQL: times in UTC, bytes as base64."""

import base64
import datetime as dt
import json
import uuid
from decimal import Decimal
from typing import Any, Final

from django.db import models

EXCLUDED: Final = frozenset(
    {
        "django_session",
        "django_content_type",
        "auth_permission",
        "auth_group_permissions",
        "records_user_user_permissions",
        "records_cacheentry",
        "django_migrations",
    }
)
"""Tables without lasting content: sessions and cache end with a backup, the rest is made by the migrations."""


def columns_of(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    """Return the columns of a model's table in their order."""
    return list(model._meta.concrete_fields)


def tables(all_models: list[type[models.Model]]) -> list[type[models.Model]]:
    """Return the models whose tables a backup holds, by the name of their table."""
    own = [model for model in all_models if model._meta.managed and not model._meta.proxy]
    return sorted((m for m in own if m._meta.db_table not in EXCLUDED), key=lambda model: model._meta.db_table)


def encode(values: tuple[Any, ...]) -> bytes:
    """Return one row as one line."""
    plain = [_plain(value) for value in values]
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def decode(columns: list["models.Field[Any, Any]"], line: bytes) -> dict[str, Any]:
    """Return a row's values by attribute; ValueError where the line does not fit the columns."""
    values = json.loads(line)
    if not isinstance(values, list) or len(values) != len(columns):
        raise ValueError(f"{len(columns)} values are needed")
    return {column.attname: _typed(column, value) for column, value in zip(columns, values, strict=True)}


def _plain(value: Any) -> Any:  # noqa: ANN401 any column's value
    if isinstance(value, dt.datetime):
        return (value.astimezone(dt.UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview | bytearray):
        return base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, uuid.UUID | Decimal | dt.timedelta):
        return str(value)
    return value


def _typed(column: "models.Field[Any, Any]", value: Any) -> Any:  # noqa: ANN401 any column's value
    if value is None or isinstance(column, models.JSONField):
        return value
    if isinstance(column, models.BinaryField):
        return base64.b64decode(value, validate=True)
    return column.to_python(value)
