"""The call list as a spreadsheet: written for officers on their way, and read back with a plan to confirm."""

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from noroshi.exchange.call_list.refusals import CallListRefused
from noroshi.records.agency import Unit
from noroshi.records.call_list_import import CallListImport
from noroshi.records.case import Case
from noroshi.records.services.call_list import Format, export_call_list
from noroshi.records.services.call_list_import import apply_import, plan_import, purge, waiting, withdraw
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, find
from noroshi.web.call_list_page import lines_of, plan_of, totals_of, with_cases
from noroshi.web.forms.call_list import CallListForm
from noroshi.web.forms.case_filter import case_filter
from noroshi.web.forms.desk_form import refusal_text
from noroshi.web.views.documents import as_download
from noroshi.web.words import language, text

MEDIA: Final[dict[Format, str]] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
PAGE_SIZE: Final = 100


@desk("case.contact")
@require_safe
def export_xlsx(request: DeskRequest) -> HttpResponse:
    """Give the cases of the list, filtered as it is, as a workbook."""
    return _export(request, "xlsx")


@desk("case.contact")
@require_safe
def export_csv(request: DeskRequest) -> HttpResponse:
    """Give the cases of the list, filtered as it is, as CSV."""
    return _export(request, "csv")


@desk("case.contact")
@require_http_methods(["GET", "HEAD", "POST"])
def call_list_import(request: DeskRequest) -> HttpResponse:
    """Take a returned list and show what it would change; nothing is applied yet."""
    units = Unit.objects.filter(pk__in=request.scope.units).order_by("pk")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = CallListForm(*sent, units=units)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = plan_import(request.scope, form.chosen_unit(), file.file, file.name, language())
        except CallListRefused as refusal:
            form.add_error("file", f"{refusal.text(language())} {text('call_list_page.nothing_changed')}")
        else:
            return redirect("call_list_plan", pk=row.pk)
    return render(request, "officer/call_list_import.html", {"form": form, "waiting": _own(request)})


@desk("case.contact")
@require_http_methods(["GET", "HEAD", "POST"])
def call_list_plan(request: DeskRequest, pk: int) -> HttpResponse:
    """Show what an import would do or did, row by row; apply it or drop it when its officer says so."""
    row = find(request, CallListImport.objects.filter(officer_id=request.scope.actor_id), pk=pk)
    if "withdraw" in request.POST:
        withdraw(request.scope, row)
        messages.success(request, text("call_list_page.withdrawn"))
        return redirect("call_list_import")
    if "apply" in request.POST:
        try:
            row = apply_import(request.scope, row)
        except Refused as refusal:
            messages.error(request, refusal_text(refusal))
        return redirect("call_list_plan", pk=pk)
    plan = plan_of(row)
    page = Paginator(lines_of(row, plan), PAGE_SIZE).get_page(request.GET.get("page"))
    values: dict[str, Any] = {
        "row": row,
        "plan": plan,
        "page": page,
        "lines": with_cases(request.scope, list(page.object_list)),
        "totals": totals_of(row),
        "waiting": len(waiting(row)),
    }
    return render(request, "officer/call_list_plan.html", values)


def _export(request: DeskRequest, form: Format) -> HttpResponse:
    cases = case_filter(request).narrow(Case.objects.within(request.scope), timezone.localdate())
    try:
        content = export_call_list(request.scope, cases, request.user, form, language())  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect("case_list")
    return as_download(content, MEDIA[form], f"call-list-{timezone.localdate():%Y%m%d}.{form}")


def _own(request: DeskRequest) -> list[CallListImport]:
    """Return the person's plans of today that still can be looked at; older ones are removed."""
    purge(request.scope)
    rows = CallListImport.objects.within(request.scope).filter(officer_id=request.scope.actor_id)
    return list(rows.order_by("-created_at", "-pk"))
