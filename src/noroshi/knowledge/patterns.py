"""Regular expressions of rules: compiled one way everywhere, and checked so that no text can make them run away.

A pattern may repeat without bound only over short fields (cut to 4 KiB), and never a repeat inside a repeat; long
texts (cut to 64 KiB) need bounded repeats. So the worst case of every search stays polynomial and small.
"""

import re
import warnings
from collections.abc import Iterator
from typing import Final

from noroshi.knowledge.backtracking import has_back_reference, repeats
from noroshi.knowledge.products import Part

LONG_FIELDS: Final = frozenset({"http.body", "banner", "telnet.banner", "ftp.banner", "smtp.banner", "source.detail"})
LONG_LIMIT: Final = 65_536
SHORT_LIMIT: Final = 4_096

MAX_PATTERN: Final = 1_000
MAX_WIDE: Final = 3
WIDE: Final = 64
MAX_NESTED: Final = 16
_INLINE_FLAGS: Final = re.compile(r"\(\?[aLuxims]*[aLux]")


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
    if has_back_reference(pattern):
        yield "back-references are not allowed"
    found = repeats(pattern)
    for repeat in found:
        if repeat.most > MAX_NESTED and repeat.widest_inside > MAX_NESTED:
            yield f"a repeat of {{{repeat.least},{repeat.most}}} holds another wide repeat"
    wide = sum(repeat.ambiguous and repeat.most - repeat.least > WIDE for repeat in found)
    if wide > MAX_WIDE:
        yield f"{wide} wide repeats that overlap with what follows them; at most {MAX_WIDE}"
    if field in LONG_FIELDS and any(repeat.most >= LONG_LIMIT for repeat in found):
        yield f"{field} is a long text: give every repeat an upper bound, as {{0,200}}"
