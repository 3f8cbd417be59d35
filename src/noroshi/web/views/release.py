"""The approver's desk: what waits for release, the cases drawn by lot, the release itself, and the override."""

from collections import Counter
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.release import Release
from noroshi.records.services import release_findings
from noroshi.records.services.refusals import Refused
from noroshi.records.services.release_findings import SAMPLE
from noroshi.records.services.release_gate import Readiness, readiness
from noroshi.web.access import DeskRequest, desk, find, listed
from noroshi.web.capabilities import capabilities_in
from noroshi.web.finding_page import detail_of
from noroshi.web.forms.desk_form import refusal_text
from noroshi.web.forms.release import OverrideForm, SendBackForm
from noroshi.web.release_page import blind_products, block_texts, refused_rows
from noroshi.web.words import text

MOST_HELD: Final = 200


@desk("finding.release")
@require_safe
def release_queue(request: DeskRequest) -> HttpResponse:
    """List the campaigns with confirmed findings that nobody has released yet."""
    today = timezone.localdate()
    rows = list(Campaign.objects.within(request.scope).order_by("-opened_at"))
    waiting = [(row, readiness(request.scope, row, today)) for row in rows]
    shown = [(row, sum(each.ready for each in found), len(found)) for row, found in waiting if found]
    listed(request, "releases", [row for row, _, _ in shown])
    lines = [{"campaign": row, "ready": ready, "blocked": total - ready} for row, ready, total in shown]
    return render(request, "release/queue.html", {"lines": lines})


@desk("finding.release")
@require_http_methods(["GET", "HEAD", "POST"])
def release_campaign(request: DeskRequest, pk: int) -> HttpResponse:
    """Show what would leave and what stands in the way; on POST begin the release and draw the cases."""
    row = find(request, Campaign.objects.select_related("survey"), pk=pk)
    today = timezone.localdate()
    if request.method == "POST":
        try:
            started = release_findings.start(request.scope, row, today)
        except Refused as refusal:
            messages.error(request, refusal_text(refusal))
            return redirect("release_campaign", pk=pk)
        return redirect("release", pk=started.pk)
    found = readiness(request.scope, row, today)
    ready, held = [each for each in found if each.ready], [each for each in found if not each.ready]
    releases = Release.objects.within(request.scope).filter(campaign=row).select_related("started_by")
    may_override = "case.assign" in capabilities_in(request, row.unit_id)
    return render(
        request,
        "release/campaign.html",
        {
            "campaign": row,
            "ready": ready,
            "sample_size": min(SAMPLE, len(ready)),
            "devices": sum(len(each.findings) for each in ready),
            "late": sum(each.late for each in ready),
            "blocked": [_line(each) for each in held[:MOST_HELD]],
            "more_blocked": max(0, len(held) - MOST_HELD),
            "block_counts": Counter(code for each in held for code in each.blocks).most_common(),
            "blind": blind_products(row),
            "running": releases.filter(done_at=None, started_by_id=request.scope.actor_id).first(),
            "earlier": list(releases.exclude(done_at=None)[:20]),
            "may_override": may_override,
        },
    )


@desk("finding.release")
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the cases drawn by lot and which of them were opened; on POST approve and hand over."""
    row = find(request, Release.objects.select_related("campaign", "started_by"), pk=pk)
    if request.method == "POST":
        return _complete(request, row)
    cases = Case.objects.within(request.scope).filter(pk__in=row.sample).select_related("organization")
    by_key = {case.pk: case for case in cases}
    drawn = [
        {"position": position, "case": by_key[key], "opened": row.opened.get(str(key), "")}
        for position, key in enumerate(row.sample, 1)
        if key in by_key
    ]
    context: dict[str, Any] = {
        "release": row,
        "drawn": drawn,
        "unopened": len(row.sample) - len(row.opened),
        "own": row.started_by_id == request.scope.actor_id,
        "refused": refused_rows(request.scope, row),
    }
    return render(request, "release/release.html", context)


@desk("finding.release")
@require_http_methods(["GET", "HEAD", "POST"])
def release_case(request: DeskRequest, pk: int, position: int) -> HttpResponse:
    """Show one case of the draw in full and note that it was opened; on POST send it back to the analyst."""
    row = find(request, Release.objects.select_related("campaign"), pk=pk)
    if not 1 <= position <= len(row.sample):
        raise Http404
    rows = Case.objects.select_related("organization", "campaign", "unit__agency")
    case = find(request, rows, pk=row.sample[position - 1])
    form = SendBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            release_findings.send_back(request.scope, case, form.cleaned_data["comment"], row)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("release.sent_back"))
            return redirect("release_campaign", pk=row.campaign_id)
    if request.method == "GET" and row.started_by_id == request.scope.actor_id:  # a HEAD shows nobody anything
        release_findings.opened(request.scope, row, case)
    details = [detail_of(each, each.evidence.all()) for each in release_findings.findings_of(request.scope, case)]
    context = {"release": row, "case": case, "details": details, "form": form, "position": position}
    return render(request, "release/case.html", context)


@desk("case.assign")
@require_http_methods(["GET", "HEAD", "POST"])
def freshness_override(request: DeskRequest, pk: int) -> HttpResponse:
    """Let a supervisor release an old observation with a reason."""
    case = find(request, Case.objects.select_related("organization", "campaign"), pk=pk)
    form = OverrideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            release_findings.override_freshness(request.scope, case, form.cleaned_data["reason"], timezone.localdate())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("release.overridden"))
            return redirect("case", pk=pk)
    return render(request, "release/override.html", {"case": case, "form": form})


def _complete(request: DeskRequest, row: Release) -> HttpResponse:
    try:
        done = release_findings.complete(request.scope, row, timezone.localdate())
    except Refused as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect("release", pk=row.pk)
    messages.success(request, text("release.done", count=len(done.result["released"])))
    if done.result["refused"]:
        messages.warning(request, text("release.some_refused", count=len(done.result["refused"])))
    return redirect("release", pk=row.pk)


def _line(each: Readiness) -> dict[str, Any]:
    return {"case": each.case, "reasons": block_texts(each), "stale": "stale" in each.blocks}
