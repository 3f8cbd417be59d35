"""Words, dates and codes in templates. Texts come from ``knowledge/data/words``, in the page's language."""

import datetime as dt
from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.library import SimpleNode, parse_bits
from django.utils import timezone
from django.utils.html import conditional_escape

from noroshi.knowledge.case_states import load_case_states
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.roles import load_roles
from noroshi.knowledge.words import load_words
from noroshi.notify.japanese_dates import day_text
from noroshi.records.user import User
from noroshi.web.words import language

register = template.Library()


class Text(template.Node):
    """A text whose key stands in the template: looked up and escaped once a language, not at every use.

    A page of sixty rows holds a thousand of them. ``name``: the variable that takes the text instead of the page.
    """

    def __init__(self, key: str, name: str = "") -> None:
        self.key, self.name = key, name
        self.texts: dict[str, str] = {}
        self.escaped: dict[str, str] = {}

    def render(self, context: template.Context) -> str:
        """Return the text in the page's language; a key that does not exist is a fault and raises KeyError."""
        shown = language()
        if shown not in self.texts:
            self.texts[shown] = load_words().text(self.key, shown)
            self.escaped[shown] = conditional_escape(self.texts[shown])
        if self.name:
            context[self.name] = self.texts[shown]
            return ""
        return self.escaped[shown] if context.autoescape else self.texts[shown]


@register.tag
def t(parser: Parser, token: Token) -> template.Node:
    """``{% t "section.key" value=… as name %}``: a text, its placeholders filled, on the page or in a variable."""
    bits = token.split_contents()[1:]
    target = bits[-1] if len(bits) > 2 and bits[-2] == "as" else ""  # noqa: PLR2004 key, as, name
    rest = bits[:-2] if target else bits
    if len(rest) == 1 and rest[0][:1] == rest[0][-1:] and rest[0][:1] in {'"', "'"}:
        return Text(rest[0][1:-1], target)
    shape: Any = (["key"], None, "values", None, [], None, False, "t")  # as Django's parser wants it, no context taken
    args, kwargs = parse_bits(parser, rest, *shape)
    return SimpleNode(filled, False, args, kwargs, target or None)  # noqa: FBT003 Django's signature: takes no context


def filled(key: str, **values: Any) -> str:  # noqa: ANN401 whatever the template gives
    """Return a text with its placeholders filled; a key that does not exist is a fault and raises KeyError."""
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
