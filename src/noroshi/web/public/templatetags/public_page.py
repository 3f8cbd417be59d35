"""Words and dates in the templates of the public page; no record of the campaign is known here."""

import datetime as dt
from typing import Any

from django import template
from django.utils import timezone

from noroshi.knowledge.words import load_words
from noroshi.notify.japanese_dates import moment_text
from noroshi.web.words import language

register = template.Library()


@register.simple_tag
def t(key: str, **values: Any) -> str:  # noqa: ANN401 whatever the template gives
    """Return a text; a key that does not exist is a fault and raises KeyError."""
    return load_words().text(key, language(), **values)


@register.simple_tag
def tt(section: str, key: str) -> str:
    """Return the text ``section.key``."""
    return load_words().text(f"{section}.{key}", language())


@register.filter
def here(row: Any, name: str) -> str:  # noqa: ANN401 a row with columns in both languages
    """Return a column in the page's language: ``title`` reads ``title_ja`` or ``title_en``; Japanese where empty."""
    return str(getattr(row, f"{name}_{language()}") or getattr(row, f"{name}_ja"))


@register.filter
def moment(value: dt.datetime) -> str:
    """Return a day and time in Japan's time."""
    return moment_text(timezone.localtime(value), language())
