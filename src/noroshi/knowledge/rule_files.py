"""Data files of the campaign to typed values: schema name, types and lines are checked in one place."""

from importlib.resources.abc import Traversable
from typing import Any, Final, TypeVar

import msgspec

from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.load import data_root
from noroshi.knowledge.yaml_positions import Document, Path, parse_yaml

_T = TypeVar("_T")
LANGUAGES: Final = ("ja", "en")


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in both languages."""

    ja: str
    en: str

    def text(self, language: str) -> str:
        """Return the text in ``ja`` or ``en``; KeyError for another language."""
        return {"ja": self.ja, "en": self.en}[language]


def read_document(name: str, schema: str, root: Traversable | None) -> Document:
    """Parse ``name`` under ``root`` (default: the bundled pack); KnowledgeError unless it carries ``schema``."""
    file = (data_root() if root is None else root) / name
    document = parse_yaml(name, file.read_bytes())
    if not isinstance(document.value, dict) or document.value.get("schema") != schema:
        raise KnowledgeError(name, document.line(("schema",)), f"schema must be {schema}")
    return document


def part(document: Document, key: str, kind: type[_T]) -> _T:
    """Return the value under ``key`` as ``kind``; KnowledgeError with the line where it is missing or of another."""
    if key not in document.value:
        raise KnowledgeError(document.file, 1, f"{key} is missing")
    return convert(document, (key,), document.value[key], kind)


def convert(document: Document, path: Path, value: Any, kind: type[_T]) -> _T:  # noqa: ANN401 - YAML before the check
    """Return ``value``, which stands at ``path``, as ``kind``; KnowledgeError names line and path."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        where = ".".join(map(str, path))
        raise KnowledgeError(document.file, document.line(path), f"{where}: {error}") from error


def mapping(document: Document, path: Path, kind: type[_T]) -> dict[str, _T]:
    """Return the mapping at ``path`` with every value as ``kind``; each fault names the line of its own value."""
    value: Any = document.value
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    if not isinstance(value, dict) or not value:
        raise KnowledgeError(document.file, document.line(path), f"{'.'.join(map(str, path))} must be a mapping")
    return {str(key): convert(document, (*path, str(key)), item, kind) for key, item in value.items()}


def require(document: Document, path: Path, good: object, message: str) -> None:
    """Raise KnowledgeError at ``path`` unless ``good``."""
    if not good:
        raise KnowledgeError(document.file, document.line(path), message)


def filled(label: Label) -> bool:
    """Whether the label has a text in both languages."""
    return bool(label.ja.strip() and label.en.strip())
