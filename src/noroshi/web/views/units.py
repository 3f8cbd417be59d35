"""The administrator's pages of a unit and of the agency's profile."""

from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from noroshi.records.agency import Unit
from noroshi.records.services import agency_profile
from noroshi.records.services.refusals import Refused
from noroshi.web.access import DeskRequest, desk
from noroshi.web.forms.desk_form import refusal_text
from noroshi.web.forms.people import ProfileForm, UnitForm
from noroshi.web.views.people import own_units
from noroshi.web.words import text

LETTER: Final = ("postal_code", "address", "fax", "hours", "page")
"""What the profile holds for letters alone."""


def _unit(request: DeskRequest, pk: int) -> Unit:
    unit = own_units(request).select_related("agency__profile_edited_by", "agency__profile_signed_by")
    found = unit.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@desk("user.manage")
def unit_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a unit and its agency's profile."""
    unit = _unit(request, pk)
    may_sign = not settings.DEMO and not unit.agency.profile_signed
    rows = [(text(f"profile.{name}"), getattr(unit.agency, name)) for name in LETTER]
    values = {"unit": unit, "agency": unit.agency, "may_sign": may_sign, "letter_rows": rows}
    return render(request, "people/unit.html", values)


@desk("user.manage")
def unit_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Change the names of a unit."""
    unit = _unit(request, pk)
    shown = {name: getattr(unit, name) for name in ("name_ja", "name_en", "extension")}
    form = UnitForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        agency_profile.edit_unit(request.scope, unit, **form.cleaned_data)
        messages.success(request, text("people.saved"))
        return redirect("unit", pk=unit.pk)
    return render(request, "people/unit_form.html", {"form": form, "unit": unit, "heading": text("people.unit_edit")})


@desk("user.manage")
def profile_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Change the agency's profile; its signature ends."""
    unit = _unit(request, pk)
    shown = {name: getattr(unit.agency, name) for name in agency_profile.PROFILE}
    form = ProfileForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        agency_profile.edit_profile(request.scope, unit, agency_profile.ProfileEntry(**form.cleaned_data))
        messages.success(request, text("people.profile_saved"))
        return redirect("unit", pk=unit.pk)
    texts = {"heading": text("people.profile_edit"), "explain": text("people.profile_note")}
    return render(request, "people/unit_form.html", {"form": form, "unit": unit, **texts})


@desk("user.manage")
def profile_sign(request: DeskRequest, pk: int) -> HttpResponse:
    """Sign the agency's profile as a second person."""
    unit = _unit(request, pk)
    agency = unit.agency
    if request.method == "POST":
        try:
            agency_profile.sign_profile(request.scope, unit, sample=settings.DEMO)
        except Refused as refusal:
            messages.error(request, refusal_text(refusal))
        else:
            messages.success(request, text("people.profile_signed"))
        return redirect("unit", pk=unit.pk)
    values = {
        "heading": text("people_ask.sign"),
        "explain": text("people_ask.sign_explain"),
        "points": [getattr(agency, name) for name in agency_profile.PROFILE if getattr(agency, name)],
        "confirm_label": text("people_ask.sign_do"),
        "cancel_url": reverse("unit", args=[unit.pk]),
        "current_desk": "people",
    }
    return render(request, "web/confirm.html", values)
