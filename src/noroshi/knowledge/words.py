"""The Japanese and English wording of reports, codes, states and columns, read from ``data/words/*.yaml``."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final, Literal, TypeAlias

import msgspec
import yaml

Language: TypeAlias = Literal["ja", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("ja", "en")
SCHEMA: Final = "noroshi/words@1"
SENTENCES: Final = "noroshi/sentences@1"
"""Schema of the files in the same folder that ``knowledge/sentences.py`` reads; they are not words."""


class WordsError(ValueError):
    """A file of words breaks the format; the message names the file and the key."""


class Words(msgspec.Struct, frozen=True):
    """All texts by key (``verdict.affected``) and language."""

    entries: dict[str, dict[str, str]]

    def text(self, key: str, language: Language, /, **values: object) -> str:
        """Return the text with its ``{placeholders}`` filled; KeyError names a key that does not exist."""
        template = self.entries[key][language]
        return template.format(**values) if values else template

    def find(self, key: str, language: Language) -> str | None:
        """Return the text, or None where no such key exists: for codes that an input or a newer survey brings."""
        entry = self.entries.get(key)
        return entry[language] if entry else None

    def section(self, name: str) -> tuple[str, ...]:
        """Return the keys of one section without its name, in the order of the file."""
        prefix = name + "."
        return tuple(key.removeprefix(prefix) for key in self.entries if key.startswith(prefix))


_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C where there is one: it takes a tenth of the time, and every command reads the words."""


def load_words(root: Traversable | None = None) -> Words:
    """Read ``words/*.yaml`` under ``root`` (the knowledge data folder; default: the bundled one).

    Raises WordsError where a file has another schema, a text lacks a language, or a key appears twice.
    """
    return _bundled() if root is None else _read(root)


@cache
def _bundled() -> Words:
    return _read(files("noroshi.knowledge") / "data")


def _read(root: Traversable) -> Words:
    entries: dict[str, dict[str, str]] = {}
    folder = root / "words"
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name):
        try:
            document = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 a safe loader
        except yaml.YAMLError as error:
            raise WordsError(f"{file.name}: {' '.join(str(error).split())}") from error
        for key, entry in _entries(file.name, document):
            if key in entries:
                raise WordsError(f"{file.name}: {key} appears twice")
            entries[key] = entry
    if not entries:
        raise WordsError("no words found")
    return Words(entries)


def _entries(name: str, document: Any) -> Iterator[tuple[str, dict[str, str]]]:  # noqa: ANN401 - YAML before the check
    if isinstance(document, dict) and document.get("schema") == SENTENCES:
        return
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise WordsError(f"{name}: schema is not {SCHEMA}")
    for section, texts in document.get("sections", {}).items():
        if not isinstance(texts, dict):
            raise WordsError(f"{name}: {section} holds no texts")
        for key, entry in texts.items():
            yield f"{section}.{key}", _entry(f"{name}: {section}.{key}", entry)


def _entry(where: str, entry: Any) -> dict[str, str]:  # noqa: ANN401 - YAML before the check
    if not isinstance(entry, dict) or set(entry) != set(LANGUAGES):
        raise WordsError(f"{where} must have exactly ja and en")
    for language, text in entry.items():
        if not isinstance(text, str) or not text.strip():
            raise WordsError(f"{where} has no text in {language}")
    return {language: str(entry[language]) for language in LANGUAGES}
