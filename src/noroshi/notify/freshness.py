"""How old a finding is against the number of days after which nobody is contacted on its strength."""

from datetime import date
from typing import Final, Literal

import msgspec

from noroshi.knowledge.words import Language, load_words
from noroshi.notify.japanese_dates import day_text, month_day_text

DEFAULT_DAYS: Final = 14
Status = Literal["fresh", "stale", "overridden"]


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """A supervisor's decision to go on with an old observation.

    ``last_seen``: the observation that was looked at; a decision about another day carries nothing over.
    """

    by: str
    reason: str
    last_seen: date


class Freshness(msgspec.Struct, frozen=True, kw_only=True):
    """The age of a finding. ``age_days`` is negative where the observation lies after ``today``, None where none is."""

    status: Status
    last_seen: date | None
    today: date
    limit: int
    age_days: int | None

    @property
    def blocks(self) -> bool:
        """Whether calls, letters and the hand-over must wait."""
        return self.status == "stale"

    def text(self, language: Language) -> str:
        """Return age and consequence as a sentence."""
        words = load_words()
        if self.last_seen is None or self.age_days is None:
            return words.text("freshness.unseen", language)
        key = "freshness.future" if self.age_days < 0 else f"freshness.{self.status}"
        values = {"date": day_text(self.last_seen, language), "age": self.age_days, "limit": self.limit}
        return words.text(key, language, **values)

    def as_of(self, language: Language) -> str:
        """Return the opening that a text on an old observation must carry, '' for a fresh one.

        Raises ValueError for a stale finding: no text may rest on it.
        """
        if self.status == "stale" or self.last_seen is None:
            raise ValueError("a stale finding carries no text before a supervisor has overridden it")
        if self.status == "fresh":
            return ""
        this_year = self.last_seen.year == self.today.year
        day = month_day_text(self.last_seen, language) if this_year else day_text(self.last_seen, language)
        return load_words().text("freshness.as_of", language, date=day)


def freshness(
    last_seen: date | None, today: date, *, days: int = DEFAULT_DAYS, override: Override | None = None
) -> Freshness:
    """Return whether an observation last made on ``last_seen`` may be used on ``today`` (both days in Japan).

    Exactly ``days`` old is still fresh. An observation in the future, or none, is stale and cannot be overridden.
    ``override`` counts only with a reason and for this very observation. Raises ValueError where ``days`` is negative.
    """
    if days < 0:
        raise ValueError(f"the period must not be negative: {days} days")
    age = None if last_seen is None else (today - last_seen).days
    status: Status = "stale"
    if age is not None and 0 <= age <= days:
        status = "fresh"
    elif age is not None and age > days and _counts(override, last_seen):
        status = "overridden"
    return Freshness(status=status, last_seen=last_seen, today=today, limit=days, age_days=age)


def _counts(override: Override | None, last_seen: date | None) -> bool:
    if override is None or override.last_seen != last_seen:
        return False
    return bool(override.reason.strip() and override.by.strip())
