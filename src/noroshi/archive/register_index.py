"""The register index as attribution asks it: read-only, by number, name key and alias (``RegisterLookup``)."""

import os
import sqlite3
import threading
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Self

import msgspec

from noroshi.archive.register_keys import alias_key
from noroshi.archive.register_schema import FORMAT, key_hash
from noroshi.attribute.english import EnglishNames
from noroshi.attribute.lookup import Alias, KeyKind, RegisterMeta
from noroshi.attribute.names import normaliser
from noroshi.model.attribution import RegisterEntry

_LIMIT: Final = 2_000
"""More homonyms than this are not listed; the largest group of the register has about 750."""
_CACHE: Final = 50_000
_ORG: Final = """
SELECT org.number, org.name, kana, english, kind, org.prefecture_code, org.city_code, street, closed_on, close_cause,
       successor, updated_on, hidden, coalesce(area.prefecture, ''), coalesce(area.city, '')
FROM org LEFT JOIN area ON area.code = CASE org.city_code WHEN '' THEN org.prefecture_code ELSE org.city_code END
"""
_english: Final = EnglishNames()


class RegisterIndexError(ValueError):
    """The file is no register index of this format."""


class RegisterIndex:
    """A register index on disk. Connections are read-only, one per thread and process; close() ends them."""

    def __init__(self, path: Path, meta: RegisterMeta) -> None:
        self._path: Final = path
        self._meta: Final = meta
        self._local = threading.local()
        self._entries = lru_cache(_CACHE)(self._find_entries)

    @classmethod
    def open(cls, path: Path) -> "RegisterIndex":
        """Open an index built by ``build_register``; raise RegisterIndexError where it is none of this format."""
        if not path.is_file():
            raise RegisterIndexError(f"{path}: no such register; build one with `noroshi register build`")
        connection = _connect(path)
        try:
            meta = dict(connection.execute("SELECT name, value FROM meta"))
        except sqlite3.DatabaseError as error:
            raise RegisterIndexError(f"{path}: no register index: {error}") from error
        finally:
            connection.close()
        if meta.get("format") != FORMAT:
            raise RegisterIndexError(f"{path}: format {meta.get('format')!r}, this program reads {FORMAT!r}")
        return cls(path, _meta(meta))

    @property
    def meta(self) -> RegisterMeta:
        """Date, size, sources and coverage."""
        return self._meta

    def by_number(self, number: str) -> RegisterEntry | None:
        """Return the corporation with this number, also a closed one."""
        if not number.isascii() or not number.isdigit() or len(number) != 13:  # noqa: PLR2004  digits of a number
            return None
        row = self._connection().execute(f"{_ORG} WHERE org.number = ?", (int(number),)).fetchone()
        return None if row is None else _entry(row)

    def by_key(self, kind: KeyKind, key: str) -> tuple[RegisterEntry, ...]:
        """Return the corporations whose key of this kind is ``key``, ordered by number; at most 2,000."""
        return self._entries(kind, key) if key else ()

    def by_alias(self, kind: KeyKind, key: str) -> tuple[Alias, ...]:
        """Return the aliases of this kind whose key is ``key``, ordered by number; none for an empty key."""
        if not key:
            return ()
        rows = self._connection().execute(
            "SELECT number, kind, text, source, as_of FROM alias WHERE hash = ? ORDER BY number LIMIT ?",
            (key_hash(kind, key), _LIMIT),
        )
        found = (
            Alias(kind=KeyKind(row[1]), text=row[2], number=str(row[0]), source=row[3], as_of=_date(row[4]))
            for row in rows
            if row[1] == kind
        )
        return tuple(alias for alias in found if alias_key(kind, alias.text) == key)

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None and self._local.process == os.getpid():
            connection.close()
        self._local.connection = None

    def __reduce__(self) -> tuple[Any, ...]:
        return RegisterIndex.open, (self._path,)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _find_entries(self, kind: KeyKind, key: str) -> tuple[RegisterEntry, ...]:
        stored = (kind, KeyKind.CORE) if kind is KeyKind.FOLD else (kind,)
        hashes = [key_hash(each, key) for each in stored]
        marks = ", ".join("?" * len(hashes))
        rows = self._connection().execute(
            f"{_ORG} WHERE org.number IN (SELECT number FROM org_key WHERE hash IN ({marks})) "  # noqa: S608  marks only
            "ORDER BY org.number LIMIT ?",
            (*hashes, _LIMIT),
        )
        return tuple(entry for entry in map(_entry, rows) if _key_of(kind, entry) == key)

    def _connection(self) -> sqlite3.Connection:
        process = os.getpid()
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None or self._local.process != process:
            connection = _connect(self._path)
            self._local.connection, self._local.process = connection, process
        return connection


def _connect(path: Path) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


def _key_of(kind: KeyKind, entry: RegisterEntry) -> str:
    names = normaliser()
    if kind is KeyKind.READING:
        return names.reading(entry.kana or names.keys(entry.name).core)
    if kind is KeyKind.ENGLISH:
        return _english.core(entry.english)
    keys = names.keys(entry.name)
    return keys.fold if kind is KeyKind.FOLD else keys.core


def _entry(row: tuple[Any, ...]) -> RegisterEntry:
    return RegisterEntry(
        number=str(row[0]),
        name=row[1],
        kana=row[2],
        english=row[3],
        kind=row[4],
        prefecture_code=row[5],
        city_code=row[6],
        street=row[7],
        closed_on=_date(row[8]),
        close_cause=row[9],
        successor=row[10],
        updated_on=_date(row[11]),
        hidden=bool(row[12]),
        prefecture=row[13],
        city=row[14],
    )


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _meta(values: dict[str, str]) -> RegisterMeta:
    return RegisterMeta(
        as_of=_date(values["as_of"]),
        rows=int(values["rows"]),
        aliases=int(values["aliases"]),
        sources=tuple(msgspec.json.decode(values["sources"], type=list[str])),
        partial=values["partial"] == "1",
        note=values["note"],
    )
