"""Rehearsals: choose whom to call, hear the next line, look back, clear away. The call itself is the real call page."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from noroshi.knowledge.rehearsals import load_rehearsals
from noroshi.records.agency import Unit
from noroshi.records.rehearsal import Rehearsal
from noroshi.records.services import rehearse
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, find, listed
from noroshi.web.forms.desk_form import refusal_text
from noroshi.web.forms.rehearsal import SaidForm
from noroshi.web.rehearsal_page import look_back, panel, script
from noroshi.web.words import language, text


@desk("case.contact")
@require_safe
def rehearsals(request: DeskRequest) -> HttpResponse:
    """Show whom one can call, and the person's own rehearsals."""
    inside = rehearse.rehearsal_scope(request.scope)
    rows = listed(request, "rehearsals", rehearse.own(inside))
    known = load_rehearsals().personas
    tongue = language()
    people = [(code, each.name.text(tongue), each.situation.text(tongue)) for code, each in known.items()]
    lines = [(row, known[row.persona].name.text(tongue) if row.persona in known else row.persona) for row in rows]
    request.rehearsal = True
    units = Unit.objects.filter(pk__in=request.scope.units).order_by("pk")
    return render(request, "rehearsal/list.html", {"people": people, "lines": lines, "units": units})


@desk("case.contact")
@require_POST
def rehearsal_start(request: DeskRequest) -> HttpResponse:
    """Start a rehearsal and go to its call page."""
    wanted = request.POST.get("unit", "")
    units = Unit.objects.filter(pk__in=request.scope.units).order_by("pk")
    unit = next((each for each in units if str(each.pk) == wanted), None) or units[0]
    try:
        row = rehearse.start(request.scope, unit, request.POST.get("persona", ""))
    except Refused as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect("rehearsals")
    return redirect("call", pk=row.case_id)


@desk("case.contact", rehearses=True)
@require_POST
def rehearsal_next(request: DeskRequest, pk: int) -> HttpResponse:
    """Let the other side say its next line: the panel alone for a request of HTMX, else the call page anew."""
    row = _own(request, pk)
    row = rehearse.hear_next(request.scope, row)
    if "HX-Request" in request.headers:
        return render(request, "rehearsal/panel.html", {"panel": panel(row)})
    return redirect("call", pk=row.case_id)


@desk("case.contact", rehearses=True)
@require_http_methods(["GET", "HEAD", "POST"])
def rehearsal_review(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask what was said, then show which duties were met and missed; for the person who practised alone."""
    row = _own(request, pk)
    persona = rehearse.persona_of(row)
    if persona is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = SaidForm(posted, persona=persona, initial={"said": row.said})
    if posted is not None and form.is_valid():
        rehearse.finish(request.scope, row, form.cleaned_data["said"])
        return redirect("rehearsal_review", pk=pk)
    context = {
        "row": row,
        "organization": persona.organization.text(language()),
        "name": persona.name.text(language()),
        "right": persona.right.text(language()),
        "script": script(persona),
        "form": form,
        "result": look_back(request.scope, row, persona) if row.finished_at else None,
    }
    return render(request, "rehearsal/review.html", context)


@desk("case.contact")
@require_http_methods(["GET", "HEAD", "POST"])
def rehearsal_clear(request: DeskRequest) -> HttpResponse:
    """Ask, then empty the person's own rehearsals."""
    request.rehearsal = True
    inside = rehearse.rehearsal_scope(request.scope)
    if request.method == "POST":
        rehearse.clear(inside)
        messages.success(request, text("rehearsal.cleared"))
        return redirect("rehearsals")
    context = {
        "heading": text("rehearsal.clear"),
        "explain": text("rehearsal.clear_explain", count=len(rehearse.own(inside))),
        "action": reverse("rehearsal_clear"),
        "confirm_label": text("rehearsal.clear_do"),
        "danger": True,
        "cancel_url": reverse("rehearsals"),
    }
    return render(request, "web/confirm.html", context)


def _own(request: DeskRequest, pk: int) -> Rehearsal:
    """Return the person's own rehearsal that was not cleared away, or 404."""
    rows = Rehearsal.objects.select_related("case__campaign", "case__organization")
    return find(request, rows, pk=pk, officer_id=request.scope.actor_id, case__disposed=False)
