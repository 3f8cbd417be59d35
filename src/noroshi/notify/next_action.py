"""The next action of a case as it is stored: a suggestion by its code, anything else as a person typed it.

A suggestion is stored as ``suggestion:<code>``, so that nothing a person types is taken for one. Two actions that met
in a conflict stand as ``a / b``.
"""

from typing import Final

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import Language

LIST: Final = "suggestion"
BETWEEN: Final = " / "
"""Between two actions that were set at the same time."""


def suggested(code: str) -> str:
    """Return a suggestion as it is stored; '' where the supervisor decides what comes next."""
    return f"{LIST}:{code}" if code else ""


def stored(typed: str) -> str:
    """Return what a person left in the field as it is stored: the wording of a suggestion becomes its code."""
    return BETWEEN.join(_code(part) for part in typed.split(BETWEEN))


def shown(value: str, language: Language) -> str:
    """Return a stored action in the language; labels that were stored as text are worded as well."""
    return BETWEEN.join(_label(part, language) for part in value.split(BETWEEN))


def _code(part: str) -> str:
    codes = (entry.code for entry in load_enumerations().entries(LIST) if part.strip() in {entry.ja, entry.en})
    return suggested(next(codes, "")) or part


def _label(part: str, language: Language) -> str:
    code = _code(part).removeprefix(f"{LIST}:")
    known = _code(part) != code and load_enumerations().has(LIST, code)
    return load_enumerations().label(LIST, code, language) if known else part
