"""The recorded disposals, as the verification of the chain trusts them: only where row and entry agree."""

import json
from bisect import bisect_left
from typing import Any, Final

from noroshi.records.event import Disposal
from noroshi.records.services.audit import canonical, value_digest
from noroshi.records.services.audit_faults import DISPOSAL_CHANGED, Fault

DISPOSED: Final = "disposal.done"
"""Action of a disposal's own entry, whose subject is ``disposal:<number>``."""


class Disposals:
    """Which entries were emptied, and which rows were emptied and sealed anew, under which number."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._events: dict[str, list[int]] = {}
        self._resealed: dict[str, int] = {}
        self._count = 0
        self._load()

    def number_of(self, seq: int) -> str:
        """Return the number of the disposal that emptied an entry, '' where none did."""
        found = self._find(seq)
        if not found and self._load_newer():
            found = self._find(seq)
        return found

    def sealed_anew(self, row: str, seq: int) -> bool:
        """Whether a disposal after an entry emptied a row, such as ``answer:12``, and sealed it anew."""
        return self._resealed.get(row, 0) > seq or (self._load_newer() and self._resealed.get(row, 0) > seq)

    def _find(self, seq: int) -> str:
        for number, events in self._events.items():
            at = bisect_left(events, seq)
            if at < len(events) and events[at] == seq:
                return number
        return ""

    def _load_newer(self) -> bool:
        if Disposal.objects.count() == self._count:
            return False
        self._load()
        return True

    def _load(self) -> None:
        rows = list(Disposal.objects.select_related("event__payload", "event__actor").order_by("pk"))
        self._count = len(rows)
        self.faults = []
        for row in rows:
            values = _entry_values(row)
            if values is None:
                self.faults.append(_fault(row))
                continue
            self._events[row.number] = sorted(row.events)
            self._resealed.update(dict.fromkeys(values.get("sealed", {}), row.event_id))


def disposal_facts(row: Disposal) -> dict[str, Any]:
    """Return what a disposal's own entry says of it."""
    return {
        "number": row.number,
        "reason": row.reason,
        "proposed_by": row.proposed_by_id,
        "approved_by": row.approved_by_id,
        "cases": sorted(row.cases),
        "events": sorted(row.events),
    }


def values_of(body: str) -> Any:  # noqa: ANN401 an entry's values as JSON
    """Return an entry's values, None where the text is no JSON."""
    try:
        return json.loads(body)
    except ValueError:
        return None


def _entry_values(row: Disposal) -> dict[str, Any] | None:
    """Return the values of a disposal's entry, None unless entry and row agree."""
    payload = getattr(row.event, "payload", None)
    if payload is None or row.event.action != DISPOSED or row.event.subject != f"disposal:{row.number}":
        return None
    if value_digest(payload.salt, payload.body) != row.event.digest:
        return None
    values = values_of(payload.body)
    agrees = isinstance(values, dict) and canonical(values.get("disposal", {})) == canonical(disposal_facts(row))
    return values if agrees else None


def _fault(row: Disposal) -> Fault:
    actor = row.event.actor.username if row.event.actor else ""
    return Fault(DISPOSAL_CHANGED, "records_disposal", str(row.pk), row.event_id, row.event.at, actor, row.number)
