"""The analyst's desk: the queue of findings, one finding with its evidence, and what is decided about it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from noroshi.records.campaign import Campaign
from noroshi.records.decision import Decision
from noroshi.records.finding import Evidence, Finding
from noroshi.records.services import decide_finding
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, find, listed
from noroshi.web.capabilities import capabilities_in
from noroshi.web.decisions import ACTIONS, FORMS, actions_for, apply_decision
from noroshi.web.finding_page import detail_of
from noroshi.web.finding_queue import PAGE, neighbours, queue, tab_counts
from noroshi.web.forms.desk_form import refusal_text
from noroshi.web.forms.finding import STATES, DecisionForm, QueueFilter
from noroshi.web.words import text

Decide: TypeAlias = Callable[..., Finding]
MOST_AT_ONCE: Final = 100
_KEY: Final = re.compile("[0-9]{1,18}")
FILTERS: Final = ("campaign", "product", "urgency", "prefecture", "q", "state")


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the queue."""

    url: str
    label: str
    count: int
    current: bool


@desk("finding.decide")
@require_safe
def finding_queue(request: DeskRequest) -> HttpResponse:
    """List the findings to decide about, with filters, tabs and decisions over several at once."""
    campaigns = list(Campaign.objects.within(request.scope).order_by("-opened_at"))
    products = Finding.objects.within(request.scope).order_by("product").values_list("product", flat=True).distinct()
    form = QueueFilter(request.GET, campaigns=campaigns, products=products)
    chosen = form.chosen()
    page = Paginator(queue(request.scope, chosen), PAGE).get_page(request.GET.get("page"))
    findings = listed(request, "findings", list(page.object_list))
    return render(
        request,
        "analyst/queue.html",
        {
            "form": form,
            "page": page,
            "findings": findings,
            "tabs": _tabs(request, chosen),
            "query": _query(request),
            "reasons": FORMS["refute"].base_fields["reason"].choices,  # type: ignore[attr-defined]
            "open_to_decision": chosen["state"] in {"pending", "asked", "disputed"},
        },
    )


@desk("finding.decide")
@require_POST
def finding_bulk(request: DeskRequest) -> HttpResponse:
    """Confirm or refute the chosen findings, each with the version that was shown."""
    one = request.POST.get("one")
    named = [one] if one else request.POST.getlist("chosen")
    back = redirect(f"{reverse('finding_queue')}?{_query(request)}")
    if not named:
        messages.warning(request, text("findings.bulk_none"))
        return back
    if len(named) > MOST_AT_ONCE:
        messages.warning(request, text("findings.too_many", most=MOST_AT_ONCE))
        return back
    chosen = _chosen(request, named)
    decide: Decide = decide_finding.confirm
    if request.POST.get("action") == "refute" and not one:
        reason = request.POST.get("reason", "")

        def decide(scope: Any, row: Finding, version: int) -> Finding:  # noqa: ANN401 a scope
            return decide_finding.refute(scope, row, version, reason)

    result = decide_finding.many(request.scope, chosen, decide)
    if result.done:
        messages.success(request, text("findings.bulk_done", count=len(result.done)))
    for row, refusal in result.refused:
        name = ", ".join(row.ips) or row.device
        messages.error(request, text("findings.bulk_refused", device=name, why=refusal_text(refusal)))
    return back


@desk("finding.read")
@require_safe
def finding(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one finding: what was seen, what we conclude and why, what was decided."""
    return _show(request, _found(request, pk))


@desk("finding.decide")
@require_POST
def finding_decide(request: DeskRequest, pk: int) -> HttpResponse:
    """Take one decision; the next finding of the queue follows a confirmed or refuted one."""
    row = _found(request, pk)
    action = request.POST.get("action", "")
    if action not in ACTIONS:
        raise Http404
    form = ACTIONS[action].form(request, row, request.POST)
    _, following = neighbours(request.scope, _chosen_filters(request), pk)
    if form.is_valid():
        try:
            apply_decision(request, action, row, form)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text(f"decide.done_{action}"))
            return _onward(request, following if action in {"confirm", "refute"} else pk)
    return _show(request, _found(request, pk), {action: form})


def _show(request: DeskRequest, row: Finding, bound: dict[str, DecisionForm] | None = None) -> HttpResponse:
    evidence = Evidence.objects.within(request.scope).filter(finding=row).order_by("about", "rule", "pk")
    decisions = Decision.objects.within(request.scope).filter(finding=row).select_related("by")
    previous, following = neighbours(request.scope, _chosen_filters(request), row.pk)
    may_decide = "finding.decide" in capabilities_in(request, row.unit_id)
    forms = {name: ACTIONS[name].form(request, row) for name in actions_for(row)} if may_decide else {}
    forms |= bound or {}
    return render(
        request,
        "analyst/finding.html",
        {
            "detail": detail_of(row, evidence),
            "finding": row,
            "forms": forms,
            "bound": bound,
            "history": list(decisions),
            "previous": previous if may_decide else None,
            "following": following if may_decide else None,
            "may_decide": may_decide,
            "query": _query(request),
        },
    )


def _found(request: DeskRequest, pk: int) -> Finding:
    rows = Finding.objects.select_related("organization", "campaign", "case", "survey", "merged_into")
    return find(request, rows, pk=pk)


def _onward(request: DeskRequest, following: int | None) -> HttpResponse:
    query = _query(request)
    if following is None:
        return redirect(f"{reverse('finding_queue')}?{query}")
    return redirect(f"{reverse('finding', args=[following])}?{query}")


def _chosen(request: DeskRequest, named: list[str]) -> list[tuple[Finding, int]]:
    """Return the findings that the page named as ``key:version``; 404 where one is out of reach or unreadable."""
    versions: dict[int, int] = {}
    for each in named:
        key, _, version = each.partition(":")
        if not (_KEY.fullmatch(key) and _KEY.fullmatch(version)):
            raise Http404
        versions[int(key)] = int(version)
    rows = list(Finding.objects.within(request.scope).filter(pk__in=versions).order_by("pk"))
    if len(rows) != len(versions):
        raise Http404
    return [(row, versions[row.pk]) for row in rows]


def _chosen_filters(request: DeskRequest) -> dict[str, str]:
    given = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    if not given.get("campaign", "1").isdigit():
        del given["campaign"]
    return given | {"state": given["state"] if given.get("state") in STATES else "pending"}


def _query(request: DeskRequest) -> str:
    kept = QueryDict(mutable=True)
    for name in (*FILTERS, "page"):
        if request.GET.get(name):
            kept[name] = request.GET[name]
    return kept.urlencode()


def _tabs(request: DeskRequest, chosen: dict[str, str]) -> list[Tab]:
    counts = tab_counts(request.scope, chosen)
    tabs = []
    for state in STATES:
        query = request.GET.copy()
        query.pop("page", None)
        query["state"] = state
        label = text("findings.disputed") if state == "disputed" else _decision_label(state)
        tabs.append(Tab(f"?{query.urlencode()}", label, counts[state], state == chosen["state"]))
    return tabs


def _decision_label(state: str) -> str:
    from noroshi.knowledge.enumerations import load_enumerations
    from noroshi.web.words import language

    return load_enumerations().label("finding_decision", state, language())
