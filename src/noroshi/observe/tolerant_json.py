"""Decoding JSON that is not quite as expected: repaired text, and values of the wrong type left out."""

import json
import types
from typing import Final, TypeVar, Union, get_args, get_origin

import msgspec

from noroshi.observe.field_values import text_of, texts_of

S = TypeVar("S", bound=msgspec.Struct)

UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises on input that does not decode."""


class BrokenJsonError(ValueError):
    """The bytes are no JSON; the message says what was wrong and where."""


def decode(raw: bytes) -> object:
    """Decode JSON of any shape, repairing what can be repaired; raise BrokenJsonError otherwise."""
    try:
        return msgspec.json.decode(raw)
    except UNREADABLE:
        return msgspec.json.decode(repaired(raw))


def repaired(raw: bytes) -> bytes:
    """Return clean JSON for text with broken UTF-8, raw control characters, lone surrogates or NaN.

    Broken bytes and lone surrogates become replacement marks, NaN and infinities become null. Raise BrokenJsonError
    where the text is no JSON even so.
    """
    try:
        value = json.loads(raw.decode("utf-8", "replace"), strict=False, parse_constant=lambda _name: None)
        return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    except RecursionError:
        raise BrokenJsonError("nested too deeply") from None
    except ValueError as error:
        raise BrokenJsonError(str(error)[:200]) from None


def fit(raw: bytes, kind: type[S]) -> S:
    """Build ``kind`` from a JSON object, leaving out every field whose value has no use for its type.

    Raise ``msgspec.ValidationError`` where ``raw`` is no object.
    """
    given = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    values: dict[str, object] = {}
    for field in msgspec.structs.fields(kind):
        piece = given.get(field.encode_name)
        if piece is not None:
            found, value = _fitted(bytes(piece), field.type)
            if found:
                values[field.name] = value
    return kind(**values)


def _fitted(raw: bytes, wanted: object) -> tuple[bool, object]:
    """Return whether ``raw`` serves as ``wanted``, and as what."""
    try:
        return True, msgspec.json.decode(raw, type=wanted, strict=False)
    except UNREADABLE:
        options = _options(wanted)
    for option in options:
        if isinstance(option, type) and issubclass(option, msgspec.Struct) and raw[:1] == b"{":
            return True, fit(raw, option)
    return _as_text(msgspec.json.decode(raw), options)


def _as_text(value: object, options: tuple[object, ...]) -> tuple[bool, object]:
    """Return ``value`` as a text or as a list of texts where one of these is wanted."""
    if str in options and text_of(value):
        return True, text_of(value)
    if list[str] in options and texts_of(value):
        return True, texts_of(value)
    return False, None


def _options(wanted: object) -> tuple[object, ...]:
    if get_origin(wanted) in (Union, types.UnionType):
        return get_args(wanted)
    return (wanted,)
