"""The cases: list, the page of one case, its own fields, and steps taken by hand."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from noroshi.knowledge.case_states import load_case_states
from noroshi.notify.questions import QUESTIONS
from noroshi.records.case import Case
from noroshi.records.services import merge_edits, saved_filters
from noroshi.records.services.contact_gate import NOT_LOOKED_AT, gates
from noroshi.records.services.refusals import Refused
from noroshi.records.services.take_step import take_step
from noroshi.web.access import DeskRequest, desk, listed
from noroshi.web.capabilities import holds, scope_for
from noroshi.web.case_page import BY_HAND, case_page, never_asked, officers_of
from noroshi.web.cases import open_case
from noroshi.web.forms.case_edit import CaseEditForm, StepForm
from noroshi.web.forms.case_filter import case_filter
from noroshi.web.merge_form import MergeResult, initial_of, merge_edit
from noroshi.web.words import language, text

PAGE_SIZE = 40


@desk("case.read")
@require_safe
def case_list(request: DeskRequest) -> HttpResponse:
    """Show the cases of the person's units, filtered and sorted, forty a page."""
    today, scope = timezone.localdate(), request.scope
    form = case_filter(request)
    rows = Case.objects.within(scope).select_related("organization", "campaign", "assignee").defer(*NOT_LOOKED_AT)
    page = Paginator(form.narrow(rows, today), PAGE_SIZE).get_page(request.GET.get("page"))
    cases = listed(request, "cases", list(page.object_list))
    found = gates(scope, cases, today)
    lines = [(case, found[case.pk]) for case in cases]
    kept = {"saved": list(saved_filters.filters_for(scope, "case_list")), "query": request.GET.urlencode()}
    values = {"form": form, "page": page, "lines": lines, "today": today, "actor_id": scope.actor_id}
    taken_along = {"may_export": bool(holds(request, "case.contact"))}
    return render(request, "officer/case_list.html", values | kept | taken_along)


@desk("case.read", rehearses=True)
@require_safe
def case(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one case on one page."""
    opened = open_case(request, pk)
    page = case_page(request.scope, opened)
    context = {"page": page, "case": opened.case, "gate": opened.gate, "may": opened.capabilities}
    kind = opened.case.organization.kind
    said = {"questions": [each.text(language(), kind) for each in QUESTIONS], "never": never_asked(language())}
    return render(request, "officer/case.html", context | said | {"today": timezone.localdate()})


@desk("case.read", rehearses=True)
@require_http_methods(["GET", "HEAD", "POST"])
def case_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Change next date, note and the like; two people's changes are merged, or shown side by side to choose."""
    opened = open_case(request, pk)
    may_assign = "case.assign" in opened.capabilities
    if not may_assign and "case.contact" not in opened.capabilities:
        raise PermissionDenied("case.contact")
    row = opened.case
    scope = scope_for(request, "case.assign" if may_assign else "case.contact", row.unit_id)
    make = partial(CaseEditForm, people=officers_of(row.unit_id) if may_assign else None)
    result = MergeResult(make(initial=initial_of(row)), [])
    if request.method == "POST":
        result = merge_edit(
            request.POST, row, make, lambda base, form: merge_edits.save_edit(scope, row, base, form.cleaned_data)
        )
        if result.saved:
            messages.success(request, text("merge.saved"))
            return redirect("case", pk=pk)
    context = {"case": row, "form": result.form, "conflicts": result.conflicts}
    return render(request, "officer/case_edit.html", context, status=result.status)


@desk("case.read", rehearses=True)
@require_http_methods(["GET", "HEAD", "POST"])
def case_step(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask for the reason of the step that the address names, and take it."""
    opened = open_case(request, pk)
    step = request.GET.get("step", "")
    if step not in BY_HAND:
        raise Http404
    rule = load_case_states().find(step)
    scope = scope_for(request, rule.capability, opened.case.unit_id)
    form = StepForm(request.POST if request.method == "POST" else None, rule=rule)
    if request.method == "POST" and form.is_valid():
        try:
            take_step(scope, opened.case, step, reason=form.cleaned_data.get("reason", ""))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("case_step.done"))
            return redirect("case", pk=pk)
    return render(request, "officer/case_step.html", {"case": opened.case, "form": form, "rule": rule})
