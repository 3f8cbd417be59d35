"""The supervisor's desk: how far the cases have come, the daily report, handover, assigning."""

import datetime as dt
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.case_order import by_urgency
from noroshi.records.compartment import CompartmentQuerySet
from noroshi.records.queries.ageing import BUCKETS, ageing, open_states, overdue, workload
from noroshi.records.queries.daily import day_figures
from noroshi.records.queries.funnel import funnel
from noroshi.records.services import hand_over
from noroshi.records.services.audit_head import head
from noroshi.records.services.refusals import Refused
from noroshi.records.todo import OF_SUPERVISOR, Todo
from noroshi.records.user import User
from noroshi.web.access import DeskRequest, desk, listed
from noroshi.web.forms.supervision import AssignForm, CampaignForm, DayForm, HandoverForm
from noroshi.web.views.today import ticked
from noroshi.web.words import text

OVERDUE_SHOWN: Final = 20
ASSIGN_SHOWN: Final = 100
TODOS_SHOWN: Final = 100


@desk("supervision.read")
def overview(request: DeskRequest) -> HttpResponse:
    """Show funnel, ageing, workload and what is overdue, of one campaign or of all."""
    campaigns = list(Campaign.objects.within(request.scope).order_by("-starts_on", "pk"))
    form = CampaignForm(request.GET or None, campaigns=campaigns)
    chosen = form.cleaned_data["campaign"] if form.is_bound and form.is_valid() else ""
    campaign_id = int(chosen) if chosen else None
    late = overdue(request.scope, campaign_id)
    shown = listed(request, "overdue", list(late[:OVERDUE_SHOWN]))
    return render(
        request,
        "supervision/overview.html",
        {
            "form": form,
            "stages": funnel(request.scope, campaign_id),
            "ages": ageing(request.scope, campaign_id),
            "buckets": BUCKETS,
            "loads": workload(request.scope, campaign_id),
            "overdue": shown,
            "overdue_more": max(0, late.count() - len(shown)),
            "todos": listed(request, "todos", list(_waiting(request)[:TODOS_SHOWN])),
            "today": timezone.localdate(),
        },
    )


@desk("case.assign")
@require_POST
def todo_seen(request: DeskRequest, pk: int) -> HttpResponse:
    """Tick off what an officer or a result asks of the supervisor."""
    return ticked(request, pk, "supervision")


def _waiting(request: DeskRequest) -> CompartmentQuerySet[Todo]:
    rows = Todo.objects.within(request.scope).filter(kind__in=OF_SUPERVISOR, done_at=None, case__disposed=False)
    rows = rows.filter(case__campaign__rehearsal=False).order_by("due_on", "pk")
    return rows.select_related("case__organization", "case__assignee")


@desk("report.daily")
def daily(request: DeskRequest) -> HttpResponse:
    """Show the daily report of one day, with the head of the audit chain, for the seal of the chief."""
    form = DayForm(request.GET or None, initial={"date": timezone.localdate()})
    date: dt.date = form.cleaned_data["date"] if form.is_bound and form.is_valid() else timezone.localdate()
    values = {
        "form": form,
        "day": day_figures(request.scope, date),
        "head": head(),
        "seals": ("係長", "課長補佐", "課長"),
    }
    return render(request, "supervision/daily.html", values)


@desk("case.assign")
def handover(request: DeskRequest) -> HttpResponse:
    """Show the open cases of one person as a sheet; on POST give all of them to another."""
    people = hand_over.officers_of(request.scope)
    form = HandoverForm(request.POST or request.GET or None, people=people)
    values: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        leaver = next(each for each in people if str(each.pk) == form.cleaned_data["leaver"])
        if request.method == "POST" and _hand_over(request, form, leaver, people):
            return redirect("handover")
        cases = _sheet(request, leaver)
        listed(request, "handover", cases)
        last = {case.pk: next(reversed(list(case.attempts.all())), None) for case in cases}
        values |= {"leaver": leaver, "cases": [(case, last[case.pk]) for case in cases]}
    return render(request, "supervision/handover.html", values)


def _sheet(request: DeskRequest, leaver: User) -> list[Case]:
    cases = (
        Case.objects.within(request.scope)
        .filter(assignee=leaver, state__in=open_states())
        .select_related("organization", "campaign")
        .prefetch_related("attempts")
        .order_by("next_on", "pk")
    )
    return list(cases)


def _hand_over(request: DeskRequest, form: HandoverForm, leaver: User, people: list[User]) -> bool:
    successor = next((each for each in people if str(each.pk) == form.cleaned_data["successor"]), None)
    if successor is None:
        form.add_error("successor", text("form_error.required"))
        return False
    try:
        count = hand_over.hand_over(request.scope, leaver, successor, form.cleaned_data["reason"])
    except Refused as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, text("handover.done", count=count))
    return True


@desk("case.assign")
def unassigned(request: DeskRequest) -> HttpResponse:
    """List the open cases that nobody has taken; on POST give the chosen ones to a person."""
    waiting = Case.objects.within(request.scope).filter(assignee=None, state__in=open_states())
    cases = list(by_urgency(waiting.select_related("organization"))[:ASSIGN_SHOWN])
    people = hand_over.officers_of(request.scope)
    form = AssignForm(request.POST or None, cases=cases, people=people)
    if request.method == "POST" and form.is_valid():
        chosen = [case for case in cases if str(case.pk) in form.cleaned_data["cases"]]
        person = next(each for each in people if str(each.pk) == form.cleaned_data["assignee"])
        try:
            count = hand_over.assign(request.scope, chosen, person)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("assign_case.done", count=count))
            return redirect("unassigned")
    listed(request, "unassigned", cases)
    today = timezone.localdate()
    ages = [(today - timezone.localdate(case.opened_at)).days for case in cases]
    lines = list(zip(cases, form["cases"], ages, strict=True))
    return render(request, "supervision/unassigned.html", {"form": form, "lines": lines})
