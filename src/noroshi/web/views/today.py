"""The officer's first page: today's list."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from noroshi.records.case import Case
from noroshi.records.services import assign, todos
from noroshi.records.services.refusals import Refused
from noroshi.records.todo import Todo
from noroshi.web.access import DeskRequest, desk, find, listed
from noroshi.web.forms.desk_form import refusal_text
from noroshi.web.today_page import today_of
from noroshi.web.words import text


@desk("case.contact")
@require_safe
def today(request: DeskRequest) -> HttpResponse:
    """Show what the officer does today."""
    day = timezone.localdate()
    page = today_of(request.scope, day)
    shown = [row.case for section in page.sections for row in section.rows] + [row.case for row in page.unassigned]
    listed(request, "today", shown)
    return render(request, "officer/today.html", {"page": page, "today": day})


@desk("case.contact")
@require_POST
def take(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a case that nobody has."""
    case = find(request, Case.objects.all(), pk=pk)
    try:
        assign.take(request.scope, case)
    except Refused as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect("today")
    messages.success(request, text("today.taken"))
    return redirect("case", pk=pk)


@desk("case.contact", rehearses=True)
@require_POST
def todo_done(request: DeskRequest, pk: int) -> HttpResponse:
    """Tick off a to-do."""
    return ticked(request, pk, "today")


def ticked(request: DeskRequest, pk: int, page: str) -> HttpResponse:
    """Tick off a to-do and go back to its case, where it was ticked there, or to the page."""
    todo = find(request, Todo.objects.all(), pk=pk)
    try:
        todos.done(request.scope, todo)
    except Refused as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, text("today.ticked"))
    return redirect("case", pk=todo.case_id) if request.POST.get("back") == "case" else redirect(page)


@desk("case.contact")
@require_POST
def ask_release(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask the supervisor to let a case go on whose observation is too old."""
    case = find(request, Case.objects.select_related("organization", "campaign"), pk=pk)
    try:
        todos.ask_release(request.scope, case)
    except Refused as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, text("today.asked"))
    return redirect("case", pk=pk) if request.POST.get("back") == "case" else redirect("today")
