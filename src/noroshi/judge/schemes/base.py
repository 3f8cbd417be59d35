"""Version and Scheme: how one vendor writes versions, and which of two comes later.

A version's key is a tuple of integers. A complete version of a scheme always has a key of the same length, so no
complete key is the beginning of another; a partial version such as ``7.2`` has a shorter key and stands for every
version whose key begins with it. Plain tuple comparison is then a total order in which ``key`` is the lowest and
``key + (TOP,)`` the point just above everything that the version stands for.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

import msgspec

Key: TypeAlias = tuple[int, ...]

TOP: Final = 1 << 62
"""Larger than every part of a key."""

MAX_TEXT: Final = 200
"""Longer texts are no versions."""

_SPACE: Final = re.compile(r"\s+")
_OPEN: Final = re.compile(r"\.[x*]$", re.IGNORECASE | re.ASCII)
_LEAD_WORDS: Final = 8
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
"""Line breaks and control characters: a version stands in one line."""

_NUMBER: Final = re.compile(r"(?<!\d)\d{1,5}\.\d{1,5}|\bR\d{2}\b", re.ASCII)
"""A number that may be a version of its own."""

_BETWEEN: Final = re.compile(r"[\s,;|/()<>\[\]]+")
_PHRASE: Final = re.compile(
    r"\b(?:to|through|thru|until|before|prior|earlier|older|later|below|above|or)\b|以前|以降|未満|以下|以上",
    re.IGNORECASE,
)
"""Words of a range: such a text names more than one version."""


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One version, or with ``partial`` the set of all versions that begin with it.

    ``text`` is the canonical form; parsing it again gives the same version. ``given``: how many parts of the key the
    text stated (the rest are the scheme's defaults). ``editions``: what the version itself says about edition,
    generation or model, lower case.
    """

    scheme: str
    text: str
    key: Key
    given: int
    partial: bool = False
    editions: tuple[str, ...] = ()

    @property
    def above(self) -> Key:
        """The point just above everything that this version stands for."""
        return (*self.key, TOP)


class Reading(NamedTuple):
    """What a grammar found in a text: the parts it states, from the left; ``rest``: what it left unread behind them."""

    parts: Key
    partial: bool = False
    text: str = ""
    editions: tuple[str, ...] = ()
    rest: str = ""


class Scheme(msgspec.Struct, frozen=True, kw_only=True):
    """One version grammar.

    ``read`` takes a text without the ``lead`` words and returns its parts or None; ``write`` is its inverse. With
    ``complete`` parts a version is complete and ``tail`` supplies the missing ones. ``branch_parts``: how many parts
    name the parallel branch; ``line_parts``: how many name the maintenance line that a hotfix belongs to.
    ``through_parts``: an inclusive bound that states fewer parts than the scheme has covers everything below its
    first ``through_parts`` parts (0: the bound covers itself alone). ``first``: the lowest value that each part has in
    a release (default 0), such as R1. ``editions`` derives an edition from a key;
    ``edition_trains``: builds of a special edition live in maintenance lines of their own. ``private_from``: a build
    whose last part is at least this (0: none) belongs to a private train of its line, whose numbers do not order with
    those of the regular builds. ``other_line_days``: how many days before the first fixed build of one line a fix may
    already be in a build of another line of the branch.
    """

    name: str
    read: Callable[[str], Reading | None]
    write: Callable[[Key], str]
    complete: int
    tail: Key = ()
    branch_parts: int = 2
    line_parts: int = 3
    through_parts: int = 0
    first: Key = ()
    lead: str = r"version|ver\.?|firmware|release"
    editions: Callable[[Key], tuple[str, ...]] | None = None
    edition_trains: bool = False
    private_from: int = 0
    other_line_days: int = 0

    def parse(self, text: str) -> Version | None:
        """Read a version as seen in the wild, or None where the text is no version of this scheme."""
        return _parse(self, text)

    def prefix(self, text: str) -> Key | None:
        """Read a branch or the beginning of a version: the parts that the text states and no defaults.

        ``*`` is the empty prefix, which every version begins with.
        """
        if text.strip() == "*":
            return ()
        version = self.parse(text)
        return None if version is None else version.key[: version.given]

    def branch(self, version: Version) -> str:
        """Return the parallel branch that the version belongs to, such as ``7.2`` or ``R81.20``."""
        return self.write(version.key[: self.branch_parts])

    def line(self, version: Version) -> Key:
        """Return the beginning of the key that the version's maintenance line shares."""
        return version.key[: self.line_parts]

    def is_private(self, key: Key) -> bool:
        """Whether a complete key is that of a build of a private train."""
        return bool(self.private_from) and len(key) > self.line_parts and key[-1] >= self.private_from

    def is_first(self, key: Key, prefix: Key) -> bool:
        """Whether no release of the branch ``prefix`` comes before ``key``."""
        lowest = self.first or (0,) * len(key)
        return key[: len(prefix)] == prefix and key[len(prefix) :] == lowest[len(prefix) : len(key)]

    def above_through(self, version: Version) -> Key:
        """Return the point above an inclusive bound."""
        if self.through_parts and not version.partial and version.given <= self.through_parts:
            return (*version.key[: self.through_parts], TOP)
        return version.above

    def at(self, key: Key) -> Version:
        """Return the version with this key: complete, or partial where the key is shorter."""
        return _version(self, Reading(key))


@lru_cache(maxsize=65536)
def _parse(scheme: Scheme, text: str) -> Version | None:
    clean = _SPACE.sub(" ", text).strip()
    if not clean or len(clean) > MAX_TEXT or has_control(text):
        return None
    if _PHRASE.search(clean):
        return None
    bare = _without_lead(clean, scheme.lead)
    opened = _OPEN.sub("", bare)
    reading = scheme.read(opened)
    if reading is None or any(part >= TOP for part in reading.parts):
        return None
    if _names_another(scheme, reading, clean.removesuffix(bare)):
        return None
    version = _version(scheme, reading._replace(partial=True) if opened != bare else reading)
    return None if _PHRASE.search(version.text) else version


def has_control(text: str) -> bool:
    """Whether the text holds a line break or another control character."""
    return _CONTROL.search(text) is not None


def _names_another(scheme: Scheme, reading: Reading, before: str) -> bool:
    """Whether the text names a second version before or behind the one that was read: which one runs is then open."""
    words = _BETWEEN.split(before) + _BETWEEN.split(reading.rest)
    for word in words:
        if _NUMBER.search(word):
            other = scheme.read(word.strip(".:"))
            if other is None or other.parts != reading.parts:
                return True
    return False


def _without_lead(text: str, lead: str) -> str:
    for _ in range(_LEAD_WORDS):
        match = re.match(rf"(?:{lead})[ :,]*(?=[\w.])", text, re.IGNORECASE | re.ASCII)
        if match is None or match.end() == 0:
            break
        text = text[match.end() :]
    return text


def _version(scheme: Scheme, reading: Reading) -> Version:
    parts = reading.parts
    width = scheme.complete + len(scheme.tail)
    short = len(parts) < scheme.complete
    partial = (short or reading.partial) and len(parts) < width
    key = parts if partial else parts + scheme.tail[len(parts) - scheme.complete :]
    text = reading.text or scheme.write(key)
    if partial and not short:
        text += ".x"
    derived = scheme.editions(key) if scheme.editions else ()
    return Version(
        scheme=scheme.name,
        text=text,
        key=key,
        given=len(parts),
        partial=partial,
        editions=tuple(dict.fromkeys((*derived, *reading.editions))),
    )


def numbers(*texts: str | None) -> Key:
    """Return the leading texts that are present as integers; the first absent one ends the key."""
    parts: list[int] = []
    for text in texts:
        if text is None:
            break
        parts.append(int(text))
    return tuple(parts)


def dotted(key: Key) -> str:
    """Return the parts joined with dots."""
    return ".".join(str(part) for part in key)
