"""The administrator's desk: who has an account, with which roles, and what becomes of it."""

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from noroshi.records.agency import Unit
from noroshi.records.services import account_events, audit, people
from noroshi.records.services.refusals import Refused
from noroshi.records.user import RoleGrant, User
from noroshi.web.access import DeskRequest, desk
from noroshi.web.forms.desk_form import refusal_text
from noroshi.web.forms.people import (
    EditPersonForm,
    GrantForm,
    KnownPersonForm,
    NewPersonForm,
    PeopleFilterForm,
    role_choices,
)
from noroshi.web.words import text

PAGE_SIZE: Final = 50


def own_units(request: DeskRequest) -> QuerySet[Unit]:
    """Return the units in which the administrator works."""
    return Unit.objects.filter(pk__in=request.scope.units).select_related("agency")


def person_of(request: DeskRequest, pk: int) -> User:
    """Return a person of the administrator's units and write the reading down; else 404."""
    person = people.people_within(request.scope).filter(pk=pk).select_related("home_unit").first()
    if person is None:
        raise Http404
    for unit_id in sorted(request.scope.units & set(account_events.units_of(person))):
        audit.append("user.read", audit.subject_of(person), actor_id=request.scope.actor_id, unit_id=unit_id)
    return person


@desk("user.manage")
def people_list(request: DeskRequest) -> HttpResponse:
    """List the people of the administrator's units."""
    form = PeopleFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    inside = RoleGrant.objects.filter(unit_id__in=request.scope.units).select_related("unit")
    rows = _chosen(people.people_within(request.scope), chosen, request.scope.units)
    rows = rows.prefetch_related(Prefetch("grants", queryset=inside, to_attr="inside")).select_related("home_unit")
    for unit_id in sorted(request.scope.units):
        audit.append("people.listed", "list:people", actor_id=request.scope.actor_id, unit_id=unit_id)
    page = Paginator(rows.order_by("-is_active", "username"), PAGE_SIZE).get_page(request.GET.get("page"))
    values = {"form": form, "page": page, "units": own_units(request), "labels": dict(role_choices())}
    return render(request, "people/list.html", values)


def _chosen(rows: QuerySet[User], chosen: dict[str, str], units: frozenset[int]) -> QuerySet[User]:
    if words := chosen.get("q"):
        names = (Q(**{f"{name}__icontains": words}) for name in ("username", "name_ja", "name_en"))
        rows = rows.filter(next(names) | next(names) | next(names))
    if role := chosen.get("role"):
        rows = rows.filter(pk__in=RoleGrant.objects.filter(role=role, unit_id__in=units).values("user_id"))
    if state := chosen.get("state"):
        rows = rows.filter(is_active=state == "active")
    return rows


@desk("user.manage")
def person_new(request: DeskRequest) -> HttpResponse:
    """Make an account; its one-time password is shown once, on the sheet that the person receives."""
    units = own_units(request)
    office = bool(settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"])
    form = NewPersonForm(request.POST or None, units=units, office=office)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            person, password = people.make_person(
                request.scope,
                int(values["unit"]),
                values["roles"],
                form.entry(values["username"]),
                with_password=not values.get("office_login"),
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return password_sheet(request, person, password)
    return render(request, "people/new.html", {"form": form})


def password_sheet(request: DeskRequest, person: User, password: str) -> HttpResponse:
    """Show the sheet with a new one-time password: answered to the POST itself, so that nothing keeps it."""
    return render(request, "people/password_sheet.html", {"who": person, "password": password})


@desk("user.manage")
def person_known(request: DeskRequest) -> HttpResponse:
    """Give a role in the administrator's unit to a person who has an account in another unit of the same agency."""
    units = own_units(request)
    form = KnownPersonForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            known = _known(units, form.cleaned_data["username"])
            people.grant_role(request.scope, known, int(form.cleaned_data["unit"]), form.cleaned_data["role"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("people.granted"))
            return redirect("person", pk=known.pk)
    return render(request, "people/known.html", {"form": form})


def _known(units: QuerySet[Unit], username: str) -> User:
    agencies = {unit.agency_id for unit in units}
    near = Q(home_unit__agency_id__in=agencies) | Q(grants__unit__agency_id__in=agencies)
    known = User.objects.filter(near, username=username, is_active=True).distinct().first()
    if known is None:
        raise Refused("people_unknown", field="username")
    return known


@desk("user.manage")
def person_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one person: account, roles in the administrator's units, what can be done."""
    return _person_page(request, person_of(request, pk), GrantForm(units=own_units(request)))


def _person_page(request: DeskRequest, who: User, form: GrantForm, status: int = 200) -> HttpResponse:
    grants = who.grants.filter(unit_id__in=request.scope.units).select_related("unit", "granted_by")
    values: dict[str, Any] = {
        "who": who,
        "grants": grants.order_by("unit_id", "role"),
        "elsewhere": who.grants.exclude(unit_id__in=request.scope.units).exists(),
        "form": form,
        "own": who.pk == request.scope.actor_id,
        "looks_after": people.looks_after(request.scope, who),
        "labels": dict(role_choices()),
    }
    return render(request, "people/person.html", values, status=status)


@desk("user.manage")
def person_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Change name, rank, language and home unit."""
    who = person_of(request, pk)
    agencies = own_units(request).values("agency_id")
    units = Unit.objects.filter(agency_id__in=agencies, active=True, rehearsal_of=None)
    initial = {name: getattr(who, name) for name in ("name_ja", "name_en", "rank_ja", "language")}
    form = EditPersonForm(request.POST or None, units=units, initial={**initial, "home_unit": who.home_unit_id})
    if request.method == "POST" and form.is_valid():
        try:
            people.edit_person(request.scope, who, form.entry(who.username), int(form.cleaned_data["home_unit"]))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("people.saved"))
            inside = people.people_within(request.scope).filter(pk=who.pk).exists()
            return redirect("person", pk=who.pk) if inside else redirect("people")
    return render(request, "people/edit.html", {"form": form, "who": who})


@desk("user.manage")
@require_POST
def role_grant(request: DeskRequest, pk: int) -> HttpResponse:
    """Give a person one more role."""
    who = person_of(request, pk)
    form = GrantForm(request.POST, units=own_units(request))
    if form.is_valid():
        try:
            people.grant_role(request.scope, who, int(form.cleaned_data["unit"]), form.cleaned_data["role"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, text("people.granted"))
            return redirect("person", pk=who.pk)
    return _person_page(request, who, form, status=422)


@desk("user.manage")
@require_POST
def role_revoke(request: DeskRequest, pk: int) -> HttpResponse:
    """Take one role away."""
    grant = RoleGrant.objects.filter(pk=pk, unit_id__in=request.scope.units).select_related("user").first()
    if grant is None:
        raise Http404
    try:
        people.revoke_role(request.scope, grant)
    except Refused as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, text("people.revoked"))
    inside = people.people_within(request.scope).filter(pk=grant.user_id).exists()
    return redirect("person", pk=grant.user_id) if inside else redirect("people")
