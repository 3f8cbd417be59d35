"""YAML text to plain values, with the line of every value kept for complaints.

A value is a mapping, a list, a string, a whole number, true, false or null, and nothing else: ``7.10`` stays the
string it is written as, and so do dates and ``no``. Aliases, tags and duplicate keys are refused.
"""

import re
from typing import Any, Final, TypeAlias

import msgspec
import yaml

from noroshi.knowledge.complaints import KnowledgeError

Path: TypeAlias = tuple[str | int, ...]

MAX_DEPTH: Final = 20
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None, "~": None, "": None}
_TAG: Final = "tag:yaml.org,2002:"
_PLAIN_TAGS: Final = frozenset(
    _TAG + name for name in ("str", "int", "float", "bool", "null", "timestamp", "value", "merge", "map", "seq")
)


class Document(msgspec.Struct, frozen=True):
    """A parsed file: its value, and the line (from 1) of every value by its path."""

    file: str
    value: Any
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """Return the line of the value at ``path``, or of its nearest parent that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse_yaml(file: str, data: bytes) -> Document:
    """Parse one YAML document; raise KnowledgeError with the line on anything that is not plain data."""
    try:
        node = yaml.compose(data.decode(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise KnowledgeError(file, line, "the file is not UTF-8") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        last = len(data.splitlines()) or 1
        line = min(mark.line + 1, last) if mark else 1
        raise KnowledgeError(file, line, f"no valid YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise KnowledgeError(file, 1, f"no valid YAML: {error}") from error
    if node is None:
        raise KnowledgeError(file, 1, "the file is empty")
    builder = _Builder(file)
    try:
        return Document(file, builder.build(node, ()), builder.lines)
    except _AliasError:
        raise KnowledgeError(file, _alias_line(data), "aliases are not allowed") from None


class _AliasError(Exception):
    """A node stands in two places; only the events know where the second one is."""


def _alias_line(data: bytes) -> int:
    events = yaml.parse(data.decode(), Loader=yaml.SafeLoader)
    marks = (event.start_mark for event in events if isinstance(event, yaml.AliasEvent))
    return next((mark.line + 1 for mark in marks if mark is not None), 1)


class _Builder:
    """Turns composed nodes into values and notes their lines."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self._seen: set[int] = set()

    def build(self, node: yaml.Node, path: Path) -> Any:  # noqa: ANN401 - the value of a YAML node has any plain type
        line = node.start_mark.line + 1
        self.lines[path] = line
        if id(node) in self._seen:
            raise _AliasError
        if node.tag not in _PLAIN_TAGS:
            raise KnowledgeError(self.file, line, f"tag {node.tag} is not allowed")
        if len(path) > MAX_DEPTH:
            raise KnowledgeError(self.file, line, "nested too deeply")
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise KnowledgeError(self.file, line, "a key must be a plain word")
            key = str(key_node.value)
            if key in result:
                raise KnowledgeError(self.file, line, f"key {key!r} appears twice")
            result[key] = self.build(value_node, (*path, key))
            self.lines[(*path, key)] = line
        return result

    def _scalar(self, node: yaml.Node) -> str | int | bool | None:
        text = str(node.value)
        if getattr(node, "style", None):
            return text
        if text in _WORDS:
            return _WORDS[text]
        return int(text) if _INTEGER.fullmatch(text) else text
