"""Recalls: whom it concerns, the drafts of the correction, and who has been told."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from noroshi.records.recall import Recall, RecallItem
from noroshi.records.services import recall
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, find, listed
from noroshi.web.forms.supervision import RecallForm
from noroshi.web.words import text


@desk("recall.start")
def recall_list(request: DeskRequest) -> HttpResponse:
    """List the recalls with how many organisations have been told."""
    rows = Recall.objects.within(request.scope).annotate(
        to_tell=Count("items", filter=Q(items__told=True)),
        done=Count("items", filter=Q(items__told=True, items__informed_at__isnull=False)),
    )
    return render(request, "supervision/recall_list.html", {"recalls": listed(request, "recalls", list(rows[:200]))})


@desk("recall.start")
def recall_new(request: DeskRequest) -> HttpResponse:
    """Show whom a recall concerns; start it when the person says so (``start`` in the form)."""
    form = RecallForm(request.POST or None)
    values: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if "start" in request.POST:
                begun = recall.start(request.scope, given["kind"], given["target"], given["reason"])
                told = RecallItem.objects.within(request.scope).filter(recall__in=begun, told=True).count()
                messages.success(request, text("recall.started", told=told))
                return redirect("recall", pk=begun[0].pk) if len(begun) == 1 else redirect("recall_list")
            values["cases"] = _preview(request, given["kind"], given["target"])
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "supervision/recall_new.html", values)


def _preview(request: DeskRequest, kind: str, target: str) -> list[object]:
    cases = recall.affected_cases(request.scope, kind, target)
    if not cases:
        raise Refused("recall_finds_nothing", field="target", kind=kind, target=target)
    return list(listed(request, "recall_preview", cases))


@desk("recall.start")
def recall_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one recall: every case, whether it was told, the draft, and whether the correction was made."""
    row = find(request, Recall.objects, pk=pk)
    rows = RecallItem.objects.within(request.scope).filter(recall=row)
    items = rows.select_related("case__organization", "draft", "informed_by").order_by("-told", "pk")
    drafts = [(item, bytes(item.draft.content).decode() if item.draft else "") for item in items]
    return render(request, "supervision/recall.html", {"recall": row, "items": drafts})


@desk("recall.start")
@require_POST
def item_informed(request: DeskRequest, pk: int) -> HttpResponse:
    """Record that one organisation was told of the correction."""
    item = find(request, RecallItem.objects, pk=pk)
    recall.informed(request.scope, item)
    messages.success(request, text("recall.recorded"))
    return redirect("recall", pk=item.recall_id)
