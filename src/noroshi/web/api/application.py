"""The interface as a whole: its routes, its description, and JSON for whatever goes wrong."""

import logging

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from noroshi.web.api import answers, reading, routes
from noroshi.web.api.gate import TokenAuth
from noroshi.web.api.problems import Problem, answer

_LOG = logging.getLogger(__name__)
api = NinjaAPI(
    title="noroshi",
    version="1",
    urls_namespace="api",
    description="Reading a campaign, and importing answers. A token belongs to one compartment.",
    docs_url=None,
    auth=TokenAuth(),
)
OPERATIONS = (reading, answers)
"""The modules whose operations the router holds."""
api.add_router("", routes.router)


@api.exception_handler(Problem)
def _problem(_request: HttpRequest, problem: Problem) -> HttpResponse:
    return answer(problem)


@api.exception_handler(AuthenticationError)
def _no_token(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return answer(Problem("token_missing"))


@api.exception_handler(ValidationError)
def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = []
    for each in error.errors[:20]:
        location = [str(part) for part in each.get("loc", ()) if part != "page"]
        places.append(f"{'.'.join(location)}: {each.get('msg', '')}"[:300])
    return answer(Problem("invalid", places))


@api.exception_handler(HttpError)
def _unreadable(_request: HttpRequest, error: HttpError) -> HttpResponse:
    return answer(Problem("unreadable", [str(error)[:200]]))


@api.exception_handler(RequestDataTooBig)
def _too_large(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return answer(Problem("too_large"))


@api.exception_handler(Http404)
def _not_found(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return answer(Problem("not_found"))


@api.exception_handler(Exception)
def _failed(_request: HttpRequest, error: Exception) -> HttpResponse:
    _LOG.error("a call failed", exc_info=error)
    return answer(Problem("failed"))
