"""A certificate of the group on a subsidiary's device: the assigned user is the user, the group is its parent."""

from collections.abc import Sequence
from typing import Final

import msgspec

from noroshi.attribute.claims import Group
from noroshi.attribute.hits import Match
from noroshi.attribute.names import normaliser
from noroshi.model.attribution import RegisterEntry

_OF_USER: Final = frozenset({Group.REGISTRY, Group.PAGE})
_OF_GROUP: Final = frozenset({Group.CERTIFICATE, Group.DOMAIN})
_GROUP_WORDS: Final = ("グルプ本社", "グルプ", "ホルディングス", "ホルディング", "holdings", "group")
_MIN_STEM: Final = 2


def parent_of(matches: Sequence[Match]) -> tuple[RegisterEntry, RegisterEntry] | None:
    """Return user and parent where two sources name two corporations of one group, else None.

    The user: named by the address assignment or the page, unique by its full name. The parent: named only by the
    certificate or domain, its distinctive part beginning the user's name. A shared beginning is a hint of a group,
    not a proof; it is stated as such. A name that is no key to one corporation names neither.
    """
    users = _unique(matches, _OF_USER)
    groups = _unique(matches, _OF_GROUP)
    if len(users) != 1 or len(groups) != 1:
        return None
    user, parent = users[0], groups[0]
    if user.number == parent.number or not _begins(user.name, parent.name):
        return None
    return user, parent


def without(matches: Sequence[Match], number: str) -> list[Match]:
    """Return the matches without the hits on one corporation."""
    kept: list[Match] = []
    for match in matches:
        hits = tuple(hit for hit in match.hits if hit.entry.number != number)
        kept.append(match if len(hits) == len(match.hits) else msgspec.structs.replace(match, hits=hits))
    return kept


def _unique(matches: Sequence[Match], groups: frozenset[Group]) -> list[RegisterEntry]:
    found: dict[str, RegisterEntry] = {}
    for match in matches:
        if match.claim.group in groups and match.hits:
            if len(match.leading) > 1 or match.leading[0].doubt:
                return []
            found[match.leading[0].entry.number] = match.leading[0].entry
    return list(found.values())


def _begins(user: str, parent: str) -> bool:
    core, stem = normaliser().keys(user).core, normaliser().keys(parent).core
    for word in _GROUP_WORDS:
        stem = stem.removesuffix(word)
    return len(stem) >= _MIN_STEM and core != stem and core.startswith(stem)
