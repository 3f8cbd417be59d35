"""Pages for what went wrong: what happened and what to do, in the page's language."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from noroshi.web.public.context import bare_frame
from noroshi.web.words import language

_TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def stop(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    """Return the page of ``public_stop.<reason>``."""
    return render(request, "public/stop.html", {"reason": reason, "todo": f"{reason}_do"}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request could not be read, or that it was too large."""
    return stop(request, "too_large", 413) if isinstance(exception, _TOO_LARGE) else stop(request, "bad_request", 400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 Django's signature
    """Say that nothing is here."""
    return stop(request, "not_found", 404)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Say that it failed; reads no database."""
    page = loader.get_template("public/stop.html")
    shown = {**bare_frame(language()), "reason": "server_error", "todo": "server_error_do"}
    return HttpResponse(page.render(shown), status=500)
