"""Disposal of closed cases: one person proposes, another approves, and what is emptied is on record.

Names, free text and whatever points at the organisation become empty in the rows and in the values of the entries
about them; codes, days and numbers stay, and so do the entries themselves. The disposal has its own entry and number,
by which the verification of the chain tells it from tampering.
"""

import datetime as dt
from typing import Any, Final

from django.apps import apps
from django.db import connection, transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from noroshi.records.append_only import empty_value
from noroshi.records.approval import Approval
from noroshi.records.case import Case
from noroshi.records.disposal_proposal import DisposalProposal
from noroshi.records.event import ChainHead, Disposal, EventPayload
from noroshi.records.personal_data import PERSONAL
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.audit_disposals import DISPOSED, disposal_facts
from noroshi.records.services.disposal_reach import CHUNK, Reach, reach
from noroshi.records.services.lock import lock
from noroshi.records.services.refusals import Refused
from noroshi.records.services.retention import obstacle
from noroshi.records.services.seals import SEALED, seal
from noroshi.records.todo import Todo

MOST_CASES: Final = 500


def propose(scope: Scope, cases: list[Case], reason: str) -> DisposalProposal:
    """Propose to dispose of cases of one compartment; raises ``Refused`` with the first obstacle."""
    if not reason.strip():
        raise Refused("disposal_reason", field="reason")
    if not cases or len(cases) > MOST_CASES or len({case.unit_id for case in cases}) > 1:
        raise Refused("disposal_cases", field="cases", most=str(MOST_CASES))
    with transaction.atomic():
        _require_free(scope, cases)
        row = DisposalProposal.objects.create(
            unit_id=cases[0].unit_id,
            cases=sorted(case.pk for case in cases),
            reason=reason.strip(),
            proposed_by_id=_person(scope),
        )
        audit.changed(scope, "disposal.proposed", row, {"cases": row.cases, "reason": row.reason})
    return row


def refuse(scope: Scope, proposal: DisposalProposal, reason: str) -> DisposalProposal:
    """Refuse a proposal; nothing is emptied."""
    if not reason.strip():
        raise Refused("disposal_answer", field="answer")
    return _close(scope, proposal, "refused", reason.strip())


def withdraw(scope: Scope, proposal: DisposalProposal) -> DisposalProposal:
    """Take the own proposal back."""
    if proposal.proposed_by_id != scope.actor_id:
        raise Refused("disposal_not_yours")
    return _close(scope, proposal, "withdrawn", "")


def approve(scope: Scope, proposal: DisposalProposal) -> Disposal:
    """Approve as second person and empty what the cases hold; raises ``Refused``, and then nothing is emptied."""
    if proposal.proposed_by_id == _person(scope):
        raise Refused("disposal_second_person")
    _overwrite_freed_pages()
    with transaction.atomic():
        transaction.on_commit(_shorten_log)
        locked = _open(scope, proposal)
        cases = [
            lock(scope, case)
            for case in Case.objects.within(scope).filter(pk__in=locked.cases, unit_id=locked.unit_id).order_by("pk")
        ]
        if [case.pk for case in cases] != sorted(locked.cases):
            raise Refused("disposal_cases", field="cases", most=str(MOST_CASES))
        _require_free(scope, cases)
        disposal = _execute(scope, locked, cases)
        locked.state, locked.decided_by_id, locked.decided_at = "approved", scope.actor_id, disposal.at
        locked.disposal = disposal
        locked.save()
    return disposal


def dispose_rehearsals(scope: Scope, cases: list[Case], reason: str) -> Disposal:
    """Empty what rehearsals hold, on one person's word: their organisations are invented. Raises ``Refused``."""
    if not cases or len(cases) > MOST_CASES or not all(case.campaign.rehearsal for case in cases):
        raise Refused("disposal_cases", field="cases", most=str(MOST_CASES))
    _overwrite_freed_pages()
    with transaction.atomic():
        transaction.on_commit(_shorten_log)
        locked = [lock(scope, case) for case in cases]
        keys = sorted(case.pk for case in locked if not case.disposed)
        proposal = DisposalProposal(unit_id=cases[0].unit_id, cases=keys, reason=reason, proposed_by_id=_person(scope))
        return _execute(scope, proposal, [case for case in locked if not case.disposed])


def _execute(scope: Scope, proposal: DisposalProposal, cases: list[Case]) -> Disposal:
    reached = reach(scope, cases)
    events = reached.events()
    _empty(scope, reached)
    for at in range(0, len(events), CHUNK):
        EventPayload.objects.filter(event_id__in=events[at : at + CHUNK]).delete()
    now = timezone.now()
    disposal = Disposal(
        number=_next_number(now),
        unit_id=proposal.unit_id,
        reason=proposal.reason,
        proposed_by_id=proposal.proposed_by_id,
        approved_by_id=_person(scope),
        at=now,
        cases=sorted(proposal.cases),
        events=events,
    )
    values = {"disposal": disposal_facts(disposal), "sealed": _seals(scope, reached)}
    disposal.event = audit.append(
        DISPOSED, f"disposal:{disposal.number}", actor_id=scope.actor_id, unit_id=proposal.unit_id, values=values
    )
    disposal.save(force_insert=True)
    return disposal


def _empty(scope: Scope, reached: Reach) -> None:
    """Empty the personal columns of every row that is reached; drafts go as a whole."""
    for drafts in reached.rows(scope, "answerdraft"):
        drafts.delete()
    for name, columns in PERSONAL.items():
        model = apps.get_model("records", name)
        emptied: dict[str, Any] = {
            column: Concat(Value("-"), Cast(F("pk"), CharField()))
            if (name, column) == ("finding", "device")
            else empty_value(model._meta.get_field(column), 0)
            for column in columns
        }
        for rows in reached.rows(scope, name):
            rows.update(**emptied)
    for keys in reached.parts("todo"):
        open_ones = Todo.objects.within(scope).filter(pk__in=keys, done_at=None)
        open_ones.update(done_at=timezone.now(), done_by_id=scope.actor_id)
    for keys in reached.parts("case"):
        Case.objects.within(scope).filter(pk__in=keys).update(disposed=True, version=F("version") + 1)


def _seals(scope: Scope, reached: Reach) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name in SEALED:
        for rows in reached.rows(scope, name):
            found.update(seal(rows))
    return found


def _close(scope: Scope, proposal: DisposalProposal, state: str, answer: str) -> DisposalProposal:
    with transaction.atomic():
        locked = _open(scope, proposal)
        locked.state, locked.answer = state, answer
        locked.decided_by_id, locked.decided_at = scope.actor_id, timezone.now()
        locked.save()
        audit.changed(scope, f"disposal.{state}", locked, {"answer": answer} if answer else None)
    return locked


def _open(scope: Scope, proposal: DisposalProposal) -> DisposalProposal:
    locked = lock(scope, proposal)
    if locked.state != "proposed":
        raise Refused("disposal_decided")
    return locked


def _require_free(scope: Scope, cases: list[Case]) -> None:
    today = timezone.localdate()
    for case in cases:
        found = obstacle(scope, case, today)
        if found:
            raise Refused(found, field="cases", case=case.reference)
    keys = {case.pk for case in cases}
    waiting = Approval.objects.within(scope).filter(
        subject__in=[f"case:{key}" for key in keys], state__in=("drafted", "returned")
    )
    if waiting.exists():
        raise Refused("disposal_approval_open", field="cases")


def _next_number(now: dt.datetime) -> str:
    """Return the next number of the year, such as 2026-0001; the lock on the head keeps it from being given twice."""
    ChainHead.objects.select_for_update().filter(pk=1).first()
    year = timezone.localtime(now).year
    last = Disposal.objects.filter(number__startswith=f"{year}-").order_by("pk").values_list("number", flat=True).last()
    return f"{year}-{int(last.partition('-')[2]) + 1 if last else 1:04d}"


def _person(scope: Scope) -> int:
    if scope.actor_id is None:
        raise Refused("disposal_person")
    return scope.actor_id


def _overwrite_freed_pages() -> None:
    """Have SQLite overwrite what is emptied, in the file and in its log; PostgreSQL does so when it vacuums."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _shorten_log() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
