"""Loading a case for a page of the officer's desk: with what every such page shows, and its gate."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from noroshi.records.case import Case
from noroshi.records.finding import Evidence, Finding
from noroshi.records.scope import Scope
from noroshi.records.services.contact_gate import Gate, gate
from noroshi.web.access import DeskRequest, find
from noroshi.web.capabilities import capabilities_in


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case of the person's compartments with its gate and the person's capabilities there."""

    case: Case
    gate: Gate
    capabilities: frozenset[str]


def open_case(request: DeskRequest, pk: int) -> OpenedCase:
    """Return the case, or 404; the reading is written down."""
    rows = Case.objects.select_related("organization", "campaign", "unit__agency", "assignee", "freshness_override_by")
    case = find(request, rows, pk=pk)
    return OpenedCase(case, gate(request.scope, case, timezone.localdate()), capabilities_in(request, case.unit_id))


def standing_findings(scope: Scope, case: Case) -> list[Finding]:
    """Return the confirmed and released devices of the case with their evidence, by product.

    What was confirmed but not yet released by a second person is not for the officer's eyes.
    """
    evidence = Evidence.objects.within(scope).order_by("pk")
    rows = Finding.objects.within(scope).filter(case=case, decision="confirmed", released_at__isnull=False)
    return list(rows.prefetch_related(Prefetch("evidence", queryset=evidence)).order_by("product", "pk"))
