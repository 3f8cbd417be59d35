"""Examples inside product files are run, and a wrong one is named by file and line."""

from pathlib import Path

import msgspec

from noroshi.identify.checks import CHECKS
from noroshi.identify.decoders import DECODERS
from noroshi.identify.examples import check_example, run_examples
from noroshi.identify.identifier import Identifier
from noroshi.knowledge.load import Knowledge, load_knowledge
from noroshi.knowledge.products import Example, ExampleOrigin
from noroshi.knowledge.validate import validate


def test_right_examples_pass_and_are_counted(knowledge: Knowledge, identifier: Identifier) -> None:
    """The small pack's four invented examples hold."""
    report = run_examples(knowledge, identifier)
    assert (report.complaints, report.run, report.real, report.synthetic) == ((), 4, 0, 4)


def test_a_wrong_expectation_is_a_complaint_with_its_line(knowledge: Knowledge, identifier: Identifier) -> None:
    """The complaint says what was expected and what came out."""
    product = knowledge.products["acme-gate"]
    example = msgspec.structs.replace(product.examples[0], expect={"product": None, "version.knd": "x"})
    first, second = check_example(product, example, identifier)
    assert (first.file, first.line) == ("products/acme-gate.yaml", example.line)
    assert "expects product = None; got 'acme-gate'" in first.message
    assert "version.knd" in second.message
    assert example.line > 40


def test_lists_are_compared_as_sets_and_parts(knowledge: Knowledge, identifier: Identifier) -> None:
    """A list in any order is the same, and ``.has`` asks for members or a part of a text."""
    product = knowledge.products["acme-gate"]
    example = Example(
        origin=ExampleOrigin(real=False),
        observation={"http.header.server": "gate-server", "http.body": "app.js?v=0123456789abcdef0123456789abcdef"},
        expect={
            "version.candidates": ["2.4.10", "2.4.2"],
            "version.candidates.has": "2.4.2",
            "vendor.has": "cm",
            "because.rule.has": ["acme-gate/server"],
            "roles": None,
            "model": None,
        },
    )
    assert list(check_example(product, example, identifier)) == []


def test_an_unreadable_observation_is_a_complaint(knowledge: Knowledge, identifier: Identifier) -> None:
    """A wrong port in an example is named, not raised."""
    product = knowledge.products["acme-gate"]
    example = Example(origin=ExampleOrigin(real=False), observation={"port": "x"}, expect={"product": None})
    (complaint,) = check_example(product, example, identifier)
    assert "port" in complaint.message


def test_the_small_pack_is_valid(knowledge: Knowledge) -> None:
    """The rules that these tests use obey the schema and the invariants of the real ones."""
    assert validate(knowledge.files, DECODERS, CHECKS) == []


def test_the_bundled_pack_is_valid_and_its_examples_hold() -> None:
    """Every product file that we ship passes its own check."""
    bundled = load_knowledge()
    assert validate(bundled.files, DECODERS, CHECKS) == []
    assert run_examples(bundled).complaints == ()


def test_the_reference_names_every_decoder_and_check() -> None:
    """What a rule author may write is documented."""
    reference = (Path(__file__).parents[2] / "docs" / "reference" / "product-rules.md").read_text("utf-8")
    assert [name for name in (*DECODERS, *CHECKS) if f"`{name}`" not in reference] == []
