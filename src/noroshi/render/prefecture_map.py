"""A tile map of the 47 prefectures: one equal tile each, number in the tile, lightness by number."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
from markupsafe import Markup

from noroshi.knowledge.words import Language
from noroshi.render.figures import FONTS, framed
from noroshi.render.formats import number
from noroshi.render.neutral import html
from noroshi.render.texture import GREY, INK, STEPS, TEXT_ON_STEP

_TILE: Final = 48
_COLUMNS: Final = 15
_ROWS: Final = 12


class Prefecture(msgspec.Struct, frozen=True):
    """A prefecture's code (01 to 47), names, and place in the grid."""

    code: str
    ja: str
    short: str
    en: str
    column: int
    row: int

    def name(self, language: Language) -> str:
        """Return the full name."""
        return self.ja if language == "ja" else self.en


@cache
def prefectures() -> tuple[Prefecture, ...]:
    """Return the 47 prefectures by code."""
    lines = (files("noroshi.render") / "data" / "tile_grid.csv").read_text(encoding="utf-8").splitlines()
    return tuple(
        Prefecture(row["code"], row["ja"], row["short"], row["en"], int(row["column"]), int(row["row"]))
        for row in csv.DictReader(lines)
    )


def find(text: str) -> Prefecture | None:
    """Return the prefecture of a code or of a Japanese or English name; None where it is none of the 47."""
    return _names().get(text.strip().lower())


def limits(most: int) -> tuple[int, ...]:
    """Return the lowest number of each lightness step above none, rising: at most four, in quarters of ``most``."""
    return tuple(sorted({max(1, -(-most * quarter // 4) + (quarter > 0)) for quarter in range(4) if most > quarter}))


def step(count: int, lowest: tuple[int, ...]) -> int:
    """Return the index of the fill for a number: 0 for none; the highest number always has the darkest fill."""
    reached = sum(count >= limit for limit in lowest)
    return reached + len(STEPS) - 1 - len(lowest) if reached else 0


def tile_map(counts: Mapping[str, int], language: Language, title: str, unit: str, ident: str) -> Markup:
    """Return the map as SVG; ``counts`` by prefecture code, ``unit`` heads the legend."""
    most = max(counts.values(), default=0)
    lowest = limits(most)
    tiles = [_tile(place, counts.get(place.code, 0), lowest, language) for place in prefectures()]
    body = f'<g font-family="{FONTS}">{_legend(lowest, most, unit)}{"".join(tiles)}</g>'
    return framed(body, (_COLUMNS * _TILE, _ROWS * _TILE), title, ident)


def _tile(place: Prefecture, count: int, lowest: tuple[int, ...], language: Language) -> str:
    index = step(count, lowest)
    x, y, ink = place.column * _TILE, place.row * _TILE, TEXT_ON_STEP[index]
    name, size = (place.short, 12) if language == "ja" else (place.en, 9)
    strong = "700" if count else "400"
    return (
        f'<rect x="{x + 1}" y="{y + 1}" width="{_TILE - 2}" height="{_TILE - 2}" rx="3" fill="{STEPS[index]}"'
        f' stroke="{INK if count else "#b4bcc6"}"/>'
        f'<text x="{x + _TILE / 2:g}" y="{y + 18}" font-size="{size}" text-anchor="middle" fill="{ink}">{html(name)}'
        f'</text><text x="{x + _TILE / 2:g}" y="{y + 38}" font-size="15" font-weight="{strong}" text-anchor="middle"'
        f' fill="{ink}">{number(count)}</text>'
    )


def _legend(lowest: tuple[int, ...], most: int, unit: str) -> str:
    """Draw the steps in the empty north-west corner."""
    labels = ["0"]
    for index, low in enumerate(lowest):
        high = most if index + 1 == len(lowest) else lowest[index + 1] - 1
        labels.append(number(low) if low == high else f"{number(low)}–{number(high)}")
    fills = [STEPS[0], *(STEPS[step(low, lowest)] for low in lowest)]
    parts = [f'<text x="8" y="24" font-size="13" fill="{GREY}">{html(unit)}</text>']
    for index, (fill, label) in enumerate(zip(fills, labels, strict=True)):
        y = 36 + index * 26
        parts.append(
            f'<rect x="8" y="{y}" width="30" height="18" rx="2" fill="{fill}" stroke="{INK}"/>'
            f'<text x="46" y="{y + 14}" font-size="13" fill="#1b1f24">{html(label)}</text>'
        )
    return "".join(parts)


@cache
def _names() -> dict[str, Prefecture]:
    return {
        name.lower(): place
        for place in prefectures()
        for name in (place.code, place.ja, place.short, place.en, f"JP-{place.code}")
    }
