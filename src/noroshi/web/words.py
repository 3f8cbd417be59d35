"""Texts of the pages for Python code (forms, messages), in the language of the request."""

from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language

from noroshi.knowledge.words import Language, load_words


def language() -> Language:
    """Return the language of the request; Japanese where none is set."""
    return "en" if get_language() == "en" else "ja"


def text(key: str, **values: Any) -> str:  # noqa: ANN401 whatever fills the placeholders
    """Return a text in the language of the request; KeyError names a key that does not exist."""
    return load_words().text(key, language(), **values)


text_lazy = lazy(text, str)
"""The same, read when it is shown: for labels and hints of form classes."""
