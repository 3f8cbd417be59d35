"""From a claim to the corporations of the register it may mean: exact keys first, successors of closed ones."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from noroshi.attribute.claims import Claim, Means, Weights
from noroshi.attribute.english import EnglishNames
from noroshi.attribute.governments import Governments
from noroshi.attribute.lookup import Alias, KeyKind, RegisterLookup
from noroshi.attribute.names import NameKeys, is_japanese, normaliser
from noroshi.knowledge.places import Places
from noroshi.model.attribution import RegisterEntry

_MAX_HOPS: Final = 5
_SHORT_READING: Final = 6
_MIN_READING: Final = 4
_SMALL_FORMS: Final = frozenset({"有限会社", "合資会社", "合名会社"})


class How(msgspec.Struct, frozen=True):
    """How a corporation was found: a code of ``reasons.CODES`` and the values that its wording needs."""

    code: str
    values: dict[str, str] = {}


_FULL: Final = How("full_name")


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A corporation that a claim may mean.

    ``entry``: the corporation to contact; ``origin``: the one that was found, another where it was closed and has a
    successor. ``direct``: found by number, domain or alias, not by a name that others may bear. ``how`` says how.
    """

    entry: RegisterEntry
    origin: RegisterEntry
    weight: float
    direct: bool
    how: How


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A claim with its hits; ``homonyms``: how many corporations in operation fit the claim equally well."""

    claim: Claim
    hits: tuple[Hit, ...] = ()
    homonyms: int = 0


class Resolver:
    """Finds the corporations that claims mean in one register."""

    def __init__(self, lookup: RegisterLookup, places: Places) -> None:
        self._lookup: Final = lookup
        self._governments: Final = Governments(places)
        self._english: Final = EnglishNames()

    def resolve(self, claim: Claim) -> Match:
        """Return the claim's hits, the best matching tier only; none where the register knows nothing of it."""
        if claim.means is Means.NUMBER:
            return self._match(claim, self._numbers([claim.text], claim.weight, How("government_host")))
        if claim.means is Means.DOMAIN:
            return self._match(claim, self._domain(claim))
        government = self._governments.number(claim.text)
        if government:
            return self._match(claim, self._numbers([government], claim.weight, How("government_name")))
        if is_japanese(claim.text):
            return self._match(claim, self._japanese(claim))
        return self._match(claim, self._latin(claim))

    def _match(self, claim: Claim, hits: Iterable[Hit]) -> Match:
        best: dict[str, Hit] = {}
        for hit in hits:
            known = best.get(hit.entry.number)
            if known is None or hit.weight > known.weight:
                best[hit.entry.number] = hit
        kept = sorted(best.values(), key=lambda hit: (-hit.weight, hit.entry.number))
        exact = [hit for hit in kept if hit.how == _FULL]
        closed_itself = bool(exact) and not any(map(_living, exact))  # the very corporation, though closed
        alive = kept if closed_itself else [hit for hit in kept if _living(hit)] or kept
        return Match(claim=claim, hits=tuple(alive), homonyms=sum(hit.direct for hit in alive) or len(alive))

    def _numbers(self, numbers: Iterable[str], weight: float, how: How) -> Iterator[Hit]:
        for number in dict.fromkeys(numbers):
            entry = self._lookup.by_number(number)
            if entry is not None:
                yield self._hit(entry, weight, how, direct=True)

    def _domain(self, claim: Claim) -> Iterator[Hit]:
        labels = claim.text.split(".")
        for start in range(len(labels) - 1):
            domain = ".".join(labels[start:])
            found = self._lookup.by_alias(KeyKind.DOMAIN, domain)
            if found:
                for alias in found:
                    yield from self._numbers([alias.number], claim.weight, _source("domain", domain, alias))
                return

    def _japanese(self, claim: Claim) -> Iterator[Hit]:
        keys = normaliser().keys(claim.text)
        cores = [self._named(claim, keys, entry, 0.0, "") for entry in self._lookup.by_key(KeyKind.CORE, keys.core)]
        exact = [hit for hit in cores if hit.how == _FULL]
        if any(map(_living, exact)):
            yield from exact
            return
        aliases = list(self._aliases(claim, (KeyKind.NAME, KeyKind.FORMER), keys))
        if (
            exact
            or aliases
            or any(_living(hit) and hit.weight > claim.weight + Weights.FORM_CONTRADICTS for hit in cores)
        ):
            yield from (*cores, *aliases)
            return
        folded = self._lookup.by_key(KeyKind.FOLD, keys.fold)
        yield from (*cores, *(self._named(claim, keys, entry, Weights.FOLDED, "folded_") for entry in folded))

    def _named(self, claim: Claim, keys: NameKeys, entry: RegisterEntry, discount: float, what: str) -> Hit:
        own = normaliser().keys(entry.name)
        weight = claim.weight + discount
        if own.full == keys.full:
            return self._hit(entry, weight, _FULL)
        if keys.form == own.form == "":
            return self._hit(entry, weight, How(f"{what}spelling"))
        if not keys.form or not own.form:
            return self._hit(entry, weight + Weights.FORM_UNKNOWN, How(f"{what}no_form"))
        if own.form != keys.form:
            return self._hit(entry, weight + Weights.FORM_CONTRADICTS, How(f"{what}other_form"))
        if own.position != keys.position:
            return self._hit(entry, weight + Weights.POSITION_DIFFERS, How(f"{what}form_elsewhere"))
        return self._hit(entry, weight, How(f"{what}spelling"))

    def _latin(self, claim: Claim) -> Iterator[Hit]:
        core = self._english.core(claim.text)
        keys = NameKeys(core, core, core, "", "")
        found = list(self._aliases(claim, (KeyKind.ENGLISH, KeyKind.NAME), keys))
        found += [
            self._hit(entry, claim.weight, How("english_register"))
            for entry in self._lookup.by_key(KeyKind.ENGLISH, core)
        ]
        found += [
            self._hit(entry, claim.weight + Weights.FORM_UNKNOWN, How("latin_name"))
            for entry in self._lookup.by_key(KeyKind.CORE, core)
        ]
        living = [hit for hit in found if _living(hit)]
        yield from living or self._readings(claim)

    def _readings(self, claim: Claim) -> Iterator[Hit]:
        written = self._english.has_form(claim.text)
        for position, key in enumerate(self._english.readings(claim.text)):
            if len(key) < _MIN_READING:
                continue
            cap = Weights.READING if len(key) >= _SHORT_READING else Weights.SHORT_READING
            weight = min(claim.weight, cap) - (0.1 if position else 0.0)
            for entry in self._lookup.by_key(KeyKind.READING, key):
                small = written and normaliser().keys(entry.name).form in _SMALL_FORMS
                yield self._hit(entry, weight - (0.3 if small else 0.0), How("reading", {"key": key}))

    def _aliases(self, claim: Claim, kinds: Iterable[KeyKind], keys: NameKeys) -> Iterator[Hit]:
        for kind in kinds:
            former = kind is KeyKind.FORMER
            for alias in self._lookup.by_alias(kind, keys.core):
                entry = self._lookup.by_number(alias.number)
                if entry is None or (former and not _same_form(keys, normaliser().keys(alias.text))):
                    continue
                named = _source("former" if former else "alias", alias.text, alias)
                discount = Weights.FORMER_NAME if former else 0.0
                yield self._hit(entry, claim.weight + discount, named, direct=kind is KeyKind.NAME)

    def _hit(self, origin: RegisterEntry, weight: float, how: How, *, direct: bool = False) -> Hit:
        entry = origin
        for _ in range(_MAX_HOPS):
            successor = self._lookup.by_number(entry.successor) if entry.closed_on and entry.successor else None
            if successor is None or successor.number == origin.number:
                break
            entry = successor
        closed = Weights.CLOSED if entry.closed_on else 0.0
        return Hit(entry=entry, origin=origin, weight=weight + closed, direct=direct, how=how)


def reconcile(matches: Sequence[Match]) -> list[Match]:
    """Return the matches where a name in Latin letters is read as the Japanese name seen beside it.

    The reading of a name fits many corporations; where a Japanese name among the claims fits one of them, the Latin
    one is the same name in other letters and says nothing of the rest.
    """
    japanese = {
        hit.entry.number for match in matches if is_japanese(match.claim.text) for hit in match.hits if not hit.direct
    }
    return [_narrowed(match, japanese) for match in matches]


def _narrowed(match: Match, numbers: set[str]) -> Match:
    if match.claim.means is not Means.NAME or is_japanese(match.claim.text):
        return match
    kept = tuple(hit for hit in match.hits if hit.entry.number in numbers)
    if not kept or not all(hit.how.code == "reading" for hit in match.hits):
        return match
    return Match(claim=match.claim, hits=kept, homonyms=len(kept))


def _same_form(asked: NameKeys, own: NameKeys) -> bool:
    return not asked.form or not own.form or asked.form == own.form


def _living(hit: Hit) -> bool:
    return hit.entry.closed_on is None


def _source(code: str, text: str, alias: Alias) -> How:
    dated = alias.as_of.isoformat() if alias.as_of else "undated"
    return How(code, {"alias": text, "source": alias.source, "as_of": dated})
