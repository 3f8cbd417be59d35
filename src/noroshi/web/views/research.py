"""The research queue: devices whose user is not known yet."""

from collections.abc import Callable
from typing import Final, TypeAlias

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from noroshi.records.decision import Decision
from noroshi.records.finding import Evidence, Finding
from noroshi.records.services import research
from noroshi.records.services.campaign_preview import LIVE
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, find, listed
from noroshi.web.finding_page import detail_of
from noroshi.web.forms.research import CommentForm, FoundForm
from noroshi.web.words import text

Form: TypeAlias = FoundForm | CommentForm
PAGE: Final = 50
ENDED: Final = ("found", "not_found")
_COMMENTS: Final[dict[str, Callable[..., Finding]]] = {
    "note": research.note,
    "not_found": research.not_found,
    "resume": research.resume,
}


@desk("research.work")
@require_safe
def research_queue(request: DeskRequest) -> HttpResponse:
    """List the devices to look up, the nearest deadline first; or those whose research is closed."""
    ended = request.GET.get("show") == "ended"
    rows = Finding.objects.within(request.scope).filter(research_state__in=ENDED if ended else LIVE)
    rows = rows.select_related("campaign", "organization").defer("cves", "attribution_reasons", "version")
    page = Paginator(rows.order_by(F("research_due_on").asc(nulls_last=True), "pk"), PAGE)
    shown = page.get_page(request.GET.get("page"))
    findings = listed(request, "research", list(shown.object_list))
    tabs = [
        {"url": "?", "label": text("research.live"), "current": not ended},
        {"url": "?show=ended", "label": text("research.ended"), "current": ended},
    ]
    context = {"findings": findings, "page": shown, "tabs": tabs, "today": timezone.localdate(), "ended": ended}
    return render(request, "research/queue.html", context)


@desk("research.work")
@require_http_methods(["GET", "HEAD", "POST"])
def research_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Show what is known of a device; on POST record what was found, noted or not found."""
    rows = Finding.objects.select_related("organization", "campaign", "case", "survey")
    row = find(request, rows, pk=pk)
    if not row.research_state:
        raise Http404
    bound: dict[str, Form] = {}
    if request.method == "POST":
        action = request.POST.get("action", "")
        form = _form(action, request)
        if form.is_valid():
            try:
                _apply(request, action, row, form)
            except Refused as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, text(f"decide.done_{'note' if action == 'resume' else action}"))
                return redirect("research_queue") if action != "note" else redirect("research_page", pk=pk)
        bound[action] = form
        row = find(request, rows, pk=pk)
    return _show(request, row, bound)


def _form(action: str, request: DeskRequest) -> Form:
    if action == "found":
        return FoundForm(request.POST, auto_id="id_found_%s")
    if action in _COMMENTS:
        return CommentForm(request.POST, auto_id=f"id_{action}_%s")
    raise Http404


def _apply(request: DeskRequest, action: str, row: Finding, form: Form) -> None:
    given = dict(form.cleaned_data)
    row_version = given.pop("row_version")
    if action == "found":
        research.found(request.scope, row, row_version, today=timezone.localdate(), **given)
    else:
        _COMMENTS[action](request.scope, row, row_version, given["comment"])


def _show(request: DeskRequest, row: Finding, bound: dict[str, Form]) -> HttpResponse:
    evidence = Evidence.objects.within(request.scope).filter(finding=row).order_by("about", "rule", "pk")
    decisions = Decision.objects.within(request.scope).filter(finding=row).select_related("by")
    live = row.research_state in LIVE
    names = ("found", "note", "not_found") if live else (("resume",) if row.research_state == "not_found" else ())
    forms: dict[str, Form] = {}
    for name in names:
        kind = FoundForm if name == "found" else CommentForm
        forms[name] = kind(initial={"row_version": row.row_version}, auto_id=f"id_{name}_%s")
    return render(
        request,
        "research/page.html",
        {
            "finding": row,
            "detail": detail_of(row, evidence),
            "history": list(decisions),
            "forms": forms | bound,
            "live": live,
            "today": timezone.localdate(),
        },
    )
