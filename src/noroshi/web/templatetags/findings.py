"""Texts of a survey in templates: neutralised, shortened, worded. No text of an input reaches a page in another way."""

import datetime as dt
from typing import Any, Final

from django import template
from django.utils import timezone

from noroshi.identify.sentences import caveat_sentence
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.product_names import product_name
from noroshi.knowledge.words import load_words
from noroshi.notify.source_names import source_names as named_sources
from noroshi.records.finding import Evidence
from noroshi.render.neutral import shorten, visible
from noroshi.render.remarks import conflict_text, decoy_text
from noroshi.web.words import language

register = template.Library()
LONGEST: Final = 300
_LISTS: Final = {
    "case": "",
    "research": "research_reason",
    "excluded": "exclusion_reason",
    "not_in_criteria": "mismatch",
}
"""Which list words the reason of each place of the balance."""


@register.filter
def seen(value: Any) -> str:  # noqa: ANN401 any text of a survey
    """Return a text of a survey with every invisible or steering character shown, shortened to fit a page."""
    return shorten(str(value or ""), LONGEST)


@register.filter
def whole(value: Any) -> str:  # noqa: ANN401 any text of a survey
    """Return a text of a survey, neutralised and not shortened."""
    return visible(str(value or ""))


@register.filter
def seen_list(values: list[Any]) -> str:
    """Return several texts of a survey in one line, the first twelve of them."""
    shown = [shorten(str(value), LONGEST) for value in values[:12]]
    return load_words().text("plain.and", language()).join(shown) + (" …" if len(values) > len(shown) else "")


@register.filter
def product(value: str) -> str:
    """Return the name of a product in the page's language, neutralised: its id comes from a survey."""
    return shorten(product_name(value, language()), LONGEST)


@register.filter
def reason_text(value: Evidence) -> str:
    """Return the sentence of a reason in the page's language; English where the Japanese could not be made."""
    return shorten(value.text if language() == "en" else value.text_ja or value.text, 2 * LONGEST)


@register.filter
def caveat(value: str) -> str:
    """Return a caveat as a sentence."""
    return shorten(caveat_sentence(value, language()), LONGEST)


@register.filter
def conflict(value: str) -> str:
    """Return a conflict between traces in the page's language."""
    return shorten(conflict_text(value, load_words(), language()), LONGEST)


@register.filter
def decoy(value: str) -> str:
    """Return a sign of a decoy in the page's language."""
    return shorten(decoy_text(value, load_words(), language()), LONGEST)


@register.filter
def probability(value: float | None) -> str:
    """Return a probability with two digits that never round up to certainty or down to impossibility."""
    return "" if value is None else f"{min(max(value, 0.01), 0.99):.2f}"


@register.filter
def bin_reason(entry: dict[str, Any]) -> str:
    """Return why devices went to a place of the balance; several reasons are joined."""
    names = _LISTS.get(entry["outcome"])
    if names is None:
        return str(entry["detail"])
    known = load_enumerations()
    parts = [part for part in entry["detail"].split(";") if part]
    labels = [known.label(names, part, language()) if names and known.has(names, part) else part for part in parts]
    return load_words().text("plain.and", language()).join(labels)


@register.filter
def iso_day(value: str) -> dt.date | None:
    """Return the day that a stored text names, for the filter ``day``; None where it names none."""
    try:
        return dt.date.fromisoformat(value[:10])
    except ValueError:
        return None


@register.filter
def iso_moment(value: str) -> dt.datetime | None:
    """Return the time that a stored text names, for the filter ``moment``; None where it names none."""
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if timezone.is_aware(moment) else None


@register.filter
def age(value: dt.datetime) -> int:
    """Return how many days ago a time was, in Japan."""
    return (timezone.localdate() - timezone.localdate(value)).days


@register.filter
def source_names(value: str) -> str:
    """Return the names of the sources of a reason."""
    named = named_sources((source for source in value.split(",") if source), language())
    return load_words().text("plain.and", language()).join(shorten(name, 40) for name in named)


@register.filter
def lookup(counts: dict[int, int], key: int) -> int:
    """Return the count under a key, 0 where there is none."""
    return counts.get(key, 0)


@register.filter
def label_of(value: str, enumeration: str) -> str:
    """Return the label of a code, or the neutralised value where a survey brings one that the list does not have."""
    known = load_enumerations()
    return known.label(enumeration, value, language()) if known.has(enumeration, value) else shorten(value, LONGEST)
