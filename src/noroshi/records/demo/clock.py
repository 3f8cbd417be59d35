"""The clock of the demonstration: Django's clock, which the services ask, is set back to the day that is played."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

_FIRST = dt.time(9, 30)
_TICK = dt.timedelta(milliseconds=1)


class Clock:
    """A clock that stands still until it is moved on. It never goes back and never passes the real time."""

    def __init__(self) -> None:
        self._real: Callable[[], dt.datetime] = timezone.now
        self._at: dt.datetime | None = None

    def now(self) -> dt.datetime:
        """Return the played time, or the real one before the first day; no two readings are the same."""
        if self._at is None:
            return self._real()
        self._set(self._at + _TICK)
        return self._at

    def real_day(self) -> dt.date:
        """Return today, as it really is."""
        return timezone.localdate(self._real())

    def day(self, date: dt.date) -> None:
        """Begin a day in the office; one that is under way goes on."""
        morning = dt.datetime.combine(date, _FIRST, tzinfo=timezone.get_default_timezone())
        self._set(morning)

    def pass_minutes(self, minutes: float) -> None:
        """Let time pass."""
        self._set(self.now() + dt.timedelta(minutes=minutes))

    def _set(self, wanted: dt.datetime) -> None:
        later = wanted if self._at is None else max(wanted, self._at)
        self._at = min(later, self._real())


@contextmanager
def playing(clock: Clock) -> Iterator[None]:
    """Let every service read the played time while the block runs."""
    module: Any = timezone
    real = module.now
    module.now = clock.now
    try:
        yield
    finally:
        module.now = real
