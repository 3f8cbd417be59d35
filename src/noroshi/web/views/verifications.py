"""The log of checks: they checked us, we checked them through the main number."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from noroshi.records.services import verify
from noroshi.records.verification import Verification
from noroshi.web.access import DeskRequest, desk
from noroshi.web.cases import open_case
from noroshi.web.forms.verification import VerificationForm
from noroshi.web.words import text


@desk("case.contact", rehearses=True)
@require_http_methods(["GET", "HEAD", "POST"])
def verification_list(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the checks of a case, newest first, and record another."""
    opened = open_case(request, pk)
    form = VerificationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        verify.record_verification(request.scope, opened.case, **form.cleaned_data)
        messages.success(request, text("verify_page.saved"))
        return redirect("verification_list", pk=pk)
    rows = Verification.objects.within(request.scope).filter(case=opened.case).select_related("officer")
    checks = list(rows.order_by("-at", "-pk"))
    context = {"case": opened.case, "form": form, "checks": checks, "open": verify.details_open(checks)}
    return render(request, "officer/verification_list.html", context)
