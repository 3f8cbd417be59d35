"""Importing a returned call list: read into a plan, confirmed by its officer, applied row by row.

Nothing is applied before the confirmation, and the file is not kept. Every row of the file is counted once: applied,
there already, changed meanwhile, refused, unchanged, in conflict, rejected, or still waiting.
"""

import datetime as dt
import hashlib
import time
from collections import Counter
from typing import IO, Any, Final

from django.db import transaction
from django.utils import timezone

from noroshi.exchange.call_list.plan import AcceptedRow, ImportPlan
from noroshi.exchange.call_list.read import read_call_list
from noroshi.knowledge.words import Language
from noroshi.records.agency import Unit
from noroshi.records.answer import Answer
from noroshi.records.attempt import ContactAttempt
from noroshi.records.call_list_import import CallListImport
from noroshi.records.case import Case
from noroshi.records.scope import NotPermitted, Scope
from noroshi.records.services import audit
from noroshi.records.services.answers import ContradictoryAnswer
from noroshi.records.services.call_list import CHUNK, call_list_rows, listable
from noroshi.records.services.call_list_row import Stale, answer_key, apply_row, check_row, contact_key, has_answers
from noroshi.records.services.call_list_store import read_plan, stored_plan
from noroshi.records.services.contact_gate import gates
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused
from noroshi.render.neutral import shorten

KEPT: Final = dt.timedelta(days=1)
"""How long a plan waits for its confirmation, and its result can be looked at."""
BATCH: Final = 200
SECONDS: Final = 10.0
"""How many rows one confirmation applies, and for how long at most; the others wait for the next one."""
RESULTS: Final = ("applied", "already", "stale", "refused")


def plan_import(scope: Scope, unit: Unit, source: IO[bytes], name: str, language: Language) -> CallListImport:
    """Compare a file with the cases of a unit and keep what importing it would do; nothing is applied.

    ``scope`` must cover the unit. Raises ``CallListRefused`` for a file that cannot be used; then nothing is kept.
    """
    if scope.actor_id is None or not scope.covers(unit.pk):
        raise NotPermitted(scope.capability)
    inside = Scope(frozenset({unit.pk}), scope.capability, scope.actor_id)
    cases = list(listable(Case.objects.within(inside)).order_by("pk"))
    current = {row.reference: row for row in call_list_rows(inside, cases, language)}
    plan = read_call_list(source, current, name)
    results = _foreseen(inside, {case.reference: case for case in cases}, plan)
    with transaction.atomic():
        purge(inside)
        row = CallListImport.objects.create(
            unit=unit,
            officer_id=scope.actor_id,
            name=shorten(name, 100),
            digest=_digest(source),
            plan=stored_plan(plan),
            results=results,
        )
        audit.changed(scope, "calllistimport.read", row, {"file": row.digest, **counts(row)})
    return row


def apply_import(scope: Scope, row: CallListImport, seconds: float = SECONDS) -> CallListImport:
    """Apply the next rows of a plan, at least one and at most 200, and return it.

    A row that fails is left out whole, with its reason. No row is begun after ``seconds``.

    Raises ``Refused`` for a plan that is too old.
    """
    if row.created_at < timezone.now() - KEPT:
        raise Refused("call_list_too_old")
    inside = Scope(frozenset({row.unit_id}), scope.capability, scope.actor_id)
    todo = waiting(row)[:BATCH]
    found = Case.objects.within(inside).filter(reference__in=[each.reference for each in todo])
    cases = {case.reference: case for case in found.select_related("organization", "campaign")}
    results: dict[str, dict[str, Any]] = {}
    until = time.monotonic() + seconds
    for each in todo:
        results[str(each.line)] = _applied(inside, cases.get(each.reference), each)
        if time.monotonic() >= until:
            break
    with transaction.atomic():
        locked = lock(inside, row)
        locked.results = {**results, **locked.results}
        locked.confirmed_at = locked.confirmed_at or timezone.now()
        locked.save(update_fields=["results", "confirmed_at"])
        audit.changed(inside, "calllistimport.applied", locked, {"file": locked.digest, **counts(locked)})
    return locked


def withdraw(scope: Scope, row: CallListImport) -> None:
    """Remove a plan that is not to be applied any further; what was applied stays."""
    with transaction.atomic():
        locked = lock(scope, row)
        audit.changed(scope, "calllistimport.withdrawn", locked, {"file": locked.digest, **counts(locked)})
        locked.delete()


def purge(scope: Scope) -> None:
    """Remove the plans that are older than a day."""
    CallListImport.objects.within(scope).filter(created_at__lt=timezone.now() - KEPT).delete()


def waiting(row: CallListImport) -> list[AcceptedRow]:
    """Return the accepted rows that were neither applied nor refused so far."""
    return [each for each in read_plan(row.plan).accepted if str(each.line) not in row.results]


def counts(row: CallListImport) -> dict[str, int]:
    """Return how many rows the file had (``seen``) and where each of them went; the others add up to it."""
    plan = read_plan(row.plan)
    done = Counter(result["result"] for result in row.results.values())
    return {
        "seen": plan.seen,
        **{name: done[name] for name in RESULTS},
        "waiting": len(plan.accepted) - sum(done.values()),
        "unchanged": len(plan.unchanged),
        "conflicts": len(plan.conflicts),
        "rejected": len(plan.rejected),
    }


def _foreseen(scope: Scope, cases: dict[str, Case], plan: ImportPlan) -> dict[str, dict[str, Any]]:
    """Return the results that are certain before anything is applied: there already, or not to be recorded."""
    there = _there(scope, plan)
    found: dict[str, dict[str, Any]] = {}
    sound: dict[dt.date, list[AcceptedRow]] = {}
    for row in plan.accepted:
        if _recorded(row, there):
            found[str(row.line)] = {"result": "already"}
            continue
        try:
            sound.setdefault(check_row(row), []).append(row)
        except Refused as refusal:
            found[str(row.line)] = _refused(refusal)
    for day, rows in sound.items():
        blocked = gates(scope, [cases[row.reference] for row in rows], day)
        for row in rows:
            blocks = blocked[cases[row.reference].pk].blocks
            if blocks:
                found[str(row.line)] = _refused(Refused(f"blocked_{blocks[0]}"))
    return found


def _there(scope: Scope, plan: ImportPlan) -> set[str]:
    keys = [key for row in plan.accepted for key in (contact_key(row), answer_key(row))]
    found: set[str] = set()
    for at in range(0, len(keys), CHUNK):
        for model in (ContactAttempt, Answer):
            found.update(
                model.objects.within(scope).filter(key__in=keys[at : at + CHUNK]).values_list("key", flat=True)
            )
    return found


def _recorded(row: AcceptedRow, there: set[str]) -> bool:
    asked = [contact_key(row)] if row.entry.outcome else []
    asked += [answer_key(row)] if has_answers(row) else []
    return bool(asked) and there.issuperset(asked)


def _applied(scope: Scope, case: Case | None, row: AcceptedRow) -> dict[str, Any]:
    if case is None:
        return {"result": "stale"}
    try:
        return {"result": "applied" if apply_row(scope, case, row) else "already"}
    except Stale:
        return {"result": "stale"}
    except Refused as refusal:
        return _refused(refusal)
    except ContradictoryAnswer as refusal:
        return {"result": "refused", "complaints": [complaint.id for complaint in refusal.complaints]}


def _refused(refusal: Refused) -> dict[str, Any]:
    return {"result": "refused", "key": refusal.key, "values": refusal.values}


def _digest(source: IO[bytes]) -> str:
    source.seek(0)
    return hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]
