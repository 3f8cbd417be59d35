"""What went wrong with a call, as JSON in both languages: what, where, and what to do."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import JsonResponse

from noroshi.knowledge.words import LANGUAGES, load_words

STATUS: Final = {
    "token_missing": 401,
    "token_unknown": 401,
    "token_revoked": 401,
    "token_expired": 401,
    "not_allowed": 403,
    "not_found": 404,
    "method": 405,
    "key_conflict": 409,
    "too_large": 413,
    "invalid": 422,
    "refused": 422,
    "contradictory": 422,
    "too_many": 429,
    "unreadable": 400,
    "failed": 500,
}


class Problem(Exception):  # noqa: N818 reads as the sentence it raises
    """A call that is refused. ``code`` is one of ``STATUS``; ``where`` names places in the call.

    ``what`` replaces the usual sentence by those of a service, in both languages.
    """

    def __init__(self, code: str, where: Sequence[str] = (), what: Sequence[Mapping[Any, str]] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.where = list(where)
        self.what = list(what)


def answer(problem: Problem) -> JsonResponse:
    """Return the response for a problem."""
    words = load_words()
    usual: dict[str, str] = {each: words.text(f"api_problem.{problem.code}", each) for each in LANGUAGES}
    body: dict[str, Any] = {
        "error": {
            "code": problem.code,
            "what": problem.what or [usual],
            "where": problem.where,
            "do": {each: words.text(f"api_problem_do.{problem.code}", each) for each in LANGUAGES},
        }
    }
    response = JsonResponse(body, status=STATUS[problem.code], json_dumps_params={"ensure_ascii": False})
    if problem.code == "too_many":
        response.headers["Retry-After"] = "60"
    if response.status_code == STATUS["token_missing"]:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
