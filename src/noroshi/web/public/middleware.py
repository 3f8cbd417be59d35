"""What happens around every request: bounded size, the language of the address, nothing kept by a browser or cache."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from noroshi.web.public import stops

Respond = Callable[[HttpRequest], HttpResponse]


class PublicPageMiddleware:
    """Answers in the language of the address; refuses a large request before a byte of it is read."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        language = "en" if request.path_info.startswith("/en/") else "ja"
        with translation.override(language):
            announced = request.META.get("CONTENT_LENGTH") or "0"
            sized = announced.isascii() and announced.isdigit() and int(announced[:10]) <= settings.LARGEST_REQUEST
            response = self.respond(request) if sized else stops.stop(request, "too_large", 413)
        response.headers["Content-Language"] = language
        response.headers["Cache-Control"] = "no-store"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        return response
