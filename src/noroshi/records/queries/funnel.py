"""The funnel of a campaign: identified → contact found → reached → verified → answered → promised → observed fixed."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q

from noroshi.records.case import Case
from noroshi.records.compartment import CompartmentQuerySet
from noroshi.records.contact import Contact
from noroshi.records.scope import Scope

STAGES: Final = ("identified", "contact_found", "reached", "verified", "answered", "promised", "observed_fixed")
UNCOUNTED: Final = ("not_applicable",)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: how many cases came this far, and out of how many."""

    code: str
    count: int
    of: int

    @property
    def percent(self) -> int:
        """Return the share in whole per cent, rounded half up; 0 where there is no case."""
        return (200 * self.count + self.of) // (2 * self.of) if self.of else 0


def counted_cases(scope: Scope, campaign_id: int | None = None) -> CompartmentQuerySet[Case]:
    """Return the cases that figures count: of one campaign, or of all that are no rehearsal; never not applicable."""
    cases = Case.objects.within(scope).exclude(state__in=UNCOUNTED)
    return cases.filter(campaign_id=campaign_id) if campaign_id else cases.filter(campaign__rehearsal=False)


def funnel(scope: Scope, campaign_id: int | None = None) -> list[Stage]:
    """Return the stages in order, from one query. A later stage does not imply an earlier one: each is counted itself.

    ``promised`` counts a date that was given or work that is under way; ``observed_fixed`` observations only.
    """
    usable = Contact.objects.within(scope).filter(state="ok").values("organization_id")
    counts = counted_cases(scope, campaign_id).aggregate(
        identified=Count("pk"),
        contact_found=Count("pk", filter=Q(organization_id__in=usable)),
        reached=Count("pk", filter=Q(first_reached_at__isnull=False)),
        verified=Count("pk", filter=Q(verified_at__isnull=False)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        promised=Count("pk", filter=Q(promised_on__isnull=False) | Q(claimed_fixed=True) | Q(state="in_remediation")),
        observed_fixed=Count("pk", filter=Q(observed_fixed_at__isnull=False)),
    )
    return [Stage(code, counts[code], counts["identified"]) for code in STAGES]
