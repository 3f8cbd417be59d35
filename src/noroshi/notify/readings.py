"""How version numbers and reference numbers are read aloud on the telephone: 7.2.5 = ななてんにてんご.

Numbers up to 999 are read as numbers, longer ones and those with a leading zero digit by digit. 0, 4, 7 and 9 are read
ゼロ, よん, なな, きゅう, which are not taken for one another.
"""

import re
import unicodedata
from typing import Final

from noroshi.knowledge.words import Language
from noroshi.notify import reference_number

_JA_DIGITS: Final = ("ゼロ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう")
_JA_HUNDREDS: Final = (
    "", "ひゃく", "にひゃく", "さんびゃく", "よんひゃく", "ごひゃく", "ろっぴゃく", "ななひゃく",
    "はっぴゃく", "きゅうひゃく",
)  # fmt: skip
_JA_LETTERS: Final = (
    "エー", "ビー", "シー", "ディー", "イー", "エフ", "ジー", "エイチ", "アイ", "ジェイ", "ケー", "エル",
    "エム", "エヌ", "オー", "ピー", "キュー", "アール", "エス", "ティー", "ユー", "ブイ", "ダブリュー",
    "エックス", "ワイ", "ゼット",
)  # fmt: skip
_JA_SIGNS: Final = {
    ".": "てん", "-": "ハイフン", "_": "アンダーバー", "/": "スラッシュ", "(": "かっこ", ")": "かっことじ",
    "+": "プラス", ":": "コロン", ",": "カンマ", "~": "から", " ": "、",
}  # fmt: skip
_JA_WORDS: Final = {
    "build": "ビルド",
    "patch": "パッチ",
    "hotfix": "ホットフィックス",
    "update": "アップデート",
    "version": "バージョン",
    "release": "リリース",
}
_EN_DIGITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_EN_TEENS: Final = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_EN_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_EN_SIGNS: Final = {
    ".": "point", "-": "dash", "_": "underscore", "/": "slash", "(": "open bracket", ")": "close bracket",
    "+": "plus", ":": "colon", ",": "comma", "~": "to",
}  # fmt: skip
_TOKEN: Final = re.compile(r"[0-9]+|[A-Za-z]+|.", re.ASCII | re.DOTALL)
_LONGEST_NUMBER: Final = 3
_MAX_TEXT: Final = 100


def read_version(version: str, language: Language) -> str:
    """Return how a version is read aloud: 22.7R2.4 = にじゅうにてんななアールにてんよん.

    Full-width text is read like half-width; a sign that has no reading is left as it is. At most 100 characters.
    """
    text = " ".join(unicodedata.normalize("NFKC", version[:_MAX_TEXT]).replace("〜", "~").split())
    tokens = _TOKEN.findall(text)
    if language == "ja":
        return "".join(_japanese(token) for token in tokens)
    return " ".join(part for part in map(_english, tokens) if part)


def read_reference(number: str, language: Language) -> str:
    """Return how a reference number is read aloud, digit by digit with a pause between the groups.

    Raises ReferenceNumberError for what is none.
    """
    if language == "ja":
        return "、".join(
            "".join(_JA_DIGITS[int(digit)] for digit in group) for group in reference_number.groups(number)
        )
    return ", ".join(" ".join(_EN_DIGITS[int(digit)] for digit in group) for group in reference_number.groups(number))


def _japanese(token: str) -> str:
    if token.isdigit():
        return _japanese_number(token)
    if token.isascii() and token.isalpha():
        known = _JA_WORDS.get(token.lower())
        return known or "".join(_JA_LETTERS[ord(letter) - ord("a")] for letter in token.lower())
    return _JA_SIGNS.get(token, token)


def _japanese_number(digits: str) -> str:
    if _by_digit(digits):
        return "".join(_JA_DIGITS[int(digit)] for digit in digits)
    hundreds, rest = divmod(int(digits), 100)
    tens, ones = divmod(rest, 10)
    ten = "" if tens == 0 else "じゅう" if tens == 1 else f"{_JA_DIGITS[tens]}じゅう"
    return _JA_HUNDREDS[hundreds] + ten + (_JA_DIGITS[ones] if ones else "")


def _english(token: str) -> str:
    if token.isdigit():
        return _english_number(token)
    if token.isascii() and token.isalpha():
        return token.lower() if token.lower() in _JA_WORDS else " ".join(token.upper())
    return _EN_SIGNS.get(token, token.strip())


def _english_number(digits: str) -> str:
    if _by_digit(digits):
        return " ".join(_EN_DIGITS[int(digit)] for digit in digits)
    hundreds, rest = divmod(int(digits), 100)
    words = [f"{_EN_DIGITS[hundreds]} hundred"] if hundreds else []
    if 10 <= rest < 20:  # noqa: PLR2004 - ten to nineteen have names of their own
        words.append(_EN_TEENS[rest - 10])
    else:
        words += [_EN_TENS[rest // 10]] if rest // 10 else []
        words += [_EN_DIGITS[rest % 10]] if rest % 10 else []
    return " ".join(words)


def _by_digit(digits: str) -> bool:
    return len(digits) > _LONGEST_NUMBER or digits.startswith("0")
