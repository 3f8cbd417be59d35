"""Combining evidence: the best weight per independent group, homonyms, location; probabilities over all outcomes."""

import math
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from noroshi.attribute.claims import Evidence, Group, SiteClaim, Weights
from noroshi.attribute.hits import Hit, Match
from noroshi.attribute.lookup import RegisterMeta
from noroshi.attribute.missing import missing_share
from noroshi.attribute.reasons import reason
from noroshi.knowledge.places import Places
from noroshi.model.attribution import Reason, RegisterEntry

ATTRIBUTED: Final = 0.9
_WEAK: Final = 0.5
"""Site claims below this strength (geolocation) may support a candidate a little, never speak against one."""
_SCALE: Final = math.log(10)


_DEGREES: Final = ((0.99, "very_high"), (ATTRIBUTED, "high"), (0.5, "fair"), (0.1, "low"))


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """One candidate corporation with its score (log10), its probability and the claims that speak for it.

    ``missing``: score of a corporation that the register lacks, or lacks under this name, and that is meant instead.
    ``doubt``: why no claim for it is a key to one corporation; a code of ``reasons.CODES``, '' where one is.
    """

    entry: RegisterEntry
    origin: RegisterEntry
    score: float
    missing: float
    probability: float
    homonyms: int
    claims: tuple[str, ...]
    location: Reason | None
    doubt: str


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """All candidates, best first, and what is left: not in the register, a homonym missing from it, no such user."""

    candidates: tuple[Scored, ...] = ()
    not_in_register: float = 0.0
    homonym_missing: float = 0.0
    customer_unknown: float = 0.0


def combine(evidence: Evidence, matches: Sequence[Match], meta: RegisterMeta, places: Places) -> Outcome:
    """Return the candidates with probabilities that sum to 1 with the three other outcomes.

    Fellegi-Sunter: log likelihood ratios of independent groups add up, the best claim of a group counts once. The
    homonym prior is 1/n for n corporations in operation that fit equally; location agreement tells them apart. The
    explicit outcomes outside the register keep a partial one from producing false unique hits (6.8 % without): a
    missing corporation of the same name would show the same names, but not the location that disagrees.
    """
    found: dict[str, list[tuple[Match, Hit]]] = {}
    for match in matches:
        for hit in match.hits:
            found.setdefault(hit.entry.number, []).append((match, hit))
    scored = [_score(pairs, evidence.sites, places, meta) for pairs in found.values()]
    others = _others(scored, found.values(), meta)
    shares = _softmax([*(item.score for item in scored), *others])
    named = [msgspec.structs.replace(item, probability=p) for item, p in zip(scored, shares, strict=False)]
    named.sort(key=lambda item: (-item.probability, item.entry.number))
    return Outcome(
        candidates=tuple(named),
        not_in_register=shares[-3],
        homonym_missing=shares[-2],
        customer_unknown=shares[-1],
    )


def likelihood(probability: float) -> str:
    """Return how sure a probability is as a code: very_high (0.99), high (0.9), fair (0.5), low (0.1), very_low."""
    return next((code for least, code in _DEGREES if probability >= least), "very_low")


def _others(
    scored: Sequence[Scored], found: Iterable[Sequence[tuple[Match, Hit]]], meta: RegisterMeta
) -> tuple[float, float, float]:
    """Return the scores of the outcomes outside the register."""
    direct = any(hit.direct for pairs in found for _, hit in pairs)
    absent = Weights.NOT_IN_PARTIAL_REGISTER if meta.partial else Weights.NOT_IN_FULL_REGISTER
    missing = max((item.missing for item in scored), default=-math.inf)
    return Weights.NOT_IN_REGISTER_DIRECT if direct else absent, missing, Weights.CUSTOMER_UNKNOWN


def _score(
    pairs: Sequence[tuple[Match, Hit]], sites: Sequence[SiteClaim], places: Places, meta: RegisterMeta
) -> Scored:
    groups = _best_per_group(pairs)
    homonyms = min(1 if hit.direct else match.homonyms for match, hit in pairs)
    crowd = min(1 if hit.direct else match.crowd for match, hit in pairs)
    _, best = max(pairs, key=lambda pair: (pair[1].direct, pair[1].weight))
    direct = any(hit.direct for _, hit in pairs)
    shift, location = _location((best.origin, best.entry), sites, places, unique=homonyms == 1)
    weak = all(site.strength < _WEAK for site in sites)
    shift = max(shift, 0.0) if direct or weak else shift
    doubts = [match.claim.doubt or hit.doubt for match, hit in pairs]
    return Scored(
        entry=best.entry,
        origin=best.origin,
        score=sum(groups.values()) - math.log10(max(crowd, 1)) + shift,
        missing=sum(groups.values()) + min(missing_share(match, hit, meta) for match, hit in pairs),
        probability=0.0,
        homonyms=homonyms,
        claims=tuple(dict.fromkeys(match.claim.id for match, _ in pairs)),
        location=location,
        doubt=doubts[0] if all(doubts) else "",
    )


def _best_per_group(pairs: Iterable[tuple[Match, Hit]]) -> dict[Group, float]:
    groups: dict[Group, float] = {}
    for match, hit in pairs:
        group = match.claim.group
        groups[group] = max(groups.get(group, -math.inf), hit.weight)
    return groups


def _location(
    entries: Iterable[RegisterEntry], sites: Sequence[SiteClaim], places: Places, *, unique: bool
) -> tuple[float, Reason | None]:
    """Return the weight of the agreement between the sites seen and the registered places, with its reason.

    The strongest kind of site claim decides; a corporation seated elsewhere may well have a device here, so that
    disagreement weighs less where the name is unique.
    """
    if not sites:
        return 0.0, None
    strength = max(site.strength for site in sites)
    best, said = -math.inf, None
    for entry in entries:
        for site in (site for site in sites if site.strength == strength):
            weight, agreement = _agreement(entry, site, places, unique=unique)
            if weight > best:
                best, said = weight, _located(entry, site, agreement)
    return best * strength, said


def _located(entry: RegisterEntry, site: SiteClaim, agreement: str) -> Reason:
    place = f"{site.place.prefecture}{site.place.city}"
    values = {"name": entry.name, "prefecture": entry.prefecture, "city": entry.city}
    return reason(site.id, place=place, agreement=agreement, **values)


def _agreement(entry: RegisterEntry, site: SiteClaim, places: Places, *, unique: bool) -> tuple[float, str]:
    place = site.place
    if not entry.prefecture_code:
        return 0.0, "no_address"
    if entry.prefecture_code != place.prefecture_code:
        disagrees = Weights.OTHER_PREFECTURE_UNIQUE if unique else Weights.OTHER_PREFECTURE
        return disagrees, "other_prefecture"
    if not place.city_code or not entry.city_code:
        return Weights.SAME_PREFECTURE, "prefecture"
    if places.parent(entry.city_code) != places.parent(place.city_code):
        return Weights.SAME_PREFECTURE_OTHER_CITY, "other_city"
    designated = places.is_designated(place.city_code)
    return Weights.SAME_DESIGNATED_CITY if designated else Weights.SAME_CITY, "city"


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    shares = [math.exp((score - top) * _SCALE) for score in scores]
    total = sum(shares)
    return [share / total for share in shares]
