"""The analyst's queue: which findings it shows, in which order, and how many wait in each of its tabs."""

from typing import Any, Final

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When

from noroshi.archive.device_list import VERDICT_ORDER
from noroshi.records.answer import Answer
from noroshi.records.case_order import URGENCIES
from noroshi.records.compartment import CompartmentQuerySet
from noroshi.records.finding import Finding
from noroshi.records.scope import Scope
from noroshi.web.forms.finding import STATES

PAGE: Final = 50
_HEAVY: Final = ("cves", "candidates", "attribution_reasons", "version", "hostnames", "decoy_reasons", "attribution")
_DISPUTES: Final = (
    Q(ownership="other") | Q(awareness="not_applicable") | Q(response="not_applicable") | Q(main_reason="X7_dispute")
)
"""Answers that speak against a finding: another's device, not concerned, or not agreed with."""


def queue(scope: Scope, chosen: dict[str, str]) -> CompartmentQuerySet[Finding]:
    """Return the findings of the chosen filters, most urgent and gravest first; without the heavy columns."""
    rows = _state(scope, narrowed(scope, chosen), chosen["state"])
    rows = rows.select_related("organization", "campaign", "case").defer(*_HEAVY)
    return rows.order_by(_rank("urgency", URGENCIES), _rank("verdict", VERDICT_ORDER), "pk")


def narrowed(scope: Scope, chosen: dict[str, str]) -> CompartmentQuerySet[Finding]:
    """Return the findings of the chosen filters in whatever state they are."""
    rows = Finding.objects.within(scope)
    for name, column in (("campaign", "campaign_id"), ("product", "product"), ("urgency", "urgency")):
        if name in chosen:
            rows = rows.filter(**{column: chosen[name]})
    if "prefecture" in chosen:
        place = chosen["prefecture"]
        rows = rows.filter(Q(site_pref=place) | Q(registered_pref=place))
    if "q" in chosen:
        typed = chosen["q"].strip()
        found = Q(organization__name__icontains=typed) | Q(organization__corporate_number=typed)
        rows = rows.filter(found | Q(ips__icontains=typed) | Q(device=typed))
    return rows


def tab_counts(scope: Scope, chosen: dict[str, str]) -> dict[str, int]:
    """Return how many findings each tab holds under the other filters, with three statements."""
    rows = narrowed(scope, chosen)
    waiting = rows.filter(decision="pending").exclude(case=None).count()
    by_decision = rows.order_by().values("decision").annotate(count=Count("pk"))
    counts: dict[str, int] = {each["decision"]: each["count"] for each in by_decision}
    disputed = _disputed(scope, rows).count()
    return {state: counts.get(state, 0) for state in STATES} | {"pending": waiting, "disputed": disputed}


def neighbours(scope: Scope, chosen: dict[str, str], pk: int) -> tuple[int | None, int | None]:
    """Return the keys of the findings before and after one in the queue; the first one where it is not in it."""
    keys = list(queue(scope, chosen).values_list("pk", flat=True))
    if pk not in keys:
        return None, keys[0] if keys else None
    at = keys.index(pk)
    return keys[at - 1] if at else None, keys[at + 1] if at + 1 < len(keys) else None


def _state(scope: Scope, rows: CompartmentQuerySet[Finding], state: str) -> CompartmentQuerySet[Finding]:
    if state == "disputed":
        return _disputed(scope, rows)
    if state == "pending":
        return rows.filter(decision="pending").exclude(case=None)
    return rows.filter(decision=state)


def _disputed(scope: Scope, rows: CompartmentQuerySet[Finding]) -> CompartmentQuerySet[Finding]:
    answers = Answer.objects.within(scope).filter(
        _DISPUTES, case=OuterRef("case"), superseded_by=None, at__gte=OuterRef("decided_at")
    )
    own = Q(finding=None) | Q(finding=OuterRef("pk"))
    return rows.filter(Exists(answers.filter(own)), decision="confirmed")


def _rank(column: str, order: tuple[str, ...]) -> Any:  # noqa: ANN401 an expression
    places = [When(**{column: code}, then=Value(place)) for place, code in enumerate(order)]
    return Case(*places, default=Value(len(order)), output_field=IntegerField())
