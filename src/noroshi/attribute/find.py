"""Finding corporations in a register by number, domain or name, with the keys that were used and all homonyms."""

from collections.abc import Iterator
from typing import Final

import msgspec

from noroshi.attribute.english import EnglishNames
from noroshi.attribute.lookup import KeyKind, RegisterLookup
from noroshi.attribute.names import is_japanese, normaliser
from noroshi.knowledge.places import Places
from noroshi.model.attribution import Place, RegisterEntry

_ALIASES: Final = (KeyKind.NAME, KeyKind.FORMER, KeyKind.ENGLISH)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The corporations that fit a query, best key first, each once, with the key it was found by.

    ``keys``: kind of key → normalised key, in the order asked. ``homonyms``: corporations in operation that the best
    key finds anywhere, before the place was looked at.
    """

    entries: tuple[tuple[RegisterEntry, str], ...]
    keys: dict[str, str]
    homonyms: int


def find_corporations(lookup: RegisterLookup, query: str, places: Places, place: Place | None = None) -> Found:
    """Return what the register knows of a number, a domain or a name, closed corporations included.

    A number or a full name is an answer of its own; otherwise all keys are asked: name without legal form, folded
    name, reading, English name, and the aliases. ``place`` keeps the corporations registered there.
    """
    keys: dict[str, str] = {}
    found: dict[str, tuple[RegisterEntry, str]] = {}
    for how, key, entries in _asked(lookup, query.strip()):
        if key:
            keys.setdefault(how, key)
        for entry in entries:
            found.setdefault(entry.number, (entry, how))
        if found and how in ("number", "full_name"):
            break
    best = next(iter(found.values()))[1] if found else ""
    homonyms = sum(how == best and entry.closed_on is None for entry, how in found.values())
    kept = tuple(pair for pair in found.values() if place is None or _is_in(pair[0], place, places))
    return Found(entries=kept, keys=keys, homonyms=homonyms)


def read_place(places: Places, text: str) -> Place | None:
    """Return the place that a text such as 神奈川県, 横浜市, Kanagawa or 14 names, None where it names none."""
    if text.isdecimal():
        return places.by_codes(text.zfill(2))
    return places.from_text(text) or places.from_text("", prefecture=text)


def _asked(lookup: RegisterLookup, query: str) -> Iterator[tuple[str, str, tuple[RegisterEntry, ...]]]:
    """Yield kind of key, key and its corporations, best first."""
    if query.isascii() and query.isdecimal():
        entry = lookup.by_number(query)
        yield "number", query, () if entry is None else (entry,)
        return
    names = normaliser()
    keys = names.keys(query)
    cores = lookup.by_key(KeyKind.CORE, keys.core)
    yield (
        "full_name",
        keys.full,
        tuple(entry for entry in cores if keys.form and names.keys(entry.name).full == keys.full),
    )
    yield "core", keys.core, cores
    english = EnglishNames().core(query)
    if "." in query and not is_japanese(query):
        domain = query.lower().strip(".")
        yield "domain", domain, _aliased(lookup, KeyKind.DOMAIN, domain)
    for kind in _ALIASES:
        key = english if kind is KeyKind.ENGLISH else keys.core
        yield f"alias_{kind.name.lower()}", key, _aliased(lookup, kind, key)
    if not is_japanese(query):
        yield "english", english, lookup.by_key(KeyKind.ENGLISH, english)
    yield "fold", keys.fold, lookup.by_key(KeyKind.FOLD, keys.fold)
    for reading in _readings(query, keys.core):
        yield "reading", reading, lookup.by_key(KeyKind.READING, reading)


def _readings(query: str, core: str) -> tuple[str, ...]:
    if not is_japanese(query):
        return EnglishNames().readings(query)
    kana = all("\u3040" <= char <= "\u30ff" for char in core)
    return (normaliser().reading(core),) if core and kana else ()


def _aliased(lookup: RegisterLookup, kind: KeyKind, key: str) -> tuple[RegisterEntry, ...]:
    entries = (lookup.by_number(alias.number) for alias in lookup.by_alias(kind, key))
    return tuple(entry for entry in entries if entry is not None)


def _is_in(entry: RegisterEntry, place: Place, places: Places) -> bool:
    if entry.prefecture_code != place.prefecture_code:
        return False
    return not place.city_code or place.city_code in (entry.city_code, places.parent(entry.city_code))
