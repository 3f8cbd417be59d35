"""Transferring a case to another office."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from noroshi.records.case import Case
from noroshi.records.services import transfer_case
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, find
from noroshi.web.forms.supervision import TransferForm
from noroshi.web.words import text


@desk("case.transfer")
def transfer(request: DeskRequest, pk: int) -> HttpResponse:
    """Transfer a case to another office."""
    case = find(request, Case.objects.select_related("organization"), pk=pk)
    form = TransferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            transfer_case.transfer(request.scope, case, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("case_end.transferred"))
            return redirect("case", pk=pk)
    return render(request, "supervision/transfer.html", {"case": case, "form": form})
