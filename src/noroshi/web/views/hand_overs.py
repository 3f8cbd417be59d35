"""The approver's desk for what leaves for another office: list, approval of exactly what was drafted, the slip."""

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from noroshi.exchange.bundle.errors import BundleError
from noroshi.exchange.bundle.slip import groups
from noroshi.exchange.bundle.terms import finding_key
from noroshi.records.finding import Finding
from noroshi.records.hand_over import BundleHandOver
from noroshi.records.services import hand_over_bundle
from noroshi.records.services.hand_over_slip import draw_slip
from noroshi.records.services.make_document import PDF
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, find, listed
from noroshi.web.forms.desk_form import refusal_text
from noroshi.web.forms.hand_over import DiscardForm
from noroshi.web.views.documents import as_download
from noroshi.web.words import language, text

_MOST: Final = 200


@desk("finding.release")
@require_safe
def hand_over_list(request: DeskRequest) -> HttpResponse:
    """Show what was handed over and taken over, newest first; drafts wait for a second person."""
    rows = BundleHandOver.objects.within(request.scope).select_related("drafted_by", "approved_by")
    return render(request, "hand_over/list.html", {"rows": listed(request, "hand_overs", list(rows[:_MOST]))})


@desk("finding.release")
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one hand-over with everything that leaves; approve it as second person, or discard it."""
    row = find(request, _rows(), pk=pk)
    form = DiscardForm(request.POST if "discard" in request.POST else None)
    if request.method == "POST":
        try:
            if "discard" not in request.POST:
                hand_over_bundle.approve(request.scope, row)
                messages.success(request, text("hand_over_page.approved"))
                return redirect("hand_over", pk=pk)
            if form.is_valid():
                hand_over_bundle.discard(request.scope, row, form.cleaned_data["reason"])
                messages.success(request, text("hand_over_page.discarded"))
                return redirect("hand_over", pk=pk)
        except Refused as refusal:
            messages.error(request, refusal_text(refusal))
        except BundleError as error:
            messages.error(request, error.text(language()))
    return render(request, "hand_over/page.html", _values(request, row, form))


@desk("finding.release")
@require_safe
def hand_over_slip(request: DeskRequest, pk: int) -> HttpResponse:
    """Give the slip of a file that was written or taken over; 404 before."""
    row = find(request, _rows(), pk=pk)
    if not row.slip:
        raise Http404
    slip = hand_over_bundle.slip_of(row)
    drawn = draw_slip(row.unit, slip, f"slip-{row.pk}-{slip.sha256[:8]}", language())
    return as_download(drawn.pdf, PDF, f"slip-{row.pk}.pdf")


def _rows() -> Any:  # noqa: ANN401 a queryset
    people = ("drafted_by", "approved_by", "done_by")
    return BundleHandOver.objects.select_related("unit__agency", "campaign__unit__agency", "campaign__survey", *people)


def _values(request: DeskRequest, row: BundleHandOver, form: DiscardForm) -> dict[str, Any]:
    own = row.drafted_by_id == request.scope.actor_id
    return {
        "row": row,
        "form": form,
        "own": own,
        "may_approve": row.state == "draft" and not own,
        "may_discard": row.state in {"draft", "approved"},
        "hash": " ".join(groups(row.sha256)),
        "findings": _findings(request, row),
        "day": timezone.localdate(row.drafted_at),
    }


def _findings(request: DeskRequest, row: BundleHandOver) -> list[Finding]:
    """Return the findings inside, for the person who answers for them."""
    if row.campaign is None or row.state == "discarded":
        return []
    keys = set(row.keys)
    rows = Finding.objects.within(request.scope).filter(campaign=row.campaign, case__isnull=False)
    found = rows.select_related("case", "organization").order_by("case_id", "pk")
    return [each for each in found if finding_key(row.code, each.device) in keys]
