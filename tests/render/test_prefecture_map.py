"""The tile map: 47 prefectures, one tile each, the number always written."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from noroshi.render.prefecture_map import find, limits, prefectures, step, tile_map
from noroshi.render.texture import STEPS

SVG = "{http://www.w3.org/2000/svg}"


def test_grid_holds_every_prefecture_once() -> None:
    """Codes 01 to 47 stand once each, on tiles of their own."""
    places = prefectures()
    assert [place.code for place in places] == [f"{number:02}" for number in range(1, 48)]
    assert len({(place.column, place.row) for place in places}) == 47
    assert len({place.ja for place in places}) == len({place.en for place in places}) == 47


def test_grid_keeps_north_and_east() -> None:
    """The grid keeps what readers expect: Hokkaido north, Okinawa south-west, Tokyo above Kanagawa."""
    by_name = {place.en: place for place in prefectures()}
    assert by_name["Hokkaido"].row == min(place.row for place in prefectures())
    assert by_name["Okinawa"].row == max(place.row for place in prefectures())
    assert by_name["Okinawa"].column == min(place.column for place in prefectures())
    assert (by_name["Tokyo"].column, by_name["Tokyo"].row + 1) == (
        by_name["Kanagawa"].column,
        by_name["Kanagawa"].row,
    )


def test_names_and_codes_are_found() -> None:
    """A prefecture is found by code, Japanese name with or without 県, and English name; nothing else is."""
    assert {find(text).code for text in ("14", "神奈川県", "神奈川", "kanagawa", " JP-14 ") if find(text)} == {"14"}
    assert [find(text) for text in ("", "California", "48", "神奈川県横浜市")] == [None] * 4


@given(st.integers(1, 100_000), st.data())
def test_steps_rise_with_the_number(most: int, data: st.DataObject) -> None:
    """More devices are never drawn lighter, none is always white, and the most is always darkest."""
    lowest = limits(most)
    low = data.draw(st.integers(0, most))
    high = data.draw(st.integers(low, most))
    assert step(0, lowest) == 0
    assert step(most, lowest) == len(STEPS) - 1
    assert step(low, lowest) <= step(high, lowest)
    assert (step(low, lowest) == 0) == (low == 0)
    assert lowest[0] == 1


def test_map_writes_every_number() -> None:
    """Each tile states name and number as text; a legend states what the steps mean."""
    svg = tile_map({"14": 48, "13": 5}, "ja", "地図", "台数", "m")
    texts = [node.text for node in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - drawn here
    assert "神奈川" in texts
    assert texts.count("48") == 1
    assert texts.count("5") == 1
    assert texts.count("0") == 46
    assert "1–12" in texts
    assert "37–48" in texts
