"""The order in which cases are worked on: urgency, priority, next date."""

from typing import Final

from django.db import models

from noroshi.model.verdict import Urgency
from noroshi.records.case import Case
from noroshi.records.compartment import CompartmentQuerySet

URGENCIES: Final = tuple(urgency.value for urgency in Urgency)
"""Most urgent first."""


def urgency_rank(code: str) -> int:
    """Return the place of an urgency, 0 for the most urgent; a code that is not known comes last."""
    return URGENCIES.index(code) if code in URGENCIES else len(URGENCIES)


def by_urgency(cases: CompartmentQuerySet[Case]) -> CompartmentQuerySet[Case]:
    """Return the cases, most urgent first, then by priority, next date and number."""
    places = [models.When(urgency=code, then=models.Value(place)) for place, code in enumerate(URGENCIES)]
    rank = models.Case(*places, default=models.Value(len(URGENCIES)), output_field=models.IntegerField())
    return cases.order_by(rank, "priority", models.F("next_on").asc(nulls_last=True), "pk")
