"""Pages for everybody: the way to one's desk, the language, the health check."""

from typing import Final

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from noroshi.knowledge.roles import load_roles
from noroshi.web.access import open_page
from noroshi.web.navigation import desks_of

HANDED_OVER: Final = "handed_over"
"""In the address of the login page: it says that the person before has logged out."""


@open_page
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Send the person to their first desk; say so where they have none."""
    roles = set(request.user.grants.filter(unit__active=True).values_list("role", flat=True))  # type: ignore[union-attr]
    desks = desks_of({capability for role in roles for capability in load_roles().capabilities(role)})
    return redirect(desks[0].url) if desks else render(request, "web/no_desk.html", status=403)


@open_page
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language of the pages in a cookie and go back."""
    language = request.POST.get("language", "")
    response = redirect(safe_target(request))
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=31_536_000,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
    return response


@open_page
@require_POST
def switch_user(request: HttpRequest) -> HttpResponse:
    """Log the person out and ask the next one at this computer to log in.

    Nothing of the first person stays: no page, and not even its address.
    """
    logout(request)
    return redirect(f"{reverse('account_login')}?{HANDED_OVER}=1")


def safe_target(request: HttpRequest) -> str:
    """Return the address in ``next`` where it lies on this server, else the start page."""
    target = request.POST.get("next", "/")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}) else "/"


@open_page
def health(_request: HttpRequest) -> HttpResponse:
    """Answer whether the application reaches its database; names nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})
