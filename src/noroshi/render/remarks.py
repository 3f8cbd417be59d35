"""Conflicts and signs of a decoy in the reader's language: the tables hold them as English sentences of fixed form."""

import re
from typing import Final

from noroshi.knowledge.words import Language, Words

_MAX: Final = 1_000
_CONFLICTS: Final = {
    "products": re.compile(r"several products on one service: (?P<products>.+)"),
    "older": re.compile(r"an older observation \((?P<day>[^()]*)\) shows (?P<shown>.+) by (?P<rule>\S+)"),
    "rejected": re.compile(r"(?P<product>\S+) rejected by (?P<rule>[^\s:]+): .*"),
    "newest": re.compile(r"(?P<name>model|serial): (?P<values>.+); the newest is kept"),
    "both": re.compile(r"(?P<left>.+), but (?P<right>.+); both are kept"),
    "newer": re.compile(r"(?P<left>.+), but (?P<right>.+); the newer is kept"),
    "first": re.compile(r"(?P<left>.+), but (?P<right>.+); the first is kept"),
}
_DECOY: Final = re.compile(r"(?P<code>[a-z][a-z0-9-]*): (?P<detail>.*)")
_SIGN: Final = re.compile(r"(?P<rule>[a-z0-9-]+/[a-z0-9-]+): .*")


def conflict_text(text: str, words: Words, language: Language) -> str:
    """Return a conflict in the language; one of another form stays as it is."""
    if language == "en":
        return text
    for key, form in _CONFLICTS.items():
        match = form.fullmatch(text[:_MAX])
        if match:
            return words.text(f"conflict.{key}", language, **match.groupdict())
    return text


def decoy_text(text: str, words: Words, language: Language) -> str:
    """Return a sign of a decoy in the language; one of another form stays as it is.

    The sentence of a product's own rule is left out where it is in English; the rule's id leads to it.
    """
    if language == "en":
        return text
    sign = _SIGN.fullmatch(text[:_MAX])
    if sign:
        return words.text("decoy.sign", language, rule=sign["rule"])
    match = _DECOY.fullmatch(text[:_MAX])
    known = words.find(f"decoy.{match['code']}", language) if match else None
    return known.format(detail=match["detail"]) if known and match else text
