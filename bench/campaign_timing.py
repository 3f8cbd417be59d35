"""Measures a request on the server: from the first middleware to the finished response."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class ServerTiming:
    """Adds ``Server-Timing: app;dur=<ms>`` to every response."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer and say how long it took."""
        begin = time.perf_counter()
        response = self.respond(request)
        response["Server-Timing"] = f"app;dur={(time.perf_counter() - begin) * 1000:.2f}"
        return response
