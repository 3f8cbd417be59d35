"""A product file to a Product: types are checked, and the lines of its rules and examples are kept."""

import re
from typing import Any, Final

import msgspec

from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.products import Product
from noroshi.knowledge.yaml_positions import Document, Path, parse_yaml

LISTS: Final = ("signals", "version", "not_version", "decoy_signs", "sources", "examples", "counterexamples")
SCHEMA_NAME: Final = "noroshi/product@1"
_STEP: Final = re.compile(r"\.([A-Za-z_][\w-]*)|\[(\d+)\]|\[\.\.\.\]")
_AT: Final = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")


def read_product(file: str, data: bytes) -> Product:
    """Parse and type-check one product file; raise KnowledgeError naming the line."""
    return convert_product(parse_yaml(file, data))


def convert_product(document: Document) -> Product:
    """Turn a parsed file into a Product; raise KnowledgeError naming the line."""
    if not isinstance(document.value, dict):
        raise KnowledgeError(document.file, 1, "a product file is a mapping")
    value = _with_lines(document)
    try:
        product = msgspec.convert(value, Product)
    except msgspec.ValidationError as error:
        message, path = _locate(str(error))
        raise KnowledgeError(document.file, document.line(path), message) from error
    if product.schema != SCHEMA_NAME:
        raise KnowledgeError(document.file, document.line(("schema",)), f"schema must be {SCHEMA_NAME}")
    return product


def _with_lines(document: Document) -> dict[str, Any]:
    value: dict[str, Any] = dict(document.value)
    value["file"] = document.file
    for name in LISTS:
        items = value.get(name)
        if isinstance(items, list):
            value[name] = [
                _plain(item) | {"line": document.line((name, index))} if isinstance(item, dict) else item
                for index, item in enumerate(items)
            ]
    return value


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    """Return the rule with the numbers of its matcher as text: a favicon hash is written without quotes."""
    result = dict(item)
    for name in ("equals", "contains", "prefix"):
        if type(result.get(name)) is int:
            result[name] = str(result[name])
    if isinstance(result.get("any_of"), list):
        result["any_of"] = [str(value) if type(value) is int else value for value in result["any_of"]]
    if isinstance(result.get("when"), dict):
        result["when"] = {name: _texts(values) for name, values in result["when"].items()}
    return result


def _texts(values: object) -> object:
    if not isinstance(values, list):
        return values
    return [str(value) if type(value) is int else value for value in values]


def _locate(message: str) -> tuple[str, Path]:
    """Split msgspec's message into its sentence and the path of the value it speaks of."""
    found = _AT.search(message)
    if found is None:
        return message, ()
    path: list[str | int] = []
    for name, index in _STEP.findall(found["path"]):
        if not name and not index:
            break
        path.append(name or int(index))
    return message[: found.start()], tuple(path)
