"""The interest of the signals: certainly no product where it says no."""

import pytest

from noroshi.identify.identifier import Identifier
from noroshi.identify.interest import SignalInterest
from noroshi.identify.prefilter import ENGINE, HYPERSCAN, RE2
from noroshi.knowledge.load import Knowledge, load_knowledge
from noroshi.model.fields import HEADER_PREFIX
from noroshi.observe.glance import BODY_FIELD, Glance, stands_inside

pytestmark = pytest.mark.skipif(ENGINE != HYPERSCAN, reason="without hyperscan everything is read in full")


def shown(field: str, value: str) -> Glance:
    """Return a glance in which the value stands as unhandily as the contract allows."""
    if field == BODY_FIELD:
        return Glance("", f"<p>\n{value}\n<p>")
    if stands_inside(field):
        name = field.removeprefix(HEADER_PREFIX)
        return Glance(f"HTTP/1.1 200 OK\r\nX: y\r\n{name}:\t{value}\r\nZ: 1\r\n\r\n", "")
    return Glance(f"220 x\n{value}\nlast", "")


def test_signals_of_the_examples_are_seen_at_a_glance() -> None:
    """A value in an example that is enough for its product alone is enough at a glance, wherever it stands."""
    knowledge = load_knowledge()
    identifier = Identifier(knowledge)
    seen = 0
    for product in knowledge.products.values():
        for example in product.examples:
            for field, value in example.observation.items():
                for one in value if isinstance(value, list) else [value]:
                    fields = {field: str(one)}
                    scan = identifier._matcher.scan(fields)  # type: ignore[arg-type]
                    scores = [hit.rule.part.tier for hit in scan.hits if hasattr(hit.rule.part, "tier")]
                    if "strong" in scores or "medium" in scores:
                        seen += 1
                        assert identifier.interest.may_match(shown(field, str(one))), (product.id, field, one)
    assert seen > 100


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("Server: other", False),
        ("Server: gate-server", True),
        ("X: gate-server", True),  # looser than the rule, which the reading in full then finds
        ("X: agate-server", False),
        ("Server: a\r\nX: b\r\nserver : c", True),
        ("Server: a\r\n\r\n\nHTTP/1.1 200\r\nServer: b", False),
        ("Server: a\n\x0bServer: b", True),
        ("X-Server: a\r\nServer: b", False),
    ],
)
def test_heads(identifier: Identifier, head: str, found: bool) -> None:  # noqa: FBT001 a parameter of the table
    """Values of headers are found amid their lines; a header that stands twice cannot be told at a glance."""
    assert identifier.interest.may_match(Glance(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n", "")) is found


def test_weak_signals_alone_are_of_no_interest(identifier: Identifier) -> None:
    """Ten points are no lead; with a medium signal of another field they are."""
    assert not identifier.interest.may_match(Glance("945408572", ""))
    assert identifier.interest.may_match(Glance("945408572\nGate Admin", ""))


def test_text_that_cannot_be_searched_is_of_interest(identifier: Identifier) -> None:
    """A lone surrogate has no UTF-8; the record is read in full."""
    assert identifier.interest.may_match(Glance("\ud800", ""))


def test_stored_databases_say_the_same(knowledge: Knowledge) -> None:
    """Loaded from the cache, the interest is the compiled one; damaged bytes cost time only."""
    first = SignalInterest(knowledge.products.values(), knowledge.digest)
    for stored in (first.dump(), first.dump()[:-20], b"rubbish"):
        again = SignalInterest(knowledge.products.values(), knowledge.digest, stored)
        assert again.fields == first.fields
        for glance in (
            Glance("Server: gate-server", ""),
            Glance("Server: x", ""),
            Glance("", 'top.location="/gate/login"'),
        ):
            assert again.may_match(glance) is first.may_match(glance)


def test_an_engine_that_cannot_express_a_rule_finds_everything_interesting() -> None:
    """google-re2 knows no look-around, which the bundled rules use: nothing is passed over."""
    interest = SignalInterest(load_knowledge().products.values(), engine=RE2)
    assert interest.may_match(Glance("nothing at all", ""))
