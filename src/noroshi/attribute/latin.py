"""From a name in Latin letters to corporations: English names, names written in Latin letters, and readings."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from noroshi.attribute.claims import Claim, Weights
from noroshi.attribute.distinct import Distinctness
from noroshi.attribute.english import EnglishNames
from noroshi.attribute.finder import Finder
from noroshi.attribute.hits import READING, Hit, How
from noroshi.attribute.lookup import KeyKind
from noroshi.attribute.names import NameKeys, normaliser
from noroshi.model.attribution import RegisterEntry

_SHORT_READING: Final = 6
_MIN_READING: Final = 4
_COMPANY: Final = "株式会社"
_SMALL_FORMS: Final = frozenset({"有限会社", "合資会社", "合名会社"})
"""Forms whose corporations, too, call themselves ``Co., Ltd.`` in English, though rarely."""


class LatinNames:
    """Finds the corporations that a name in Latin letters may mean.

    Whoever reads alike stays in, whatever else is found: one corporation that writes its name in Latin letters does
    not rule out the others of that reading.
    """

    def __init__(self, finder: Finder, distinct: Distinctness) -> None:
        self._finder: Final = finder
        self._distinct: Final = distinct
        self._english: Final = EnglishNames()

    def hits(self, claim: Claim) -> Iterator[Hit]:
        """Yield what is found by name, then what is found by reading."""
        doubt = self._distinct.doubt(claim.text)
        named = [hit for hit in self._named(claim, doubt) if hit.living]
        yield from named
        own = [hit.origin for hit in named if not hit.direct]
        yield from (msgspec.structs.replace(hit, doubt=doubt) for hit in self._readings(claim, own))

    def _named(self, claim: Claim, doubt: str) -> Iterator[Hit]:
        core = self._english.core(claim.text)
        keys = NameKeys(core, core, core, "", "")
        for hit in self._finder.aliases(claim.weight, (KeyKind.ENGLISH, KeyKind.NAME), keys):
            yield hit if hit.direct else self._english_name(hit, claim.text, hit.how.values["alias"], doubt)
        for entry in self._finder.by_key(KeyKind.ENGLISH, core):
            hit = self._finder.hit(entry, claim.weight, How("english_register"))
            yield self._english_name(hit, claim.text, entry.english, doubt)
        for entry in self._finder.by_key(KeyKind.CORE, core):
            weight = claim.weight + Weights.LATIN_NAME + self._form_differs(claim.text, entry)
            yield msgspec.structs.replace(self._finder.hit(entry, weight, How("latin_name")), doubt=doubt)

    def _english_name(self, hit: Hit, text: str, own: str, doubt: str) -> Hit:
        """Return the hit on a corporation's English name: without doubt where its legal form, too, is the same."""
        if self._english.has_form(own) and self._english.full(text) == self._english.full(own):
            return hit
        differs = 0.0 if self._english.full(text) == self._english.full(own) else self._form_differs(text, hit.origin)
        return msgspec.structs.replace(hit, weight=hit.weight + differs, doubt=doubt)

    def _form_differs(self, text: str, entry: RegisterEntry) -> float:
        asked, own = self._english.form(text), normaliser().keys(entry.name).form
        if not asked or not own:
            return Weights.FORM_UNKNOWN
        if asked == own:
            return 0.0
        return Weights.SMALL_FORM if asked == _COMPANY and own in _SMALL_FORMS else Weights.FORM_CONTRADICTS

    def _readings(self, claim: Claim, named: Iterable[RegisterEntry]) -> Iterator[Hit]:
        for position, key in enumerate(self._keys(claim.text, named)):
            if len(key) < _MIN_READING:
                continue
            cap = Weights.READING if len(key) >= _SHORT_READING else Weights.SHORT_READING
            weight = min(claim.weight, cap) - (Weights.OTHER_READING if position else 0.0)
            for entry in self._finder.by_key(KeyKind.READING, key):
                differs = self._form_differs(claim.text, entry) if self._english.has_form(claim.text) else 0.0
                yield self._finder.hit(entry, weight + differs, How(READING, {"key": key}))

    def _keys(self, text: str, named: Iterable[RegisterEntry]) -> dict[str, None]:
        """Return the readings of the name and those of the corporations that bear it, without repetition."""
        own = (normaliser().reading(entry.kana) for entry in named if entry.kana)
        return dict.fromkeys((*self._english.readings(text), *own))
