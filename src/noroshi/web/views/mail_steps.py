"""What people do with a mail: draft, release, send back, withdraw, send, and say whether an unclear one had left."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from noroshi.records.contact import Contact
from noroshi.records.services import mail_task, outbox, send_mail
from noroshi.records.services.mail_gate import mail_contacts
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk
from noroshi.web.cases import OpenedCase, open_case
from noroshi.web.forms.desk_form import refusal_text
from noroshi.web.forms.mail import DraftForm, FoundForm, ReasonForm
from noroshi.web.views.mail import find_mail, mail_response
from noroshi.web.words import text


@desk("case.contact")
@require_http_methods(["GET", "HEAD", "POST"])
def mail_new(request: DeskRequest, pk: int) -> HttpResponse:
    """Draft the first mail of a case; the text comes from approved wording."""
    opened = open_case(request, pk)
    contacts = mail_contacts(request.scope, opened.case, timezone.localdate())
    form = DraftForm(request.POST if request.method == "POST" else None, contacts=contacts)
    if request.method == "POST" and form.is_valid():
        try:
            mail = _draft(request, opened, contacts, form)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("mail_page.drafted_now"))
            return redirect("mail", pk=mail)
    context = {"case": opened.case, "gate": opened.gate, "form": form, "contacts": contacts}
    return render(request, "mail/new.html", context, status=422 if form.errors else 200)


@desk("decision.approve")
@require_POST
def approve(request: DeskRequest, pk: int) -> HttpResponse:
    """Release a draft as second person and have it sent."""
    mail = find_mail(request, pk)
    try:
        mail_task.start_sending(outbox.approve(request.scope, mail))
    except Refused as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, text(f"mail_page.approved_{'now' if outbox.office().relay else 'dry'}"))
    return redirect("mail", pk=pk)


@desk("decision.approve")
@require_POST
def send_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Send a draft back with a reason."""
    mail = find_mail(request, pk)
    form = ReasonForm(request.POST, prefix="back")
    if form.is_valid():
        try:
            outbox.send_back(request.scope, mail, form.cleaned_data["reason"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("mail_page.returned_now"))
            return redirect("mail", pk=pk)
    return mail_response(request, mail, reason=form, status=422)


@desk("case.contact")
@require_POST
def withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a mail back that has not left."""
    mail = find_mail(request, pk)
    try:
        outbox.withdraw(request.scope, mail)
    except Refused as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, text("mail_page.withdrawn_now"))
    return redirect("mail", pk=pk)


@desk("case.contact")
@require_POST
def send(request: DeskRequest, pk: int) -> HttpResponse:
    """Have a released mail sent, or tried again; without a relay say so."""
    mail = find_mail(request, pk)
    own = outbox.office()
    if mail.state not in send_mail.SENDABLE:
        messages.error(request, text("desk_refused.mail_state"))
    elif own.folder is None and (mail.sample or own.relay is None):
        messages.error(request, text(f"desk_refused.mail_{'sample' if mail.sample else 'no_relay'}"))
    else:
        mail_task.start_sending(mail)
        messages.success(request, text("mail_page.sending_now"))
    return redirect("mail", pk=pk)


@desk("decision.approve")
@require_POST
def decide(request: DeskRequest, pk: int) -> HttpResponse:
    """Record whether an unclear mail had left."""
    mail = find_mail(request, pk)
    form = FoundForm(request.POST, prefix="found")
    if form.is_valid():
        given = form.cleaned_data
        try:
            send_mail.decide(request.scope, mail, sent=given["found"] == "sent", reason=given["reason"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("mail_page.decided_now"))
            return redirect("mail", pk=pk)
    return mail_response(request, mail, found=form, status=422)


def _draft(request: DeskRequest, opened: OpenedCase, contacts: list[Contact], form: DraftForm) -> int:
    given = form.cleaned_data
    contact = next(each for each in contacts if each.pk == given["contact"])
    key, language = given["key"], given["language"]
    return outbox.draft(request.scope, opened.case, contact, key=key, language=language).pk
