"""What an administrator does to somebody else's account: one-time password, second factor, closing, opening again.

Each asks on a page of its own first.
"""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from noroshi.records.services import people
from noroshi.records.services.refusals import Refused
from noroshi.records.user import User
from noroshi.web.access import DeskRequest, desk
from noroshi.web.forms.desk_form import refusal_text
from noroshi.web.forms.people import CloseAccountForm
from noroshi.web.views.people import password_sheet, person_of
from noroshi.web.words import text


@desk("user.manage")
def person_password(request: DeskRequest, pk: int) -> HttpResponse:
    """Set a one-time password and show it once."""
    who = person_of(request, pk)

    def act() -> HttpResponse:
        return password_sheet(request, who, people.new_one_time_password(request.scope, who))

    return ask(request, who, "password", act)


@desk("user.manage")
def person_factor(request: DeskRequest, pk: int) -> HttpResponse:
    """Remove every second factor of a person who lost them; the next login asks for a new one."""
    who = person_of(request, pk)

    def act() -> HttpResponse:
        with transaction.atomic():
            people.note_factors_removed(request.scope, who)
            Authenticator.objects.filter(user=who).delete()
        messages.success(request, text("people.factor_removed"))
        return redirect("person", pk=who.pk)

    return ask(request, who, "factor", act)


@desk("user.manage")
def person_close(request: DeskRequest, pk: int) -> HttpResponse:
    """Close the account of somebody who leaves."""
    who = person_of(request, pk)
    form = CloseAccountForm(request.POST or None)

    def act() -> HttpResponse:
        with transaction.atomic():
            people.close_account(request.scope, who, form.cleaned_data["reason"])
            SocialAccount.objects.filter(user=who).delete()  # reopened, the account is tied anew
        messages.success(request, text("people.closed_done"))
        return redirect("people")

    return ask(request, who, "close", act, form=form, danger=True)


@desk("user.manage")
def person_reopen(request: DeskRequest, pk: int) -> HttpResponse:
    """Open a closed account again; its one-time password is shown once."""
    who = person_of(request, pk)

    def act() -> HttpResponse:
        return password_sheet(request, who, people.reopen_account(request.scope, who))

    return ask(request, who, "reopen", act)


def ask(
    request: DeskRequest,
    who: User,
    what: str,
    act: Callable[[], HttpResponse],
    *,
    form: CloseAccountForm | None = None,
    danger: bool = False,
    points: list[str] | None = None,
) -> HttpResponse:
    """Ask on a page of its own, then act; a refusal is shown on the person's page."""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            return act()
        except Refused as refusal:
            messages.error(request, refusal_text(refusal))
            return redirect("person", pk=who.pk)
    values = {
        "heading": text(f"people_ask.{what}"),
        "explain": text(f"people_ask.{what}_explain"),
        "points": [f"{who.display_name()} ({who.username})", *(points or [])],
        "confirm_label": text(f"people_ask.{what}_do"),
        "cancel_url": reverse("person", args=[who.pk]),
        "current_desk": "people",
        "form": form,
        "danger": danger,
    }
    return render(request, "web/confirm.html", values)
