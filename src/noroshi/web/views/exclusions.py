"""Organisations that are not contacted: list, add, lift."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from noroshi.knowledge.case_states import load_case_states
from noroshi.records.agency import Unit
from noroshi.records.case import Case
from noroshi.records.exclusion import Exclusion
from noroshi.records.scope import Scope
from noroshi.records.services import exclusions
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, find, listed
from noroshi.web.forms.exclusion import ExclusionForm, LiftForm
from noroshi.web.words import text


@desk("exclusion.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def exclusion_list(request: DeskRequest) -> HttpResponse:
    """Show the standing and the ended exclusions; on POST add one."""
    units = {str(unit.pk): unit for unit in Unit.objects.filter(pk__in=request.scope.units).select_related("agency")}
    form = ExclusionForm(request.POST if request.method == "POST" else None, units=units.values())
    today = timezone.localdate()
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            exclusions.add(request.scope, units[given.pop("unit")], today=today, **given)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("exclusions.added"))
            return redirect("exclusion_list")
    rows = Exclusion.objects.within(request.scope).select_related("created_by", "unit").order_by("until", "pk")
    shown = listed(request, "exclusions", list(rows))
    standing = [row for row in shown if row.lifted_at is None and row.until >= today]
    context: dict[str, Any] = {
        "form": form,
        "standing": standing,
        "ended": [row for row in shown if row not in standing],
        "open_cases": _open_cases(request.scope, standing),
    }
    return render(request, "exclusions/list.html", context)


@desk("exclusion.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def exclusion_lift(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then lift an exclusion."""
    row = find(request, Exclusion.objects.all(), pk=pk)
    form = LiftForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            exclusions.lift(request.scope, row, form.cleaned_data["comment"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("exclusions.done"))
            return redirect("exclusion_list")
    return render(request, "exclusions/lift.html", {"exclusion": row, "form": form})


def _open_cases(scope: Scope, rows: list[Exclusion]) -> dict[int, int]:
    """Return how many open cases each exclusion concerns, by its key."""
    states = [state.code for state in load_case_states().states if state.open]
    numbers = {row.corporate_number for row in rows if row.corporate_number}
    names = {row.name for row in rows if not row.corporate_number}
    wanted = Q(organization__corporate_number__in=numbers) | Q(
        organization__corporate_number="", organization__name__in=names
    )
    cases = Case.objects.within(scope).filter(wanted, state__in=states).order_by()
    counted = cases.values_list("unit_id", "organization__corporate_number", "organization__name")
    found: dict[tuple[int, str], int] = {}
    for unit_id, number, name, count in counted.annotate(count=Count("pk")):
        key = (unit_id, number or name)
        found[key] = found.get(key, 0) + count
    return {row.pk: found.get((row.unit_id, row.corporate_number or row.name), 0) for row in rows}
