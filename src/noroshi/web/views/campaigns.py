"""Campaigns: the list, opening one from a survey, its page, the terms of its sources."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from noroshi.archive.survey import SurveyError
from noroshi.knowledge.case_states import load_case_states
from noroshi.knowledge.ethics import load_ethics
from noroshi.notify.criteria import describe
from noroshi.records.agency import Unit
from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.finding import Finding
from noroshi.records.services.campaign_preview import LIVE, preview
from noroshi.records.services.campaign_wishes import Wishes, criteria_of
from noroshi.records.services.contact_gate import case_freshness
from noroshi.records.services.open_campaign import open_campaign
from noroshi.records.services.refusals import Refused
from noroshi.records.services.set_terms import set_terms
from noroshi.records.user import User
from noroshi.web.access import DeskRequest, desk, find, listed
from noroshi.web.capabilities import capabilities_in, scope_for
from noroshi.web.forms.campaign import OpenForm, TermsForm
from noroshi.web.survey_folders import survey_folders
from noroshi.web.words import language, text

OPEN: Final = "campaigns/open.html"
MOST_STALE: Final = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What a valid form asks for; ``digest`` is that of the criteria whose counts it shows."""

    unit: Unit
    path: Path
    wishes: Wishes
    digest: str


@desk("campaign.read")
@require_safe
def campaign_list(request: DeskRequest) -> HttpResponse:
    """List the campaigns of the person's compartments with their sizes."""
    rows = Campaign.objects.within(request.scope).select_related("unit__agency").order_by("-opened_at", "-pk")
    campaigns = listed(request, "campaigns", list(rows))
    return render(
        request,
        "campaigns/list.html",
        {
            "campaigns": campaigns,
            "cases": _counts(Case.objects.within(request.scope)),
            "pending": _counts(Finding.objects.within(request.scope).filter(decision="pending", case__isnull=False)),
            "research": _counts(Finding.objects.within(request.scope).filter(research_state__in=LIVE)),
            "may_open": any("campaign.open" in capabilities_in(request, unit) for unit in request.scope.units),
        },
    )


@desk("campaign.open")
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_open(request: DeskRequest) -> HttpResponse:
    """Show the form; on POST show the counts, and open the campaign once they were seen."""
    folders = survey_folders()
    units = {str(unit.pk): unit for unit in Unit.objects.filter(pk__in=request.scope.units).select_related("agency")}
    if request.method != "POST":
        form = OpenForm(units=units.values(), surveys=folders)
        return render(request, OPEN, {"form": form, "has_surveys": bool(folders)})
    form = OpenForm(request.POST, units=units.values(), surveys=folders)
    if not form.is_valid():
        return render(request, OPEN, {"form": form, "has_surveys": bool(folders)})
    asked = Asked(units[form.cleaned_data["unit"]], folders[form.cleaned_data["survey"]], form.wishes(), form.digest())
    if request.POST.get("action") == "open":
        opened = _open(request, form, asked)
        if opened is not None:
            messages.success(request, text("campaign_open.opened", code=opened.code, cases=opened.balance["cases"]))
            return redirect("campaign", pk=opened.pk)
    return _again(request, form, asked)


@desk("campaign.read")
@require_safe
def campaign(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a campaign: criteria, methods, balance, blind spots, terms."""
    row = find(request, Campaign.objects.select_related("survey", "unit__agency", "opened_by"), pk=pk)
    people = User.objects.in_bulk({each.get("by") for each in row.ethics.values() if each.get("by")})
    capabilities = capabilities_in(request, row.unit_id)
    return render(
        request,
        "campaigns/campaign.html",
        {
            "campaign": row,
            "criteria": describe(criteria_of(row), language()),
            "balance": row.balance,
            "blind": _blind(row.balance, row.survey.blind_spots),
            "sources": _sources(row.survey.sources),
            "ethics": [
                (item.text(language()), people.get(row.ethics.get(code, {}).get("by")), row.ethics.get(code, {}))
                for code, item in load_ethics().items()
                if code in row.ethics
            ],
            "stale": _stale(request, row) if "case.assign" in capabilities else [],
            "attachments": list(row.attachments.select_related("survey")),
            "may_attach": "survey.attach" in capabilities and row.state == "open",
            "may_set_terms": "campaign.open" in capabilities,
            "may_decide": "finding.decide" in capabilities,
            "may_release": "finding.release" in capabilities,
        },
    )


@desk("campaign.open")
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_terms(request: DeskRequest, pk: int) -> HttpResponse:
    """Record what the terms of the campaign's sources allow."""
    row = find(request, Campaign.objects.select_related("survey"), pk=pk)
    form = TermsForm(request.POST if request.method == "POST" else None, sources=row.survey.sources)
    if request.method == "POST" and form.is_valid():
        try:
            set_terms(scope_for(request, "campaign.open", row.unit_id), row.survey, form.terms())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("campaign_page.terms_saved"))
            return redirect("campaign", pk=pk)
    return render(request, "campaigns/terms.html", {"campaign": row, "form": form})


def _open(request: DeskRequest, form: OpenForm, asked: Asked) -> Campaign | None:
    """Open the campaign unless the person has not seen these counts, or something is missing; the form says so."""
    if request.POST.get("previewed") != asked.digest:
        messages.warning(request, text("campaign_open.preview_first"))
        return None
    try:
        return open_campaign(request.scope, asked.unit, asked.path, asked.wishes)
    except Refused as refusal:
        form.refuse(refusal)
    except SurveyError as error:
        form.refuse(Refused("survey_unusable", field="survey", why=str(error)))
    return None


def _again(request: DeskRequest, form: OpenForm, asked: Asked) -> HttpResponse:
    """Show the form with the counts of what it asks for, or with what stands in the way."""
    context: dict[str, Any] = {"form": form, "has_surveys": True}
    try:
        shown = preview(request.scope, asked.unit, asked.path, asked.wishes, timezone.localdate())
    except Refused as refusal:
        form.refuse(refusal)
    except SurveyError as error:
        form.refuse(Refused("survey_unusable", field="survey", why=str(error)))
    else:
        context |= {
            "previewed": asked.digest,
            "balance": shown.balance,
            "criteria": describe(asked.wishes.criteria, language()),
            "blind": _blind(shown.balance, shown.facts.blind_spots),
            "facts": shown.facts,
        }
    return render(request, OPEN, context)


def _stale(request: DeskRequest, row: Campaign) -> list[Case]:
    """Return the open cases whose last observation is too old and that no supervisor released, oldest first."""
    limit = timezone.now() - dt.timedelta(days=row.freshness_days)
    states = [state.code for state in load_case_states().states if state.open]
    old = Case.objects.within(request.scope).filter(campaign=row, state__in=states, last_affected_at__lt=limit)
    cases = old.select_related("organization", "campaign").order_by("last_affected_at", "pk")[:MOST_STALE]
    return [case for case in cases if case_freshness(case, timezone.localdate()).blocks]


def _counts(rows: Any) -> dict[int, int]:  # noqa: ANN401 a queryset of rows with a campaign
    return dict(rows.order_by().values_list("campaign_id").annotate(count=Count("pk")))


def _blind(balance: dict[str, Any], spots: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Return the products of the survey with devices of unknown version, with what public data shows of them."""
    texts = {each["product"]: each[language()] for each in spots}
    return [
        {**each, "text": texts.get(each["product"], "")}
        for each in balance.get("products", [])
        if each["version_unknown"]
    ]


def _sources(sources: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Return the inputs grouped by source and terms."""
    grouped: dict[tuple[str, ...], dict[str, Any]] = {}
    for each in sources:
        key = tuple(each[name] for name in ("source", "licence", "may_hand_over", "may_print", "may_publish"))
        grouped.setdefault(key, {**each, "inputs": []})["inputs"].append(each["input"])
    return list(grouped.values())
