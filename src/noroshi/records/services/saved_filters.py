"""Filters that people keep for their lists."""

from typing import Final
from urllib.parse import parse_qsl, urlencode

from django.db import transaction

from noroshi.records.compartment import CompartmentQuerySet
from noroshi.records.saved_filter import SavedFilter
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.refusals import Refused

MOST: Final = 30
PAGES: Final = ("case_list", "finding_queue")


def filters_for(scope: Scope, page: str) -> CompartmentQuerySet[SavedFilter]:
    """Return the person's own filters of a page and those that the unit shares, by name."""
    rows = SavedFilter.objects.within(scope).filter(page=page)
    return (rows.filter(owner_id=scope.actor_id) | rows.filter(shared=True)).order_by("name", "pk")


def save(scope: Scope, unit_id: int, *, page: str, name: str, query: str, shared: bool) -> SavedFilter:
    """Keep a filter; the query is taken apart and put together again, without its page number."""
    if page not in PAGES or not scope.covers(unit_id) or scope.actor_id is None:
        raise Refused("filter_page")
    if not name.strip():
        raise Refused("filter_name", field="name")
    own = SavedFilter.objects.within(scope).filter(owner_id=scope.actor_id, page=page)
    if own.count() >= MOST:
        raise Refused("filter_too_many", most=str(MOST))
    kept = urlencode([(key, value) for key, value in parse_qsl(query.lstrip("?")) if key != "page"])
    with transaction.atomic():
        row = SavedFilter.objects.create(
            unit_id=unit_id,
            owner_id=scope.actor_id,
            page=page,
            name=name.strip()[:80],
            query=kept[:1000],
            shared=shared,
        )
        audit.changed(scope, "filter.saved", row, {"page": page, "name": row.name, "query": kept})
    return row


def remove(scope: Scope, row: SavedFilter) -> None:
    """Remove one's own filter."""
    if row.owner_id != scope.actor_id:
        raise Refused("filter_not_yours")
    with transaction.atomic():
        audit.changed(scope, "filter.removed", row, {"name": row.name})
        row.delete()
