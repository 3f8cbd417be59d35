"""Asking the register index: keys, aliases, threads, pickling."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from noroshi.archive.register_build import build_register
from noroshi.archive.register_index import RegisterIndex
from noroshi.attribute.lookup import KeyKind
from noroshi.attribute.numbers import check_digit

DIGITS = "999900000001"
NUMBER = f"{check_digit(DIGITS)}{DIGITS}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Build a register of one invented corporation with long vowels and small kana, and its aliases."""
    row = [""] * 30
    row[0], row[1], row[2], row[4], row[6], row[8] = (
        "1",
        NUMBER,
        "01",
        "2026-08-01",
        "株式会社カクウファクトリー",
        "301",
    )
    row[9], row[10], row[13], row[14], row[23], row[24] = "神奈川県", "鎌倉市", "14", "204", "1", "Kakuu Factory Inc."
    (tmp_path / "a.csv").write_text(",".join(row) + "\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text(
        f"alias,kind,corporate_number,source,date\nKakuu.jp,domain,{NUMBER},operator,2026-01-31\n", encoding="utf-8"
    )
    build_register([tmp_path / "a.csv", tmp_path / "b.csv"], tmp_path / "R")
    return tmp_path / "R"


def test_every_kind_of_key_finds_the_corporation(path: Path) -> None:
    """Core, folded, reading and English keys and a domain alias all lead to it; other keys lead nowhere."""
    with RegisterIndex.open(path) as index:
        for kind, key in (
            (KeyKind.CORE, "カクウファクトリ"),
            (KeyKind.FOLD, "カクウフアクトリ"),
            (KeyKind.READING, "kakufakutori"),
            (KeyKind.ENGLISH, "kakuufactory"),
        ):
            assert [entry.number for entry in index.by_key(kind, key)] == [NUMBER]
            assert index.by_key(kind, f"{key}x") == ()
        assert [alias.text for alias in index.by_alias(KeyKind.DOMAIN, "kakuu.jp")] == ["Kakuu.jp"]
        assert index.by_key(KeyKind.CORE, "") == ()
        assert index.by_alias(KeyKind.ENGLISH, "") == ()


def test_odd_numbers_find_nothing(path: Path) -> None:
    """A text that is no number finds nothing."""
    with RegisterIndex.open(path) as index:
        assert [index.by_number(text) for text in ("", "x", "1' OR 1=1", "٣" * 13, "1" * 40)] == [None] * 5


def test_meta_says_date_size_and_coverage(path: Path) -> None:
    """The register says what it is made of, and that it is partial."""
    with RegisterIndex.open(path) as index:
        meta = index.meta
    assert meta.as_of is not None
    assert (meta.as_of.isoformat(), meta.rows, meta.aliases, meta.partial) == ("2026-08-01", 1, 1, True)
    assert meta.sources == ("a.csv (nta, 1)", "b.csv (aliases, 1)")


def test_threads_and_copies_ask_at_once(path: Path) -> None:
    """Threads share an index; a pickled one opens the same file again."""
    index = RegisterIndex.open(path)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: index.by_number(NUMBER), range(64)))
    assert {entry.name for entry in found if entry} == {"株式会社カクウファクトリー"}
    assert len(found) == 64
    copy: RegisterIndex = pickle.loads(pickle.dumps(index))  # noqa: S301  our own bytes, made a line above
    assert copy.by_number(NUMBER) == index.by_number(NUMBER)


def test_index_is_read_only(path: Path) -> None:
    """Nothing can be written through the index."""
    index = RegisterIndex.open(path)
    with pytest.raises(Exception, match="readonly"):
        index._connection().execute("DELETE FROM org")
