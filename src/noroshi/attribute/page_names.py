"""Names of organisations in titles and texts of pages: what stands beside a legal form, without interface words."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from noroshi.attribute.names import is_japanese
from noroshi.knowledge.attribution_lists import AttributionLists

_RUN: Final = "[0-9A-Za-z\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff&.'・ー々ヶ\\-]"
_ENGLISH: Final = re.compile(
    r"(?:[A-Z][A-Za-z0-9&'\-]{0,30}[ ,]{1,2}){1,6}"
    r"(?:Co\.?,? ?Ltd\.?|Inc\.?|Incorporated|Corporation|Corp\.?|Limited|Ltd\.?|K\.K\.|LLC|G\.K\.)(?![a-z])"
)
_HALL: Final = re.compile(
    r"(?<![\u3400-\u9fff])[\u3041-\u30ff\u3400-\u9fff]{2,10}(?:市役所|区役所|町役場|村役場|県庁|府庁|都庁)"
)
_MAX_TEXT: Final = 20_000
_MAX_NAMES: Final = 3
_MIN_NAME: Final = 2


class PageNames:
    """Finds names in page texts by the bundled lists, or by others."""

    def __init__(self, lists: AttributionLists) -> None:
        forms = sorted(lists.legal_forms["ja"], key=len, reverse=True)
        long_forms = [form for form in forms if len(form) > _MIN_NAME]
        either = "|".join(map(re.escape, long_forms))
        self._pattern: Final = re.compile(f"({_RUN}{{0,30}}?)({either})( ?{_RUN}{{0,30}})")
        self._words: Final = sorted((word.casefold() for word in lists.page_words), key=len, reverse=True)

    def find(self, text: str) -> tuple[str, ...]:
        """Return the names in a text, in order; none where the text names more than three (a list, not an owner)."""
        plain = unicodedata.normalize("NFKC", text[:_MAX_TEXT])
        names = dict.fromkeys((*self._japanese(plain), *_HALL.findall(plain), *self._english(plain)))
        return tuple(names) if len(names) <= _MAX_NAMES else ()

    def _japanese(self, text: str) -> Iterator[str]:
        for match in self._pattern.finditer(text):
            before, form, after = match.groups()
            left = self._trimmed(before)
            right = self._trimmed(after if not left else ("" if after.startswith(" ") else after))
            if left and len(left) >= _MIN_NAME:
                yield f"{left}{form}"
            elif right and len(right) >= _MIN_NAME:
                yield f"{form}{right}"

    def _english(self, text: str) -> Iterator[str]:
        for match in _ENGLISH.finditer(text):
            name = match[0]
            if not is_japanese(name):
                yield name.removeprefix("Copyright ").strip(" ,")

    def _trimmed(self, name: str) -> str:
        """Strip interface words from both ends, as in ``X VPN`` or ``ようこそX``."""
        name = name.strip(" .-・&'")
        changed = True
        while changed and name:
            changed = False
            lower = name.casefold()
            for word in self._words:
                if lower.endswith(word):
                    name, changed = name[: -len(word)].strip(" .-・&'"), True
                    break
                if lower.startswith(word):
                    name, changed = name[len(word) :].strip(" .-・&'"), True
                    break
        return name


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names once each, in order."""
    return tuple(dict.fromkeys(names))
