"""Names of prefectures and municipalities as organisations: to the corporate number of the local government."""

from typing import Final

from noroshi.attribute.english import EnglishNames
from noroshi.attribute.names import is_japanese
from noroshi.attribute.numbers import local_government_number
from noroshi.knowledge.places import Places, fold_place

_HALLS: Final = ("役所", "役場", "庁")
_WORDS: Final = frozenset(
    {"city", "town", "village", "ward", "prefecture", "prefectural", "metropolitan", "municipal", "municipality"}
)
_OFFICE: Final = frozenset({"government", "office", "hall"})


class Governments:
    """Tells local governments by name, in Japanese and English; a ward of a designated city gives its city."""

    def __init__(self, places: Places) -> None:
        self._places: Final = places
        self._english: Final = EnglishNames()

    def number(self, name: str) -> str:
        """Return the corporate number of the local government of this name, '' where it is none or ambiguous."""
        return self._japanese(name) if is_japanese(name) else self._latin(name)

    def _japanese(self, name: str) -> str:
        text = fold_place(name)
        hall = next((end for end in _HALLS if text.endswith(end) and len(text) > len(end) + 1), "")
        text = text.removesuffix(hall)
        place = self._places.from_text(text)
        if place is None:
            return ""
        if not place.city_code:
            return local_government_number(place.prefecture_code) if text == place.prefecture else ""
        item = self._places.municipalities[place.city_code]
        names = {fold_place(text) for text in (item.full, f"{item.city}{item.name}")}
        if text.removeprefix(fold_place(place.prefecture)) not in names:
            return ""
        return local_government_number(self._places.parent(place.city_code))

    def _latin(self, name: str) -> str:
        words = self._english.words(name)
        kinds = [word for word in words if word in _WORDS]
        rest = "".join(word for word in words if word not in _WORDS and word not in _OFFICE)
        if not kinds or not rest:
            return ""
        if {"prefecture", "prefectural", "metropolitan"} & set(kinds):
            prefecture = self._places.prefecture_latin(rest)
            return local_government_number(prefecture.code) if prefecture else ""
        wanted = {"city": "市", "town": "町", "village": "村", "ward": "区"}
        suffixes = {wanted[kind] for kind in kinds if kind in wanted} or {"市"}
        found = [item for item in self._places.named_latin(rest, wards=True) if item.kind in suffixes and not item.city]
        return local_government_number(found[0].code) if len(found) == 1 else ""


def is_government(number: str) -> bool:
    """Whether a corporate number belongs to a local government (check digit, 000020, code)."""
    return number[1:7] == "000020"
