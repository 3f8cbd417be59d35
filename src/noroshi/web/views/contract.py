"""The contract finder: what the owner reads in the maintenance contract, and the question to the vendor."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from noroshi.notify.contract import find_coverage
from noroshi.records.services.contract_items import save_contract_items
from noroshi.web.access import DeskRequest, desk
from noroshi.web.cases import open_case
from noroshi.web.forms.contract import ContractForm
from noroshi.web.words import language, text


@desk("case.contact", rehearses=True)
@require_http_methods(["GET", "HEAD", "POST"])
def contract(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the items with what was ticked, and what follows; on POST keep the ticks."""
    opened = open_case(request, pk)
    form = ContractForm(request.POST if request.method == "POST" else None, initial=opened.case.contract_items)
    if request.method == "POST" and form.is_valid():
        save_contract_items(request.scope, opened.case, form.ticks())
        messages.success(request, text("contract_page.saved"))
        return redirect("contract", pk=pk)
    found = find_coverage(opened.case.contract_items)
    tongue = language()
    context = {
        "case": opened.case,
        "form": form,
        "lines": found.lines,
        "summary": found.summary(tongue),
        "note": found.note(tongue),
        "question": found.question(tongue),
        "update": found.update,
    }
    return render(request, "officer/contract.html", context)
