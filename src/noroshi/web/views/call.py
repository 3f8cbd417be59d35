"""The call: the sheet beside the form, saved while one types, logged in one go."""

from contextlib import suppress
from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from noroshi.notify.japanese_dates import day_text
from noroshi.records.answer import AnswerDraft
from noroshi.records.services import drafts, merge_edits, verify
from noroshi.records.services.answers import ContradictoryAnswer
from noroshi.records.services.log_contact import Logged, log_contact
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk
from noroshi.web.call_page import CallPage, call_page, draft_fields, fresh_form, question_rows
from noroshi.web.cases import OpenedCase, open_case
from noroshi.web.forms.call import CallForm
from noroshi.web.forms.identity import IdentityForm
from noroshi.web.next_step import NEXT_FIELDS, proposal_for, proposed_fields
from noroshi.web.words import language, text

PAGE: Final = "officer/call.html"


@desk("case.contact", rehearses=True)
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the call page; on POST log the call, or record the identity check, or go on to a suspected intrusion."""
    opened = open_case(request, pk)
    page = call_page(request, opened)
    if request.method != "POST":
        draft = drafts.own_draft(request.scope, opened.case)
        return _show(request, page, fresh_form(page, draft), IdentityForm(), draft=draft)
    form = CallForm(request.POST, contacts=page.contacts)
    action = request.POST.get("action", "save")
    if action == "discard":
        drafts.discard_draft(request.scope, opened.case)
        return redirect("call", pk=pk)
    with suppress(Refused):  # too long for a draft is too long for its field, and the form says so
        drafts.save_draft(request.scope, opened.case, draft_fields(form, request.POST))
    if action == "identity":
        return _identity(request, page, form)
    if action == "intrusion":
        return redirect("intrusion", pk=pk)
    return _save(request, page, form)


@desk("case.contact", rehearses=True)
@require_POST
def draft(request: DeskRequest, pk: int) -> HttpResponse:
    """Keep what was typed so far; 413 for more than anybody types."""
    opened = open_case(request, pk)
    try:
        drafts.save_draft(request.scope, opened.case, draft_fields(CallForm(contacts=()), request.POST))
    except Refused:
        return HttpResponse(status=413)
    return HttpResponse(status=204)


@desk("case.contact", rehearses=True)
@require_POST
def next_step(request: DeskRequest, pk: int) -> HttpResponse:
    """Return the fields of the next date as the outcome proposes them; saves nothing."""
    open_case(request, pk)
    proposal = proposal_for(request.POST.get("outcome", ""))
    form = CallForm(contacts=())
    form.initial = {name: request.POST.get(name, "") for name in NEXT_FIELDS}
    form.initial.update({name: values[-1] for name, values in proposed_fields(proposal, request.POST).items()})
    sentence = proposal.text(language()) if proposal else ""
    return render(request, "officer/next_step.html", {"form": form, "proposal": sentence})


@desk("case.contact", rehearses=True)
@require_POST
def outcomes(request: DeskRequest, pk: int) -> HttpResponse:
    """Return the outcomes as the chosen channel has them; saves nothing."""
    open_case(request, pk)
    form = CallForm(contacts=())
    form.initial = {name: request.POST.get(name, "") for name in ("channel", "outcome")}
    return render(request, "officer/outcomes.html", {"form": form})


def _show(
    request: DeskRequest,
    page: CallPage,
    form: CallForm,
    identity: IdentityForm,
    *,
    draft: AnswerDraft | None = None,
) -> HttpResponse:
    case = page.opened.case
    answers_open = form.is_bound and (bool(form.errors) or form.to_ask_again)
    return render(
        request,
        PAGE,
        {
            "page": page,
            "case": case,
            "gate": page.opened.gate,
            "form": form,
            "identity": identity,
            "draft": draft,
            "questions": question_rows(form, case.organization.kind),
            "answers_open": answers_open,
            "next_fields": NEXT_FIELDS,
        },
    )


def _save(request: DeskRequest, page: CallPage, form: CallForm) -> HttpResponse:
    case = page.opened.case
    if form.is_valid():
        try:
            base = merge_edits.read_base(case, form.cleaned_data["base"])
            entry = form.entry(base)
            if entry.answer is not None and "case.answer" not in page.opened.capabilities:
                raise PermissionDenied("case.answer")
            logged = log_contact(request.scope, case, entry)
        except Refused as refusal:
            form.refuse(refusal)
        except ContradictoryAnswer as contradiction:
            form.complain(contradiction.complaints)
        else:
            return _done(request, page.opened, logged)
    return _show(request, page, form, IdentityForm())


def _done(request: DeskRequest, opened: OpenedCase, logged: Logged) -> HttpResponse:
    tongue = language()
    if logged.repeated:
        messages.info(request, text("call_done.repeated"))
        return redirect("case", pk=opened.case.pk)
    next_on = logged.attempt.next_on
    messages.success(
        request, text("call_done.saved", next=day_text(next_on, tongue) if next_on else text("call_done.no_next"))
    )
    if logged.other_next_on is not None:
        messages.warning(request, text("call_done.other_next", date=day_text(logged.other_next_on, tongue)))
    if logged.proposal.next_contact:
        way = logged.next_contact
        named = f"{way.value} {way.desk}".strip() if way else ""
        messages.info(request, text("call_done.next_contact", contact=named) if way else text("call_done.none_left"))
    if logged.proposal.supervisor:
        messages.info(request, text("call_done.supervisor"))
    return redirect("intrusion" if logged.intrusion else "case", pk=opened.case.pk)


def _identity(request: DeskRequest, page: CallPage, form: CallForm) -> HttpResponse:
    identity = IdentityForm(request.POST)
    if not identity.is_valid():
        form = fresh_form(page, drafts.own_draft(request.scope, page.opened.case))
        return _show(request, page, form, identity)
    for check in identity.checks():
        verify.record_verification(request.scope, page.opened.case, **check)
    messages.success(request, text("call_done.identity"))
    return redirect("call", pk=page.opened.case.pk)
