"""Words, dates and codes in templates. Texts come from ``knowledge/data/words``, in the page's language."""

import datetime as dt
from typing import Any

from django import template
from django.utils import timezone

from noroshi.knowledge.case_states import load_case_states
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.roles import load_roles
from noroshi.knowledge.words import load_words
from noroshi.notify.japanese_dates import day_text
from noroshi.records.user import User
from noroshi.web.words import language

register = template.Library()


@register.simple_tag
def t(key: str, **values: Any) -> str:  # noqa: ANN401 whatever the template gives
    """Return a text; a key that does not exist is a fault and raises KeyError."""
    return load_words().text(key, language(), **values)


@register.filter
def code(value: str, enumeration: str) -> str:
    """Return the label of an enumeration's code; the empty code gives an empty text."""
    return load_enumerations().label(enumeration, value, language()) if value else ""


@register.filter
def word(value: str, section: str) -> str:
    """Return the text ``section.value``, or the value itself where no such text exists."""
    return load_words().find(f"{section}.{value}", language()) or str(value)


@register.filter
def state(value: str) -> str:
    """Return the label of a case's state."""
    return load_case_states().label(value, language())


@register.filter
def stage(value: str) -> str:
    """Return what a stage of the funnel is called."""
    return load_case_states().stage_label(value, language())


@register.filter
def person(value: User) -> str:
    """Return a person's name in the page's language."""
    return value.display_name(language())


@register.filter
def role(value: str) -> str:
    """Return what a role is called; a role that no longer exists is shown by its code."""
    roles = load_roles()
    return roles.label(value, language()) if value in roles.roles else value


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """Return a day as 令和8年11月24日(火) or 24 Nov 2026 (Tue); times are shown in Japan's time."""
    if value is None:
        return ""
    return day_text(timezone.localdate(value) if isinstance(value, dt.datetime) else value, language())


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Return a day and time in Japan's time."""
    return f"{day(value)} {timezone.localtime(value):%H:%M}" if value else ""


@register.filter
def reference(value: str) -> str:
    """Return a reference number as 123-4567-890."""
    return f"{value[:3]}-{value[3:7]}-{value[7:]}"
