"""How far a name in Latin letters tells one corporation from the others: its words, and whether a legal form is there.

The register holds Japanese names. What a corporation calls itself in Latin letters is recorded for few, so that the
only hit on a brand, a place or a common word is often somebody else.
"""

from typing import Final

from noroshi.attribute.claims import Telling
from noroshi.attribute.english import EnglishNames
from noroshi.attribute.names import normaliser
from noroshi.knowledge.attribution_lists import AttributionLists, attribution_lists
from noroshi.knowledge.places import Places

_SHORT: Final = 3
"""Words up to this many letters are initials or particles, which many corporations share."""
_FEW: Final = 3
"""Names of up to so many kanji are places, family names, abbreviations or common words."""


class Distinctness:
    """Judges names by the bundled lists, or by others."""

    def __init__(self, places: Places, lists: AttributionLists | None = None) -> None:
        lists = lists or attribution_lists()
        self._places: Final = places
        self._english: Final = EnglishNames(lists)
        self._common: Final = lists.common_words | frozenset(lists.generic_words)

    def telling(self, name: str) -> Telling:
        """Return what kind of words the name consists of, legal form and articles aside."""
        words = self._english.words(name)
        told = sum(map(self._tells, words))
        if len(words) <= 1:
            return Telling.WORD if told else Telling.COMMON_WORD
        return (Telling.COMMON_WORDS, Telling.ONE_OF_WORDS, Telling.WORDS)[min(told, 2)]

    def doubt(self, name: str) -> str:
        """Return why a name is no key to one corporation: a code of ``reasons.CODES``, '' where it may be one.

        A single common word, place name or abbreviation is none, with or without a legal form. Without one, a single
        word may be a brand or a host too, and a row of common words or places says no more.
        """
        telling = self.telling(name)
        if telling is Telling.COMMON_WORD:
            return "common_word"
        if self._english.has_form(name):
            return ""
        return {Telling.WORD: "one_word", Telling.COMMON_WORDS: "common_words"}.get(telling, "")

    def japanese_doubt(self, name: str) -> str:
        """Return the doubt about a Japanese name without legal form that is one word: in kana, or a few letters."""
        keys = normaliser().keys(name)
        kana = all("\u3040" <= char <= "\u30ff" for char in keys.fold)
        return "one_word" if not keys.form and (kana or len(keys.fold) <= _FEW) else ""

    def _tells(self, word: str) -> bool:
        if len(word) <= _SHORT or word in self._common:
            return False
        return not self._places.named_latin(word, wards=True) and self._places.prefecture_latin(word) is None
