"""Whatever engine filters first, the same rules match: those that a plain search of every rule finds."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.identify.matching import RuleMatcher, searcher
from noroshi.identify.prefilter import ENGINE, HYPERSCAN, RE2
from noroshi.knowledge.load import Knowledge
from noroshi.knowledge.patterns import LONG_LIMIT, SHORT_LIMIT
from noroshi.knowledge.products import Part, Product, Signal

MATCHERS: tuple[dict[str, object], ...] = (
    {"equals": "abc"},
    {"equals": "abc", "ignore_case": True},
    {"any_of": ("a", "b.c", "\u3042")},
    {"any_of": ("a", "b.c"), "ignore_case": True},
    {"contains": "b.c"},
    {"contains": "B c", "ignore_case": True},
    {"prefix": "ab"},
    {"prefix": "ab$", "ignore_case": True},
    {"regex": r"^(?P<n>a{0,200})b$"},
    {"regex": r"[ab]{2,90}c\Z"},
    {"regex": r"\ba\s+b\b"},
    {"regex": r"[^\s]b"},
    {"regex": r"(?i)AB\d{1,3}"},
    {"regex": r"(?m)^b$"},
    {"regex": r"(?s)a.c"},
    {"regex": r"(?<!b)c(?=a)"},
    {"regex": r"(?P<x>a|b)?\.c"},
    {"regex": r"\u3042{1,40}|\x41"},
    {"regex": "a.{1,512}?c"},
    {"regex": r"^$"},
    {"regex": r"[\[\]b]{3}"},
    {"regex": r"\W\w\S"},
)


def _product(matchers: tuple[dict[str, object], ...]) -> Product:
    signals = tuple(
        Signal(id=f"r{number}", field="http.body", tier="weak", **matcher)  # type: ignore[arg-type]  # mixed literals
        for number, matcher in enumerate(matchers)
    )
    return Product(schema="noroshi/product@1", id="acme-gate", vendor="Acme", name={"en": "Gate"}, signals=signals)


PRODUCT = _product(MATCHERS)
ENGINES = {engine: RuleMatcher([PRODUCT], engine=engine) for engine in {ENGINE, RE2}}
ALPHABET = "aAbBcC1. \n\r\t\x0b$[]\u3042\u212a\ud800\x00"


def _plain(text: str) -> set[tuple[str, tuple[tuple[str, str], ...]]]:
    found = ((part.id, searcher(part)(text)) for part in PRODUCT.parts())
    return {(name, tuple(sorted(groups.items()))) for name, groups in found if groups is not None}


@given(st.text(ALPHABET, max_size=40))
def test_both_engines_agree_with_a_plain_search(text: str) -> None:
    """Rules and groups are the same; a lone surrogate counts as the replacement character."""
    expected = _plain(text.replace("\ud800", "\ufffd"))
    for engine, matcher in ENGINES.items():
        hits = matcher.match({"http.body": text})
        assert {(hit.rule.part.id, tuple(sorted(hit.groups.items()))) for hit in hits} == expected, engine
        assert len(hits) == len(expected)


def test_a_repeat_beyond_the_relaxed_bound_is_confirmed_exactly() -> None:
    """The prefilter's copy has no upper bound; the exact search still holds it."""
    product = _product(({"regex": "^a{1,20}$"},))
    for engine in ENGINES:
        matcher = RuleMatcher([product], engine=engine)
        assert len(matcher.match({"http.body": "a" * 20})) == 1
        assert matcher.match({"http.body": "a" * 21}) == []


def test_every_value_of_a_list_is_tried() -> None:
    """A cookie that matches is found wherever it stands in the list."""
    product = _product(({"contains": "b.c"},))
    for engine in ENGINES:
        hits = RuleMatcher([product], engine=engine).match({"http.body": ("x", "ab.c", "b.c!")})
        assert [hit.value for hit in hits] == ["ab.c", "b.c!"]


def test_a_text_is_looked_at_up_to_its_limit() -> None:
    """What stands behind 64 KiB of a body or 4 KiB of a header is not seen, so no text is too long."""
    part = Signal(id="t", field="http.title", tier="weak", contains="end")
    product = Product(
        schema="noroshi/product@1",
        id="x",
        vendor="X",
        name={},
        signals=(*_product(({"contains": "end"},)).signals, part),
    )
    matcher = RuleMatcher([product])
    assert matcher.match({"http.body": "x" * LONG_LIMIT + "end", "http.title": "x" * SHORT_LIMIT + "end"}) == []
    found = matcher.match({"http.body": "x" * (LONG_LIMIT - 3) + "end", "http.title": "x" * (SHORT_LIMIT - 3) + "end"})
    assert len(found) == 2


@pytest.mark.skipif(ENGINE != HYPERSCAN, reason="google-re2 has no stored form")
def test_stored_databases_match_the_same(knowledge: Knowledge) -> None:
    """What was dumped for the same knowledge gives the same hits when loaded."""
    first = RuleMatcher(knowledge.products.values(), knowledge.digest)
    second = RuleMatcher(knowledge.products.values(), knowledge.digest, first.dump())
    view = {"http.header.server": "beta-box/1.2a", "http.title": "Gate Admin classic", "http.body": "branch='2.4'"}
    assert [hit.rule.id for hit in first.match(view)] == [hit.rule.id for hit in second.match(view)]
    assert len(first.match(view)) >= 4


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"\x81\xa6format\x01"])
def test_a_damaged_or_foreign_store_is_compiled_anew(knowledge: Knowledge, damage: bytes) -> None:
    """A cache never changes what is found."""
    matcher = RuleMatcher(knowledge.products.values(), knowledge.digest, damage)
    assert len(matcher.match({"http.header.server": "gate-server"})) == 1


def test_a_store_of_other_rules_is_not_used(knowledge: Knowledge) -> None:
    """The digest of the knowledge decides whether stored databases fit."""
    stored = RuleMatcher([PRODUCT], "other digest").dump()
    matcher = RuleMatcher(knowledge.products.values(), knowledge.digest, stored)
    assert len(matcher.match({"http.header.server": "gate-server"})) == 1


def test_a_store_with_flipped_bytes_is_compiled_anew(knowledge: Knowledge) -> None:
    """Hyperscan's own checksum catches damage inside a database."""
    stored = bytearray(RuleMatcher(knowledge.products.values(), knowledge.digest).dump())
    stored[-200] ^= 0xFF
    matcher = RuleMatcher(knowledge.products.values(), knowledge.digest, bytes(stored))
    assert len(matcher.match({"http.header.server": "gate-server"})) == 1


def test_threads_share_a_matcher() -> None:
    """The scratch space of hyperscan belongs to one thread, so parallel scans do not disturb each other."""
    matcher = ENGINES[ENGINE]
    expected = len(matcher.match({"http.body": "ab.c a b"}))
    wrong: list[int] = []

    def work() -> None:
        for _ in range(200):
            found = len(matcher.match({"http.body": "ab.c a b"}))
            if found != expected:
                wrong.append(found)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_every_matcher_kind_has_a_search() -> None:
    """Each of the five ways to match finds its own text and not another."""
    for kind, text in (("equals", "Ab"), ("contains", "xAbx"), ("prefix", "Abx"), ("regex", "xAb")):
        part = Part(id="p", field="http.body", **{kind: "Ab"})  # type: ignore[arg-type]  # one literal each
        assert searcher(part)(text) is not None
        assert searcher(part)("aB") is None
