"""The word lists of attribution hold together."""

import csv
import re
from importlib.resources import files

from noroshi.knowledge.attribution_lists import attribution_lists

LISTS = attribution_lists()


def test_kanji_variants_end_in_a_standard_form() -> None:
    """No standard form is itself a variant, so that folding once is enough."""
    assert len(LISTS.kanji_variants) >= 70
    assert not set(LISTS.kanji_variants.values()) & set(LISTS.kanji_variants)
    assert LISTS.kanji_variants["髙"] == "高"
    assert LISTS.kanji_variants["邉"] == "辺"


def test_patterns_of_access_lines_compile_and_are_bounded() -> None:
    """Every pattern names its parts, ends at the name's end and repeats nothing without bound."""
    for pattern in LISTS.ptr_patterns.values():
        groups = re.compile(pattern).groupindex
        assert "code" in groups or {"city", "prefecture"} <= set(groups)
        assert pattern.endswith("$")
        assert "*" not in pattern
        assert "+" not in pattern


def test_suffixes_are_plain_domains() -> None:
    """Suffixes are lower-case domains without a leading dot; kinds are known."""
    for suffix, kind in LISTS.host_suffixes.items():
        assert re.fullmatch(r"[a-z0-9.-]+", suffix)
        assert not suffix.startswith(".")
        assert kind in {"ddns", "hosting", "isp", "manufacturer", "reserved"}


def test_roles_of_networks_are_known() -> None:
    """Every listed network has a role; a provider and a user of its own network are both among them."""
    assert set(LISTS.networks.values()) == {"isp", "hosting", "research_carrier", "registry", "user"}
    assert LISTS.networks["2907"] == "research_carrier"


def test_generic_words_have_kana_readings() -> None:
    """Every generic word has a reading in katakana."""
    for readings in LISTS.generic_words.values():
        assert readings
        assert all(re.fullmatch(r"[ァ-ヶー]+", reading) for reading in readings)


def test_common_words_are_words_of_many_corporations() -> None:
    """Common words are plain, longer than initials, and borne by fifty corporations at least."""
    text = (files("noroshi.knowledge") / "data" / "attribution" / "common_words.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert all(re.fullmatch(r"[a-z]{4,}", row["word"]) and int(row["corporations"]) >= 50 for row in rows)
    assert {"network", "school", "system", "solution"} <= LISTS.common_words
    assert len(LISTS.common_words) == len(rows)


def test_every_row_names_a_known_source() -> None:
    """Each row of each list says where it was read, and the source is described."""
    folder = files("noroshi.knowledge") / "data" / "attribution"
    text = (folder / "sources.csv").read_text(encoding="utf-8")
    known = tuple(row["id"] for row in csv.DictReader(text.splitlines()))
    for file in folder.iterdir():
        if file.name.endswith(".csv") and file.name != "sources.csv":
            for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
                assert row["source"].startswith(known), (file.name, row)
