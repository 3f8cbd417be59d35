"""Everything that attribution can give as a reason: ids with their values, and their sentences from the words."""

from collections.abc import Iterable
from typing import Final

from noroshi.knowledge.words import Language, Words, load_words
from noroshi.model.attribution import Reason

_CLAIM: Final = frozenset({"text", "finding"})
_BLOCKED: Final = frozenset({"where", "text"})
_SITE: Final = frozenset({"place", "agreement"})

REASONS: Final[dict[str, frozenset[str]]] = {
    "cert.o": _CLAIM,
    "domain.government": _CLAIM,
    "domain.alias": _CLAIM,
    "domain.registrant": _CLAIM,
    "registry.user": _CLAIM,
    "registry.network": _CLAIM,
    "page.title": _CLAIM,
    "page.body": _CLAIM,
    "site.cert": _SITE,
    "site.ptr": _SITE,
    "site.geo": _SITE,
    "site": frozenset({"place"}),
    "block.manufacturer": _BLOCKED,
    "block.placeholder": _BLOCKED,
    "block.authority": _BLOCKED,
    "block.ddns": _BLOCKED,
    "block.hosting": _BLOCKED,
    "block.isp": _BLOCKED,
    "block.generated": _BLOCKED,
    "block.shared_suffix": _BLOCKED,
    "block.other": _BLOCKED,
    "block.shared": frozenset({"count"}),
    "weak.provider": frozenset({"text"}),
    "holder.allocation": frozenset({"text"}),
    "holder.provider": frozenset({"text"}),
    "scope": frozenset({"country"}),
    "parent": frozenset({"parent", "name"}),
    "conflict": frozenset({"evidence", "text"}),
    "doubt": frozenset({"why"}),
    "successor": frozenset({"origin", "origin_number", "closed_on", "name", "number"}),
    "closed": frozenset({"name", "closed_on"}),
    "outcome": frozenset({"not_in_register", "homonym_missing", "customer_unknown"}),
    "register": frozenset({"rows", "as_of", "coverage"}),
    "register.none": frozenset(),
}
"""Every reason and the values that its sentence needs."""

_TECHNICAL: Final = frozenset(
    {"outcome", "register", "site.ptr", "site.geo", "holder.allocation", "holder.provider"}
    | {name for name, values in REASONS.items() if values is _BLOCKED}
)
"""Reasons that are shown with the technical facts. What speaks for an organisation, or against it, is never one."""

CODES: Final[dict[str, dict[str, frozenset[str]]]] = {
    "source": dict.fromkeys(
        ("edinet", "listed-domains", "municipal-sites", "name-changes", "name-pairs", "operator", "synthetic"),
        frozenset(),
    ),
    "as_of": {"undated": frozenset()},
    "where": dict.fromkeys(("cert_o", "cert_name", "ptr", "page"), frozenset()),
    "evidence": dict.fromkeys((name for name, values in REASONS.items() if values is _CLAIM), frozenset()),
    "why": dict.fromkeys(("common_word", "one_word", "common_words", "provider"), frozenset()),
    "coverage": {"partial": frozenset(), "full": frozenset()},
    "agreement": {
        "no_address": frozenset({"name"}),
        "other_prefecture": frozenset({"name", "prefecture"}),
        "prefecture": frozenset({"name"}),
        "other_city": frozenset({"name", "city"}),
        "city": frozenset({"name"}),
        "hint": frozenset(),
    },
    "how": {
        "government_host": frozenset(),
        "government_name": frozenset(),
        "full_name": frozenset(),
        "spelling": frozenset(),
        "no_form": frozenset(),
        "other_form": frozenset(),
        "form_elsewhere": frozenset(),
        "folded_spelling": frozenset(),
        "folded_no_form": frozenset(),
        "folded_other_form": frozenset(),
        "folded_form_elsewhere": frozenset(),
        "english_register": frozenset(),
        "latin_name": frozenset(),
        "reading": frozenset({"key"}),
        "domain": frozenset({"alias", "source", "as_of"}),
        "alias": frozenset({"alias", "source", "as_of"}),
        "former": frozenset({"alias", "source", "as_of"}),
    },
    "finding": {
        "unchecked": frozenset(),
        "none": frozenset(),
        "one": frozenset({"how", "name", "number"}),
        "several": frozenset({"how", "count"}),
    },
}
"""Values that are codes: worded themselves, in this order, with the values that their own wording needs. A source or
a date that is no code stands as it is."""


def reason(what: str, **values: str) -> Reason:
    """Return the reason of this id; ValueError where the registry does not know it or a value is missing."""
    needed = set(REASONS.get(what, ("",)))
    for name, codes in CODES.items():
        needed |= codes.get(values.get(name, ""), frozenset())
    if needed - set(values):
        raise ValueError(f"reason {what}: no {', '.join(sorted(needed - set(values)))}")
    return Reason(what, values)


def blocked(kind: str, where: str, text: str) -> Reason:
    """Return why a name is never the user's; a kind that only a newer list knows is said without its own words."""
    known = f"block.{kind}"
    return reason(known if REASONS.get(known) is _BLOCKED else "block.other", where=where, text=text)


def is_technical(given: Reason) -> bool:
    """Whether a reason is about figures, the register or names that were set aside, not about who the user is."""
    return given.id in _TECHNICAL


def sentence(given: Reason, language: Language, words: Words | None = None) -> str:
    """Return the reason in plain words, without its id; KeyError where the words lack it."""
    words = words or load_words()
    values = dict(given.values)
    for name in CODES:
        if name in values:
            worded = words.find(f"attribution_{name}.{values[name]}", language)
            values[name] = worded.format(**values) if worded else values[name]
    return words.entries[f"attribution.{given.id}"][language].format(**values)


def because(reasons: Iterable[Reason], words: Words | None = None) -> tuple[str, ...]:
    """Return the English sentences, each with the id of its reason before it."""
    return tuple(f"{given.id}: {sentence(given, 'en', words)}" for given in reasons)
