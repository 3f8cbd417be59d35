"""What a claim may mean: the corporations it hits, how each was found, and how many fit equally well."""

from typing import Final

import msgspec

from noroshi.attribute.claims import Claim, Telling
from noroshi.model.attribution import RegisterEntry

READING: Final = "reading"


class How(msgspec.Struct, frozen=True):
    """How a corporation was found: a code of ``reasons.CODES`` and the values that its wording needs."""

    code: str
    values: dict[str, str] = {}


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A corporation that a claim may mean.

    ``entry``: the corporation to contact; ``origin``: the one that was found, another where it was closed and has a
    successor. ``direct``: found by number, domain or alias, not by a name that others may bear. ``how`` says how.
    ``doubt``: why what was found is no key to one corporation; a code of ``reasons.CODES``, '' where it may be one.
    """

    entry: RegisterEntry
    origin: RegisterEntry
    weight: float
    direct: bool
    how: How
    doubt: str = ""

    @property
    def living(self) -> bool:
        """Whether the corporation to contact is in operation."""
        return self.entry.closed_on is None


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A claim with its hits, the best first.

    ``telling``: of what kind of words a name in Latin letters consists, None for every other claim.
    """

    claim: Claim
    hits: tuple[Hit, ...] = ()
    telling: Telling | None = None

    @property
    def leading(self) -> tuple[Hit, ...]:
        """Return the hits found in the best way: those by reading alone only where there are no others."""
        return tuple(hit for hit in self.hits if hit.how.code != READING) or self.hits

    @property
    def homonyms(self) -> int:
        """Return how many corporations were found in the best way; those known directly where there are any."""
        return sum(hit.direct for hit in self.hits) or len(self.leading)

    @property
    def crowd(self) -> float:
        """Return how many corporations fit equally well; in Latin letters a hit that fits less well counts for less."""
        if self.telling is None or any(hit.direct for hit in self.hits):
            return self.homonyms
        best = max((hit.weight for hit in self.hits), default=0.0)
        return sum(10 ** (hit.weight - best) for hit in self.hits)
