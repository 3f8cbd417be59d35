"""What happens around every request: language, session time-out, second factor."""

import time
from collections.abc import Callable
from typing import Final

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation

from noroshi.records.services.refusals import Refused
from noroshi.web.factor_secrets import FactorUnreadable
from noroshi.web.possession import logged_in_with_certificate
from noroshi.web.views.errors import refused

Respond = Callable[[HttpRequest], HttpResponse]
SEEN: Final = "seen_at"
TOUCH_SECONDS: Final = 60
OPEN_PATHS: Final = ("/accounts/", "/static/", "/language/", "/health/", "/api/")
WITHOUT_OWN_PASSWORD: Final = ("/static/", "/language/", "/health/", "/api/", "/accounts/switch/")


class RequestSizeMiddleware:
    """Refuses a request whose announced body is larger than any page takes, before a byte of it is read."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse with 413."""
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not announced.isascii() or not announced.isdigit() or int(announced) > settings.LARGEST_REQUEST:
            raise RequestDataTooBig(announced[:20])
        return self.respond(request)


class LanguageMiddleware:
    """Speaks the person's language: their account's, else the cookie's, else Japanese."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language."""
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if request.user.is_authenticated and not language:
            language = request.user.language
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.respond(request)
            response.headers.setdefault("Content-Language", language)
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class SessionTimeoutMiddleware:
    """Ends a session after a time without a request; notes the last request at most once a minute."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or log the person out first."""
        if request.user.is_authenticated:
            now = int(time.time())
            seen = request.session.get(SEEN, now)
            if now - seen > settings.SESSION_MINUTES * 60:
                logout(request)
            elif SEEN not in request.session or now - seen >= TOUCH_SECONDS:
                request.session[SEEN] = now
        return self.respond(request)


class PartialUpdateMiddleware:
    """Answers 401 to a background request whose session has ended.

    A browser would follow the redirect to the login page by itself, and a form saved while one types would look saved.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, but never with a page of logging in inside another page."""
        response = self.respond(request)
        target = response.headers.get("Location", "") if "HX-Request" in request.headers else ""
        return HttpResponse(status=401) if target.startswith("/accounts/") else response


class OneTimePasswordMiddleware:
    """Sends a person who logged in with an administrator's one-time password to choose their own."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or send to the page of the password."""
        once = (
            request.user.is_authenticated
            and request.user.must_change_password
            and request.path not in {reverse("account_change_password"), reverse("account_logout")}
            and not request.path.startswith(WITHOUT_OWN_PASSWORD)
        )
        return redirect("account_change_password") if once else self.respond(request)


class SecondFactorMiddleware:
    """Sends a person without a second factor to set one up, where the office requires it.

    A client certificate with which the session began is one.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or send to the page of the second factor."""
        missing = (
            settings.REQUIRE_MFA
            and request.user.is_authenticated
            and not request.path.startswith(OPEN_PATHS)
            and not is_mfa_enabled(request.user)
            and not logged_in_with_certificate(request)
        )
        return redirect("mfa_index") if missing else self.respond(request)


class RefusedMiddleware:
    """Says on a page of its own what a service refused, where the view had no form to say it beside."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.respond(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer instead of the page that was refused."""
        return refused(request, exception) if isinstance(exception, Refused) else None


class UnreadableFactorMiddleware:
    """Says on a page of its own that the stored secret of a second factor cannot be read with the keys at hand."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.respond(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer instead of the page that failed; nothing was changed by it."""
        if isinstance(exception, FactorUnreadable):
            return render(request, "account/stopped.html", {"stop": "factor_unreadable"}, status=503)
        return None
