"""Fills the key tables of a register index: core, folded, reading and English keys of every corporation."""

import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import pyarrow as pa

from noroshi.archive.register_schema import INSERT_ALIAS, INSERT_KEY, key_hash
from noroshi.attribute.english import EnglishNames
from noroshi.attribute.lookup import Alias, KeyKind
from noroshi.attribute.names import normaliser
from noroshi.attribute.register_rows import NamePair

_CHUNK: Final = 100_000
_SELECT: Final = "SELECT number, name, kana, english FROM org WHERE hidden = 0 ORDER BY number"
PAIR_SOURCE: Final = "name-pairs"

_english: Final = EnglishNames()


def entry_keys(name: str, kana: str, english: str) -> Iterator[tuple[KeyKind, str]]:
    """Yield the keys under which a corporation is found; a folded key only where it differs from the core."""
    names = normaliser()
    keys = names.keys(name)
    yield KeyKind.CORE, keys.core
    if keys.fold != keys.core:
        yield KeyKind.FOLD, keys.fold
    reading = names.reading(kana or keys.core)
    if reading and (kana or _is_kana(keys.core)):
        yield KeyKind.READING, reading
    if english:
        yield KeyKind.ENGLISH, _english.core(english)


def alias_key(kind: KeyKind, text: str) -> str:
    """Return the key under which an alias is stored and asked for."""
    if kind is KeyKind.DOMAIN:
        return text.lower().strip(".")
    if kind is KeyKind.ENGLISH:
        return _english.core(text)
    return normaliser().keys(text).core


def alias_row(alias: Alias) -> tuple[Any, ...]:
    """Return the alias as the index stores it."""
    as_of = alias.as_of.isoformat() if alias.as_of else ""
    digest = key_hash(alias.kind, alias_key(alias.kind, alias.text))
    return (digest, int(alias.number), int(alias.kind), alias.text, alias.source, as_of)


def store_keys(connection: sqlite3.Connection, progress: Callable[[str, int], None]) -> int:
    """Compute and store the keys of all corporations; return how many there are."""
    hashes, numbers = array("q"), array("q")
    for done, (number, name, kana, english) in enumerate(connection.execute(_SELECT), 1):
        for kind, key in entry_keys(name, kana, english):
            if key:
                hashes.append(key_hash(kind, key))
                numbers.append(number)
        if done % _CHUNK == 0:
            progress("keys", done)
    table = pa.table({"hash": pa.array(hashes, pa.int64()), "number": pa.array(numbers, pa.int64())})
    del hashes, numbers
    table = table.group_by(["hash", "number"]).aggregate([]).sort_by([("hash", "ascending"), ("number", "ascending")])
    for batch in table.to_batches(_CHUNK):
        connection.executemany(INSERT_KEY, zip(batch["hash"].to_pylist(), batch["number"].to_pylist(), strict=True))
        progress("index", batch.num_rows)
    return int(table.num_rows)


def store_pairs(
    connection: sqlite3.Connection, pairs: Iterable[NamePair], progress: Callable[[str, int], None]
) -> None:
    """Store the English name of a pair as an alias where exactly one corporation bears the Japanese name."""
    names = normaliser()
    stored = 0
    for pair in pairs:
        keys = names.keys(pair.japanese)
        found = connection.execute(
            "SELECT org.number, org.name FROM org_key JOIN org USING (number) WHERE hash = ? AND closed_on = ''",
            (key_hash(KeyKind.CORE, keys.core),),
        ).fetchall()
        same = [number for number, name in found if names.keys(name).full == keys.full]
        if len(same) == 1:
            alias = Alias(kind=KeyKind.ENGLISH, text=pair.english, number=str(same[0]), source=PAIR_SOURCE)
            connection.execute(INSERT_ALIAS, alias_row(alias))
            stored += 1
    progress("name pairs", stored)


def _is_kana(text: str) -> bool:
    return all("\u3040" <= char <= "\u30ff" for char in text)
