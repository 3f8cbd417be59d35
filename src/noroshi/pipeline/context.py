"""What the stages of a run need from disk: knowledge pack, KEV snapshot, register; opened, checked, described."""

import csv
import hashlib
import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from noroshi.archive.compiled_cache import cached_identifier
from noroshi.archive.files import make_private_dir, write_bytes
from noroshi.archive.register_index import RegisterIndex, RegisterIndexError
from noroshi.attribute.attributor import Attributor
from noroshi.identify.identifier import Identifier
from noroshi.identify.sentences import ENGLISH
from noroshi.judge.build_days import build_days
from noroshi.judge.judge import Judge
from noroshi.judge.kev import KevError, KevSnapshot, parse_kev
from noroshi.judge.names import Names
from noroshi.knowledge.advisories import AdvisoryFile, load_advisories, load_urgency_table
from noroshi.knowledge.attribution_lists import attribution_lists, load_attribution_lists
from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.earlier_pack import judging_notes, lost_files, reading_notes
from noroshi.knowledge.load import PRODUCTS, Knowledge, PackFile, digest_of, load_pack, read_pack
from noroshi.knowledge.places import bundled_places, load_places
from noroshi.knowledge.words import Words, load_words
from noroshi.pipeline.errors import RunError

_UNUSABLE: Final = (KnowledgeError, KeyError, ValueError, OSError, csv.Error)
"""What the loaders raise for a pack that lacks a file, a column or a key, or says something that cannot be."""


@lru_cache(maxsize=2)
def _loaded(pack: tuple[PackFile, ...]) -> Knowledge:
    """Load a pack once per process, however many stages use it: equal files are the same pack."""
    return load_pack(pack)


@lru_cache(maxsize=2)
def _advisories(pack: tuple[PackFile, ...]) -> tuple[AdvisoryFile, ...]:
    return load_advisories(pack)


def open_identifier(knowledge: Path | None, language: str = ENGLISH) -> Identifier:
    """Return the identifier of a pack (None: the bundled one)."""
    return cached_identifier(_loaded(read_pack(knowledge)), language)


def open_judge(knowledge: Path | None, kev: Path | None, as_of: str | None) -> Judge:
    """Return the judge of a pack with a KEV snapshot; KEV facts newer than ``as_of`` are not used."""
    pack = read_pack(knowledge)
    snapshot = _read_kev(kev)[0] if kev else None
    day = date.fromisoformat(as_of) if as_of else None
    loaded = _loaded(pack)
    days = build_days(loaded.builds.values())
    return Judge(loaded.products, _advisories(pack), snapshot, day, load_urgency_table(pack), days)


def open_attributor(knowledge: Path | None, register: Path | None, country: str | None) -> Attributor:
    """Return the attributor of a pack with a register; without one, names stay leads.

    Reasons that an earlier release had no words for are worded by the bundled pack.
    """
    lookup = RegisterIndex.open(register) if register else None
    if knowledge is None:
        return Attributor(lookup, bundled_places(), attribution_lists(), country)
    lists = load_attribution_lists(knowledge)
    words = Words(load_words().entries | load_words(knowledge).entries)
    return Attributor(lookup, load_places(knowledge), lists, country, words)


def open_names() -> Names:
    """Return the names of the bundled pack's products."""
    return Names(load_pack(read_pack()).products)


def pack_digest(knowledge: Path | None) -> str:
    """Return the digest of a pack; raise ``RunError`` where any step of a survey could not use it."""
    if knowledge is not None:
        require_pack(knowledge)
    try:
        pack = read_pack(knowledge)
        if knowledge is not None:
            open_identifier(knowledge)
            open_attributor(knowledge, None, None)
            for lost in lost_files(_loaded(pack)):
                raise KnowledgeError(lost.file, lost.line, lost.message)
        open_judge(knowledge, None, None)
    except _UNUSABLE as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else error
        where, option = (knowledge, f" --pack {knowledge}") if knowledge else ("bundled knowledge", "")
        raise RunError(f"{where}: {what}; `noroshi knowledge check{option}` says more") from error
    return digest_of(pack)


def notes_on_reading(knowledge: Path | None) -> tuple[str, ...]:
    """Return what a pack of an earlier release lacks for products and organisations; empty for one of this release."""
    return reading_notes(_loaded(read_pack(knowledge)))


def notes_on_judging(knowledge: Path | None) -> tuple[str, ...]:
    """Return what a pack of an earlier release lacks for verdicts; empty for one of this release."""
    return judging_notes(_advisories(read_pack(knowledge)))


def require_pack(knowledge: Path) -> None:
    """Raise ``RunError`` where the path is no folder with a knowledge pack in it."""
    try:
        if (knowledge / PRODUCTS).is_dir():
            return
        found = "holds no knowledge pack" if knowledge.is_dir() else "no such folder"
    except OSError as error:
        found = f"cannot be read ({error.strerror})"
    raise RunError(f"{knowledge}: {found}; give the folder `knowledge` of an earlier survey")


def store_pack(knowledge: Path | None, target: Path) -> None:
    """Write all files of a pack (None: the bundled one) to the folder ``target``, so that a survey can be replayed."""
    for file in read_pack(knowledge):
        path = target / file.name
        make_private_dir(path.parent)
        write_bytes(path, file.data)


def check_kev(path: Path) -> tuple[str, bytes]:
    """Return SHA-256 and bytes of a KEV file; raise ``RunError`` where it is none."""
    data = _read_kev(path)[1]
    return hashlib.sha256(data).hexdigest(), data


def _read_kev(path: Path) -> tuple[KevSnapshot, bytes]:
    try:
        data = path.read_bytes()
        return parse_kev(data), data
    except OSError as error:
        raise RunError(f"{path}: cannot be read ({error.strerror}); give the dated KEV file of CISA") from error
    except KevError as error:
        raise RunError(f"{path}: {error}; give the JSON or CSV file of CISA's KEV catalogue") from error


def describe_kev(path: Path) -> dict[str, str] | None:
    """Return date, version and digest of the survey's KEV snapshot for the manifest; None without one."""
    if not path.is_file():
        return None
    snapshot, data = _read_kev(path)
    return {
        "date": snapshot.date.isoformat(),
        "version": snapshot.version,
        "entries": str(len(snapshot.entries)),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def check_register(path: Path) -> str:
    """Return a digest of what the register holds; raise ``RunError`` where it is no register."""
    return register_digest(describe_register(path))


def register_digest(described: dict[str, str]) -> str:
    """Return the digest of a register's description, as a manifest keeps it."""
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()


def describe_register(path: Path) -> dict[str, str]:
    """Return date, size and sources of a register for the manifest."""
    try:
        with RegisterIndex.open(path) as index:
            meta = index.meta
    except RegisterIndexError as error:
        raise RunError(f"{error}; build it with `noroshi register build FILE… --out {path}`") from error
    return {
        "as_of": meta.as_of.isoformat() if meta.as_of else "",
        "rows": str(meta.rows),
        "aliases": str(meta.aliases),
        "sources": "; ".join(meta.sources),
        "partial": "yes" if meta.partial else "no",
        "note": meta.note,
    }


def blind_spots(knowledge: Path | None) -> tuple[str, ...]:
    """Return one sentence per product on what public data does not show of it."""
    products = _loaded(read_pack(knowledge)).products
    found = []
    for id_, product in sorted(products.items()):
        outlook = product.trace_outlook
        text = outlook if isinstance(outlook, str) else outlook.get("en", "")
        if text:
            found.append(f"{id_}: {text}")
    return tuple(found)
