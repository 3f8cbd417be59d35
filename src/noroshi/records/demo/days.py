"""The days of the demonstration: shortly after each survey, and the last business days before today.

The observations keep their true dates. What happens is placed after them, and nothing is placed today or later.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from noroshi.notify.business_days import is_business_day

FIRST_CALLS: Final = 8
LAST_CALLS: Final = 3
_LEAST: Final = 30
"""Days for which the demonstration stays usable after it was made."""
_REAL: Final = 14
_MOST: Final = 366


@dataclass(frozen=True, slots=True)
class Days:
    """Opening, release, first calls, attaching the later survey (None where there is none yet), last calls.

    Where today comes too early for a step, its day is missing and the step is left out.
    """

    opened: dt.date
    released: dt.date | None = None
    first: tuple[dt.date, ...] = ()
    attached: dt.date | None = None
    last: tuple[dt.date, ...] = field(default=())


def plan_days(today: dt.date, first_survey: dt.date, later_survey: dt.date | None) -> Days:
    """Return the days of the story; with a clock before the survey only the opening, today."""
    days = _business_days(first_survey + dt.timedelta(days=1), today - dt.timedelta(days=1))
    if not days:
        return Days(opened=today)
    opened, *rest = days
    last = tuple(rest[1 + FIRST_CALLS :][-LAST_CALLS:])
    after = [day for day in rest[1:] if later_survey and day > later_survey and day not in last]
    return Days(
        opened=opened,
        released=rest[0] if rest else None,
        first=tuple(rest[1 : 1 + FIRST_CALLS]),
        attached=next(iter(after or [day for day in last[:1] if later_survey and day > later_survey]), None),
        last=last,
    )


def usable_days(today: dt.date, newest_survey: dt.date) -> int:
    """Return how old an observation may be in the demonstration: usable today and for a month from now."""
    return min(_MOST, max(_REAL, (today - newest_survey).days + _LEAST))


def _business_days(first: dt.date, until: dt.date) -> list[dt.date]:
    return [
        first + dt.timedelta(days=number)
        for number in range((until - first).days + 1)
        if is_business_day(first + dt.timedelta(days=number))
    ]
