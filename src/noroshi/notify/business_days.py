"""Business days of a Japanese public office: no weekend, no national holiday, no closing day at the year's end.

National holidays, substitute holidays and the days between two holidays come from the ``holidays`` library; the closing
days from ``knowledge/data/office_days.yaml``, or from whatever a deployment gives instead.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import holidays

from noroshi.knowledge.office_days import ClosedPeriod, load_office_days
from noroshi.knowledge.words import Language

FIRST_YEAR: Final = 1949
LAST_YEAR: Final = 2099
"""Years for which the library knows the holidays; the equinoxes of coming years are calculated."""
_SATURDAY: Final = 5
_NAMES: Final[dict[Language, str]] = {"ja": "ja", "en": "en_US"}


def is_business_day(day: date, *, closed: Iterable[ClosedPeriod] | None = None) -> bool:
    """Whether offices work on that day. ``closed``: other closing days than the bundled ones, ``()`` for none.

    Raises ValueError outside the years whose holidays are known.
    """
    return closed_because(day, "en", closed=closed) is None


def closed_because(day: date, language: Language, *, closed: Iterable[ClosedPeriod] | None = None) -> str | None:
    """Return why offices are closed on that day (name of the holiday, the weekend, closing days), None if they work."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"the holidays of {day.year} are not known; known are {FIRST_YEAR} to {LAST_YEAR}")
    name = _holidays(day.year, language).get(day)
    if name is not None:
        return name
    for period in load_office_days() if closed is None else closed:
        if period.holds(day.month, day.day):
            return period.ja if language == "ja" else period.en
    if day.weekday() >= _SATURDAY:
        return "土曜日・日曜日" if language == "ja" else "weekend"
    return None


def next_business_day(day: date, *, closed: Iterable[ClosedPeriod] | None = None) -> date:
    """Return the first business day after ``day``."""
    return add_business_days(day, 1, closed=closed)


def add_business_days(day: date, count: int, *, closed: Iterable[ClosedPeriod] | None = None) -> date:
    """Return the ``count``-th business day after ``day``; for 0 the day itself, or the next one if it is none.

    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError(f"business days are only counted forward, not {count}")
    periods = load_office_days() if closed is None else tuple(closed)
    while count > 0:
        day += timedelta(days=1)
        count -= is_business_day(day, closed=periods)
    while not is_business_day(day, closed=periods):
        day += timedelta(days=1)
    return day


def business_days_between(first: date, last: date, *, closed: Iterable[ClosedPeriod] | None = None) -> int:
    """Return how many business days lie after ``first`` up to and including ``last``; 0 where last is not later."""
    periods = load_office_days() if closed is None else tuple(closed)
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(is_business_day(day, closed=periods) for day in days)


@lru_cache(maxsize=64)
def _holidays(year: int, language: Language) -> dict[date, str]:
    return dict(holidays.country_holidays("JP", years=year, language=_NAMES[language]).items())
