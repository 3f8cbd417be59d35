"""Kana to romaji, and one key for the many ways in which Japanese is written in Latin letters."""

import re
import unicodedata
from typing import Final

_SYLLABLES: Final = (
    "アa イi ウu エe オo カka キki クku ケke コko サsa シshi スsu セse ソso "
    "タta チchi ツtsu テte トto "
    "ナna ニni ヌnu ネne ノno ハha ヒhi フfu ヘhe ホho マma ミmi ムmu メme モmo "
    "ヤya ユyu ヨyo ラra リri ルru レre ロro "
    "ワwa ヰi ヱe ヲo ンn ガga ギgi グgu ゲge ゴgo ザza ジji ズzu ゼze ゾzo ダda ヂji ヅzu デde ドdo "
    "バba ビbi ブbu ベbe ボbo パpa ピpi プpu ペpe ポpo ヴvu "
    "ァ|a ィ|i ゥ|u ェ|e ォ|o ャ|ya ュ|yu ョ|yo ヮ|wa ッ* ー- ヶke ヵka"
)
_TABLE: Final = {ord(pair[0]): pair[1:] for pair in _SYLLABLES.split()}
_HIRAGANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_SMALL: Final = re.compile(r"([bcdfghjkmnprstvwyz]h?|ts)?([aiueo])\|([aiueo]|y[auo]|wa)")
_CONTRACTED: Final = re.compile(r"(sh|ch|j)y([auo])")
_GEMINATE: Final = re.compile(r"\*+([bcdfghjkmprstvyz])")
_REST: Final = re.compile(r"[^a-z]")

_FOLDS: Final = (
    ("tch", "ch"),
    ("cch", "ch"),
    ("dz", "z"),
    ("sy", "sh"),
    ("ty", "ch"),
    ("cy", "ch"),
    ("zy", "j"),
    ("jy", "j"),
    ("dy", "j"),
    ("si", "shi"),
    ("ti", "chi"),
    ("tu", "tsu"),
    ("zi", "ji"),
    ("di", "ji"),
    ("du", "zu"),
    ("iya", "ya"),
    ("iyu", "yu"),
    ("iyo", "yo"),
    ("shy", "sh"),
    ("chy", "ch"),
    ("jy", "j"),
    ("ou", "o"),
    ("mb", "nb"),
    ("mp", "np"),
    ("mm", "nm"),
    ("wo", "o"),
    ("l", "r"),
    ("x", "ks"),
)
_ACCENTED: Final = re.compile("[\u00c0-\u017f\u0300-\u036f\u1e00-\u1eff]")
_LONG_OH: Final = re.compile(r"oh(?![aiueoy])")
_HU: Final = re.compile(r"(?<![sc])hu")
_DOUBLE: Final = re.compile(r"(.)\1+")
_ROUNDS: Final = 8


def romaji(kana: str) -> str:
    """Return Hepburn romaji of hiragana or katakana, lower case; long vowels as written (``おお`` → ``oo``).

    What is not kana is kept where it is a Latin letter and dropped otherwise.
    """
    text = unicodedata.normalize("NFKC", kana).translate(_HIRAGANA).translate(_TABLE).lower()
    if "|" in text:
        text = _CONTRACTED.sub(r"\1\2", _SMALL.sub(_small, text))
    if "*" in text:
        text = _GEMINATE.sub(r"\1\1", text)
    return _REST.sub("", text)


def romaji_key(text: str) -> str:
    """Return one key for kana and for any romanisation of it.

    Folded: long vowels (ou, oo, oh, macrons), Kunrei and Hepburn spellings, n and m before labials, doubled
    consonants, contracted syllables. Several words may share a key; ``romaji_key(romaji_key(x)) == romaji_key(x)``.
    """
    plain = romaji(_without_accents(text))
    for _ in range(_ROUNDS):
        folded = _fold_once(plain)
        if folded == plain:
            break
        plain = folded
    return plain


def _fold_once(text: str) -> str:
    for old, new in _FOLDS:
        if old in text:
            text = text.replace(old, new)
    if "h" in text:
        text = _HU.sub("fu", _LONG_OH.sub("o", text))
    return _DOUBLE.sub(r"\1", text)


def _small(match: re.Match[str]) -> str:
    onset, _, small = match.groups()
    if not onset and small in "ieo":  # ウィ, ウェ, ウォ
        return f"w{small}"
    return f"{onset or ''}{small}"


def _without_accents(text: str) -> str:
    if not _ACCENTED.search(text):
        return text
    decomposed = unicodedata.normalize("NFD", text)
    latin = "".join(char for char in decomposed if not "\u0300" <= char <= "\u036f")
    return unicodedata.normalize("NFC", latin)
