"""Texts of a survey as every database can store them."""

from typing import Any, Final

_NUL: Final = "\N{SYMBOL FOR NULL}"


def storable(value: Any) -> Any:  # noqa: ANN401 any value of a table
    """Return the value with every NUL in its texts shown as its picture: PostgreSQL stores no text that holds one."""
    if isinstance(value, str):
        return value.replace("\0", _NUL) if "\0" in value else value
    if isinstance(value, dict):
        return {key: storable(item) for key, item in value.items()}
    return [storable(item) for item in value] if isinstance(value, list | tuple) else value
