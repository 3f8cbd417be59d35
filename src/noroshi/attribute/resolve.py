"""From a claim to the corporations of the register it may mean: exact keys first, successors of closed ones."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from noroshi.attribute.claims import STRONG, Claim, Means, Weights
from noroshi.attribute.distinct import Distinctness
from noroshi.attribute.finder import Finder
from noroshi.attribute.governments import Governments
from noroshi.attribute.hits import READING, Hit, How, Match
from noroshi.attribute.latin import LatinNames
from noroshi.attribute.lookup import KeyKind, RegisterLookup
from noroshi.attribute.names import NameKeys, is_japanese, normaliser
from noroshi.knowledge.attribution_lists import AttributionLists
from noroshi.knowledge.places import Places
from noroshi.model.attribution import RegisterEntry

_FULL: Final = How("full_name")


class Resolver:
    """Finds the corporations that claims mean in one register.

    ``lists`` say which names tell corporations apart; keys are made as the register was built, by the bundled lists.
    """

    def __init__(self, lookup: RegisterLookup, places: Places, lists: AttributionLists | None = None) -> None:
        self._finder: Final = Finder(lookup)
        self._governments: Final = Governments(places)
        self._distinct: Final = Distinctness(places, lists)
        self._latin: Final = LatinNames(self._finder, self._distinct)

    def resolve(self, claim: Claim) -> Match:
        """Return the claim's hits; none where the register knows nothing of it."""
        if claim.means is Means.NUMBER:
            return _match(claim, self._finder.numbers([claim.text], claim.weight, How("government_host")))
        if claim.means is Means.DOMAIN:
            return _match(claim, self._finder.domain(claim.text, claim.weight))
        government = self._governments.number(claim.text)
        if government:
            return _match(claim, self._finder.numbers([government], claim.weight, How("government_name")))
        if is_japanese(claim.text):
            doubt = self._distinct.japanese_doubt(claim.text)
            return _match(claim, (_doubted(hit, doubt) for hit in self._japanese(claim)))
        matched = _match(claim, self._latin.hits(claim))
        return msgspec.structs.replace(matched, telling=self._distinct.telling(claim.text))

    def _japanese(self, claim: Claim) -> Iterator[Hit]:
        keys = normaliser().keys(claim.text)
        cores = [self._named(claim, keys, entry, 0.0, "") for entry in self._finder.by_key(KeyKind.CORE, keys.core)]
        exact = [hit for hit in cores if hit.how == _FULL]
        if any(hit.living for hit in exact):
            yield from exact
            return
        aliases = list(self._finder.aliases(claim.weight, (KeyKind.NAME, KeyKind.FORMER), keys))
        if (
            exact
            or aliases
            or any(hit.living and hit.weight > claim.weight + Weights.FORM_CONTRADICTS for hit in cores)
        ):
            yield from (*cores, *aliases)
            return
        folded = self._finder.by_key(KeyKind.FOLD, keys.fold)
        yield from (*cores, *(self._named(claim, keys, entry, Weights.FOLDED, "folded_") for entry in folded))

    def _named(self, claim: Claim, keys: NameKeys, entry: RegisterEntry, discount: float, what: str) -> Hit:
        own = normaliser().keys(entry.name)
        weight = claim.weight + discount
        if own.full == keys.full:
            return self._finder.hit(entry, weight, _FULL)
        if keys.form == own.form == "":
            return self._finder.hit(entry, weight, How(f"{what}spelling"))
        if not keys.form or not own.form:
            return self._finder.hit(entry, weight + Weights.FORM_UNKNOWN, How(f"{what}no_form"))
        if own.form != keys.form:
            return self._finder.hit(entry, weight + Weights.FORM_CONTRADICTS, How(f"{what}other_form"))
        if own.position != keys.position:
            return self._finder.hit(entry, weight + Weights.POSITION_DIFFERS, How(f"{what}form_elsewhere"))
        return self._finder.hit(entry, weight, How(f"{what}spelling"))


def _doubted(hit: Hit, doubt: str) -> Hit:
    """Return the hit with the doubt about a name without legal form, unless the corporation bears none either."""
    if not doubt or hit.direct or hit.how == _FULL:
        return hit
    return msgspec.structs.replace(hit, doubt=doubt)


def _match(claim: Claim, hits: Iterable[Hit]) -> Match:
    best: dict[str, Hit] = {}
    for hit in hits:
        known = best.get(hit.entry.number)
        if known is None or hit.weight > known.weight:
            best[hit.entry.number] = hit
    kept = sorted(best.values(), key=lambda hit: (-hit.weight, hit.entry.number))
    exact = [hit for hit in kept if hit.how == _FULL]
    closed_itself = bool(exact) and not any(hit.living for hit in exact)  # the very corporation, though closed
    alive = kept if closed_itself else [hit for hit in kept if hit.living] or kept
    return Match(claim=claim, hits=tuple(alive))


def reconcile(matches: Sequence[Match]) -> list[Match]:
    """Return the matches where a name in Latin letters is read as the Japanese name seen beside it.

    The reading of a name fits many corporations; where a Japanese name among the claims fits one of them, the Latin
    one is the same name in other letters and says nothing of the rest. A strong hit on another corporation stays: the
    two names then contradict each other.
    """
    japanese = {
        hit.entry.number for match in matches if is_japanese(match.claim.text) for hit in match.hits if not hit.direct
    }
    return [_narrowed(match, japanese) for match in matches]


def _narrowed(match: Match, numbers: set[str]) -> Match:
    if match.telling is None or not any(hit.entry.number in numbers for hit in match.hits):
        return match
    kept = tuple(
        hit for hit in match.hits if hit.entry.number in numbers or (hit.how.code != READING and hit.weight >= STRONG)
    )
    return msgspec.structs.replace(match, hits=kept)
