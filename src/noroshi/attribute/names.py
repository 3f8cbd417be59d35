"""Names of corporations as keys: full (K1), core without legal form (K2), folded core (K3), reading (K4)."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import msgspec

from noroshi.knowledge.attribution_lists import AttributionLists, attribution_lists
from noroshi.knowledge.romaji import romaji_key

_PUNCTUATION: Final = " \u3000・･.,、。-‐‑–—―－ー~〜'’\"“”()[]{}「」『』<>〈〉《》/\\&＆+:;!?*_|#@=`^"
_SMALL_KANA: Final = str.maketrans("ァィゥェォッャュョヮヵヶヂヅヰヱヲ", "アイウエオツヤユヨワカケジズイエオ")
_HIRAGANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_OFFICE: Final = re.compile(r"(?:本社|本店|支店|支社|支部|営業所|事業所|事務所|出張所|工場|研究所|センタ)$")
_HALL: Final = re.compile(r"(?<=[市区町村都府])(?:役所|役場|庁)$|(?<=県)庁$")
_BANK_PREFIX: Final = re.compile(r"^(?:カ|ユ|ド)\)|\((?:カ|ユ|ド)(?:\)|$)")
_MAX_NAME: Final = 200
_MIN_STEM: Final = 2

FRONT: Final = "front"
BACK: Final = "back"


class NameKeys(msgspec.Struct, frozen=True):
    """The keys of one name.

    ``full``: NFKC, case folded, abbreviated legal form written out, no spaces. ``core``: without legal form, kanji
    variants unified, no punctuation and no long vowel mark. ``fold``: ``core`` with large kana, without office
    suffix. ``form``: the legal form, '' where none is written; ``position``: front, back or ''.
    """

    full: str
    core: str
    fold: str
    form: str
    position: str


class NameNormaliser:
    """Makes keys by the bundled lists, or by others. Pure and fast enough for the whole register."""

    def __init__(self, lists: AttributionLists | None = None) -> None:
        lists = lists or attribution_lists()
        japanese = lists.legal_forms["ja"]
        self._forms: Final = japanese
        self._texts: Final = sorted(japanese, key=lambda text: (-len(text), text))
        self._front: Final = tuple(self._texts)
        self._abbreviated: Final = tuple(text for text in self._texts if text.startswith("("))
        self._clean: Final = str.maketrans(lists.kanji_variants) | {ord(char): None for char in _PUNCTUATION}
        self._kana_forms: Final = tuple(sorted(lists.legal_forms.get("kana", {}), key=len, reverse=True))

    def keys(self, name: str) -> NameKeys:
        """Return the keys of ``name``; empty strings for a name without any letter."""
        text = normal(name)
        text, form, position = self._strip_form(text)
        core = self.clean(text)
        full = f"{form}{text}" if position == FRONT else f"{text}{form}"
        return NameKeys(full, core, self.fold(core), form, position)

    def clean(self, text: str) -> str:
        """Return a normalised text with kanji variants unified, without punctuation and long vowel marks."""
        return text.translate(self._clean)

    def fold(self, core: str) -> str:
        """Return K3 of a core: katakana, large kana, old kana and office suffix folded."""
        folded = core.translate(_HIRAGANA).translate(_SMALL_KANA)
        for pattern in (_HALL, _OFFICE):
            stem = pattern.sub("", folded)
            if len(stem) >= _MIN_STEM:
                folded = stem
        return folded

    def reading(self, kana: str) -> str:
        """Return K4: one romaji key of a reading, without the reading of a legal form."""
        text = unicodedata.normalize("NFKC", kana[:_MAX_NAME])
        for form in self._kana_forms:
            if form in text:
                text = text.replace(form, "", 1)
                break
        return romaji_key(text)

    def _strip_form(self, text: str) -> tuple[str, str, str]:
        """Return the rest, the canonical form and its position; the outermost form only, but (株) within it too."""
        text = _BANK_PREFIX.sub("", text)
        for form in self._texts:
            if text.startswith(form) and len(text) > len(form):
                return text[len(form) :], self._forms[form], FRONT
            if text.endswith(form) and len(text) > len(form):
                return text[: -len(form)], self._forms[form], BACK
        return self._inner_form(text)

    def _inner_form(self, text: str) -> tuple[str, str, str]:
        """Strip a form with an office behind it, as in ``X株式会社 Y支店``."""
        for form in ("株式会社", "有限会社", "合同会社", "(株)", "(有)"):
            head, found, tail = text.partition(form)
            if found and head and _OFFICE.search(tail):
                return head, self._forms[form], BACK
        return text, "", ""


@lru_cache(maxsize=1)
def normaliser() -> NameNormaliser:
    """Return the normaliser with the bundled lists."""
    return NameNormaliser()


def normal(name: str) -> str:
    """Return NFKC, case folded, without spaces; at most 200 characters are looked at."""
    return "".join(unicodedata.normalize("NFKC", name[:_MAX_NAME]).casefold().split())


def is_japanese(text: str) -> bool:
    """Whether the text holds kana or kanji."""
    return any("\u3040" <= char <= "\u9fff" or char >= "\U00020000" or "\uf900" <= char <= "\ufaff" for char in text)
