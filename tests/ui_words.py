"""The words of the screen that documents print in bold, looked up by their keys.

A document writes every word of the screen in bold and nothing else in bold. ``said`` gives what the screen says for a
key: ``section.word`` of the words, ``list:code`` of an enumeration, ``stage:code`` of the funnel, or a pair of texts
(Japanese, English) that come from data. Of a text with a placeholder, the part before it is what a document can print.
"""

import re

from noroshi.knowledge.case_states import load_case_states
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import Language, load_words

Key = str | tuple[str, str]


def said(key: Key, language: Language) -> str:
    """Return what the screen says for a key, up to its first placeholder."""
    if isinstance(key, tuple):
        return key[language == "en"]
    kind, _, code = key.partition(":")
    if kind == "stage":
        return load_case_states().stage_label(code, language)
    if code:
        return load_enumerations().label(kind, code, language)
    found = load_words().find(key, language)
    assert found is not None, f"no such word: {key}"
    return re.split(r"\s*[((::{]", found)[0] if "{" in found else found


def bold(text: str) -> list[str]:
    """Return the words of the screen that a document prints, in order."""
    return re.findall(r"\*\*(.+?)\*\*", text, flags=re.DOTALL)
