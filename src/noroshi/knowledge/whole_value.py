"""Whether a rule says what the whole value is: such a rule is not met by a longer text that only begins with it."""

import importlib
import re
from typing import Any, Final

from noroshi.knowledge.patterns import compile_pattern
from noroshi.knowledge.products import Part

# The standard library's own parser is the only one that reads patterns exactly as `re` does.
_parser: Final[Any] = importlib.import_module("re._parser")
_codes: Final[Any] = importlib.import_module("re._constants")
_BEGIN: Final = frozenset({_codes.AT_BEGINNING, _codes.AT_BEGINNING_STRING})
_END: Final = frozenset({_codes.AT_END, _codes.AT_END_STRING})


def is_whole(part: Part) -> bool:
    """Whether the matcher holds the value at both ends; False for a regex that is none or that matches by lines.

    Of a regex the anchors must stand outside of its alternatives: ``^(?:a|b)$``, as ``^a|b$`` holds neither whole.
    """
    if part.regex is None:
        return part.contains is None and part.prefix is None
    try:
        if compile_pattern(part.regex).flags & re.MULTILINE:
            return False
    except ValueError:
        return False
    items = list(_parser.parse(part.regex, re.ASCII))
    return len(items) > 1 and _is_at(items[0], _BEGIN) and _is_at(items[-1], _END)


def _is_at(item: tuple[Any, Any], places: frozenset[Any]) -> bool:
    code, argument = item
    return bool(code is _codes.AT) and argument in places
