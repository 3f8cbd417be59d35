"""JSON for what goes wrong around a call: an unknown address, a wrong method, a host that is not served."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from noroshi.web.api.problems import Problem, answer

PREFIX: Final = "/api/"
_CODES: Final = {404: "not_found", 405: "method", 413: "too_large", 500: "failed"}
_FIRST_ERROR: Final = 400


class ApiProblemMiddleware:
    """Answers calls under ``/api/`` with a problem in JSON where a page would have been shown."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        response = self.respond(request)
        page = not response.get("Content-Type", "").startswith("application/json")
        if request.path_info.startswith(PREFIX) and response.status_code >= _FIRST_ERROR and page:
            problem = answer(Problem(_CODES.get(response.status_code, "unreadable")))
            if allow := response.get("Allow"):
                problem.headers["Allow"] = allow
            return problem
        return response
