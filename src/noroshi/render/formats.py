"""Numbers, shares, sizes, days and times as people read them; days and times in Japan Standard Time."""

import unicodedata
from datetime import date, datetime, timedelta, timezone
from typing import Final

from noroshi.knowledge.words import Language

JST: Final = timezone(timedelta(hours=9), "JST")
DASH: Final = "–"

_REIWA: Final = date(2019, 5, 1)
_WEEKDAYS: Final = "月火水木金土日"
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_UNITS: Final = ("bytes", "KiB", "MiB", "GiB", "TiB")
_STEP: Final = 1024


def number(value: int) -> str:
    """Return the number with thousands separators."""
    return f"{value:,}"


def share(count: int, of: int) -> str:
    """Return the per cent of ``of``, rounded half up to one decimal place; a dash where there is no denominator."""
    if of <= 0:
        return DASH
    tenths = (2000 * count + of) // (2 * of)
    return f"{tenths // 10}.{tenths % 10}"


def size(count: int) -> str:
    """Return a size in bytes with a binary unit."""
    value, unit = float(count), 0
    while value >= _STEP and unit < len(_UNITS) - 1:
        value, unit = value / _STEP, unit + 1
    return f"{value:.1f} {_UNITS[unit]}" if unit else f"{count:,} bytes"


def day(value: date, language: Language) -> str:
    """Return the day: ``令和8年11月24日(火)`` (before 2019-05-01 by the Western year) or ``24 November 2026``."""
    if language == "en":
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    year = f"{value.year}年" if value < _REIWA else _reiwa(value.year)
    return f"{year}{value.month}月{value.day}日({_WEEKDAYS[value.weekday()]})"


def moment(value: datetime, language: Language) -> str:
    """Return day, hour and minute in Japan Standard Time."""
    local = value.astimezone(JST)
    zone = "" if language == "ja" else " JST"
    return f"{day(local.date(), language)} {local:%H:%M}{zone}"


def ems(text: str) -> float:
    """Return an estimate of the text's width in ems: 1 for a full-width character, 0.58 for any other."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.58 for char in text)


def fit(text: str, limit: float) -> str:
    """Return the text, cut with an ellipsis where it would be wider than ``limit`` ems."""
    if ems(text) <= limit:
        return text
    kept = text
    while kept and ems(kept) + 1 > limit:
        kept = kept[:-1]
    return kept + "…"


def _reiwa(year: int) -> str:
    return "令和元年" if year == _REIWA.year else f"令和{year - _REIWA.year + 1}年"
