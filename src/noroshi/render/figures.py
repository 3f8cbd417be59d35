"""Figures of a report as inline SVG: Altair describes them, vl-convert draws them, without browser or network.

All positions are computed here in pixels of a drawing 400 wide and labels stand above their bars, so that a figure
looks the same whatever fonts the machine has, and is readable on a phone without scaling.
"""

from collections.abc import Sequence
from typing import Any, Final

import altair as alt
import msgspec
import vl_convert
from markupsafe import Markup

from noroshi.render.formats import ems, fit
from noroshi.render.neutral import html, visible
from noroshi.render.texture import GREY, INK, TEXTURES, weave

WIDTH: Final = 400
FONTS: Final = "Hiragino Sans, Yu Gothic UI, Meiryo, Noto Sans CJK JP, Noto Sans JP, sans-serif"
TEXT: Final = "#1b1f24"

_MARGIN: Final = 2
_ROW: Final = 46
_SEGMENT_ROW: Final = 60
_LABEL: Final = 13
_SMALL: Final = 11.5
_HISTOGRAM_HEIGHT: Final = 120
_MANY_BARS: Final = 16


class Bar(msgspec.Struct, frozen=True):
    """One bar: label on the left, ``note`` (the number with its share) on the right; texture by name."""

    label: str
    value: int
    note: str
    texture: str = "affected"


class Stack(msgspec.Struct, frozen=True):
    """One bar of parts: (texture, number), as shares of their sum."""

    label: str
    note: str
    parts: tuple[tuple[str, int], ...]


def bars(rows: Sequence[Bar], title: str, ident: str) -> Markup:
    """Return horizontal bars on one scale that starts at 0."""
    most = max((row.value for row in rows), default=0) or 1
    rects, texts = [], []
    for index, row in enumerate(rows):
        top = index * _ROW
        if row.value:
            rects.append(_rect(0, WIDTH * row.value / most, (top + 19, top + 33), row.texture))
        texts += _heading(row.label, row.note, top)
    return _draw(rects, texts, len(rows) * _ROW, (title, ident))


def stacks(rows: Sequence[Stack], key: Sequence[tuple[str, str]], title: str, ident: str) -> Markup:
    """Return bars of equal length split into parts, with the numbers below and a ``key`` of (texture, label) above."""
    rects, texts, top = _key(key)
    for index, row in enumerate(rows):
        at = top + index * _SEGMENT_ROW
        texts += _heading(row.label, row.note, at)
        left, total = 0.0, sum(count for _, count in row.parts) or 1
        for texture, count in row.parts:
            right = left + WIDTH * count / total
            if count:
                rects.append(_rect(left, right, (at + 19, at + 34), texture))
                label = f"{count:,}"
                if right - left >= ems(label) * _SMALL + 2:
                    texts.append(_text((left + right) / 2, at + 46, label, size=_SMALL, align="center"))
            left = right
    return _draw(rects, texts, top + len(rows) * _SEGMENT_ROW, (title, ident))


def histogram(columns: Sequence[tuple[str, int]], title: str, ident: str) -> Markup:
    """Return upright bars in the order given, (label, number); first, middle and last are labelled, few bars all."""
    most = max((count for _, count in columns), default=0) or 1
    width = WIDTH / max(len(columns), 1)
    gap = min(4.0, width * 0.15)
    rects, texts = [], []
    for index, (_, count) in enumerate(columns):
        top = 16 + (1 - count / most) * _HISTOGRAM_HEIGHT
        if count:
            span = (index * width + gap, (index + 1) * width - gap)
            rects.append(_rect(*span, (top, 16 + _HISTOGRAM_HEIGHT), "affected"))
        if count and (len(columns) <= _MANY_BARS or count == most):
            texts.append(_text((index + 0.5) * width, top - 5, f"{count:,}", size=_SMALL, align="center"))
    rects.append(_rect(0, WIDTH, (16 + _HISTOGRAM_HEIGHT, 17 + _HISTOGRAM_HEIGHT), "affected"))
    texts += _ticks([label for label, _ in columns], width)
    return _draw(rects, texts, _HISTOGRAM_HEIGHT + 40, (title, ident))


def framed(body: str, size: tuple[float, float], title: str, ident: str) -> Markup:
    """Return the body as an SVG image with an accessible title; sizes in pixels."""
    width, height = size
    return Markup(  # noqa: S704 - the body is drawn here or by vl-convert, which escapes its texts
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{ident}-title" width="{width:g}"'
        f' height="{height:g}" viewBox="0 0 {width:g} {height:g}"><title id="{ident}-title">{html(title)}</title>'
        f"{weave(body, ident)}</svg>"
    )


def _heading(label: str, note: str, top: float) -> list[dict[str, Any]]:
    room = WIDTH / _LABEL - ems(note) - 1
    return [
        _text(0, top + 14, fit(visible(label), room)),
        _text(WIDTH, top + 14, note, align="right"),
    ]


def _key(entries: Sequence[tuple[str, str]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]], float]:
    """Return swatches and labels, broken into lines, and the height that they take."""
    rects, texts = [], []
    left, line = 0.0, 0
    for texture, label in entries:
        width = 20 + ems(label) * _SMALL + 14
        if left and left + width > WIDTH:
            left, line = 0.0, line + 1
        rects.append(_rect(left, left + 15, (line * 20 + 2, line * 20 + 13), texture))
        texts.append(_text(left + 20, line * 20 + 12, label, size=_SMALL))
        left += width
    return rects, texts, (line + 1) * 20 + 8


def _ticks(labels: Sequence[str], width: float) -> list[dict[str, Any]]:
    at = 32 + _HISTOGRAM_HEIGHT
    if len(labels) == 1:
        return [_text(WIDTH / 2, at, labels[0], size=_SMALL, align="center")]
    ticks = []
    if labels:
        ticks = [_text(0, at, labels[0], size=_SMALL), _text(WIDTH, at, labels[-1], size=_SMALL, align="right")]
    middle = len(labels) // 2
    if len(labels) % 2 and len(labels) > 2:  # noqa: PLR2004 - first and last alone have no middle
        ticks.append(_text((middle + 0.5) * width, at, labels[middle], size=_SMALL, align="center"))
    return ticks


def _rect(left: float, right: float, rows: tuple[float, float], texture: str) -> dict[str, Any]:
    return {"x": left, "x2": right, "y": rows[0], "y2": rows[1], "fill": TEXTURES[texture].token}


def _text(x: float, y: float, text: str, *, size: float = _LABEL, align: str = "left") -> dict[str, Any]:
    return {"x": x, "y": y, "text": visible(text), "size": size, "align": align}


def _draw(rects: list[dict[str, Any]], texts: list[dict[str, Any]], height: float, name: tuple[str, str]) -> Markup:
    """Draw rectangles and texts in pixel coordinates, y downwards."""
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, WIDTH], nice=False, zero=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False), axis=None)
    shapes = (
        alt.Chart({"values": rects})
        .mark_rect(stroke=INK, strokeWidth=0.8)
        .encode(x=x, x2="x2:Q", y=y, y2="y2:Q", fill=alt.Fill("fill:N", scale=None))
    )
    layers = [shapes]
    for size, align in sorted({(row["size"], row["align"]) for row in texts}):
        values = [row for row in texts if (row["size"], row["align"]) == (size, align)]
        mark = alt.Chart({"values": values}).mark_text(
            font=FONTS, fontSize=size, align=align, baseline="alphabetic", color=TEXT, limit=0
        )
        layers.append(mark.encode(x=x, y=y, text="text:N"))
    spec = alt.layer(*layers).properties(width=WIDTH, height=height, padding=_MARGIN, background="transparent")
    svg = vl_convert.vegalite_to_svg(
        spec.to_dict() | {"autosize": {"type": "none"}},
        config={"aria": False, "view": {"stroke": None}, "axis": {"labelColor": GREY}},
        allowed_base_urls=[],
    )
    return framed(_body(svg), (WIDTH + 2 * _MARGIN, height + 2 * _MARGIN), *name)


def _body(svg: str) -> str:
    """Return what is inside the outermost svg element."""
    return svg[svg.index(">") + 1 : svg.rindex("</svg>")]
