"""起案 → 決裁: drafts on the office's route."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from noroshi.records.agency import Unit
from noroshi.records.approval import Approval
from noroshi.records.services import approvals
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, find, listed
from noroshi.web.capabilities import capabilities_in, scope_for
from noroshi.web.forms.desk_form import refusal_text
from noroshi.web.forms.supervision import DraftForm, StepForm
from noroshi.web.words import language, text


@desk("decision.draft")
def approval_list(request: DeskRequest) -> HttpResponse:
    """List the drafts that wait, and those that were decided."""
    rows = Approval.objects.within(request.scope).select_related("drafted_by").prefetch_related("steps")
    waiting = listed(request, "approvals", list(rows.filter(state="drafted").order_by("drafted_at")[:200]))
    decided = Paginator(rows.exclude(state="drafted").order_by("-decided_at"), 50).get_page(request.GET.get("page"))
    values = {"waiting": [(each, approvals.next_step(each)) for each in waiting], "decided": decided}
    return render(request, "supervision/approval_list.html", values)


@desk("decision.draft")
def approval_new(request: DeskRequest) -> HttpResponse:
    """Put a draft on its route."""
    units = Unit.objects.filter(pk__in=request.scope.units).select_related("agency")
    named = [(str(unit.pk), unit.name_ja if language() == "ja" else unit.name_en) for unit in units]
    initial = {key: request.GET.get(key, "") for key in ("kind", "title")}
    form = DraftForm(request.POST or None, units=named, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = approvals.draft(
                request.scope,
                int(given["unit"]),
                kind=given["kind"],
                title=given["title"],
                text=given["text"],
                number=given["number"],
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("approval.drafted"))
            return redirect("approval", pk=made.pk)
    return render(request, "supervision/approval_new.html", {"form": form})


@desk("decision.draft")
def approval_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one draft with its route; on POST take the waiting step."""
    approval = find(request, Approval.objects, pk=pk)
    step = approvals.next_step(approval)
    may_decide = step is not None and "decision.approve" in capabilities_in(request, approval.unit_id)
    initial = {"order": step.order if step else 0}
    form = StepForm(request.POST or None, approval=approval, initial=initial)
    if request.method == "POST" and form.is_valid():
        scope = scope_for(request, "decision.approve", approval.unit_id)
        given = form.cleaned_data
        try:
            approvals.act(scope, approval, given["order"], given["action"], given["comment"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("approval.recorded"))
            return redirect("approval", pk=pk)
    values = {
        "approval": approval,
        "steps": approval.steps.select_related("by"),
        "form": form if may_decide else None,
        "may_withdraw": approval.state == "drafted" and approval.drafted_by_id == request.scope.actor_id,
    }
    return render(request, "supervision/approval.html", values)


@desk("decision.draft")
@require_POST
def approval_withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    """Take back one's own draft."""
    approval = find(request, Approval.objects, pk=pk)
    try:
        approvals.withdraw(request.scope, approval)
    except Refused as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, text("approval.withdrawn"))
    return redirect("approval", pk=pk)
