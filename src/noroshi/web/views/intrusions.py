"""A suspected intrusion: one button, advice to keep the traces, the hand-over, the decision."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from noroshi.knowledge.sentences import load_sentences
from noroshi.notify.evidence_level import NO_EVIDENCE, say
from noroshi.records.intrusion import SuspectedIntrusion
from noroshi.records.services import intrusions
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, find
from noroshi.web.cases import open_case
from noroshi.web.forms.intrusion import DecisionForm, HandOverForm, ReportForm
from noroshi.web.words import language, text


@desk("intrusion.handle", rehearses=True)
@require_http_methods(["GET", "HEAD", "POST"])
def intrusion(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the advice and where the report stands; on POST report."""
    opened = open_case(request, pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        intrusions.report(request.scope, opened.case, form.cleaned_data["note"])
        messages.warning(request, text("intrusion.reported"))
        return redirect("intrusion", pk=pk)
    rows = SuspectedIntrusion.objects.within(request.scope).filter(case=opened.case).order_by("-pk")
    past = list(rows.select_related("reported_by"))
    now = next((row for row in past if row.state != "decided"), None)
    return _show(request, opened.case, {"form": form, "row": now, "past": [row for row in past if row != now]})


@desk("intrusion.handle", rehearses=True)
@require_POST
def intrusion_hand_over(request: DeskRequest, pk: int) -> HttpResponse:
    """Record the hand-over to the investigating desk."""
    row = find(request, SuspectedIntrusion.objects.select_related("case__organization", "reported_by"), pk=pk)
    form = HandOverForm(request.POST)
    if form.is_valid():
        try:
            intrusions.hand_over(request.scope, row, to=form.cleaned_data["to"], at=form.at())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("intrusion.handed"))
            return redirect("intrusion", pk=row.case_id)
    return _show(request, row.case, {"row": row, "hand_over": form})


@desk("intrusion.handle", rehearses=True)
@require_POST
def intrusion_decide(request: DeskRequest, pk: int) -> HttpResponse:
    """Record the decision."""
    row = find(request, SuspectedIntrusion.objects.select_related("case__organization", "reported_by"), pk=pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            intrusions.decide(request.scope, row, **form.values())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("intrusion.decided"))
            return redirect("intrusion", pk=row.case_id)
    return _show(request, row.case, {"row": row, "decide": form})


def _show(request: DeskRequest, case: object, context: dict[str, object]) -> HttpResponse:
    advice = [say(one, NO_EVIDENCE, language()) for one in load_sentences().section("call_intrusion")]
    forms: dict[str, object] = {"form": ReportForm(), "hand_over": HandOverForm(), "decide": DecisionForm()}
    return render(request, "officer/intrusion.html", {"case": case, "advice": advice[1:], **forms, **context})
