"""The register index on disk: its SQLite tables, and how a key becomes the number it is found by."""

from hashlib import blake2b
from typing import Any, Final

import msgspec

from noroshi.attribute.lookup import KeyKind

FORMAT: Final = "noroshi/register@1"

TABLES: Final = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE area (code TEXT PRIMARY KEY, prefecture TEXT NOT NULL, city TEXT NOT NULL, rank INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE TABLE org (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, kana TEXT NOT NULL, english TEXT NOT NULL, kind TEXT NOT NULL,
    prefecture_code TEXT NOT NULL, city_code TEXT NOT NULL, street TEXT NOT NULL, closed_on TEXT NOT NULL,
    close_cause TEXT NOT NULL, successor TEXT NOT NULL, updated_on TEXT NOT NULL, hidden INTEGER NOT NULL,
    rank INTEGER NOT NULL, latest INTEGER NOT NULL);
CREATE TABLE org_key (hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hash, number)) WITHOUT ROWID;
CREATE TABLE alias (
    hash INTEGER NOT NULL, number INTEGER NOT NULL, kind INTEGER NOT NULL, text TEXT NOT NULL, source TEXT NOT NULL,
    as_of TEXT NOT NULL, PRIMARY KEY (hash, number, text, source)) WITHOUT ROWID;
"""

UPSERT_ORG: Final = """
INSERT INTO org VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (number) DO UPDATE SET
    name = excluded.name, kana = excluded.kana, english = excluded.english, kind = excluded.kind,
    prefecture_code = excluded.prefecture_code, city_code = excluded.city_code, street = excluded.street,
    closed_on = excluded.closed_on, close_cause = excluded.close_cause, successor = excluded.successor,
    updated_on = excluded.updated_on, hidden = excluded.hidden, rank = excluded.rank, latest = excluded.latest
WHERE excluded.rank < rank
   OR (excluded.rank = rank AND (excluded.updated_on, excluded.latest) >= (updated_on, latest))
"""

UPSERT_AREA: Final = """
INSERT INTO area VALUES (?, ?, ?, ?)
ON CONFLICT (code) DO UPDATE SET prefecture = excluded.prefecture, city = excluded.city, rank = excluded.rank
WHERE excluded.rank < rank
"""

INSERT_ALIAS: Final = "INSERT OR IGNORE INTO alias VALUES (?, ?, ?, ?, ?, ?)"
INSERT_KEY: Final = "INSERT INTO org_key VALUES (?, ?)"


class Put(msgspec.Struct, frozen=True, kw_only=True):
    """What one row of a source adds to the tables; ``counts`` 0 where its line was counted already."""

    org: tuple[Any, ...] | None = None
    area: tuple[str, str, str, int] | None = None
    alias: tuple[Any, ...] | None = None
    counts: int = 1


_PERSON: Final = {kind: kind.name.encode() for kind in KeyKind}


def key_hash(kind: KeyKind, key: str) -> int:
    """Return the signed 64-bit number under which a key is stored; a reader compares the key itself again."""
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8, person=_PERSON[kind]).digest()
    return int.from_bytes(digest, "big", signed=True)
