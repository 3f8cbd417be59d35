"""Places from texts and codes: what is named, what is ambiguous, what is a placeholder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.knowledge.places import bundled_places

PLACES = bundled_places()
CURRENT = sorted(code for code, item in PLACES.municipalities.items() if not item.validity.startswith("until"))


@pytest.mark.parametrize(
    ("text", "prefecture", "expected"),
    [
        ("神奈川県横浜市西区みなとみらい１－１", "", "神奈川県/横浜市西区"),
        ("〒220-0012 横浜市西区", "", "神奈川県/横浜市西区"),
        ("前橋市古市町一丁目", "", "群馬県/前橋市"),
        ("大磯町東小磯", "", "神奈川県/中郡大磯町"),
        ("神奈川県中郡大磯町", "", "神奈川県/中郡大磯町"),
        ("茅ケ崎市", "", "神奈川県/茅ヶ崎市"),
        ("府中市", "東京都", "東京都/府中市"),
        ("府中市", "広島県", "広島県/府中市"),
        ("伊達市", "Hokkaido", "北海道/伊達市"),
        ("川崎町", "Fukuoka", "福岡県/田川郡川崎町"),
        ("浜松市中央区", "", "静岡県/浜松市中央区"),
        ("東京都中央区日本橋", "", "東京都/中央区"),
        ("京都市", "", "京都府/京都市"),
        ("Yokohama", "Kanagawa", "神奈川県/横浜市"),
        ("Nishi-ku, Yokohama", "Kanagawa", "神奈川県/横浜市西区"),
        ("Yokohama City", "", "神奈川県/横浜市"),
        ("Kamakura-shi", "", "神奈川県/鎌倉市"),
        ("Minato-ku", "Tokyo", "東京都/港区"),
        ("Oiso-machi", "Kanagawa-ken", "神奈川県/中郡大磯町"),
        ("Ooita", "", "大分県/大分市"),
        ("Koube", "Hyougo", "兵庫県/神戸市"),
        ("", "Gumma", "群馬県/"),
        ("", "神奈川県", "神奈川県/"),
        ("Tokyo", "", "東京都/"),
    ],
)
def test_place_is_found(text: str, prefecture: str, expected: str) -> None:
    """Japanese and romanised names are found, with and without prefecture, county and ending."""
    place = PLACES.from_text(text, prefecture=prefecture)
    assert place is not None
    assert f"{place.prefecture}/{place.city}" == expected


@pytest.mark.parametrize(
    ("text", "prefecture"),
    [
        ("府中市", ""),
        ("伊達市", ""),
        ("川崎町", ""),
        ("Fuchu", ""),
        ("Date", ""),
        ("Chuo-ku", ""),
        ("Some-City", "Some-State"),
        ("", "Some-State"),
        ("Default City", ""),
        ("Sunnyvale", "California"),
        ("", ""),
    ],
)
def test_ambiguous_names_and_placeholders_give_nothing(text: str, prefecture: str) -> None:
    """A name that several municipalities bear, a placeholder and a foreign place are not guessed."""
    assert PLACES.from_text(text, prefecture=prefecture) is None


def test_every_municipality_is_found_by_its_full_name() -> None:
    """Prefecture and full name together name exactly that municipality, for all of them."""
    for code in CURRENT:
        item = PLACES.municipalities[code]
        place = PLACES.from_text(f"{PLACES.prefectures[item.prefecture_code].name}{item.full}架空１－２－３")
        assert place is not None
        assert place.city_code == code


def test_there_are_47_prefectures_with_distinct_romaji() -> None:
    """All prefectures are there, found by romaji and kanji."""
    assert len(PLACES.prefectures) == 47
    for item in PLACES.prefectures.values():
        found = PLACES.prefecture_latin(item.romaji)
        assert found == item
        place = PLACES.from_text("", prefecture=item.name)
        assert place is not None
        assert place.prefecture_code == item.code


def test_ward_knows_its_city() -> None:
    """A ward of a designated city belongs to it, a special ward of Tokyo is a municipality itself."""
    assert PLACES.parent("14103") == "14100"
    assert PLACES.parent("13103") == "13103"
    assert PLACES.is_designated("14103")
    assert PLACES.is_designated("14100")
    assert not PLACES.is_designated("14204")
    assert not PLACES.is_designated("13103")


def test_codes_give_places() -> None:
    """Codes of the register give the place; an unknown municipality falls back on the prefecture."""
    ward, fallback = PLACES.by_codes("14", "14103"), PLACES.by_codes("14", "14999")
    assert ward is not None
    assert (ward.prefecture, ward.city) == ("神奈川県", "横浜市西区")
    assert fallback is not None
    assert (fallback.prefecture, fallback.city) == ("神奈川県", "")
    assert PLACES.by_codes("99") is None


@given(st.text(max_size=80), st.text(max_size=40))
def test_any_text_is_survived(text: str, prefecture: str) -> None:
    """Any text gives a known place or none."""
    place = PLACES.from_text(text, prefecture=prefecture)
    assert place is None or place.prefecture_code in PLACES.prefectures


def test_prefectures_have_the_names_that_english_texts_use() -> None:
    """Long vowels are shortened as in Tokyo and Osaka, doubled consonants and the i of Niigata stay."""
    english = {item.name: item.english for item in PLACES.prefectures.values()}
    assert [english[name] for name in ("東京都", "大阪府", "京都府", "北海道", "兵庫県", "高知県", "大分県")] == [
        "Tokyo",
        "Osaka",
        "Kyoto",
        "Hokkaido",
        "Hyogo",
        "Kochi",
        "Oita",
    ]
    assert [english[name] for name in ("新潟県", "鳥取県", "群馬県", "神奈川県")] == [
        "Niigata",
        "Tottori",
        "Gunma",
        "Kanagawa",
    ]
    assert all(name.isascii() and name.istitle() for name in english.values())
