"""Further parties: affiliates, parent, maintenance vendor, lease company; nothing is told without consent."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from noroshi.records.party import Party
from noroshi.records.services import parties
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, find
from noroshi.web.cases import open_case
from noroshi.web.forms.party import ConsentForm, PartyForm
from noroshi.web.words import text


@desk("case.contact", rehearses=True)
@require_http_methods(["GET", "HEAD", "POST"])
def party_list(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the further parties of a case with their consent, and enter another."""
    opened = open_case(request, pk)
    form = PartyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        parties.add_party(request.scope, opened.case, **form.cleaned_data)
        messages.success(request, text("parties.added"))
        return redirect("party_list", pk=pk)
    rows = Party.objects.within(request.scope).filter(case=opened.case).select_related("added_by").order_by("pk")
    lines = [(row, parties.may_be_told(row)) for row in rows]
    return render(request, "officer/party_list.html", {"case": opened.case, "form": form, "lines": lines})


@desk("case.contact", rehearses=True)
@require_http_methods(["GET", "HEAD", "POST"])
def party_consent(request: DeskRequest, pk: int) -> HttpResponse:
    """Record the organisation's consent to tell a party."""
    row = find(request, Party.objects.select_related("case__organization"), pk=pk)
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            parties.record_consent(request.scope, row, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("parties.consented"))
            return redirect("party_list", pk=row.case_id)
    return render(request, "officer/party_consent.html", {"party": row, "case": row.case, "form": form})


@desk("case.contact", rehearses=True)
@require_POST
def party_withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    """Record that the organisation no longer agrees."""
    row = find(request, Party.objects.all(), pk=pk)
    parties.withdraw_consent(request.scope, row)
    messages.success(request, text("parties.withdrawn"))
    return redirect("party_list", pk=row.case_id)
