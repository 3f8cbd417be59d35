"""Print runs: the first letters of a campaign in one file."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from noroshi.records.campaign import Campaign
from noroshi.records.document import PrintRun
from noroshi.records.services.make_document import PDF
from noroshi.records.services.print_runs import make_run, mark_posted, plan
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, find, listed
from noroshi.web.forms.document import PostedForm, RunForm
from noroshi.web.views.documents import as_download
from noroshi.web.words import text


@desk("case.assign")
@require_http_methods(["GET", "HEAD", "POST"])
def print_run_list(request: DeskRequest) -> HttpResponse:
    """Show the print runs, newest first, and choose the campaign of the next."""
    scope = request.scope
    campaigns = Campaign.objects.within(scope).filter(rehearsal=False).order_by("-starts_on", "pk")
    form = RunForm(request.POST if request.method == "POST" else None, campaigns=campaigns)
    values: dict[str, Any] = {"form": form, "plan": None}
    if request.method == "POST" and form.is_valid():
        campaign = campaigns.get(pk=form.cleaned_data["campaign"])
        tongue = form.cleaned_data["language"]
        if "print" in request.POST:
            try:
                run = make_run(scope, campaign, request.user, tongue)  # type: ignore[arg-type]
            except Refused as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, text("print_page.made"))
                return redirect("print_run", pk=run.pk)
        else:
            values["plan"] = plan(scope, campaign, request.user, tongue)  # type: ignore[arg-type]
    rows = PrintRun.objects.within(scope).select_related("campaign", "created_by").defer("content")
    values["runs"] = listed(request, "print_runs", list(rows.order_by("-created_at", "-pk")[:50]))
    return render(request, "documents/run_list.html", values)


@desk("case.assign")
@require_http_methods(["GET", "HEAD", "POST"])
def print_run(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one run: its file, its letters, what it left out; and record that it was posted."""
    row = find(request, PrintRun.objects.select_related("campaign", "created_by").defer("content"), pk=pk)
    form = PostedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            mark_posted(request.scope, row, form.cleaned_data["on"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("print_page.posted_saved"))
            return redirect("print_run", pk=pk)
    return render(request, "documents/run.html", {"row": row, "form": form})


@desk("case.assign")
@require_safe
def print_run_file(request: DeskRequest, pk: int) -> HttpResponse:
    """Give the file to print; 404 once its contents were disposed of."""
    row = find(request, PrintRun.objects.all(), pk=pk)
    if not row.content:
        raise Http404
    return as_download(bytes(row.content), PDF, f"{row.name}.pdf")
