"""Pages for what went wrong: what happened and what to do, in the page's language."""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, DataError, IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from noroshi.records.services.refusals import Refused
from noroshi.web.context import frame, page_language
from noroshi.web.forms.desk_form import refusal_text

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request could not be read, or that it was too large."""
    if isinstance(exception, TOO_LARGE):
        return _page(request, "too_large", 413)
    return _page(request, "bad_request", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 Django's signature
    """Say that the person's roles do not open this page."""
    return _page(request, "forbidden", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 Django's signature
    """Say that the page is too old to send from."""
    return _page(request, "csrf", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 Django's signature
    """Nothing here, or nothing that this person may see."""
    return _page(request, "not_found", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the program, or its database, failed and that nothing was half-saved; reads neither of them."""
    fault = sys.exc_info()[1]
    database = isinstance(fault, DatabaseError) and not isinstance(fault, DataError | IntegrityError)
    error, status = ("database", 503) if database else ("server_error", 500)
    page = loader.get_template("web/error.html")
    return HttpResponse(page.render({**frame(page_language(request)), **_error(error, status)}), status=status)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Say what a service refused and why, where no form of the page had a place for it; nothing was saved."""
    values = {**_error("refused", 409), "detail": refusal_text(refusal)}
    return render(request, "web/error.html", values, status=409)


def locked_out(request: HttpRequest, _response: HttpResponse, _credentials: object) -> HttpResponse:
    """Say that logging in is paused after wrong passwords, and for how long."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "web/locked_out.html", {"lockout_minutes": minutes}, status=429)


def _page(request: HttpRequest, error: str, status: int) -> HttpResponse:
    return render(request, "web/error.html", _error(error, status), status=status)


def _error(error: str, status: int) -> dict[str, object]:
    return {"error": error, "what": f"{error}_what", "todo": f"{error}_do", "status": status}
