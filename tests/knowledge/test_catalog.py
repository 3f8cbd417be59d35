"""The catalogue counts what is known and says where it comes from."""

import pytest

from noroshi.knowledge.catalog import COVERED, NO_PUBLIC_TRACE, catalog, entry, vendors
from noroshi.knowledge.load import PackFile, load_pack


def test_a_row_counts_rules_builds_and_examples_by_origin(pack: tuple[PackFile, ...]) -> None:
    """Real and synthetic examples are counted apart."""
    (row,) = catalog(load_pack(pack))
    assert (row.id, row.vendor, row.status) == ("acme-gate", "Acme", COVERED)
    assert (row.signals, row.version_rules, row.traps, row.build_rows) == (3, 2, 1, 4)
    assert (row.real, row.synthetic) == (1, 1)
    assert vendors(load_pack(pack)) == ["Acme"]


def test_an_entry_shows_every_rule_with_its_sources(pack: tuple[PackFile, ...]) -> None:
    """Rules, tables and the origins of build rows are listed."""
    found = entry(load_pack(pack), "acme-gate")
    assert [(rule.id, rule.part, rule.weight) for rule in found.rules][:4] == [
        ("server", "signal", "strong"),
        ("icon", "signal", "weak"),
        ("cert", "signal", "medium"),
        ("etag", "version", "build_time"),
    ]
    assert found.rules[0].matcher == "equals gate-server"
    assert found.rules[1].matcher == "any_of -76600061"
    assert found.tables == {"gate": 4}
    assert found.build_sources[0] == ("row 1 (CC0)", 1)
    assert found.outlook == {"en": "an invented product"}
    assert found.sources[0].licence == "Apache-2.0"


def test_an_unknown_id_is_a_key_error(pack: tuple[PackFile, ...]) -> None:
    """The caller says what it does not know."""
    with pytest.raises(KeyError):
        entry(load_pack(pack), "nobody")


def test_a_product_without_signals_has_no_public_trace(pack: tuple[PackFile, ...], product_text: str) -> None:
    """Such a product is a blind spot and is listed as one."""
    head = product_text[: product_text.index("roles:")]
    (row,) = catalog(load_pack((PackFile(pack[1].name, head.encode()),)))
    assert row.status == NO_PUBLIC_TRACE
