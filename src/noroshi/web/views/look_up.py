"""The switchboard: is this number one of ours, and the printed list for the desk at night."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from noroshi.records.queries.night_list import night_lists
from noroshi.records.services.look_up import Lookup, look_up
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, listed
from noroshi.web.forms.look_up import LookUpForm


@desk("lookup.verify")
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: DeskRequest) -> HttpResponse:
    """Ask for a number and say whether it is genuine; the number never enters an address or a log of addresses."""
    form = LookUpForm(request.POST if request.method == "POST" else None)
    found: Lookup | None = None
    if request.method == "POST" and form.is_valid():
        try:
            found = look_up(request.scope, form.cleaned_data["number"])
        except Refused as refusal:
            form.refuse(refusal)
    values: dict[str, Any] = {"form": form, "found": found}
    if found is not None:
        values["form"] = LookUpForm()
        values["typed"] = form.cleaned_data["number"]
    return render(request, "lookup/lookup.html", values)


@desk("lookup.verify")
@require_safe
def night_desk(request: DeskRequest) -> HttpResponse:
    """Show the page that is printed in the evening for the desk that has no account."""
    lists, cases = night_lists(request.scope)
    listed(request, "night_desk", cases)
    return render(request, "lookup/night_desk.html", {"lists": lists, "today": timezone.localdate()})
