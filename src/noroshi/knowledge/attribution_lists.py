"""The word lists of attribution, read from ``data/attribution/*.csv``: each row a fact or reading with its source."""

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

COMMON_WORDS: Final = "attribution/common_words.csv"
"""The list that packs of an earlier release do not hold."""


class Manufacturer(msgspec.Struct, frozen=True):
    """A certificate name that never means the user: ``name`` is lower case without spaces and punctuation."""

    name: str
    prefix: bool
    kind: str


class AttributionLists(msgspec.Struct, frozen=True):
    """All lists, as needed by ``attribute``.

    ``legal_forms``: language (ja, kana, en) → text → canonical form ('' where the text fits several). ``providers``:
    name as written → role (isp, hosting, research_carrier, registry, user). ``host_suffixes``: domain suffix → kind
    (ddns, hosting, isp, manufacturer, reserved). ``generic_words``: English word → kana readings, commonest first.
    ``common_words``: Latin words that many corporations have in their names; none in a pack of an earlier release.
    """

    legal_forms: dict[str, dict[str, str]]
    kanji_variants: dict[str, str]
    generic_words: dict[str, tuple[str, ...]]
    common_words: frozenset[str]
    manufacturers: tuple[Manufacturer, ...]
    host_suffixes: dict[str, str]
    networks: dict[str, str]
    providers: dict[str, str]
    provider_words: tuple[str, ...]
    ptr_patterns: dict[str, str]
    page_words: tuple[str, ...]


@cache
def attribution_lists() -> AttributionLists:
    """Return the lists of the bundled pack."""
    return load_attribution_lists(files("noroshi.knowledge") / "data")


def load_attribution_lists(root: Traversable) -> AttributionLists:
    """Read the lists under ``root`` (a pack's root); a missing file or column raises, but for ``COMMON_WORDS``."""
    folder = root / "attribution"

    def rows(name: str) -> Iterator[dict[str, str]]:
        return csv.DictReader((folder / f"{name}.csv").read_text(encoding="utf-8").splitlines())

    networks = list(rows("networks"))
    providers = {row["organization"]: row["role"] for row in networks}
    return AttributionLists(
        legal_forms=_nested(rows("legal_forms")),
        kanji_variants={row["variant"]: row["standard"] for row in rows("kanji_variants")},
        generic_words=_readings(rows("generic_words")),
        common_words=_common_words(root),
        manufacturers=tuple(
            Manufacturer(row["name"], row["match"] == "prefix", row["kind"]) for row in rows("manufacturers")
        ),
        host_suffixes={row["suffix"]: row["kind"] for row in rows("host_suffixes")},
        networks={row["asn"]: row["role"] for row in networks},
        providers=providers | {row["name"]: row["role"] for row in rows("providers")},
        provider_words=tuple(row["word"] for row in rows("provider_words")),
        ptr_patterns={row["id"]: row["regex"] for row in rows("ptr_patterns")},
        page_words=tuple(row["word"] for row in rows("page_words")),
    )


def _common_words(root: Traversable) -> frozenset[str]:
    file = root / COMMON_WORDS
    if not file.is_file():
        return frozenset()
    return frozenset(row["word"] for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


def _nested(rows: Iterable[dict[str, str]]) -> dict[str, dict[str, str]]:
    nested: dict[str, dict[str, str]] = {}
    for row in rows:
        nested.setdefault(row["language"], {})[row["text"]] = row["form"]
    return nested


def _readings(rows: Iterable[dict[str, str]]) -> dict[str, tuple[str, ...]]:
    counted: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        counted.setdefault(row["word"], []).append((-int(row["pairs"]), row["reading"]))
    return {word: tuple(reading for _, reading in sorted(pairs)) for word, pairs in counted.items()}
