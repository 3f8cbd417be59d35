"""Which product a record speaks for: signals to scored claims, and what was rejected and why."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from noroshi.identify.matching import Groups, Hit
from noroshi.identify.sentences import pick, reject_sentence, signal_sentence
from noroshi.knowledge.products import Part, Product, Signal
from noroshi.model.fields import FieldValue
from noroshi.model.identification import Because, ProductClaim

ACCEPT: Final = 60
LEAD: Final = 30
WEIGHTS: Final = {"strong": 60, "medium": 30, "weak": 10}
_ONE_STEP_DOWN: Final = {"strong": "medium", "medium": "weak"}
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}", re.ASCII)
_PLAIN_VALUE: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z ._/+-]{0,63}", re.ASCII)
PATH: Final = "http.path"


class View(msgspec.Struct, frozen=True):
    """One page of a record with the service's own fields, and the rules that matched there."""

    fields: Mapping[str, FieldValue]
    hits: tuple[Hit, ...]


class Assessment(msgspec.Struct, frozen=True):
    """What all views together say about one product. ``signals``: ids of the signals that hold, per view."""

    claim: ProductClaim
    rejected_by: tuple[Because, ...]
    signals: tuple[frozenset[str], ...]
    conflicts: tuple[str, ...]

    @property
    def accepted(self) -> bool:
        """Whether the score suffices and nothing speaks against the product."""
        return self.claim.score >= ACCEPT and not self.rejected_by

    @property
    def lead(self) -> bool:
        """Whether the score alone does not suffice, but may support what another observation of the device shows."""
        return LEAD <= self.claim.score < ACCEPT and not self.rejected_by


def condition(part: Part, fields: Mapping[str, FieldValue]) -> bool | None:
    """Return whether the part's ``when`` holds; None where the record does not tell."""
    known: bool | None = True
    for name, wanted in part.when.items():
        value = fields.get(name)
        if not value:
            known = None
        elif not any(_fits(name, text, wanted) for text in ((value,) if isinstance(value, str) else value)):
            return False
    return known


def fill(template: str, groups: Groups) -> str:
    """Put groups into a template as ``{name}``; a group without a match gives nothing."""
    return _PLACEHOLDER.sub(lambda found: groups.get(found[1], ""), template).strip()


def assess(product: Product, views: Sequence[View], language: str) -> Assessment:
    """Score one product: per field the best tier counts once; one ``reject`` beats everything."""
    best: dict[str, int] = {}
    found: list[tuple[int, Signal, Hit]] = []
    rejected: list[Because] = []
    held: list[frozenset[str]] = []
    for view in views:
        names = set()
        for signal, hit, tier in _holding(product.id, view):
            if tier == "reject":
                rejected.append(_because(product, signal, hit, language))
                continue
            names.add(signal.id)
            weight = WEIGHTS[tier]
            best[signal.field] = max(best.get(signal.field, 0), weight)
            found.append((weight, signal, hit))
        held.append(frozenset(names))
    found.sort(key=lambda item: (-item[0], item[1].line, item[1].id, item[2].value))
    attributes, conflicts = _attributes(product, found)
    every = frozenset().union(*held)
    claim = ProductClaim(
        product=product.id,
        vendor=product.vendor,
        score=sum(best.values()),
        model=attributes.get("model"),
        serial=attributes.get("serial"),
        roles=tuple(sorted(role for role, names in product.roles.items() if every.intersection(names))),
        because=_unique(_because(product, signal, hit, language) for _, signal, hit in found),
    )
    return Assessment(claim, _unique(rejected), tuple(held), conflicts)


def _holding(product: str, view: View) -> Iterable[tuple[Signal, Hit, str]]:
    for hit in view.hits:
        signal = hit.rule.part
        if hit.rule.product != product or not isinstance(signal, Signal):
            continue
        state = condition(signal, view.fields)
        tier = signal.tier if state else _ONE_STEP_DOWN.get(signal.tier, "") if state is None else ""
        if tier:
            yield signal, hit, tier


def _fits(name: str, value: str, wanted: Iterable[str]) -> bool:
    values = (value, value.partition("?")[0].partition("#")[0]) if name == PATH else (value,)
    return any(
        value.startswith(pattern[:-1]) if pattern.endswith("*") else value == pattern
        for pattern in wanted
        for value in values
    )


def _attributes(product: Product, found: Iterable[tuple[int, Signal, Hit]]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return model and serial by the strongest signal that sets them, and what other signals said instead."""
    chosen: dict[str, str] = {}
    conflicts: dict[str, None] = {}
    for _, signal, hit in found:
        for name, template in signal.set.items():
            value = fill(template, hit.groups)
            if not _PLAIN_VALUE.fullmatch(value):
                continue
            if name in signal.lookup:
                value = _longest_prefix(product.tables.get(signal.lookup[name], {}), value)
            if chosen.setdefault(name, value) != value:
                conflicts[f"{name}: {chosen[name]} and {value}"] = None
    return chosen, tuple(conflicts)


def _longest_prefix(table: Mapping[str, str], value: str) -> str:
    """Translate a value through a prefix table; an unknown value stays as it is."""
    keys = [key for key in table if value.startswith(key)]
    return table[max(keys, key=len)] if keys else value


def _because(product: Product, signal: Signal, hit: Hit, language: str) -> Because:
    sentence = reject_sentence if signal.tier == "reject" else signal_sentence
    text = pick(signal.says, language) or sentence(
        signal.field, hit.groups["0"], pick(product.name, language), language
    )
    return Because(f"{product.id}/{signal.id}", signal.field, text)


def _unique(items: Iterable[Because]) -> tuple[Because, ...]:
    return tuple(dict.fromkeys(items))
