"""Filling an observation's fields: empty values are left out, every value and list is bounded."""

from collections.abc import Iterable, Mapping
from typing import Final

from noroshi.model.fields import FieldValue

MAX_BODY: Final = 65_536
MAX_TEXT: Final = 16_384
MAX_VALUES: Final = 256

Fields = dict[str, FieldValue]


def text_of(value: object) -> str:
    """Return a scalar as text as JSON writes it; '' for null, lists and objects."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return ""


def texts_of(value: object) -> list[str]:
    """Return the scalars of a list as texts; a scalar alone counts as a list of one; nothing else is kept."""
    if isinstance(value, list | tuple):
        return [shown for shown in map(text_of, value) if shown]
    shown = text_of(value)
    return [shown] if shown else []


def dig(value: object, *path: str) -> object:
    """Follow object keys; None as soon as one is missing or the value on the way is no object."""
    for key in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def put(fields: Fields, name: str, value: object, limit: int = MAX_TEXT) -> None:
    """Set a single-valued field to its first non-blank value, cut to ``limit`` characters."""
    if value is None or name in fields:
        return
    shown = value if type(value) is str else text_of(value)
    if shown and not shown.isspace():
        fields[name] = shown[:limit]


def extend(fields: Fields, name: str, values: Iterable[str]) -> None:
    """Add values to a list field: in order, each once, 256 at most, each cut to 16,384 characters."""
    have = fields.get(name)
    known = bounded(values, (have,) if isinstance(have, str) else have or ())
    if known:
        fields[name] = known


def bounded(values: Iterable[str], before: Iterable[str] = ()) -> tuple[str, ...]:
    """Return ``before`` and then the non-blank values: each once, 256 at most, each cut to 16,384 characters."""
    known = dict.fromkeys(before)
    known.update({value[:MAX_TEXT]: None for value in values if value and not value.isspace()})
    return tuple(known)[:MAX_VALUES]


def describe(parts: Iterable[tuple[str, object]]) -> str:
    """Return ``name: value`` pairs of the non-empty scalars, joined with '; '."""
    return "; ".join(f"{name}: {shown}" for name, value in parts if (shown := text_of(value).strip()))


def readvar(version: object, processor: object, system: object) -> str:
    """Return NTP variables in the notation of a readvar reply: ``version="…", processor="…", system="…"``."""
    pairs = (("version", version), ("processor", processor), ("system", system))
    return ", ".join(f'{name}="{shown.strip(chr(34))}"' for name, value in pairs if (shown := text_of(value).strip()))
