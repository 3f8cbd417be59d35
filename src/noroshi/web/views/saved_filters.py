"""Keeping and removing the filters of a list."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from noroshi.records.saved_filter import SavedFilter
from noroshi.records.services import saved_filters
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, find
from noroshi.web.forms.desk_form import refusal_text
from noroshi.web.forms.supervision import SavedFilterForm
from noroshi.web.words import text


@desk("case.read")
@require_POST
def save_filter(request: DeskRequest) -> HttpResponse:
    """Keep the filter of a list page for the person, or for the unit, and go back to the list."""
    form = SavedFilterForm(request.POST)
    if not form.is_valid():
        messages.error(request, text("desk_refused.filter_name"))
        return redirect("case_list")
    given = form.cleaned_data
    try:
        unit = min(request.scope.units)
        saved = saved_filters.save(
            request.scope, unit, page=given["page"], name=given["name"], query=given["query"], shared=given["shared"]
        )
    except Refused as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect("case_list")
    messages.success(request, text("saved_filter.saved"))
    return redirect(f"{reverse(saved.page)}?{saved.query}")


@desk("case.read")
@require_POST
def remove_filter(request: DeskRequest, pk: int) -> HttpResponse:
    """Remove one's own filter."""
    row = find(request, SavedFilter.objects, pk=pk)
    page = row.page
    try:
        saved_filters.remove(request.scope, row)
    except Refused as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, text("saved_filter.removed"))
    return redirect(page)
