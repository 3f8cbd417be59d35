"""The gate of every page: a capability, the compartments it opens, and the reading of rows that is written down.

Every view of a desk carries ``@desk("capability")``; a test walks the resolver and fails for a view without it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias, TypeVar, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse

from noroshi.records.compartment import CompartmentQuerySet, CompartmentRow
from noroshi.records.scope import NotPermitted, Scope
from noroshi.records.services import audit
from noroshi.records.services.rehearse import rehearsal_scope

View = Callable[..., HttpResponse]
RowT = TypeVar("RowT", bound=CompartmentRow)
Rows: TypeAlias = "models.Manager[RowT] | models.QuerySet[RowT]"


class DeskRequest(HttpRequest):
    """A request that passed the gate: ``scope`` holds the compartments of the view's capability.

    ``rehearses``: the page may open the row of a rehearsal; ``rehearsal``: it has, and ``scope`` holds rehearsals only.
    """

    scope: Scope
    rehearses: bool
    rehearsal: bool


def desk(capability: str, *, rehearses: bool = False) -> Callable[[View], View]:
    """Open a view to people who hold the capability somewhere; others get 403, strangers the login page.

    ``rehearses``: the page also serves rows of the units' rehearsals; to every other page they do not exist.
    A stranger's request for a part of a page (HTMX) gets 401: a login page in its place would look like success.
    """

    def gate(view: View) -> View:
        @wraps(view)
        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 as Django calls
            try:
                request.scope = Scope.of(request.user, capability)  # type: ignore[attr-defined, arg-type]
            except NotPermitted as error:
                raise PermissionDenied(capability) from error
            request.rehearses, request.rehearsal = rehearses, False  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        inside = login_required(enter)

        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 as Django calls
            if "HX-Request" in request.headers and not request.user.is_authenticated:
                return HttpResponse(status=401)
            return inside(request, *args, **kwargs)

        gated.capability = capability  # type: ignore[attr-defined]
        gated.rehearses = rehearses  # type: ignore[attr-defined]
        return gated

    return gate


def open_page(view: View) -> View:
    """Mark a view that needs no capability (login, language, health); the resolver test lists them."""
    view.capability = ""  # type: ignore[attr-defined]
    return view


def find(request: DeskRequest, rows: "Rows[RowT]", **key: Any) -> RowT:  # noqa: ANN401 field look-ups
    """Return the one row with the key inside the person's compartments, and write the reading down; else 404.

    A row of another compartment and a row that does not exist give the same answer. Once a page that rehearses has
    found a rehearsal's row, it sees rehearsals only.
    """
    found = cast("CompartmentQuerySet[RowT]", rows.all())
    row = found.within(request.scope).filter(**key).first()
    if row is None and request.rehearses and not request.rehearsal:
        inside = rehearsal_scope(request.scope)
        row = found.within(inside).filter(**key).first()
        if row is not None:
            request.scope, request.rehearsal = inside, True
    if row is None:
        raise Http404
    audit.read(request.scope, row)
    return row


def listed(request: DeskRequest, what: str, rows: list[RowT]) -> list[RowT]:
    """Return the rows of a list page, and write down which rows were shown."""
    audit.read_list(request.scope, what, rows)
    return rows
