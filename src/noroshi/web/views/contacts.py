"""Contacts of a case's organisation: entering, confirming, marking; and the organisation's own data."""

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from noroshi.records.case import Case
from noroshi.records.contact import Contact
from noroshi.records.organization import Organization
from noroshi.records.services import contacts, merge_edits
from noroshi.records.services.next_contact import next_contact
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk, find
from noroshi.web.case_page import Way
from noroshi.web.cases import open_case
from noroshi.web.forms.contact import ContactForm, MarkForm, OrganizationForm
from noroshi.web.forms.desk_form import refusal_text
from noroshi.web.merge_form import MergeResult, initial_of, merge_edit
from noroshi.web.words import text


@desk("contact.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def contact_list(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the contacts of the case's organisation, and enter another."""
    opened = open_case(request, pk)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            contacts.add_contact(request.scope, opened.case.organization, form.entry())
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, text("contacts.added"))
            return redirect("contact_list", pk=pk)
    today = timezone.localdate()
    rows = Contact.objects.within(request.scope).filter(organization=opened.case.organization_id)
    ways = [Way(row, contacts.dialable(row, today)) for row in rows.select_related("looked_up_by", "confirmed_by")]
    context = {"case": opened.case, "form": form, "ways": ways, "may": opened.capabilities}
    return render(
        request,
        "officer/contact_list.html",
        context | {"next": next_contact(request.scope, opened.case, today), "actor": request.scope.actor_id},
    )


@desk("contact.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def contact_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Change a contact."""
    row = find(request, Contact.objects.select_related("organization"), pk=pk)

    def save(base: merge_edits.Base, form: ContactForm) -> None:
        try:
            contacts.edit_contact(request.scope, row, base, form.entry())
        except Refused as refusal:
            raise _beside(refusal) from refusal

    result = MergeResult(ContactForm(initial=initial_of(row)), [])
    if request.method == "POST":
        result = merge_edit(request.POST, row, ContactForm, save)  # type: ignore[arg-type]
        if result.saved:
            messages.success(request, text("merge.saved"))
            return _to_list(request, row)
    context = {"contact": row, "form": result.form, "conflicts": result.conflicts, "case": _case_of(request, row)}
    return render(request, "officer/contact_edit.html", context, status=result.status)


@desk("contact.edit")
@require_POST
def contact_confirm(request: DeskRequest, pk: int) -> HttpResponse:
    """Confirm a contact as second person."""
    row = find(request, Contact.objects.all(), pk=pk)
    seen = request.POST.get("version", "")
    version = int(seen) if re.fullmatch("[0-9]{1,9}", seen) else 0
    try:
        contacts.confirm_contact(request.scope, row, version)
    except Refused as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, text("contacts.confirmed"))
    return _to_list(request, row)


@desk("contact.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def contact_mark(request: DeskRequest, pk: int) -> HttpResponse:
    """Say that a contact is wrong, bounced, not to be used, or usable again."""
    row = find(request, Contact.objects.select_related("organization"), pk=pk)
    initial = {"state": row.state, "reason": row.state_reason}
    form = MarkForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        contacts.mark_contact(request.scope, row, form.cleaned_data["state"], form.cleaned_data["reason"])
        messages.success(request, text("contacts.marked"))
        return _to_list(request, row)
    context = {"contact": row, "form": form, "case": _case_of(request, row)}
    return render(request, "officer/contact_mark.html", context)


@desk("contact.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def organization_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Change an organisation's reading, kind and addresses."""
    row = find(request, Organization.objects.all(), pk=pk)
    result = MergeResult(OrganizationForm(initial=initial_of(row)), [])
    if request.method == "POST":
        result = merge_edit(
            request.POST,
            row,
            OrganizationForm,
            lambda base, form: merge_edits.save_edit(request.scope, row, base, form.cleaned_data),
        )
        if result.saved:
            messages.success(request, text("merge.saved"))
            case = _newest_case(request, row.pk)
            return redirect("case", pk=case.pk) if case else redirect("home")
    context = {"organization": row, "form": result.form, "conflicts": result.conflicts}
    context |= {"case": _newest_case(request, row.pk)}
    return render(request, "officer/organization_edit.html", context, status=result.status)


def _newest_case(request: DeskRequest, organization_id: int) -> Case | None:
    return Case.objects.within(request.scope).filter(organization=organization_id).order_by("-pk").first()


def _case_of(request: DeskRequest, contact: Contact) -> Case | None:
    return _newest_case(request, contact.organization_id)


def _to_list(request: DeskRequest, contact: Contact) -> HttpResponse:
    case = _case_of(request, contact)
    return redirect("contact_list", pk=case.pk) if case else redirect("home")


def _refuse(form: ContactForm, refusal: Refused) -> None:
    form.refuse(_beside(refusal))


def _beside(refusal: Refused) -> Refused:
    """Point a refusal of the source at the form's own field."""
    field = "source_url" if refusal.field == "source" else refusal.field
    return Refused(refusal.key, field=field, **refusal.values)
