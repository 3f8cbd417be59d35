"""Retention and disposal: how long cases are kept, which are due, who proposes, who approves."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from noroshi.notify.japanese_dates import day_text
from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.disposal_proposal import DisposalProposal
from noroshi.records.services import dispose, retention
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, find, listed
from noroshi.web.forms.audit import AnswerToProposalForm, ProposalForm, ReasonForm, RetentionForm
from noroshi.web.forms.desk_form import refusal_text
from noroshi.web.words import language, text

MOST_SHOWN = 200


@desk("disposal.propose")
def disposal_list(request: DeskRequest) -> HttpResponse:
    """Show the cases whose retention is over and take a proposal; show the proposals and the campaigns' periods."""
    due = listed(request, "due_cases", retention.due(request.scope, timezone.localdate(), MOST_SHOWN))
    form = ProposalForm(request.POST or None, cases=[(case.pk, _case_label(case)) for case in due])
    if request.method == "POST" and form.is_valid():
        chosen = [case for case in due if case.pk in form.cleaned_data["cases"]]
        try:
            dispose.propose(request.scope, chosen, form.cleaned_data["reason"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("disposal_page.proposed"))
            return redirect("disposal_list")
    values: dict[str, Any] = {
        "due": due,
        "form": form,
        "proposals": _proposals(request),
        "campaigns": list(Campaign.objects.within(request.scope).order_by("code")),
    }
    return render(request, "audit/disposal_list.html", values)


def _case_label(case: Case) -> str:
    until = retention.kept_until(case)
    kept = day_text(until, language()) if until else ""
    shown = f"{case.reference[:3]}-{case.reference[3:7]}-{case.reference[7:]}"
    return f"{shown} {case.organization.name} ({case.campaign.code}, {kept})"


def _proposals(request: DeskRequest) -> list[DisposalProposal]:
    rows = DisposalProposal.objects.within(request.scope).select_related("proposed_by", "decided_by", "disposal")
    return listed(request, "disposal_proposals", list(rows[:MOST_SHOWN]))


@desk("disposal.approve")
def disposal_review(request: DeskRequest) -> HttpResponse:
    """List the proposals that wait for a second person, and those that were decided."""
    return render(request, "audit/disposal_review.html", {"proposals": _proposals(request)})


@desk("disposal.approve")
def disposal_decide(request: DeskRequest, pk: int) -> HttpResponse:
    """Approve a proposal as second person, or say why not."""
    proposal = find(request, DisposalProposal.objects.select_related("proposed_by", "disposal"), pk=pk)
    form = AnswerToProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if "approve" in request.POST:
                done = dispose.approve(request.scope, proposal)
                messages.success(request, text("disposal_page.disposed", number=done.number))
            else:
                dispose.refuse(request.scope, proposal, form.cleaned_data["answer"])
                messages.success(request, text("disposal_page.refused"))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("disposal_review")
    cases = Case.objects.within(request.scope).filter(pk__in=proposal.cases).select_related("organization", "campaign")
    rows = listed(request, "disposal_cases", list(cases.order_by("pk")))
    return render(request, "audit/disposal_decide.html", {"proposal": proposal, "cases": rows, "form": form})


@desk("disposal.propose")
@require_POST
def disposal_withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    """Take the own proposal back."""
    try:
        dispose.withdraw(request.scope, find(request, DisposalProposal.objects, pk=pk))
    except Refused as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, text("disposal_page.withdrawn"))
    return redirect("disposal_list")


@desk("disposal.propose")
def retention_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Set for how long a campaign's closed cases are kept."""
    campaign = find(request, Campaign.objects, pk=pk)
    form = RetentionForm(request.POST or None, initial={"months": campaign.retention_months})
    if request.method == "POST" and form.is_valid():
        retention.set_retention(request.scope, campaign, form.cleaned_data["months"])
        messages.success(request, text("disposal_page.retention_saved"))
        return redirect("disposal_list")
    return render(request, "audit/retention.html", {"campaign": campaign, "form": form})


@desk("disposal.propose")
def case_hold(request: DeskRequest, pk: int) -> HttpResponse:
    """Keep a case from disposal, or allow it again."""
    case = find(request, Case.objects.select_related("organization"), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # what the button said, not the other way round: a second submission must not take the hold away again
        hold = request.POST.get("hold") != "0"
        retention.set_hold(request.scope, case, hold=hold, reason=form.cleaned_data["reason"])
        messages.success(request, text("disposal_page.hold_saved"))
        return redirect("disposal_list")
    return render(request, "audit/hold.html", {"case": case, "form": form})
