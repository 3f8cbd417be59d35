"""Which signs the packaged fonts can draw, read from their character maps (OpenType ``cmap``, formats 4 and 12).

A sign without a glyph would make PDF/A impossible and leave an empty box; it is written as its code instead.
"""

import struct
from collections.abc import Iterator
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

import noto_cjk_sans_jp_bold
import pylopdf_fonts_jp

_VARIATIONS: Final = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_ZERO_WIDTH_SPACE: Final = 0x200B
_FORMATS: Final = (4, 12)


def font_files() -> tuple[Path, ...]:
    """Return the packaged fonts: Noto Serif JP, Noto Sans JP, and the bold Noto Sans CJK JP."""
    bold = Path(str(noto_cjk_sans_jp_bold.FONT_PATH))
    return (pylopdf_fonts_jp.serif_path(), pylopdf_fonts_jp.sans_path(), bold)


def drawable(text: str) -> str:
    """Return the text with every sign that all of the typefaces' fallbacks lack written as its code, [U+1F600]."""
    known = _known()
    if text.isascii():
        return text if text.isprintable() else "".join(map(_sign, text))
    return "".join(sign if ord(sign) in known and sign.isprintable() else _sign(sign) for sign in text)


def _sign(sign: str) -> str:
    code = ord(sign)
    kept = code == _ZERO_WIDTH_SPACE or any(code in each for each in _VARIATIONS) or sign in {"\n", "\u3000"}
    return sign if kept or (code in _known() and sign.isprintable()) else f"[U+{code:04X}]"


@cache
def _known() -> frozenset[int]:
    """Return what the bold font has, which every list of typefaces falls back on, or what all others have."""
    serif, sans, bold = (frozenset(_codes(file)) for file in font_files())
    return bold | (serif & sans)


def _codes(file: Traversable) -> Iterator[int]:
    data = file.read_bytes()
    tables = struct.unpack(">H", data[4:6])[0]
    for number in range(tables):
        tag, _, offset, _ = struct.unpack(">4sIII", data[12 + 16 * number : 28 + 16 * number])
        if tag == b"cmap":
            yield from _cmap(data, offset)


def _cmap(data: bytes, start: int) -> Iterator[int]:
    (count,) = struct.unpack(">H", data[start + 2 : start + 4])
    seen: set[int] = set()
    for number in range(count):
        (offset,) = struct.unpack(">I", data[start + 8 + 8 * number : start + 12 + 8 * number])
        (kind,) = struct.unpack(">H", data[start + offset : start + offset + 2])
        if kind in _FORMATS and offset not in seen:
            seen.add(offset)
            yield from (_segments if kind == _FORMATS[0] else _groups)(data, start + offset)


def _groups(data: bytes, at: int) -> Iterator[int]:
    (count,) = struct.unpack(">I", data[at + 12 : at + 16])
    for number in range(count):
        first, last, _ = struct.unpack(">III", data[at + 16 + 12 * number : at + 28 + 12 * number])
        yield from range(first, last + 1)


def _segments(data: bytes, at: int) -> Iterator[int]:
    count = struct.unpack(">H", data[at + 6 : at + 8])[0] // 2
    ends = struct.unpack(f">{count}H", data[at + 14 : at + 14 + 2 * count])
    starts = struct.unpack(f">{count}H", data[at + 16 + 2 * count : at + 16 + 4 * count])
    for first, last in zip(starts, ends, strict=True):
        yield from range(first, min(last, 0xFFFE) + 1)
