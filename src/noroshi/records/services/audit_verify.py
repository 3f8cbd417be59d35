"""Verifying the audit chain: every entry, its values, and the rows it tells about.

Found and named: an entry that was edited, removed, moved or cut off at the end; values that were changed, or removed
without a disposal; a row that differs from what was recorded; a chain that was re-computed as a whole, if a head that
was exported before is given (``anchor``). Values removed by a recorded disposal are counted under its number. A clock
that went back is a warning. Entries are read in pages, so that a chain of any length needs the same memory.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.utils import timezone

from noroshi.records.event import ChainHead, Event, EventPayload
from noroshi.records.services import audit_faults as faults
from noroshi.records.services.audit import GENESIS, NO_VALUES, hash_of, value_digest
from noroshi.records.services.audit_disposals import Disposals, values_of
from noroshi.records.services.audit_faults import Fault, Names, Outcome
from noroshi.records.services.audit_head import Head
from noroshi.records.services.audit_rows import (
    KeySet,
    Mismatch,
    SealedRow,
    compare,
    everything,
    keys_of,
    seals_in,
    wrong_states,
)
from noroshi.records.services.seals import SEALED, model_of

PAGE: Final = 2000
Progress = Callable[[int, int], None]


class Entry(NamedTuple):
    """One entry with its values, as it lies in the database."""

    seq: int
    at: dt.datetime
    actor: int | None
    unit: int | None
    action: str
    subject: str
    digest: str
    previous: str
    hash: str
    salt: str | None
    body: str | None


@dataclass(slots=True)
class _Position:
    seq: int = 0
    hash: str = GENESIS
    at: dt.datetime | None = None


def verify(
    anchor: Head | None = None, progress: Progress | None = None, *, rows: bool = True, last: int = 0
) -> Outcome:
    """Verify the whole chain, or its ``last`` entries, and return what was found.

    ``progress`` is called with the entries done and their total. ``rows`` compares the recorded rows as well; with
    ``last`` only rows named by those entries are compared.
    """
    walk = _Walk(anchor, progress, rows=rows)
    if last:
        walk.start_behind(last)
    walk.run()
    if rows and not last:
        walk.find_unrecorded()
        walk.find_wrong_states()
    return walk.outcome


class _Walk:
    def __init__(self, anchor: Head | None, progress: Progress | None, *, rows: bool) -> None:
        self.outcome = Outcome()
        self._anchor = anchor
        self._progress = progress
        self._rows = rows
        self._names = Names()
        self._scope = everything()
        self._position = _Position()
        self._seen = {name: KeySet() for name in SEALED}
        self._disposals = Disposals()
        self._partial = False

    def start_behind(self, last: int) -> None:
        """Begin so that the last entries are walked, trusting the hash of the one before them."""
        before = Event.chain.order_by("-seq").values_list("seq", "hash", "at")[last : last + 1].first()
        if before:
            self._position = _Position(*before)
            self._partial = True

    def run(self) -> None:
        for fault in self._disposals.faults:
            self.outcome.add(fault)
        total = Event.chain.count() if self._progress else 0
        first = True
        while page := self._next_page(first=first):
            first = False
            self._take(page)
            if self._progress:
                self._progress(self.outcome.entries, total)
        self._check_end()

    def _take(self, page: list[Entry]) -> None:
        for entry in page:
            self._check_link(entry)
            self._check_values(entry)
        if self._rows:
            self._check_rows(page)
        self.outcome.entries += len(page)

    def _next_page(self, *, first: bool) -> list[Entry]:
        entries = Event.chain.order_by("seq")
        if not first or self._partial:
            entries = entries.filter(seq__gt=self._position.seq)
        columns = ("seq", "at", "actor_id", "unit_id", "action", "subject", "digest", "previous", "hash")
        return [Entry(*row) for row in entries.values_list(*columns, "payload__salt", "payload__body")[:PAGE]]

    def _check_link(self, entry: Entry) -> None:
        position = self._position
        if entry.seq > position.seq + 1:
            missing = f"{position.seq + 1}-{entry.seq - 1}" if entry.seq > position.seq + 2 else f"{entry.seq - 1}"
            self._fault(faults.ENTRY_MISSING, entry, "records_event", missing)
        elif entry.seq != position.seq + 1 or entry.previous != position.hash:
            self._fault(faults.ENTRY_MOVED, entry, "records_event", str(entry.seq))
        if hash_of(entry[:8]) != entry.hash:
            self._fault(faults.ENTRY_CHANGED, entry, "records_event", str(entry.seq))
        if position.at is not None and entry.at < position.at:
            seconds = round((position.at - entry.at).total_seconds())
            self._fault(faults.CLOCK_BACK, entry, "records_event", str(entry.seq), f"{seconds} s")
        if self._anchor and entry.seq == self._anchor.seq:
            self.outcome.anchored = True
            if not entry.hash.startswith(self._anchor.hash):
                self._fault(faults.ANCHOR_DIFFERS, entry, "records_event", str(entry.seq))
        self._position = _Position(entry.seq, entry.hash, entry.at)

    def _check_values(self, entry: Entry) -> None:
        if entry.body is None or entry.salt is None:
            if entry.digest != NO_VALUES:
                number = self._disposals.number_of(entry.seq)
                if number:
                    self.outcome.disposed[number] = self.outcome.disposed.get(number, 0) + 1
                else:
                    self._fault(faults.VALUES_MISSING, entry, "records_eventpayload", str(entry.seq))
        elif entry.digest == NO_VALUES:
            self._fault(faults.VALUES_ADDED, entry, "records_eventpayload", str(entry.seq))
        elif value_digest(entry.salt, entry.body) != entry.digest:
            self._fault(faults.VALUES_CHANGED, entry, "records_eventpayload", str(entry.seq))

    def _check_rows(self, page: list[Entry]) -> None:
        by_seq: dict[int, Entry] = {}
        seals: list[SealedRow] = []
        for entry in page:
            if entry.body and '"sealed":' in entry.body:
                by_seq[entry.seq] = entry
                seals += seals_in(values_of(entry.body), entry.seq)
        for sealed in seals:
            self._seen[sealed.model].add(sealed.key)
        self.outcome.rows += len(seals)
        for mismatch in compare(self._scope, seals):
            self._row_fault(mismatch, by_seq[mismatch.sealed.seq])

    def _row_fault(self, mismatch: Mismatch, entry: Entry) -> None:
        name = f"{mismatch.sealed.model}:{mismatch.sealed.key}"
        if self._disposals.sealed_anew(name, entry.seq) or not EventPayload.objects.filter(pk=entry.seq).exists():
            return  # emptied by a recorded disposal, maybe since this page was read
        kind = faults.ROW_MISSING if mismatch.columns is None else faults.ROW_CHANGED
        table = model_of(mismatch.sealed.model)._meta.db_table
        self._fault(kind, entry, table, str(mismatch.sealed.key), ", ".join(mismatch.columns or ()))

    def _check_end(self) -> None:
        position = self._position
        head = ChainHead.objects.filter(pk=1).values_list("seq", "hash").first() or (0, GENESIS)
        if head[0] > position.seq and (page := self._next_page(first=False)):
            self._take(page)  # written after the last page was read
            position = self._position
        if head[0] > position.seq:
            self.outcome.add(Fault(faults.TRUNCATED, "records_event", f"{position.seq + 1}-{head[0]}"))
        elif (head[0] == position.seq and head[1] != position.hash) or self._behind(head[0]):
            self.outcome.add(Fault(faults.HEAD_CHANGED, "records_chainhead", "1", position.seq, position.at))
        if self._anchor and not self.outcome.anchored and self._anchor.seq:
            self._missing_anchor(self._anchor)
        day = timezone.localtime(position.at).date()
        self.outcome.head = Head(position.seq, day.isoformat(), position.hash)

    def _behind(self, head_seq: int) -> bool:
        """Whether the head still stands before an entry that exists: each entry moves it in the same transaction."""
        if head_seq >= self._position.seq:
            return False
        now = ChainHead.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
        return now < self._position.seq

    def _missing_anchor(self, anchor: Head) -> None:
        stored = Event.chain.filter(seq=anchor.seq).values_list("hash", flat=True).first()
        if stored is None:
            self.outcome.add(Fault(faults.ANCHOR_AHEAD, "records_event", str(anchor.seq), detail=anchor.day))
            return
        self.outcome.anchored = True
        if not stored.startswith(anchor.hash):
            self.outcome.add(Fault(faults.ANCHOR_DIFFERS, "records_event", str(anchor.seq), detail=anchor.day))

    def find_unrecorded(self) -> None:
        """Find rows of sealed models that no entry speaks of."""
        found = [(name, key) for name in SEALED for key in keys_of(self._scope, name) if key not in self._seen[name]]
        if not found:
            return
        while page := self._next_page(first=False):
            self._take(page)
        for name, key in found:
            if key not in self._seen[name]:
                self.outcome.add(Fault(faults.ROW_UNRECORDED, model_of(name)._meta.db_table, str(key)))

    def find_wrong_states(self) -> None:
        """Find cases whose state no recorded change led to."""
        for key, state, recorded in wrong_states(self._scope):
            entry = Event.chain.filter(subject=f"case:{key}").order_by("-seq").first()
            self.outcome.add(
                Fault(
                    faults.STATE_DIFFERS,
                    "records_case",
                    str(key),
                    entry.seq if entry else None,
                    entry.at if entry else None,
                    self._names.of(entry.actor_id) if entry else "",
                    f"{state} / {recorded}",
                )
            )

    def _fault(self, kind: str, entry: Entry, table: str, row: str, detail: str = "") -> None:
        self.outcome.add(Fault(kind, table, row, entry.seq, entry.at, self._names.of(entry.actor), detail))
