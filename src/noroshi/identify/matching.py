"""RuleMatcher: all rules of all products against one record's fields; a prefilter first, an exact search second."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from operator import attrgetter
from typing import Final, NamedTuple, TypeAlias

from noroshi.identify.page_parts import PageParts, page_parts
from noroshi.identify.prefilter import ENGINE, Pattern, Prefilter, build
from noroshi.identify.stored import StoredDatabase, read_stored, restore, store
from noroshi.knowledge.patterns import compile_pattern, limit_of
from noroshi.knowledge.products import Part, Product, Signal
from noroshi.model.fields import FieldValue

_SURROGATES: Final = re.compile("[\ud800-\udfff]")

Groups: TypeAlias = dict[str, str]
Search: TypeAlias = Callable[[str], Groups | None]


class BoundRule(NamedTuple):
    """A rule of a product with its exact search; ``'0'`` in the groups is the whole match."""

    product: str
    part: Part
    search: Search

    @property
    def id(self) -> str:
        """Return the id that is unique over all products."""
        return f"{self.product}/{self.part.id}"


class Hit(NamedTuple):
    """A rule that matched, the value that it matched, and its groups."""

    rule: BoundRule
    value: str
    groups: Groups


class Scan(NamedTuple):
    """Confirmed signals (and whole-value literals), and rules of other kinds that may match but were not searched.

    Version rules and traps matter for recognised products only, so their exact search waits until those are known.
    """

    hits: list[Hit]
    pending: list[tuple[BoundRule, str]]

    def products(self) -> set[str]:
        """Return the products that a signal speaks for or against."""
        return {hit.rule.product for hit in self.hits if isinstance(hit.rule.part, Signal)}

    def confirm(self, products: Collection[str]) -> list[Hit]:
        """Return all hits, with the waiting rules of these products searched exactly."""
        found = ((rule, text, rule.search(text)) for rule, text in self.pending if rule.product in products)
        return [*self.hits, *(Hit(rule, text, groups) for rule, text, groups in found if groups is not None)]


class _FieldMatcher:
    """The rules of one field: whole-value literals in a dictionary, everything else behind the prefilter."""

    def __init__(self, field: str, rules: Iterable[BoundRule]) -> None:
        self.limit = limit_of(field)
        self.exact: dict[str, list[BoundRule]] = {}
        self.rules: list[BoundRule] = []
        for rule in rules:
            for literal in _whole_values(rule.part):
                self.exact.setdefault(literal, []).append(rule)
            if not _whole_values(rule.part):
                self.rules.append(rule)
        self.prefilter: Prefilter | None = None

    def compile(self, engine: str, stored: StoredDatabase | None) -> None:
        if not self.rules:
            return
        self.prefilter = restore(stored) or build([pattern_of(rule.part) for rule in self.rules], engine)

    def find(self, text: str, scan: Scan) -> None:
        if len(text) > self.limit:
            text = text[: self.limit]
        if self.exact:
            scan.hits.extend(Hit(rule, text, {"0": text}) for rule in self.exact.get(text, ()))
        if self.prefilter is None:
            return
        try:
            numbers = self.prefilter.candidates(text)
        except UnicodeEncodeError:
            text = _SURROGATES.sub("\ufffd", text)
            numbers = self.prefilter.candidates(text)
        if numbers or self.prefilter.unsupported:
            self._sort_out(text, (*numbers, *self.prefilter.unsupported), scan)

    def _sort_out(self, text: str, numbers: Iterable[int], scan: Scan) -> None:
        for number in sorted(numbers):
            rule = self.rules[number]
            if not isinstance(rule.part, Signal):
                scan.pending.append((rule, text))
            elif (groups := rule.search(text)) is not None:
                scan.hits.append(Hit(rule, text, groups))


class RuleMatcher:
    """Compiled rules. ``compiled``: what ``dump`` gave for the same ``digest``; anything else is compiled anew.

    Safe to use from several threads.
    """

    def __init__(
        self, products: Iterable[Product], digest: str = "", compiled: bytes | None = None, engine: str = ENGINE
    ) -> None:
        by_field: dict[str, list[BoundRule]] = {}
        for product in products:
            for part in product.parts():
                by_field.setdefault(part.field, []).append(BoundRule(product.id, part, searcher(part)))
        self.digest = digest
        self._fields = {field: _FieldMatcher(field, rules) for field, rules in by_field.items()}
        stored = read_stored(compiled, digest, engine)
        try:
            self._compile(engine, stored)
        except ValueError:
            self._compile(engine, {})

    def scan(self, fields: Mapping[str, FieldValue]) -> Scan:
        """Return the signals that match one of the fields, once per value, and what else may match."""
        scan = Scan([], [])
        matchers = self._fields
        for name, value in fields.items():
            matcher = matchers.get(name)
            if matcher is None:
                continue
            if isinstance(value, str):
                matcher.find(value, scan)
            else:
                for text in value:
                    matcher.find(text, scan)
        return scan

    def match(self, fields: Mapping[str, FieldValue]) -> list[Hit]:
        """Return every rule of every product that matches one of the fields; conditions are not looked at here."""
        scan = self.scan(fields)
        return scan.confirm({rule.product for rule, _ in scan.pending})

    def dump(self) -> bytes:
        """Return the compiled databases for ``compiled``; valid for the same rules on the same kind of machine."""
        prefilters = {
            name: matcher.prefilter for name, matcher in self._fields.items() if matcher.prefilter is not None
        }
        return store(prefilters, self.digest)

    def _compile(self, engine: str, stored: Mapping[str, StoredDatabase]) -> None:
        for name, matcher in self._fields.items():
            matcher.compile(engine, stored.get(name))


def searcher(part: Part) -> Search:
    """Return the exact search of a rule: the truth that every prefilter has to agree with."""
    anywhere = _anywhere(part)
    if part.within is None:
        return anywhere
    inside: Callable[[PageParts], str] = attrgetter(part.within)
    return lambda text: None if anywhere(text) is None else anywhere(inside(page_parts(text)))


def _anywhere(part: Part) -> Search:
    if part.regex is not None or part.ignore_case:
        pattern = pattern_of(part)
        search = compile_pattern(pattern.regex, ignore_case=pattern.ignore_case).search
        return lambda text: _groups(search(text))
    if part.contains is not None:
        return _literal(part.contains, lambda text, literal: literal in text)
    if part.prefix is not None:
        return _literal(part.prefix, str.startswith)
    values = frozenset(_whole_values(part))
    return lambda text: {"0": text} if text in values else None


def _literal(literal: str, matches: Callable[[str, str], bool]) -> Search:
    groups = {"0": literal}
    return lambda text: groups if matches(text, literal) else None


def _groups(found: re.Match[str] | None) -> Groups | None:
    if found is None:
        return None
    groups = {name: value for name, value in found.groupdict().items() if value is not None}
    groups["0"] = found[0]
    return groups


def _whole_values(part: Part) -> tuple[str, ...]:
    """Return the literals that a value must equal exactly; () for every other matcher."""
    if part.ignore_case:
        return ()
    return (part.equals,) if part.equals is not None else part.any_of


def pattern_of(part: Part) -> Pattern:
    """Return the regex that says the same as the matcher of a rule."""
    if part.regex is not None:
        regex = part.regex
    elif part.contains is not None:
        regex = re.escape(part.contains)
    elif part.prefix is not None:
        regex = rf"\A{re.escape(part.prefix)}"
    else:
        values = (part.equals,) if part.equals is not None else part.any_of
        regex = rf"\A(?:{'|'.join(map(re.escape, values))})\Z"
    return Pattern(regex, part.ignore_case)
