"""What the knowledge base holds: rows for ``knowledge list``, the full entry for ``knowledge show``."""

from typing import Final

import msgspec

from noroshi.knowledge.load import Knowledge
from noroshi.knowledge.products import Part, Product, Source

COVERED: Final = "covered"
NO_PUBLIC_TRACE: Final = "no-public-trace"


class CatalogRow(msgspec.Struct, frozen=True, kw_only=True):
    """One product in numbers. ``real`` and ``synthetic`` count its examples and counterexamples by origin."""

    id: str
    vendor: str
    name: dict[str, str]
    category: tuple[str, ...]
    status: str
    signals: int
    version_rules: int
    traps: int
    build_rows: int
    real: int
    synthetic: int


class RuleEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One rule: what it is, where it looks, and which sources state it."""

    id: str
    part: str
    field: str
    matcher: str
    weight: str
    sources: tuple[str, ...]
    line: int


class CatalogEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Everything known about one product, with its provenance."""

    row: CatalogRow
    file: str
    outlook: dict[str, str]
    roles: dict[str, tuple[str, ...]]
    rules: tuple[RuleEntry, ...]
    tables: dict[str, int]
    build_sources: tuple[tuple[str, int], ...]
    sources: tuple[Source, ...]


def catalog(knowledge: Knowledge) -> list[CatalogRow]:
    """Return one row per product, by id."""
    counts = _build_counts(knowledge)
    return [_row(product, counts) for _, product in sorted(knowledge.products.items())]


def entry(knowledge: Knowledge, product_id: str) -> CatalogEntry:
    """Return all that is known about a product; raise KeyError for an unknown id."""
    product = knowledge.products[product_id]
    outlook = product.trace_outlook
    origins: dict[str, int] = {}
    tables: dict[str, int] = {}
    for name, table in sorted(knowledge.builds.items()):
        for row in table.rows:
            if row.product == product_id:
                tables[name] = tables.get(name, 0) + 1
                origin = f"{row.source} ({row.source_licence})"
                origins[origin] = origins.get(origin, 0) + 1
    return CatalogEntry(
        row=_row(product, _build_counts(knowledge)),
        file=product.file,
        outlook={"en": outlook} if isinstance(outlook, str) else outlook,
        roles=product.roles,
        rules=tuple(_rules(product)),
        tables=tables,
        build_sources=tuple(sorted(origins.items())),
        sources=product.sources,
    )


def vendors(knowledge: Knowledge) -> list[str]:
    """Return the names of all vendors, sorted."""
    return sorted({product.vendor for product in knowledge.products.values()})


def _build_counts(knowledge: Knowledge) -> dict[str, int]:
    counts: dict[str, int] = {}
    for table in knowledge.builds.values():
        for row in table.rows:
            counts[row.product] = counts.get(row.product, 0) + 1
    return counts


def _row(product: Product, build_rows: dict[str, int]) -> CatalogRow:
    examples = (*product.examples, *product.counterexamples)
    real = sum(example.origin.real for example in examples)
    return CatalogRow(
        id=product.id,
        vendor=product.vendor,
        name=product.name,
        category=product.category,
        status=COVERED if product.has_public_trace() else NO_PUBLIC_TRACE,
        signals=len(product.signals),
        version_rules=len(product.version),
        traps=len(product.not_version),
        build_rows=build_rows.get(product.id, 0),
        real=real,
        synthetic=len(examples) - real,
    )


def _rules(product: Product) -> list[RuleEntry]:
    weighted: list[tuple[str, str, Part]] = [("signal", signal.tier, signal) for signal in product.signals]
    weighted += [("version", rule.kind, rule) for rule in product.version]
    weighted += [("not_version", "", trap) for trap in product.not_version]
    weighted += [("decoy_sign", str(sign.weight), sign) for sign in product.decoy_signs]
    return [
        RuleEntry(
            id=rule.id,
            part=part,
            field=rule.field,
            matcher=_matcher(rule),
            weight=weight,
            sources=rule.source_ids(),
            line=rule.line,
        )
        for part, weight, rule in weighted
    ]


def _matcher(part: Part) -> str:
    for name in ("equals", "contains", "prefix", "regex"):
        value = getattr(part, name)
        if value is not None:
            return f"{name} {value}"
    return "any_of " + ", ".join(part.any_of)
