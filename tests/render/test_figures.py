"""Figures: numbers stand as text, textures differ without colour, nothing is fetched, hostile labels stay text."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.render.figures import Bar, Stack, bars, histogram, stacks
from noroshi.render.neutral import visible
from noroshi.render.texture import TEXTURES

KEY = [(name, name) for name in TEXTURES]
SVG = "{http://www.w3.org/2000/svg}"


def _texts(svg: str) -> list[str]:
    root = ET.fromstring(svg)  # noqa: S314 - drawn here
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


def test_bars_state_label_and_number() -> None:
    """Every bar states its label and its number as text, a zero too."""
    svg = bars([Bar("読み込んだ記録", 10, "10 (100%)"), Bar("zero", 0, "0 (0%)")], "title", "x")
    assert sorted(_texts(svg)) == sorted(["読み込んだ記録", "10 (100%)", "zero", "0 (0%)"])
    assert svg.count("<path") >= 1


def test_bar_lengths_are_proportional() -> None:
    """Bars start at 0 and their lengths are in proportion to the numbers."""
    svg = bars([Bar("a", 40, "40"), Bar("b", 10, "10")], "title", "x")
    widths = [float(width) for width in re.findall(r'd="M[^h]*h([0-9.]+)v[^"]*"[^>]*fill="#1d3557"', svg)]
    assert widths == [400.0, 100.0]


def test_stack_parts_have_their_own_texture() -> None:
    """Each verdict has a fill that differs by texture, and the parts' numbers are written."""
    parts = tuple((name, 20) for name in TEXTURES)
    svg = stacks([Stack("product", "n=100", parts)], KEY, "title", "fig")
    assert _texts(svg).count("20") == len(TEXTURES)
    for name, texture in TEXTURES.items():
        if texture.pattern:
            assert f'<pattern id="fig-{name}"' in svg
            assert svg.count(f"url(#fig-{name})") == 2
            assert texture.token not in svg


@pytest.mark.parametrize("columns", [[], [("2026-11-01", 3)], [(f"2026-11-{day:02}", day % 4) for day in range(1, 31)]])
def test_histogram_draws_any_span(columns: list[tuple[str, int]]) -> None:
    """An empty, a single-day and a long histogram are drawn; the highest column is labelled."""
    texts = _texts(histogram(columns, "title", "x"))
    if columns:
        assert f"{max(count for _, count in columns)}" in texts
        assert columns[0][0] in texts
    else:
        assert texts == []


@given(st.text(max_size=80))
@settings(deadline=None, max_examples=40)
def test_hostile_labels_stay_text(label: str) -> None:
    """A label from an input is text in well-formed XML: no element, no script, no steering character."""
    svg = bars([Bar(label, 3, "3")], label, "x")
    root = ET.fromstring(svg)  # noqa: S314 - drawn here
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {"svg", "title", "g", "path", "rect", "text"}
    assert root.findtext(f"{SVG}title") == visible(label)


def test_image_has_role_and_title_and_no_outside_reference() -> None:
    """An SVG names itself to a screen reader, and refers to nothing outside the page."""
    svg = stacks([Stack("a", "n=1", (("likely", 1),))], KEY, "The title", "fig")
    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="fig-title"')
    assert '<title id="fig-title">The title</title>' in svg
    rest = svg.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|xlink|href|<script|<image|<style|@import|url\((?!#)", rest)
    assert "sans-serif" in svg
    assert "Noto Sans" in svg


def test_drawing_is_the_same_every_time() -> None:
    """The same values give the same bytes."""
    rows = [Stack("a", "n=3", (("affected", 1), ("likely", 2)))]
    assert stacks(rows, KEY, "t", "x") == stacks(rows, KEY, "t", "x")
