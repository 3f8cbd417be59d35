"""Prefectures and municipalities of Japan: from texts in Japanese or Latin letters, and from codes, to a Place."""

import csv
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

from noroshi.knowledge.romaji import romaji, romaji_key
from noroshi.model.attribution import Place

_SMALL_KE: Final = str.maketrans("ヶヵ惠", "ケケ恵")
_TOKEN: Final = re.compile(r"[A-Za-zĀ-ſ'’]+")
_CITY_ENDINGS: Final = ("shi", "city", "cho", "machi", "town", "mura", "son", "village")
_PREFECTURE_ENDINGS: Final = ("ken", "prefecture", "pref", "fu", "to", "do", "metropolis")
_WARD_ENDINGS: Final = ("ku", "ward")
_KANA_ENDINGS: Final = {"市": ("し",), "区": ("く",), "町": ("ちょう", "まち"), "村": ("むら", "そん")}
_KANA_PREFECTURE: Final = ("ケン", "フ", "ト")
_LONG_O: Final = re.compile("o[ou]")
_MAX_TEXT: Final = 400


class Municipality(msgspec.Struct, frozen=True, kw_only=True):
    """A city, special ward, town, village, or ward of a designated city.

    ``code``: 5 digits. ``city``: name of the designated city where this is one of its wards, else ''.
    ``government_code``: 6 digits of the 全国地方公共団体コード, '' where unknown. ``validity`` '' means today.
    """

    code: str
    prefecture_code: str
    county: str
    city: str
    name: str
    romaji: str
    city_romaji: str
    government_code: str
    validity: str

    @property
    def full(self) -> str:
        """Return the name as the register writes it: with county, with the designated city before its ward."""
        return f"{self.county}{self.city}{self.name}"

    @property
    def kind(self) -> str:
        """Return the last character of the name: 市, 区, 町 or 村."""
        return self.name[-1]


class Prefecture(msgspec.Struct, frozen=True, kw_only=True):
    """A prefecture: ``code`` 2 digits, ``name`` with 都道府県, ``romaji`` its reading (kana or Latin) without."""

    code: str
    name: str
    romaji: str

    @property
    def english(self) -> str:
        """Return the name as English texts write it: Tokyo, Osaka, Hokkaido."""
        return _LONG_O.sub("o", romaji(self.romaji).replace("iyo", "yo")).capitalize()


class Places:
    """Finds prefectures and municipalities in texts; what is ambiguous without a prefecture is not guessed."""

    def __init__(self, prefectures: Iterable[Prefecture], municipalities: Iterable[Municipality]) -> None:
        self.prefectures: Final = {item.code: item for item in prefectures}
        self.municipalities: Final = {item.code: item for item in municipalities}
        self._japanese: dict[str, list[Municipality]] = {}
        self._latin: dict[str, list[Municipality]] = {}
        self._latin_wards: dict[str, list[Municipality]] = {}
        for item in self.municipalities.values():
            self._index(item)
        self._designated: Final = {self.parent(item.code) for item in self.municipalities.values() if item.city}
        self._longest: Final = max(map(len, self._japanese))
        self._prefecture_names: Final = {fold_place(item.name): item for item in self.prefectures.values()}
        self._prefecture_romaji: Final = {romaji_key(item.romaji): item for item in self.prefectures.values()}

    def _index(self, item: Municipality) -> None:
        names = {item.full, f"{item.city}{item.name}"}
        for name in names:
            self._japanese.setdefault(fold_place(name), []).append(item)
        if item.romaji and not item.validity.startswith("until"):
            wards = self._latin_wards if item.kind == "区" else self._latin
            wards.setdefault(romaji_key(item.romaji), []).append(item)

    def by_codes(self, prefecture_code: str, city_code: str = "", *, basis: str = "") -> Place | None:
        """Return the place of a 2-digit prefecture code and, where known, a 5-digit municipality code."""
        municipality = self.municipalities.get(city_code)
        if municipality is not None:
            return self._place(municipality, basis)
        prefecture = self.prefectures.get(prefecture_code or city_code[:2])
        return None if prefecture is None else _prefecture_place(prefecture, basis)

    def from_text(self, text: str, *, prefecture: str = "", basis: str = "") -> Place | None:
        """Return the place that ``text`` names, in Japanese or Latin letters; ``prefecture``: a second field.

        An address may follow the name; prefecture and county may be missing. None where nothing is named, or where
        several municipalities bear the name and no prefecture tells which.
        """
        text, prefecture = text[:_MAX_TEXT], prefecture[:_MAX_TEXT]
        known = self._prefecture(prefecture)
        if text and not text.isascii():
            found = self._from_japanese(fold_place(text), known)
        else:
            found = self._from_latin(text, known)
        if isinstance(found, Municipality):
            return self._place(found, basis)
        found = found or known
        return None if found is None else _prefecture_place(found, basis)

    def named_latin(self, name: str, *, wards: bool = False) -> tuple[Municipality, ...]:
        """Return the municipalities of today whose name without ending reads as ``name``; with wards if asked."""
        key = romaji_key(name)
        found = self._latin.get(key, [])
        return (*found, *self._latin_wards.get(key, [])) if wards else tuple(found)

    def prefecture_latin(self, name: str) -> Prefecture | None:
        """Return the prefecture whose name without ending reads as ``name``."""
        return self._prefecture_romaji.get(romaji_key(name))

    def parent(self, city_code: str) -> str:
        """Return the code of the designated city of a ward, and the code itself for every other municipality."""
        item = self.municipalities.get(city_code)
        if item is None or not item.city:
            return city_code
        for other in self._japanese.get(fold_place(item.city), ()):
            if other.prefecture_code == item.prefecture_code:
                return other.code
        return city_code

    def is_designated(self, city_code: str) -> bool:
        """Whether the municipality is a designated city or one of its wards."""
        return self.parent(city_code) in self._designated

    def _place(self, item: Municipality, basis: str) -> Place:
        return Place(
            prefecture_code=item.prefecture_code,
            prefecture=self.prefectures[item.prefecture_code].name,
            city_code=item.code,
            city=item.full,
            basis=basis,
        )

    def _prefecture(self, text: str) -> Prefecture | None:
        if not text:
            return None
        if not text.isascii():
            return self._leading_prefecture(fold_place(text))[0]
        words = _words(text)
        if len(words) > 1 and words[-1] in _PREFECTURE_ENDINGS:
            words = words[:-1]
        return self._prefecture_romaji.get(romaji_key("".join(words)))

    def _leading_prefecture(self, text: str) -> tuple[Prefecture | None, str]:
        for length in (4, 3, 2):
            head = text[:length]
            if head in self._prefecture_names:
                return self._prefecture_names[head], text[length:]
            if head != "北海" and f"{head}県" in self._prefecture_names and len(text) == length:
                return self._prefecture_names[f"{head}県"], ""
        if text in ("東京", "大阪", "京都"):
            return self._prefecture_names[f"{text}{'都' if text == '東京' else '府'}"], ""
        return None, text

    def _from_japanese(self, text: str, known: Prefecture | None) -> Municipality | Prefecture | None:
        prefecture, rest = self._leading_prefecture(text)
        if prefecture is None and "郡" not in text[:1]:
            rest = text
        prefecture = prefecture or known
        for length in range(min(self._longest, len(rest)), 1, -1):
            found = self._japanese.get(rest[:length], [])
            one = _only([item for item in found if not item.validity.startswith("until")] or found, prefecture)
            if one is not None:
                return one
        return prefecture

    def _from_latin(self, text: str, known: Prefecture | None) -> Municipality | Prefecture | None:
        parts = [_words(part) for part in re.split(r"[,;/]", text)]
        prefecture = known
        names: list[tuple[str, str]] = []
        for words in filter(None, parts):
            name, ending = _split(words)
            named = self._prefecture_romaji.get(romaji_key(name))
            if named is not None and ending in _PREFECTURE_ENDINGS:
                prefecture = named
            else:
                names.append((romaji_key(name), ending))
        return self._latin_municipality(names, prefecture)

    def _latin_municipality(
        self, names: list[tuple[str, str]], known: Prefecture | None
    ) -> Municipality | Prefecture | None:
        keys = {key for key, _ in names}
        wards = [w for key, ending in names if ending in _WARD_ENDINGS for w in self._latin_wards.get(key, ())]
        wards = [w for w in wards if not w.city or romaji_key(w.city_romaji) in keys or len(keys) == 1]
        one = _only(wards, known) or _only([w for w in wards if romaji_key(w.city_romaji) in keys], known)
        if one is not None:
            return one
        named = known or next((self._prefecture_romaji[key] for key in keys if key in self._prefecture_romaji), None)
        plain = [item for key, ending in names if ending not in _WARD_ENDINGS for item in self._latin.get(key, ())]
        asked = [item for item in plain if _fits(item, names)] or plain
        cities = [item for item in asked if item.kind == "市"]
        return _only(cities, known) or _only(asked, known) or _only(cities, named) or _only(asked, named) or named


def _only(found: list[Municipality], prefecture: Prefecture | None) -> Municipality | None:
    inside = [item for item in found if prefecture is None or item.prefecture_code == prefecture.code]
    return inside[0] if len(inside) == 1 else None


def _fits(item: Municipality, names: list[tuple[str, str]]) -> bool:
    kinds = {"市": ("shi", "city"), "町": ("cho", "machi", "town"), "村": ("mura", "son", "village")}
    return any(key == romaji_key(item.romaji) and ending in kinds.get(item.kind, ()) for key, ending in names)


def _split(words: list[str]) -> tuple[str, str]:
    endings = (*_CITY_ENDINGS, *_PREFECTURE_ENDINGS, *_WARD_ENDINGS)
    if len(words) > 1 and words[-1] in endings:
        return "".join(words[:-1]), words[-1]
    return "".join(words), ""


def _words(text: str) -> list[str]:
    return [word.lower() for word in _TOKEN.findall(text)]


def _prefecture_place(item: Prefecture, basis: str) -> Place:
    return Place(prefecture_code=item.code, prefecture=item.name, basis=basis)


def fold_place(text: str) -> str:
    """Return the text as place names are compared: NFKC, no spaces, ヶ as ケ, no leading postal code."""
    folded = "".join(unicodedata.normalize("NFKC", text).split()).translate(_SMALL_KE)
    return re.sub(r"^〒?\d{3}-?\d{4}", "", folded)


@cache
def bundled_places() -> Places:
    """Return the places of the bundled pack."""
    return load_places(files("noroshi.knowledge") / "data")


def load_places(root: Traversable) -> Places:
    """Read the places under ``root`` (a pack's root)."""

    def rows(name: str) -> Iterable[dict[str, str]]:
        return csv.DictReader((root / "places" / f"{name}.csv").read_text(encoding="utf-8").splitlines())

    prefectures = (
        Prefecture(code=row["code"], name=row["name"], romaji=_prefecture_romaji(row["name"], row["kana"]))
        for row in rows("prefectures")
    )
    return Places(prefectures, map(_municipality, rows("municipalities")))


def _prefecture_romaji(name: str, kana: str) -> str:
    if name.endswith("道"):
        return kana
    return next(kana.removesuffix(end) for end in _KANA_PREFECTURE if kana.endswith(end))


def _municipality(row: dict[str, str]) -> Municipality:
    city, _, ward = row["name"].rpartition(" ")
    city_kana, _, kana = row["kana"].rpartition(" ")
    return Municipality(
        code=row["code"],
        prefecture_code=row["prefecture_code"],
        county=row["county"],
        city=city,
        name=ward,
        romaji=_without_ending(ward, kana),
        city_romaji=_without_ending(city, city_kana),
        government_code=row["government_code"],
        validity=row["validity"],
    )


def _without_ending(name: str, kana: str) -> str:
    for ending in _KANA_ENDINGS.get(name[-1:], ()):
        if kana.endswith(ending) and len(kana) > len(ending):
            return kana.removesuffix(ending)
    return kana
