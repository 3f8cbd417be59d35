"""SonicOS: ``A.B.C.D-NNo`` (generations 5 and 6), ``7.x.y-NNNN`` (generation 7 on), NSv ``6.5.4.4-44v-21-1457``."""

import re
from typing import Final

from noroshi.judge.schemes.base import Key, Reading, Scheme, dotted, numbers

_FORM: Final = re.compile(
    r"(\d{1,2})\.(\d{1,3})(?:\.(\d{1,3})(?:\.(\d{1,3}))?"
    r"(?:-(\d{1,6})(?P<letter>[a-z]{1,2})?(?:-(\d{1,4})-(\d{1,6}))?(?:-R\d{1,6})?)?)?(?P<rest>\+|[ ,].*)?",
    re.IGNORECASE | re.ASCII,
)
_DASH_FROM: Final = 7
_BASE: Final = 4
_BUILD: Final = 5


def read(text: str) -> Reading | None:
    """Read one firmware version. From generation 7 on there is no fourth number; it counts as 0."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    release = numbers(*match.groups()[:_BASE])
    build = numbers(match[5], match[7], match[8])
    whole = 3 if release[0] >= _DASH_FROM else _BASE
    if not build:
        return Reading(release, rest=match["rest"] or "")
    if len(release) != whole:
        return None
    parts = (*release, 0)[:_BASE] + build
    letter = (match["letter"] or "").lower()
    return Reading(parts, text=_with_letter(parts, letter) if letter else "", rest=match["rest"] or "")


def write(key: Key) -> str:
    """Write the number form; the letter after the build is kept only in the text of a parsed version."""
    return _with_letter(key, "")


def _with_letter(key: Key, letter: str) -> str:
    release, build, virtual = key[:_BASE], key[_BASE:_BUILD], key[_BUILD:]
    if len(release) == _BASE and release[0] >= _DASH_FROM and build:
        release = release[:3]
    text = dotted(release)
    if build:
        text += f"-{build[0]}{letter}"
    return text + (f"-{virtual[0]}-{virtual[1]}" if any(virtual) else "")


def generation(key: Key) -> tuple[str, ...]:
    """Return the hardware generation, which is the first number: gen5, gen6, gen7, gen8."""
    return (f"gen{key[0]}",) if key else ()


SCHEME: Final = Scheme(
    name="sonicos",
    read=read,
    write=write,
    complete=5,
    tail=(0, 0),
    line_parts=4,
    lead=r"sonic(?:os|wall)|enhanced|standard|version",
    editions=generation,
)
