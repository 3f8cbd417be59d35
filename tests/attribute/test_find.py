"""Looking corporations up by number, name, domain and place."""

from collections.abc import Callable

import pytest

from noroshi.archive.register_index import RegisterIndex
from noroshi.attribute.find import Found, find_corporations, read_place
from noroshi.knowledge.places import bundled_places

Number = Callable[[int], str]
PLACES = bundled_places()


def find(register: RegisterIndex, query: str, place: str = "") -> Found:
    """Look a query up, in a place where one is given."""
    return find_corporations(register, query, PLACES, read_place(PLACES, place) if place else None)


def numbers(found: Found) -> list[str]:
    """Return the numbers found, in order."""
    return [entry.number for entry, _ in found.entries]


def test_number_finds_one_corporation(register: RegisterIndex, numbered: Number) -> None:
    """A number finds its corporation, a closed one too; an unknown number finds nothing."""
    assert numbers(find(register, numbered(5))) == [numbered(5)]
    closed = find(register, numbered(6))
    assert (numbers(closed), closed.homonyms) == ([numbered(6)], 0)
    assert closed.entries[0][0].successor == numbered(7)
    assert find(register, "1234567890123").entries == ()


def test_full_name_finds_its_homonyms_alone(register: RegisterIndex, numbered: Number) -> None:
    """A full name finds all corporations that bear it, and none of another legal form."""
    found = find(register, "（株）架空みなと電機")
    assert numbers(found) == sorted([numbered(1), numbered(2)])
    assert (found.homonyms, found.keys) == (2, {"full_name": "株式会社架空みなと電機"})


def test_name_without_form_finds_all_forms(register: RegisterIndex, numbered: Number) -> None:
    """A name without a legal form finds the corporations of every form, and says so."""
    found = find(register, "架空みなと電機")
    assert set(numbers(found)) == {numbered(1), numbered(2), numbered(3)}
    assert {how for _, how in found.entries} == {"core"}


def test_place_narrows_and_homonyms_stay_counted(register: RegisterIndex, numbered: Number) -> None:
    """A place keeps the corporations registered there; the homonyms elsewhere stay counted."""
    for place in ("小田原市", "神奈川県", "Kanagawa", "14"):
        found = find(register, "株式会社架空みなと電機", place)
        assert (numbers(found), found.homonyms) == ([numbered(1)], 2), place
    assert len(find(register, "株式会社架空アシスト", "新座市").entries) == 20


def test_designated_city_covers_its_wards(register: RegisterIndex, numbered: Number) -> None:
    """横浜市 covers a corporation registered in 西区, another ward does not."""
    assert numbers(find(register, "株式会社Noro架空通商", "横浜市")) == [numbered(5)]
    assert numbers(find(register, "株式会社Noro架空通商", "横浜市中区")) == []


@pytest.mark.parametrize(
    ("query", "serial", "how"),
    [
        ("norokaku.co.jp", 5, "domain"),
        ("NOROKAKU.CO.JP", 5, "domain"),
        ("Norotsu", 5, "alias_name"),
        ("株式会社前架空商会", 12, "alias_former"),
        ("Chodai Precision Co., Ltd.", 12, "alias_english"),
        ("Norokaku Trading Corporation", 5, "english"),
        ("Watanabe Kakuu Sekkei Jimusyo", 4, "reading"),
        ("株式会社渡辺架空設計事務所", 4, "core"),
    ],
)
def test_other_keys_lead_to_the_corporation(
    register: RegisterIndex, numbered: Number, query: str, serial: int, how: str
) -> None:
    """Domain, aliases, English name, reading and another spelling lead to it, and the key is named."""
    found = find(register, query)
    assert found.entries[0][0].number == numbered(serial)
    assert found.entries[0][1] == how
    assert how in found.keys


@pytest.mark.parametrize("query", ["", " ", "???", "株式会社", "'; DROP TABLE org; --", "x" * 10_000, "\u0000"])
def test_odd_queries_find_nothing(register: RegisterIndex, query: str) -> None:
    """A query without a name finds nothing and breaks nothing."""
    found = find(register, query)
    assert (found.entries, found.homonyms) == ((), 0)


def test_unknown_place_is_none() -> None:
    """A text that names no place gives none."""
    assert [read_place(PLACES, text) for text in ("nowhere", "99", "ほげ")] == [None] * 3
