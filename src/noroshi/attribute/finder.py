"""Finder: the register as claims ask it, each corporation as a hit with its weight; closed ones lead to successors."""

from collections.abc import Iterable, Iterator
from typing import Final

from noroshi.attribute.claims import Weights
from noroshi.attribute.hits import Hit, How
from noroshi.attribute.lookup import Alias, KeyKind, RegisterLookup
from noroshi.attribute.names import NameKeys, normaliser
from noroshi.model.attribution import RegisterEntry

_MAX_HOPS: Final = 5


class Finder:
    """Makes hits of what one register answers."""

    def __init__(self, lookup: RegisterLookup) -> None:
        self._lookup: Final = lookup

    def by_key(self, kind: KeyKind, key: str) -> tuple[RegisterEntry, ...]:
        """Return the corporations whose key of this kind is ``key``, ordered by number."""
        return self._lookup.by_key(kind, key)

    def numbers(self, numbers: Iterable[str], weight: float, how: How) -> Iterator[Hit]:
        """Yield the corporations of these numbers as direct hits, each once."""
        for number in dict.fromkeys(numbers):
            entry = self._lookup.by_number(number)
            if entry is not None:
                yield self.hit(entry, weight, how, direct=True)

    def domain(self, host: str, weight: float) -> Iterator[Hit]:
        """Yield the corporations of the longest domain above ``host`` that an alias knows."""
        labels = host.split(".")
        for start in range(len(labels) - 1):
            domain = ".".join(labels[start:])
            found = self._lookup.by_alias(KeyKind.DOMAIN, domain)
            if found:
                for alias in found:
                    yield from self.numbers([alias.number], weight, _source("domain", domain, alias))
                return

    def aliases(self, weight: float, kinds: Iterable[KeyKind], keys: NameKeys) -> Iterator[Hit]:
        """Yield the corporations that bear the core of ``keys`` as an alias; a former one must fit the legal form."""
        for kind in kinds:
            former = kind is KeyKind.FORMER
            for alias in self._lookup.by_alias(kind, keys.core):
                entry = self._lookup.by_number(alias.number)
                if entry is None or (former and not _same_form(keys, normaliser().keys(alias.text))):
                    continue
                named = _source("former" if former else "alias", alias.text, alias)
                discount = Weights.FORMER_NAME if former else 0.0
                yield self.hit(entry, weight + discount, named, direct=kind is KeyKind.NAME)

    def hit(self, origin: RegisterEntry, weight: float, how: How, *, direct: bool = False) -> Hit:
        """Return the hit on ``origin``, or on its successor where it was closed."""
        entry = origin
        for _ in range(_MAX_HOPS):
            successor = self._lookup.by_number(entry.successor) if entry.closed_on and entry.successor else None
            if successor is None or successor.number == origin.number:
                break
            entry = successor
        closed = Weights.CLOSED if entry.closed_on else 0.0
        return Hit(entry=entry, origin=origin, weight=weight + closed, direct=direct, how=how)


def _same_form(asked: NameKeys, own: NameKeys) -> bool:
    return not asked.form or not own.form or asked.form == own.form


def _source(code: str, text: str, alias: Alias) -> How:
    dated = alias.as_of.isoformat() if alias.as_of else "undated"
    return How(code, {"alias": text, "source": alias.source, "as_of": dated})
