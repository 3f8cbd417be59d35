"""Fills that stay distinct without colour: a texture per verdict, and lightness steps for a map."""

from typing import Final

import msgspec

INK: Final = "#1d3557"
PAPER: Final = "#ffffff"
GREY: Final = "#5b6470"
STEPS: Final = ("#ffffff", "#dce5ef", "#a8bdd4", "#6083ab", "#1d3557")
"""Fills of a map from none to most; the last two need white text."""

TEXT_ON_STEP: Final = ("#1b1f24", "#1b1f24", "#1b1f24", "#ffffff", "#ffffff")


class Texture(msgspec.Struct, frozen=True):
    """``token``: the fill colour in a chart's specification; ``pattern``: what replaces it, '' = the colour stays."""

    token: str
    pattern: str = ""


_DIAGONAL: Final = (
    'width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="6" height="6" fill="#e3eaf2"/><rect width="2.4" height="6" fill="{INK}"/>'
)
_DOTS: Final = (
    'width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect width="6" height="6" fill="#f3f1ea"/><circle cx="3" cy="3" r="1.1" fill="#4c5560"/>'
)
_LINES: Final = (
    'width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect width="5" height="5" fill="#ffffff"/><rect width="5" height="0.9" y="2" fill="#8a94a0"/>'
)

TEXTURES: Final[dict[str, Texture]] = {
    "affected": Texture(INK),
    "likely": Texture("#0a0001", _DIAGONAL),
    "undetermined": Texture("#0a0002", _DOTS),
    "not_affected": Texture("#0a0003", _LINES),
    "not_judged": Texture(PAPER),
}


def weave(svg: str, ident: str) -> str:
    """Return the body of an SVG with the textures' colours replaced by patterns whose ids start with ``ident``."""
    defs = []
    for name, texture in TEXTURES.items():
        token = f'fill="{texture.token}"'
        if texture.pattern and token in svg:
            svg = svg.replace(token, f'fill="url(#{ident}-{name})"')
            defs.append(f'<pattern id="{ident}-{name}" {texture.pattern}</pattern>')
    return f"<defs>{''.join(defs)}</defs>{svg}" if defs else svg
