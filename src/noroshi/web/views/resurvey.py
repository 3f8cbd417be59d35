"""Attaching a later survey to a campaign, and what it showed."""

import datetime as dt
from pathlib import Path
from typing import Final

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from noroshi.archive.survey import SurveyError, SurveyFolder
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import load_words
from noroshi.notify.japanese_dates import day_text
from noroshi.records.attachment import Attachment
from noroshi.records.campaign import Campaign
from noroshi.records.compartment import CompartmentQuerySet
from noroshi.records.scope import Scope
from noroshi.records.services import todos
from noroshi.records.services.refusals import Refused
from noroshi.records.services.resurvey import take_in
from noroshi.records.todo import OF_ANALYST, Todo
from noroshi.web.access import DeskRequest, desk, find, listed
from noroshi.web.capabilities import capabilities_in
from noroshi.web.forms.desk_form import refusal_text
from noroshi.web.forms.resurvey import AttachForm
from noroshi.web.survey_folders import survey_folders
from noroshi.web.words import language, text

MOST: Final = 200
"""To-dos that the page shows."""
OF_CASES: Final = ("claim_contradicted",)
"""What a later survey leaves to be looked at beside the analyst's part: it says what an organisation answered."""


@desk("survey.attach")
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: DeskRequest, pk: int) -> HttpResponse:
    """Show which later surveys there are; on POST attach the chosen one."""
    campaign = find(request, Campaign.objects.select_related("survey", "unit"), pk=pk)
    folders = _later(campaign)
    choices = [(name, f"{name}({day_text(day, language())})") for name, (_, day) in folders.items()]
    form = AttachForm(request.POST or None, campaign=campaign, surveys=choices)
    if request.method == "POST" and form.is_valid():
        path, _ = folders[form.cleaned_data["survey"]]
        try:
            attachment = take_in(request.scope, campaign, path)
        except Refused as refusal:
            form.refuse(refusal)
        except SurveyError as error:
            form.refuse(Refused("survey_unusable", field="survey", why=str(error)))
        else:
            messages.success(request, text("resurvey.done", name=attachment.survey.name))
            return redirect("attachment", pk=attachment.pk)
    return render(request, "resurvey/attach.html", {"campaign": campaign, "form": form, "has_surveys": bool(folders)})


@desk("campaign.read")
@require_safe
def attachment(request: DeskRequest, pk: int) -> HttpResponse:
    """Show what an attached survey showed: states, balance, and what is still to be looked at."""
    row = find(request, Attachment.objects.select_related("campaign", "survey", "attached_by"), pk=pk)
    states = [(code, row.states[code]) for code in load_enumerations().codes("observed_state") if code in row.states]
    capabilities = capabilities_in(request, row.unit_id)
    kinds = OF_CASES + OF_ANALYST if "case.read" in capabilities else OF_ANALYST
    waiting = list(_todos(request.scope, row.campaign).filter(kind__in=kinds)[:MOST])
    places = list(load_words().section("resurvey_place"))
    return render(
        request,
        "resurvey/attachment.html",
        {
            "attachment": row,
            "balance": sorted(row.balance, key=lambda each: places.index(each["outcome"])),
            "states": states,
            "states_sum": sum(row.states.values()),
            "balance_sum": sum(each["devices"] for each in row.balance),
            "todos": listed(request, "todos", waiting) if "survey.attach" in capabilities else [],
            "may": capabilities,
        },
    )


@desk("survey.attach")
@require_POST
def todo_looked_at(request: DeskRequest, pk: int) -> HttpResponse:
    """Tick off one thing to look at, and go back to the page of the survey."""
    todo = find(request, Todo.objects.select_related("case", "finding"), pk=pk)
    try:
        todos.done(request.scope, todo)
    except Refused as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, text("resurvey.ticked"))
    row = todo.case or todo.finding
    latest = Attachment.objects.within(request.scope).filter(campaign_id=row.campaign_id).first() if row else None
    return redirect("attachment", pk=latest.pk) if latest else redirect("campaign_list")


def _later(campaign: Campaign) -> dict[str, tuple[Path, dt.date]]:
    """Return the finished surveys that are later than the campaign's, with their days."""
    found: dict[str, tuple[Path, dt.date]] = {}
    for name, path in survey_folders().items():
        try:
            day = dt.date.fromisoformat(SurveyFolder(path).manifest().as_of)
        except (SurveyError, OSError, ValueError):
            continue
        if day > campaign.survey.as_of:
            found[name] = (path, day)
    return found


def _todos(scope: Scope, campaign: Campaign) -> CompartmentQuerySet[Todo]:
    about = Q(case__campaign=campaign) | Q(finding__campaign=campaign)
    rows = Todo.objects.within(scope).filter(about, done_at=None)
    return rows.select_related("case__organization", "case__assignee", "finding__organization").order_by("pk")
