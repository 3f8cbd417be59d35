"""The reference describes the formats as they are."""

import re
from pathlib import Path

import msgspec
import pytest

from noroshi.exchange.bundle import back_flow, contents, errors, manifest, slip, tables, terms
from noroshi.exchange.bundle.schema import json_schema
from noroshi.exchange.call_list.columns import COLUMNS
from noroshi.knowledge.words import load_words

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
BUNDLE = (REFERENCE / "bundle.md").read_text(encoding="utf-8")
CALL_LIST = (REFERENCE / "call-list.md").read_text(encoding="utf-8")
STRUCTS = [
    each
    for module in (manifest, terms, contents, back_flow, slip)
    for each in vars(module).values()
    if isinstance(each, type) and issubclass(each, msgspec.Struct) and each.__module__ == module.__name__
]


@pytest.mark.parametrize("struct", [each for each in STRUCTS if not each.__name__.startswith("_")])
def test_every_field_of_a_bundle_is_described(struct: type[msgspec.Struct]) -> None:
    """Each struct's paragraph names its fields, in their order and no others' before."""
    fields = [field.encode_name for field in msgspec.structs.fields(struct)]
    if struct in {manifest.Manifest, manifest.Part}:
        section = BUNDLE.partition("## Manifest")[2].partition("A **source**")[0]
    else:
        assert f"`{struct.__name__}`" in BUNDLE
        section = BUNDLE.partition(f"`{struct.__name__}`")[2]
    places = [section.index(f"`{field}`") for field in fields]
    assert places == sorted(places)


def test_kinds_columns_steps_and_errors_are_described() -> None:
    """Kinds, table columns, counted lists, funnel steps and classes of errors stand in the reference."""
    names = [
        name for name, each in vars(errors).items() if isinstance(each, type) and each.__module__ == errors.__name__
    ]
    names.remove("BundleError")
    for word in (*names, *contents.KINDS, *back_flow.TALLIED, *tables.HEADERS, manifest.SCHEMA):
        assert f"`{word}`" in BUNDLE, word
    for header in tables.HEADERS.values():
        assert re.search(r",\s+".join(rf"`{name}`(?: \([^)]*\))?" for name in header), BUNDLE)


def test_the_columns_of_the_call_list_are_described() -> None:
    """Each column stands in the table with both headings and the list of its choices, in order."""
    rows = re.findall(r"^\| `(\w+)` \| ([^|]*) \| ([^|]*) \| ([^|]*)\| ([^|]*)\|$", CALL_LIST, re.MULTILINE)
    described = [tuple(cell.strip() for cell in row) for row in rows]
    assert described == [
        (
            column.id,
            column.heading("ja"),
            column.heading("en"),
            "yes" if column.entry else "",
            f"`{column.list_name}`" if column.list_name else "",
        )
        for column in COLUMNS
    ]


@pytest.mark.parametrize("section", ["call_list_fault", "call_list_refusal", "call_list_conflict"])
def test_everything_that_can_be_wrong_is_described(section: str) -> None:
    """Every code of a fault, conflict or refusal stands in the reference."""
    assert [code for code in load_words().section(section) if f"`{code}`" not in CALL_LIST] == []


def test_the_schema_can_be_had() -> None:
    """Manifest and every kind have a JSON Schema."""
    for kind in ("", *contents.KINDS):
        assert msgspec.json.decode(json_schema(kind))["$ref"]
