"""Writing the audit chain: each entry is bound to the one before it, in the transaction of the change it records.

An entry's ``digest`` is SHA-256 over a random salt and the canonical JSON of its values; the values lie in
``EventPayload`` and can be disposed of. An entry without values has the digest of nothing.
"""

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Sequence
from typing import Any, Final

from django.db import models, transaction
from django.utils import timezone

from noroshi.records.compartment import CompartmentRow
from noroshi.records.event import ChainHead, Event, EventPayload
from noroshi.records.scope import Scope
from noroshi.records.services.seals import is_sealed, seal

GENESIS: Final = "0" * 64
NO_VALUES: Final = hashlib.sha256(b"").hexdigest()
_BATCH: Final = 500


def canonical(values: dict[str, Any]) -> str:
    """Return the one JSON text of the values: sorted keys, no spaces, dates as ISO texts."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def value_digest(salt: str, body: str) -> str:
    """Return the salted digest of an entry's values."""
    return hashlib.sha256(f"{salt}\n{body}".encode()).hexdigest()


def entry_hash(event: Event) -> str:
    """Return the hash of an entry over all its columns and the hash before it."""
    return hash_of(
        (event.seq, event.at, event.actor_id, event.unit_id, event.action, event.subject, event.digest, event.previous)
    )


def hash_of(columns: tuple[Any, ...]) -> str:
    """Return the hash of an entry's columns: seq, at, actor, unit, action, subject, digest, previous."""
    seq, at, *rest = columns
    body = [seq, at.astimezone(dt.UTC).isoformat(timespec="microseconds"), *rest]
    return hashlib.sha256(json.dumps(body, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def subject_of(row: models.Model) -> str:
    """Return the name of a row in the chain, such as ``case:12``."""
    return f"{row._meta.model_name}:{row.pk}"


def append(
    action: str,
    subject: str,
    *,
    actor_id: int | None = None,
    unit_id: int | None = None,
    values: dict[str, Any] | None = None,
) -> Event:
    """Append one entry and return it. Joins the running transaction, so that change and entry stand or fall together.

    ``values`` are what the entry says (names, free text, old and new values); they never enter the chain itself.
    """
    return append_many([(action, subject, values)], actor_id=actor_id, unit_id=unit_id)[0]


def append_many(
    entries: Sequence[tuple[str, str, dict[str, Any] | None]],
    *,
    actor_id: int | None = None,
    unit_id: int | None = None,
) -> list[Event]:
    """Append entries (action, subject, values) in their order with a few statements, and return them; see ``append``.

    For changes of thousands of rows at once; the chain is the same as if they had been appended one by one.
    """
    with transaction.atomic():
        head = _locked_head()
        events: list[Event] = []
        payloads: list[EventPayload] = []
        for action, subject, values in entries:
            body = canonical(values) if values else ""
            salt = secrets.token_hex(16) if values else ""
            event = Event(
                seq=head.seq + 1,
                at=timezone.now(),
                actor_id=actor_id,
                unit_id=unit_id,
                action=action,
                subject=subject,
                digest=value_digest(salt, body) if values else NO_VALUES,
                previous=head.hash,
            )
            event.hash = entry_hash(event)
            events.append(event)
            if values:
                payloads.append(EventPayload(event=event, salt=salt, body=body))
            head.seq, head.hash = event.seq, event.hash
        Event.chain.bulk_create(events, batch_size=_BATCH)
        EventPayload.objects.bulk_create(payloads, batch_size=_BATCH)
        head.save()
    return events


def _locked_head() -> ChainHead:
    head = ChainHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        ChainHead.objects.get_or_create(pk=1, defaults={"hash": GENESIS})
        head = ChainHead.objects.select_for_update().get(pk=1)
    return head


def changed(
    scope: Scope,
    action: str,
    row: CompartmentRow,
    values: dict[str, Any] | None = None,
    *,
    seals: Sequence[CompartmentRow] = (),
) -> Event:
    """Record a change of a row by the scope's person.

    ``seals`` are rows that were written with it and never change (``services.seals``); the row itself needs no mention.
    """
    sealed = seal([*([row] if is_sealed(row) else []), *seals])
    values = {**(values or {}), "sealed": sealed} if sealed else values
    return append(action, subject_of(row), actor_id=scope.actor_id, unit_id=row.unit_id, values=values)


def read(scope: Scope, row: CompartmentRow) -> Event:
    """Record that a row was read."""
    return append(f"{row._meta.model_name}.read", subject_of(row), actor_id=scope.actor_id, unit_id=row.unit_id)


def read_list(scope: Scope, what: str, rows: Sequence[CompartmentRow]) -> None:
    """Record that a list was shown: one entry a compartment, with the keys of the rows."""
    by_unit: dict[int, list[int]] = {}
    for row in rows:
        by_unit.setdefault(row.unit_id, []).append(row.pk)
    for unit_id, keys in by_unit.items():
        append(f"{what}.listed", f"list:{what}", actor_id=scope.actor_id, unit_id=unit_id, values={"rows": keys})
