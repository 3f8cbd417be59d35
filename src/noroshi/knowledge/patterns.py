"""Regular expressions of rules: compiled one way everywhere, and checked so that no text can make them run away.

A pattern may repeat without bound only over short fields (cut to 4 KiB), and never a repeat inside a repeat; long
texts (cut to 64 KiB) need bounded repeats. So the worst case of every search stays polynomial and small.
"""

import importlib
import re
import warnings
from collections.abc import Iterator
from typing import Any, Final

from noroshi.knowledge.products import Part

LONG_FIELDS: Final = frozenset({"http.body", "banner", "telnet.banner", "ftp.banner", "smtp.banner", "source.detail"})
LONG_LIMIT: Final = 65_536
SHORT_LIMIT: Final = 4_096

MAX_PATTERN: Final = 1_000
MAX_WIDE: Final = 3
WIDE: Final = 64
MAX_NESTED: Final = 16
_INLINE_FLAGS: Final = re.compile(r"\(\?[aLuxims]*[aLux]")

# The standard library's own parser is the only one that reads patterns exactly as `re` does.
_parser: Final[Any] = importlib.import_module("re._parser")
_codes: Final[Any] = importlib.import_module("re._constants")
_REPEATS: Final = frozenset({_codes.MAX_REPEAT, _codes.MIN_REPEAT})


def limit_of(field: str) -> int:
    """Return how many characters of the field rules may look at."""
    return LONG_LIMIT if field in LONG_FIELDS else SHORT_LIMIT


def compile_pattern(pattern: str, *, ignore_case: bool = False) -> re.Pattern[str]:
    """Compile a rule's regex: ASCII classes; raise ValueError when it is no regex."""
    try:
        return re.compile(pattern, re.ASCII | (re.IGNORECASE if ignore_case else re.NOFLAG))
    except (re.error, ValueError, OverflowError, RecursionError) as error:
        raise ValueError(f"no valid regex: {error}") from error


def groups_of(part: Part) -> frozenset[str]:
    """Return the named groups of the part's regex; empty for a literal or a broken regex."""
    if part.regex is None:
        return frozenset()
    try:
        return frozenset(compile_pattern(part.regex, ignore_case=part.ignore_case).groupindex)
    except ValueError:
        return frozenset()


def pattern_faults(field: str, pattern: str) -> Iterator[str]:
    """Yield why the pattern must not be used on this field; nothing when it is safe."""
    if len(pattern) > MAX_PATTERN:
        yield f"the regex is longer than {MAX_PATTERN} characters"
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compile_pattern(pattern)
    except (ValueError, Warning) as error:
        yield str(error)
        return
    if _INLINE_FLAGS.search(pattern):
        yield "the inline flags a, L, u, x are not allowed"
    tree = _parser.parse(pattern, re.ASCII)
    yield from _shape_faults(tree)
    wide = [most for least, most in _repeats(tree) if most - least > WIDE]
    if len(wide) > MAX_WIDE:
        yield f"{len(wide)} wide repeats; at most {MAX_WIDE}"
    if field in LONG_FIELDS and any(most >= LONG_LIMIT for most in wide):
        yield f"{field} is a long text: give every repeat an upper bound, as {{0,200}}"


def _shape_faults(tree: Any) -> Iterator[str]:  # noqa: ANN401 - the parser's tree has no public type
    for code, argument in _nodes(tree):
        if code in _REPEATS:
            least, most, inner = argument
            if most > MAX_NESTED and any(high - low > MAX_NESTED for low, high in _repeats(inner)):
                yield f"a repeat of {{{least},{most}}} holds another wide repeat"
        elif code is _codes.GROUPREF:
            yield "back-references are not allowed"


def _repeats(tree: Any) -> Iterator[tuple[int, int]]:  # noqa: ANN401
    for code, argument in _nodes(tree):
        if code in _REPEATS:
            yield int(argument[0]), int(argument[1])


def _nodes(tree: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401
    """Walk every node of a parsed pattern, children after their parent."""
    for code, argument in tree:
        yield code, argument
        for child in _children(argument):
            yield from _nodes(child)


def _children(argument: Any) -> Iterator[Any]:  # noqa: ANN401
    if isinstance(argument, _parser.SubPattern):
        yield argument
    elif isinstance(argument, (tuple, list)):
        for item in argument:
            yield from _children(item)
