"""One multi-pattern database per field: says fast which rules may match a text, never missing one that does.

Hyperscan where its wheel exists, google-re2 elsewhere; both give a superset that an exact ``re`` search confirms.
"""

import functools
import importlib
import re
import threading
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

import msgspec
import re2

from noroshi.identify.relax import Edges, relax

hyperscan: Any
try:
    hyperscan = importlib.import_module("hyperscan")
except ImportError:  # no wheel for this platform: google-re2 does the work
    hyperscan = None

HYPERSCAN: Final = "hyperscan"
RE2: Final = "re2"
ENGINE: Final = HYPERSCAN if hyperscan is not None else RE2
_RE2_MEMORY: Final = 256 << 20
_MULTILINE: Final = re.compile(r"\(\?[ims]*m")


class Pattern(msgspec.Struct, frozen=True):
    """A Python regex (ASCII classes), whether it ignores case, and what stands around the values to be searched."""

    regex: str
    ignore_case: bool
    edges: Edges = Edges.VALUE


class Prefilter(Protocol):
    """Finds the numbers of the patterns that may match."""

    unsupported: tuple[int, ...]
    """Patterns that the engine cannot express; they must always be confirmed."""

    def candidates(self, text: str) -> list[int]:
        """Return the numbers of the patterns that may match, in no order, without ``unsupported``."""

    def dump(self) -> bytes:
        """Return the compiled database, or b'' where the engine cannot store it."""


class HyperscanPrefilter:
    """A block-mode hyperscan database; its scratch space belongs to one thread at a time."""

    def __init__(self, database: Any, unsupported: Sequence[int]) -> None:  # noqa: ANN401 - no type stubs
        self._database = database
        self._local = threading.local()
        self.unsupported = tuple(unsupported)

    def candidates(self, text: str) -> list[int]:
        """Return the numbers of the patterns that may match."""
        found: list[int] = []
        try:
            scratch = self._local.scratch
        except AttributeError:
            scratch = self._local.scratch = hyperscan.Scratch(self._database)
        self._database.scan(text.encode(), _note, 0, found, scratch)
        return found

    def dump(self) -> bytes:
        """Return the serialised database."""
        return bytes(hyperscan.dumpb(self._database))


class Re2Prefilter:
    """A google-re2 set."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        options = re2.Options()
        options.log_errors = False
        options.max_mem = _RE2_MEMORY
        self._set = re2.Set.SearchSet(options)
        self._numbers: list[int] = []
        unsupported = []
        for number, pattern in enumerate(patterns):
            if self._add(pattern):
                self._numbers.append(number)
            else:
                unsupported.append(number)
        if self._numbers:
            self._set.Compile()
        self.unsupported = tuple(unsupported)

    def _add(self, pattern: Pattern) -> bool:
        if _MULTILINE.search(pattern.regex):
            return False
        try:
            flags = ("(?i)" if pattern.ignore_case else "") + ("" if pattern.edges is Edges.VALUE else "(?m)")
            self._set.Add(flags + relax(pattern.regex, for_re2=True, edges=pattern.edges))
        except re2.error:
            return False
        return True

    def candidates(self, text: str) -> list[int]:
        """Return the numbers of the patterns that may match."""
        if not self._numbers:
            return []
        return [self._numbers[index] for index in self._set.Match(text) or ()]

    def dump(self) -> bytes:
        """Return b'': re2 compiles in milliseconds and has no stored form."""
        return b""


def build(patterns: Sequence[Pattern], engine: str = ENGINE) -> Prefilter:
    """Compile the patterns of one field."""
    return _build_hyperscan(patterns) if engine == HYPERSCAN else Re2Prefilter(patterns)


def load(data: bytes, unsupported: Sequence[int]) -> Prefilter:
    """Load a dumped hyperscan database; raise ValueError where it does not fit this machine or is damaged."""
    try:
        return HyperscanPrefilter(hyperscan.loadb(data, hyperscan.HS_MODE_BLOCK), unsupported)
    except (hyperscan.HyperscanError, hyperscan.error, TypeError) as error:
        raise ValueError(f"no usable hyperscan database: {error}") from error


def engine_info() -> str:
    """Return what a stored database depends on: the engine and its version."""
    return _hyperscan_version() if ENGINE == HYPERSCAN else RE2


@functools.cache
def _hyperscan_version() -> str:
    database, _ = _compile([(0, b"x", 0)])
    return f"{HYPERSCAN} {database.info().decode(errors='replace')}"


def _build_hyperscan(patterns: Sequence[Pattern]) -> Prefilter:
    expressions = [
        (number, relax(pattern.regex, for_re2=False, edges=pattern.edges).encode(errors="replace"), _flags(pattern))
        for number, pattern in enumerate(patterns)
    ]
    database, unsupported = _compile(expressions)
    return HyperscanPrefilter(database, unsupported) if database is not None else _Nothing(unsupported)


def _compile(expressions: list[tuple[int, bytes, int]]) -> tuple[Any, list[int]]:
    """Compile all at once; where that fails, leave out the patterns that fail alone."""
    try:
        return _database(expressions), []
    except hyperscan.HyperscanError:
        good = [expression for expression in expressions if _compiles(expression)]
    kept = {number for number, _, _ in good}
    return (_database(good) if good else None), [number for number, _, _ in expressions if number not in kept]


def _compiles(expression: tuple[int, bytes, int]) -> bool:
    try:
        _database([expression])
    except hyperscan.HyperscanError:
        return False
    return True


def _database(expressions: list[tuple[int, bytes, int]]) -> Any:  # noqa: ANN401 - no type stubs
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    numbers, patterns, flags = zip(*expressions, strict=True)
    database.compile(expressions=list(patterns), ids=list(numbers), flags=list(flags))
    return database


def _flags(pattern: Pattern) -> int:
    flags: int = (
        hyperscan.HS_FLAG_SINGLEMATCH
        | hyperscan.HS_FLAG_UTF8
        | hyperscan.HS_FLAG_PREFILTER
        | hyperscan.HS_FLAG_ALLOWEMPTY
    )
    if pattern.edges is not Edges.VALUE:
        flags |= hyperscan.HS_FLAG_MULTILINE
    return flags | hyperscan.HS_FLAG_CASELESS if pattern.ignore_case else flags


def _append(number: int, _start: int, _end: int, _flags: int, found: list[int]) -> None:
    found.append(number)


_note: Final[Callable[[int, int, int, int, list[int]], None]] = _append


class _Nothing:
    """Stands where no pattern of a field compiles: everything is confirmed."""

    def __init__(self, unsupported: Sequence[int]) -> None:
        self.unsupported = tuple(unsupported)

    def candidates(self, text: str) -> list[int]:
        del text
        return []

    def dump(self) -> bytes:
        return b""
