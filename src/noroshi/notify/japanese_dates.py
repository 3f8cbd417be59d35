"""Dates as a Japanese office writes them (令和8年11月24日(火)), times in Japan, and ages in words.

The first days of the eras are those of 昭和 (1926-12-25), 平成 (1989-01-08) and 令和 (2019-05-01), as in the list of
eras of Japan; from 平成 on an era begins on the day after the ordinance. Years of an earlier era are written in the
common reckoning.
"""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from noroshi.knowledge.words import Language

JST: Final = timezone(timedelta(hours=9), "JST")
ERAS: Final = (("令和", date(2019, 5, 1)), ("平成", date(1989, 1, 8)), ("昭和", date(1926, 12, 25)))
WEEKDAYS: Final = "月火水木金土日"
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def year_text(day: date) -> str:
    """Return the year with its era: 令和8年, 令和元年; 1912年 before the first era known here."""
    for era, first in ERAS:
        if day >= first:
            number = day.year - first.year + 1
            return f"{era}{'元' if number == 1 else number}年"
    return f"{day.year}年"


def japanese_date(day: date, *, weekday: bool = True) -> str:
    """Return 令和8年11月24日(火), or without the day of the week."""
    ending = f"({WEEKDAYS[day.weekday()]})" if weekday else ""
    return f"{year_text(day)}{day.month}月{day.day}日{ending}"


def english_date(day: date, *, weekday: bool = True) -> str:
    """Return 24 November 2026 (Tue), or without the day of the week."""
    ending = f" ({_DAYS[day.weekday()]})" if weekday else ""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}{ending}"


def day_text(day: date, language: Language) -> str:
    """Return a full date with its day of the week in the reader's language."""
    return japanese_date(day) if language == "ja" else english_date(day)


def month_day_text(day: date, language: Language) -> str:
    """Return 11月24日 or 24 November: for a day of the present year."""
    return f"{day.month}月{day.day}日" if language == "ja" else f"{day.day} {_MONTHS[day.month - 1]}"


def in_japan(moment: datetime) -> datetime:
    """Return the moment in Japan's time; ValueError for a time without zone, which could mean anything."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(JST)


def day_in_japan(moment: datetime) -> date:
    """Return the day it is in Japan at that moment."""
    return in_japan(moment).date()


def to_utc(moment: datetime) -> datetime:
    """Return the moment in UTC, as times are stored; ValueError for a time without zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC)


def moment_text(moment: datetime, language: Language) -> str:
    """Return 令和8年11月24日(火)午後3時05分 or 24 November 2026 (Tue) 15:05 JST."""
    there = in_japan(moment)
    if language == "en":
        return f"{english_date(there.date())} {there:%H:%M} JST"
    half = "午前" if there.hour < 12 else "午後"  # noqa: PLR2004 - noon
    return f"{japanese_date(there.date())}{half}{there.hour % 12}時{there.minute:02d}分"


def age_text(day: date, today: date, language: Language) -> str:
    """Return how long ago ``day`` was: 本日, 3日前, 2日後; today, 3 days ago, in 2 days."""
    days = (today - day).days
    if days == 0:
        return "本日" if language == "ja" else "today"
    if language == "ja":
        return f"{days}日前" if days > 0 else f"{-days}日後"
    unit = "day" if abs(days) == 1 else "days"
    return f"{days} {unit} ago" if days > 0 else f"in {-days} {unit}"
