"""Leaving a shared computer: whoever logs out leaves no page of theirs in the browser."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

LEAVE_NOTHING: Final = '"cache"'


class SharedComputerMiddleware:
    """Tells the browser to forget its copies of the pages with the answer that ends a session.

    Every page carries ``Cache-Control: no-store`` already; this also empties what a browser keeps for the back button.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        before = request.user.is_authenticated
        response = self.respond(request)
        if before and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = LEAVE_NOTHING
            response.headers["Cache-Control"] = "no-store"
        return response
