"""The gate of every call: a token, its capability, its compartment, how often it calls, and the entry of the call."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from noroshi.records.api_token import ApiToken
from noroshi.records.compartment import CompartmentRow
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.api_tokens import TokenRefused, open_token
from noroshi.web.api.problems import Problem

ViewT = TypeVar("ViewT", bound=Callable[..., Any])


class ApiRequest(HttpRequest):
    """A request whose token was accepted."""

    auth: ApiToken
    scope: Scope


class TokenAuth(HttpBearer):
    """Opens the interface to tokens; raises ``Problem``."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:  # noqa: ARG002 ninja's signature
        """Return the token, unless it calls too often."""
        try:
            opened = open_token(token.strip())
        except TokenRefused as refused:
            raise Problem(str(refused)) from refused
        _count(opened)
        return opened


def allowed(capability: str) -> Callable[[ViewT], ViewT]:
    """Open an operation to tokens with the capability: ``request.scope`` holds their compartment."""

    def gate(view: ViewT) -> ViewT:
        @wraps(view)
        def enter(request: ApiRequest, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 as ninja calls
            if capability not in request.auth.capabilities:
                raise Problem("not_allowed", [capability])
            request.scope = Scope(frozenset({request.auth.unit_id}), capability)
            return view(request, *args, **kwargs)

        enter.capability = capability  # type: ignore[attr-defined]
        return enter  # type: ignore[return-value]

    return gate


def note_call(request: ApiRequest, operation: str, rows: Iterable[CompartmentRow]) -> None:
    """Write the call to the chain: which token, which operation, which rows were given out or made."""
    keys = [audit.subject_of(row) for row in rows]
    values = {"path": request.path, "rows": keys}
    audit.append(f"api.{operation}", audit.subject_of(request.auth), unit_id=request.auth.unit_id, values=values)


def _count(token: ApiToken) -> None:
    """Count the call in its minute; all processes count together."""
    key = f"api-calls:{token.pk}:{int(timezone.now().timestamp()) // 60}"
    if cache.add(key, 1, timeout=120):
        return
    try:
        calls = cache.incr(key)
    except ValueError:
        return
    if calls > settings.API_CALLS_PER_MINUTE:
        raise Problem("too_many")
