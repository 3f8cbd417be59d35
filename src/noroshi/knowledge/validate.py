"""Checks a knowledge pack: schema and invariants of product files and build tables, by file and line."""

import json
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any, Final

import jsonschema

from noroshi.knowledge.builds import check_table, read_builds
from noroshi.knowledge.complaints import Complaint, KnowledgeError
from noroshi.knowledge.load import PackFile, build_files, data_root, product_files
from noroshi.knowledge.product_file import convert_product
from noroshi.knowledge.product_invariants import check_product
from noroshi.knowledge.products import Product
from noroshi.knowledge.yaml_positions import Document, parse_yaml

MAX_SCHEMA_COMPLAINTS: Final = 50


def validate(pack: Collection[PackFile], decoders: Collection[str], checks: Collection[str]) -> list[Complaint]:
    """Return every fault of the pack's products and builds, sorted; empty when all is well.

    ``decoders`` and ``checks`` are the names that ``identify`` knows.
    """
    complaints: list[Complaint] = []
    products = _read_products(pack, complaints)
    ids = _unique_ids(products, complaints)
    tables = set()
    for name, file in build_files(pack):
        tables.add(name)
        try:
            complaints += check_table(read_builds(name, file.name, file.data), ids)
        except KnowledgeError as error:
            complaints.append(error.complaint())
    for document, product in products:
        complaints += check_product(product, document, tables, decoders, checks)
    return sorted(set(complaints))


def schema_complaints(document: Document) -> Iterator[Complaint]:
    """Yield what the JSON Schema of product files says about a parsed file."""
    errors = sorted(_validator().iter_errors(document.value), key=lambda error: list(map(str, error.absolute_path)))
    for error in errors[:MAX_SCHEMA_COMPLAINTS]:
        where = ".".join(map(str, error.absolute_path)) or "file"
        message = error.message if len(error.message) <= 300 else error.message[:300] + " …"  # noqa: PLR2004
        yield Complaint(document.file, document.line(tuple(error.absolute_path)), f"{where}: {message}")


def _read_products(pack: Collection[PackFile], complaints: list[Complaint]) -> list[tuple[Document, Product]]:
    products = []
    for file in product_files(pack):
        try:
            document = parse_yaml(file.name, file.data)
            faults = list(schema_complaints(document))
            complaints += faults
            products.append((document, convert_product(document)))
        except KnowledgeError as error:
            complaints.append(error.complaint())
    return products


def _unique_ids(products: list[tuple[Document, Product]], complaints: list[Complaint]) -> set[str]:
    first: dict[str, str] = {}
    for document, product in products:
        if product.id in first:
            complaints.append(
                Complaint(product.file, document.line(("product",)), f"{product.id} is also in {first[product.id]}")
            )
        first.setdefault(product.id, product.file)
    return set(first)


@cache
def _validator() -> Any:  # noqa: ANN401 - jsonschema validators share no public type
    schema = json.loads((data_root() / "schemas" / "product.schema.json").read_text("utf-8"))
    return jsonschema.Draft202012Validator(schema)
