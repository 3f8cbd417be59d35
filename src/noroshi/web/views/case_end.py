"""Ending a case without an observed fix: closing it with a reason, transferring it with a receipt."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from noroshi.records.case import Case
from noroshi.records.services import close_case
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, find
from noroshi.web.forms.supervision import CloseForm, TransferForm
from noroshi.web.words import text


@desk("case.assign")
def close(request: DeskRequest, pk: int) -> HttpResponse:
    """Close a case although no fix was observed."""
    case = find(request, Case.objects.select_related("organization"), pk=pk)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            close_case.close_unfixed(request.scope, case, form.cleaned_data["reason"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("case_end.closed"))
            return redirect("case", pk=pk)
    return render(request, "supervision/case_end.html", {"case": case, "form": form, "what": "close"})


@desk("case.transfer")
def transfer(request: DeskRequest, pk: int) -> HttpResponse:
    """Transfer a case to another office."""
    case = find(request, Case.objects.select_related("organization"), pk=pk)
    form = TransferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            close_case.transfer(request.scope, case, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("case_end.transferred"))
            return redirect("case", pk=pk)
    return render(request, "supervision/case_end.html", {"case": case, "form": form, "what": "transfer"})
