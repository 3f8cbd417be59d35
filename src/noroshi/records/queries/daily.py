"""The figures of one day for the daily report (日報)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils import timezone

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.records.answer import Answer
from noroshi.records.attempt import ContactAttempt
from noroshi.records.decision import Decision
from noroshi.records.intrusion import SuspectedIntrusion
from noroshi.records.queries.ageing import overdue
from noroshi.records.scope import Scope
from noroshi.records.verification import Verification


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day in Japan. ``outcomes`` holds the attempts by outcome, in the order of the data."""

    date: dt.date
    attempts: int
    minutes: int
    outcomes: Mapping[str, int]
    answers: int
    verifications: int
    refuted: int
    complaints: int
    intrusions: int
    overdue: int | None

    @property
    def reached(self) -> int:
        """Return the attempts that reached the responsible person."""
        return self.outcomes.get("reached_responsible", 0)


def day_figures(scope: Scope, date: dt.date) -> Day:
    """Return the day's figures over all campaigns of the scope that are no rehearsal; six queries."""
    begin, end = _bounds(date)
    real = Q(case__campaign__rehearsal=False)
    corrected = ContactAttempt.objects.within(scope).filter(supersedes__isnull=False).values("supersedes_id")
    attempts = ContactAttempt.objects.within(scope).filter(real, at__gte=begin, at__lt=end).exclude(pk__in=corrected)
    rows = attempts.values("outcome").annotate(number=Count("pk"), spent=Sum("minutes"))
    counted = {row["outcome"]: row["number"] for row in rows}
    codes = load_enumerations().codes("contact_outcome")
    return Day(
        date=date,
        attempts=sum(counted.values()),
        minutes=sum(row["spent"] or 0 for row in rows),
        outcomes={code: counted[code] for code in codes if code in counted},
        answers=Answer.objects.within(scope).filter(real, at__gte=begin, at__lt=end).count(),
        verifications=Verification.objects.within(scope).filter(real, at__gte=begin, at__lt=end).count(),
        refuted=Decision.objects.within(scope)
        .filter(kind="refute", at__gte=begin, at__lt=end, finding__campaign__rehearsal=False)
        .count(),
        complaints=counted.get("complaint", 0),
        intrusions=SuspectedIntrusion.objects.within(scope)
        .filter(real, reported_at__gte=begin, reported_at__lt=end)
        .count(),
        overdue=overdue(scope).count() if date == timezone.localdate() else None,
    )


def _bounds(date: dt.date) -> tuple[dt.datetime, dt.datetime]:
    zone = timezone.get_default_timezone()
    begin = dt.datetime.combine(date, dt.time(), tzinfo=zone)
    return begin, begin + dt.timedelta(days=1)
