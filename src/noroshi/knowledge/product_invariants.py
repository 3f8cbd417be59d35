"""What a product file must hold beyond its schema: names that exist, safe regexes, examples on both sides."""

import string
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from noroshi.knowledge.complaints import Complaint
from noroshi.knowledge.patterns import groups_of, pattern_faults
from noroshi.knowledge.products import Part, Product, Signal, VersionRule
from noroshi.knowledge.whole_value import is_whole
from noroshi.knowledge.yaml_positions import Document
from noroshi.model.fields import is_field

BODY: Final = "http.body"
TITLE: Final = "http.title"


def check_product(
    product: Product,
    document: Document,
    tables: Collection[str],
    decoders: Collection[str],
    checks: Collection[str],
) -> Iterator[Complaint]:
    """Yield every broken invariant of one product file."""
    file = product.file

    def at(line: int, messages: Iterable[str]) -> Iterator[Complaint]:
        return (Complaint(file, line, message) for message in messages)

    yield from at(document.line(("product",)), _file_faults(product))
    yield from at(document.line(("roles",)), _role_faults(product))
    sources = {source.id for source in product.sources}
    for part in product.parts():
        yield from at(part.line, (f"{part.id}: {fault}" for fault in _part_faults(part, sources)))
    for signal in product.signals:
        yield from at(signal.line, (f"{signal.id}: {fault}" for fault in _signal_faults(product, signal)))
    for rule in product.version:
        faults = (*_rule_faults(product, rule, tables), *_name_faults(rule, decoders, checks))
        yield from at(rule.line, (f"{rule.id}: {fault}" for fault in faults))
    for example in (*product.examples, *product.counterexamples):
        if example.origin.source and example.origin.source not in sources:
            yield Complaint(file, example.line, f"example: unknown source {example.origin.source!r}")
        if example.origin.real and not example.origin.source:
            yield Complaint(file, example.line, "example: a real observation names its source")
        unknown = [name for name in example.observation if not _is_example_key(name)]
        yield from at(example.line, (f"example: unknown key {name!r}" for name in unknown))
    yield from at(document.line(("sources",)), _duplicates("source", [source.id for source in product.sources]))


def open_to_mentions(signal: Signal) -> str:
    """Return why a page that only mentions the product would meet this strong signal; '' where it would not."""
    if signal.tier != "strong":
        return ""
    if signal.field == BODY and signal.within is None:
        return "a strong signal on a page says where it stands (within: markup or reference): a text may mention it"
    if signal.field == TITLE and not is_whole(signal):
        return "a strong signal on a title says what the whole title is (equals, any_of, ^…$): an article may begin so"
    return ""


def _file_faults(product: Product) -> Iterator[str]:
    if product.file.rpartition("/")[2] != f"{product.id}.yaml":
        yield f"the file must be named {product.id}.yaml"
    yield from _duplicates("rule", [part.id for part in product.parts()])
    if not product.signals:
        if product.version:
            yield "version rules without a signal never run"
        return
    if not product.examples:
        yield "at least one example is needed"
    if not product.counterexamples:
        yield "at least one counterexample is needed"


def _role_faults(product: Product) -> Iterator[str]:
    signals = {signal.id for signal in product.signals}
    for role, names in product.roles.items():
        for name in names:
            if name not in signals:
                yield f"role {role}: unknown signal {name!r}"


def _part_faults(part: Part, sources: Collection[str]) -> Iterator[str]:
    if not is_field(part.field):
        yield f"unknown field {part.field!r}"
    for field in part.when:
        if not is_field(field):
            yield f"when: unknown field {field!r}"
    for source in part.source_ids():
        if source not in sources:
            yield f"unknown source {source!r}"
    matchers = [part.equals, part.contains, part.prefix, part.regex, part.any_of or None]
    if sum(matcher is not None for matcher in matchers) != 1:
        yield "exactly one of equals, contains, prefix, regex, any_of is needed"
    if part.within is not None and (part.field != BODY or (part.regex or part.contains) is None):
        yield f"within is for regex and contains on {BODY}"
    if part.regex is not None:
        yield from pattern_faults(part.field, part.regex)
    elif "" in (part.equals, part.contains, part.prefix, *part.any_of):
        yield "an empty text matches everything"


def _signal_faults(product: Product, signal: Signal) -> Iterator[str]:
    if fault := open_to_mentions(signal):
        yield fault
    for name, template in signal.set.items():
        yield from _template_faults(f"set {name}", template, groups_of(signal))
    for name, table in signal.lookup.items():
        if name not in signal.set:
            yield f"lookup {name}: nothing sets it"
        if table not in product.tables:
            yield f"lookup {name}: unknown table {table!r}"


def _rule_faults(product: Product, rule: VersionRule, tables: Collection[str]) -> Iterator[str]:
    signals = {signal.id for signal in product.signals}
    for name in rule.needs:
        if name not in signals:
            yield f"needs: unknown signal {name!r}"
    for table in (rule.table, rule.window.table if rule.window else None):
        if table is not None and table not in tables:
            yield f"unknown build table {table!r}"
    if rule.window and rule.window.days[0] > rule.window.days[1]:
        yield "window: the first day comes after the last"
    if rule.value is not None:
        yield from _template_faults("value", rule.value, groups_of(rule))
    yield from _kind_faults(rule)


def _kind_faults(rule: VersionRule) -> Iterator[str]:
    if rule.kind == "build_time" and "build_time" not in rule.decode:
        yield "kind build_time needs decode: {build_time: [decoder, group]}"
    if rule.kind == "table" and rule.table is None:
        yield "kind table needs a table"
    if rule.kind in {"exact", "train"} and rule.value is None:
        yield f"kind {rule.kind} needs a value"
    if rule.kind in {"range", "format"} and rule.range is None:
        yield f"kind {rule.kind} needs a range"
    if rule.window and rule.kind != "build_time":
        yield "only kind build_time has a window"


def _name_faults(rule: VersionRule, decoders: Collection[str], checks: Collection[str]) -> Iterator[str]:
    groups = groups_of(rule)
    for name, (decoder, group) in rule.decode.items():
        if decoder not in decoders:
            yield f"decode {name}: unknown decoder {decoder!r}"
        if group not in groups and group != "0":
            yield f"decode {name}: the regex has no group {group!r}"
    for check in rule.require:
        if check not in checks:
            yield f"unknown check {check!r}"


def _template_faults(what: str, template: str, groups: Collection[str]) -> Iterator[str]:
    try:
        names = [(name, form, conversion) for _, name, form, conversion in string.Formatter().parse(template)]
    except ValueError as error:
        yield f"{what}: {error}"
        return
    for name, form, conversion in names:
        if name is None:
            continue
        if form or conversion:
            yield f"{what}: only plain {{group}} is allowed"
        elif name not in groups and name != "0":
            yield f"{what}: the regex has no group {name!r}"


def _duplicates(what: str, names: list[str]) -> Iterator[str]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{what} id {name!r} is used twice"


def _is_example_key(name: str) -> bool:
    return name in {"ip", "port", "observed_at", "device"} or is_field(name)
