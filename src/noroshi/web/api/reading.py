"""Reading campaigns, cases, findings and answers, a page at a time, each with the same few queries."""

from typing import Any, TypeVar

from ninja import Query

from noroshi.records.answer import Answer
from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.compartment import CompartmentQuerySet, CompartmentRow
from noroshi.records.finding import Finding
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.answers import COLUMNS
from noroshi.web.api.gate import ApiRequest, allowed, note_call
from noroshi.web.api.problems import Problem
from noroshi.web.api.routes import router
from noroshi.web.api.schemas import (
    PROBLEMS,
    AnswerPage,
    CampaignOut,
    CampaignPage,
    CaseOut,
    CasePage,
    FindingPage,
    Page,
)

RowT = TypeVar("RowT", bound=CompartmentRow)


@router.get("/campaigns", response={200: CampaignPage, **PROBLEMS})
@allowed("campaign.read")
def campaigns(request: ApiRequest, page: Query[Page]) -> dict[str, Any]:
    """Return the campaigns of the token's compartment."""
    rows, following = _page(Campaign.objects.within(request.scope), page)
    note_call(request, "campaigns", rows)
    return {"items": [_campaign(row) for row in rows], "next": following}


@router.get("/campaigns/{int:campaign}", response={200: CampaignOut, **PROBLEMS})
@allowed("campaign.read")
def campaign(request: ApiRequest, campaign: int) -> dict[str, Any]:
    """Return one campaign."""
    row = _find(request.scope, Campaign.objects.within(request.scope), pk=campaign)
    note_call(request, "campaign", [row])
    return _campaign(row)


@router.get("/campaigns/{int:campaign}/cases", response={200: CasePage, **PROBLEMS})
@allowed("case.read")
def cases(request: ApiRequest, campaign: int, page: Query[Page], state: str = "") -> dict[str, Any]:
    """Return the cases of a campaign, or those in one state."""
    found = _find(request.scope, Campaign.objects.within(request.scope), pk=campaign)
    wanted = Case.objects.within(request.scope).filter(campaign=found).select_related("organization")
    rows, following = _page(wanted.filter(state=state) if state else wanted, page)
    note_call(request, "cases", rows)
    return {"items": [_case(row) for row in rows], "next": following}


@router.get("/campaigns/{int:campaign}/findings", response={200: FindingPage, **PROBLEMS})
@allowed("finding.read")
def findings(request: ApiRequest, campaign: int, page: Query[Page]) -> dict[str, Any]:
    """Return the findings of a campaign."""
    found = _find(request.scope, Campaign.objects.within(request.scope), pk=campaign)
    wanted = Finding.objects.within(request.scope).filter(campaign=found).select_related("case")
    rows, following = _page(wanted, page)
    note_call(request, "findings", rows)
    return {"items": [_finding(row) for row in rows], "next": following}


@router.get("/cases/{reference}", response={200: CaseOut, **PROBLEMS})
@allowed("case.read")
def case(request: ApiRequest, reference: str) -> dict[str, Any]:
    """Return one case by its reference number."""
    row = find_case(request, reference)
    note_call(request, "case", [row])
    return _case(row)


@router.get("/cases/{reference}/answers", response={200: AnswerPage, **PROBLEMS})
@allowed("case.read")
def answers(request: ApiRequest, reference: str, page: Query[Page]) -> dict[str, Any]:
    """Return the answers of a case in the order in which they were recorded."""
    found = find_case(request, reference)
    rows, following = _page(Answer.objects.within(request.scope).filter(case=found), page)
    note_call(request, "answers", rows)
    return {"items": [_answer(found, row) for row in rows], "next": following}


def find_case(request: ApiRequest, reference: str) -> Case:
    """Return the case of the token's compartment with a reference number; raises ``Problem``."""
    rows = Case.objects.within(request.scope).select_related("organization", "campaign")
    return _find(request.scope, rows, reference=reference.replace("-", "")[:20])


def _find(scope: Scope, rows: CompartmentQuerySet[RowT], **key: Any) -> RowT:  # noqa: ANN401 field look-ups
    row = rows.filter(**key).first()
    if row is None:
        raise Problem("not_found", [str(value) for value in key.values()])
    audit.read(scope, row)
    return row


def _page(rows: CompartmentQuerySet[RowT], page: Page) -> tuple[list[RowT], int | None]:
    found = list(rows.filter(pk__gt=page.after).order_by("pk")[: page.limit + 1])
    more = len(found) > page.limit
    return found[: page.limit], found[page.limit - 1].pk if more else None


def _campaign(row: Campaign) -> dict[str, Any]:
    names = ("code", "title_ja", "title_en", "state", "sample", "prefectures", "products", "cves", "starts_on")
    return {name: getattr(row, name) for name in names} | {"id": row.pk, "ends_on": row.ends_on}


def _case(row: Case) -> dict[str, Any]:
    names = ("reference", "state", "urgency", "opened_at", "first_reached_at", "answered_at", "observed_fixed_at")
    organization = row.organization
    return {name: getattr(row, name) for name in names} | {
        "id": row.pk,
        "closed_at": row.closed_at,
        "disposed": row.disposed,
        "organization": {
            "corporate_number": organization.corporate_number,
            "name": organization.name,
            "prefecture": organization.prefecture,
        },
    }


def _finding(row: Finding) -> dict[str, Any]:
    names = ("device", "product", "version_kind", "verdict", "urgency", "decision", "observed_state", "last_seen")
    return {name: getattr(row, name) for name in names} | {
        "id": row.pk,
        "case": row.case.reference if row.case else None,
        "version": row.version_text,
        "cves": [str(each.get("cve", "")) for each in row.cves],
        "last_affected_at": row.last_affected_at,
    }


def _answer(case: Case, row: Answer) -> dict[str, Any]:
    names = ("correction", "key", "source", "at", "respondent", "reasons")
    statement = {field: getattr(row, column) for field, column in COLUMNS.items()}
    return (
        {name: getattr(row, name) for name in names}
        | statement
        | {
            "id": row.pk,
            "case": case.reference,
            "finding": row.finding_id,
            "supersedes": row.supersedes_id,
        }
    )
