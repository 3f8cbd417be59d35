"""Compiled databases as bytes: stored once per knowledge pack, read again where engine and pack are the same."""

import hashlib
from collections.abc import Mapping
from typing import Final

import msgspec

from noroshi.identify.prefilter import HYPERSCAN, Prefilter, engine_info, load

FORMAT: Final = 2


class StoredDatabase(msgspec.Struct):
    """One dumped database and the numbers of the patterns that it could not express."""

    data: bytes
    unsupported: list[int]


class _Stored(msgspec.Struct):
    format: int
    digest: str
    engine: str
    databases: dict[str, StoredDatabase]


def stored_name(digest: str) -> str:
    """Return a file name that differs wherever the stored bytes could not be used."""
    engine = hashlib.sha256(f"{FORMAT} {engine_info()}".encode()).hexdigest()[:12]
    return f"{digest}-{engine}"


def store(prefilters: Mapping[str, Prefilter], digest: str) -> bytes:
    """Return the databases as bytes, bound to the digest of the rules and to this machine's engine."""
    databases = {name: StoredDatabase(one.dump(), list(one.unsupported)) for name, one in prefilters.items()}
    return msgspec.msgpack.encode(_Stored(FORMAT, digest, engine_info(), databases))


def read_stored(compiled: bytes | None, digest: str, engine: str) -> dict[str, StoredDatabase]:
    """Return what ``store`` wrote for the same rules and engine; {} for anything else."""
    if not compiled or engine != HYPERSCAN:
        return {}
    try:
        stored = msgspec.msgpack.decode(compiled, type=_Stored)
    except msgspec.DecodeError:
        return {}
    fits = stored.format == FORMAT and stored.digest == digest and stored.engine == engine_info()
    return stored.databases if fits else {}


def restore(stored: StoredDatabase | None) -> Prefilter | None:
    """Return the prefilter of a stored database, None where there is none; raise ValueError where it is damaged."""
    return load(stored.data, stored.unsupported) if stored is not None and stored.data else None
