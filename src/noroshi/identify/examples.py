"""Runs the examples that every product file carries; says by file and line what came out differently."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from noroshi.identify.flat import from_flat, to_flat
from noroshi.identify.identifier import Identifier
from noroshi.knowledge.complaints import Complaint
from noroshi.knowledge.load import Knowledge
from noroshi.knowledge.products import Example, Product


class ExampleReport(msgspec.Struct, frozen=True, kw_only=True):
    """What came of all examples: complaints, how many ran, how many of them are real and how many synthetic."""

    complaints: tuple[Complaint, ...]
    run: int
    real: int
    synthetic: int


def run_examples(knowledge: Knowledge, identifier: Identifier | None = None) -> ExampleReport:
    """Run every example and counterexample of every product against the whole knowledge pack."""
    identifier = identifier or Identifier(knowledge)
    complaints: list[Complaint] = []
    examples: list[Example] = []
    for _, product in sorted(knowledge.products.items()):
        for example in (*product.examples, *product.counterexamples):
            examples.append(example)
            complaints += check_example(product, example, identifier)
    real = sum(example.origin.real for example in examples)
    return ExampleReport(
        complaints=tuple(sorted(complaints)), run=len(examples), real=real, synthetic=len(examples) - real
    )


def check_example(product: Product, example: Example, identifier: Identifier) -> Iterator[Complaint]:
    """Yield where one example's outcome differs from its ``expect``.

    Keys are output keys, dotted. A list is compared as a set; a key ending in ``.has`` names members that a list must
    hold, or a part that a text must hold; ``null`` means absent.
    """
    try:
        outcome = to_flat(identifier.identify(from_flat(example.observation)))
    except ValueError as error:
        yield Complaint(product.file, example.line, f"example: {error}")
        return
    for key, wanted in example.expect.items():
        try:
            found = _lookup(outcome, key.removesuffix(".has"))
        except KeyError:
            yield Complaint(product.file, example.line, f"example expects {key}, which is no output key")
            continue
        if not (_has(found, wanted) if key.endswith(".has") else _same(found, wanted)):
            shown = f"product {outcome['product']}, " if key != "product" else ""
            yield Complaint(product.file, example.line, f"example expects {key} = {wanted!r}; {shown}got {found!r}")


def _lookup(outcome: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401 - output values have any JSON type
    value: Any = outcome
    for step in key.split("."):
        if isinstance(value, list):
            value = [item[step] for item in value]
        elif isinstance(value, dict):
            value = value[step]
        else:
            raise KeyError(key)
    return value


def _same(found: object, wanted: object) -> bool:
    if wanted is None:
        return found is None or found == []
    if isinstance(wanted, list) or isinstance(found, list):
        return _members(found) == _members(wanted)
    return found is not None and str(found) == str(wanted)


def _has(found: object, wanted: object) -> bool:
    if isinstance(found, str) and isinstance(wanted, str):
        return wanted in found
    return _members(wanted) <= _members(found)


def _members(value: object) -> set[str]:
    if value is None:
        return set()
    return {str(item) for item in value} if isinstance(value, list) else {str(value)}
