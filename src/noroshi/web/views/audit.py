"""The auditor's desk: entries of the chain, its verification, its head, and one case as it stood on a day."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from noroshi.records.case import Case
from noroshi.records.services import audit, audit_case, audit_entries, verification_task
from noroshi.records.services.audit_case_text import sections
from noroshi.records.services.audit_head import AnchorUnreadable, head
from noroshi.web.access import DeskRequest, desk, find
from noroshi.web.audit_words import action_text
from noroshi.web.forms.audit import CaseAuditForm, EntryFilterForm, VerifyForm
from noroshi.web.words import language, text


@desk("audit.read")
def entry_list(request: DeskRequest) -> HttpResponse:
    """Show entries, the head, the last verification, and the ways to verify and to ask about a case."""
    return _page(request, VerifyForm(), CaseAuditForm())


def _page(request: DeskRequest, verify_form: VerifyForm, case_form: CaseAuditForm, status: int = 200) -> HttpResponse:
    form = EntryFilterForm(request.GET or None)
    before = request.GET.get("before", "")
    start = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None  # noqa: PLR2004 64 bits
    rows, following = audit_entries.entries_of(request.scope, form.wanted(), start)
    for unit_id in sorted(request.scope.units):
        audit.append("audit.listed", "list:audit", actor_id=request.scope.actor_id, unit_id=unit_id)
    result = verification_task.last_result(request.scope)
    values: dict[str, Any] = {
        "form": form,
        "rows": [(row, action_text(row.action)) for row in rows],
        "following": following,
        "head": head(),
        "verify_form": verify_form,
        "case_form": case_form,
        "result_entry": result[0] if result else None,
        "result": _result(result[1]) if result else None,
    }
    return render(request, "audit/list.html", values, status=status)


def _result(found: dict[str, Any]) -> dict[str, Any]:
    parts = {name: found.get(name, {}).get(language(), []) for name in ("summary", "faults", "warnings")}
    return {"sound": found.get("sound", False), **parts}


@desk("audit.read")
def entry_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one entry with what it says."""
    entry = audit_entries.find_entry(request.scope, pk)
    if entry is None:
        raise Http404
    audit.append(
        "audit.entry_read", f"entry:{entry.seq}", actor_id=request.scope.actor_id, unit_id=min(request.scope.units)
    )
    values = audit_entries.entry_values(entry)
    shown = [(name, _shown(value)) for name, value in sorted((values or {}).items())]
    found = {"entry": entry, "action": action_text(entry.action), "values": shown, "disposed": values is None}
    return render(request, "audit/entry.html", found)


def _shown(value: Any) -> str:  # noqa: ANN401 any JSON value
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)


@desk("audit.read")
@require_POST
def chain_verify(request: DeskRequest) -> HttpResponse:
    """Verify the chain, against a head that was kept outside where one is given."""
    form = VerifyForm(request.POST)
    if form.is_valid():
        try:
            done = verification_task.start_verification(request.scope, form.cleaned_data["anchor"])
        except AnchorUnreadable:
            form.add_error("anchor", text("audit_page.anchor_unreadable"))
        else:
            messages.success(request, text("audit_page.verified" if done else "audit_page.verifying"))
            return redirect("audit")
    return _page(request, form, CaseAuditForm(), status=422)


@desk("audit.read")
def case_search(request: DeskRequest) -> HttpResponse:
    """Find a case by its reference number and go to its page."""
    form = CaseAuditForm(request.GET)
    if form.is_valid():
        try:
            case = audit_case.find_case(request.scope, form.cleaned_data["code"])
        except audit_case.NoSuchCase:
            form.add_error("code", text("audit_page.no_case"))
        else:
            day = form.cleaned_data["on"]
            response = redirect("audit_case", pk=case.pk)
            response["Location"] += f"?on={day}" if day else ""
            return response
    return _page(request, VerifyForm(), form, status=422)


@desk("audit.read")
def case_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one case as it stood at the end of a day, on one A4."""
    case = find(request, Case.objects.select_related("organization", "campaign__survey", "unit__agency"), pk=pk)
    form = CaseAuditForm({"code": case.reference, "on": request.GET.get("on") or str(timezone.localdate())})
    day = form.cleaned_data["on"] if form.is_valid() else None
    try:
        parts = sections(audit_case.audit_case(request.scope, case, day), language())
    except audit_case.NoSuchCase as error:
        raise Http404 from error
    return render(request, "audit/case.html", {"case": case, "parts": parts, "form": form})
