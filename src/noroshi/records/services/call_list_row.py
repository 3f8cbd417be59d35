"""Applying one row of a returned call list: the contact, the answers, or nothing at all.

A contact and its answers are known by what they say (case, day, outcome, note, answers): a file that is imported a
second time, or saved again in between, adds nothing.
"""

import datetime as dt
import hashlib
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from noroshi.exchange.call_list.columns import Value, entry_values
from noroshi.exchange.call_list.plan import AcceptedRow
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.notify.due_dates import propose
from noroshi.notify.next_action import suggested
from noroshi.records.answer import Answer
from noroshi.records.attempt import ContactAttempt
from noroshi.records.case import Case
from noroshi.records.contact import Contact
from noroshi.records.scope import Scope
from noroshi.records.services.answers import AnswerEntry, statement_of
from noroshi.records.services.call_list import entry_of_answer, ordered_reasons
from noroshi.records.services.contact_gate import gate
from noroshi.records.services.contacts import dialable
from noroshi.records.services.current_answer import current_answer
from noroshi.records.services.lock import lock
from noroshi.records.services.log_contact import ContactEntry, log_contact
from noroshi.records.services.receive_answer import receive_answer
from noroshi.records.services.refusals import Refused

CONTACT: Final = frozenset({"on", "outcome", "note"})
"""The columns of the next contact; all other columns for entry are answers."""
_EVENING: Final = dt.time(17)
_LAST: Final = dt.time(23, 59)
_OTHER: Final = "X9_other"
"""The reason that needs words: here the note."""
_CARRIED: Final = ("ownership", "other_devices", "other_devices_found")
"""What stood before and the list does not ask for."""


class Stale(Exception):  # noqa: N818 reads as the sentence it raises
    """The record changed after the plan was made; nothing of the row was applied."""


def apply_row(scope: Scope, case: Case, row: AcceptedRow) -> bool:
    """Record what a row says and return True; False where all of it is recorded already.

    Raises ``Stale``, ``Refused`` or ``ContradictoryAnswer``, and then nothing of the row is recorded.
    """
    with transaction.atomic():
        locked = lock(scope, case)
        contact = bool(row.entry.outcome) and not _logged(scope, locked, row)
        answers = has_answers(row) and not _answered(scope, locked, row)
        if not contact and not answers and (row.entry.outcome or has_answers(row)):
            return False
        on = check_row(row)
        _check_current(scope, locked, row)
        _check_gate(scope, locked, on)
        at = _moment(scope, locked, on)
        answer = _answer(scope, locked, row, at) if answers else None
        if contact:
            log_contact(scope, locked, _contact(scope, locked, row, at, answer))
        elif answer is not None:
            receive_answer(scope, locked, answer)
    return True


def check_row(row: AcceptedRow) -> dt.date:
    """Return the day of the contact; raises ``Refused`` for a row from which nothing can be recorded."""
    if row.entry.on is None:
        raise Refused("call_list_no_day")
    if not row.entry.outcome and not has_answers(row):
        raise Refused("call_list_no_outcome")
    effective = load_enumerations().flagged("contact_outcome", "effective")
    if has_answers(row) and row.entry.outcome and row.entry.outcome not in effective:
        raise Refused("answer_without_responsible")
    return row.entry.on


def has_answers(row: AcceptedRow) -> bool:
    """Whether the row changes an answer."""
    return any(change.column not in CONTACT for change in row.changes)


def contact_key(row: AcceptedRow) -> str:
    """Return by what the contact of a row is known."""
    return _key("contact", row.reference, row.entry.on, row.entry.outcome, row.entry.note)


def answer_key(row: AcceptedRow) -> str:
    """Return by what the answers of a row are known."""
    changed = [
        each for change in row.changes if change.column not in CONTACT for each in (change.column, change.theirs)
    ]
    return _key("answer", row.reference, row.entry.on, *changed)


def _key(*values: Value) -> str:
    return hashlib.sha256("\x1f".join(str(value) for value in values).encode()).hexdigest()[:40]


def _logged(scope: Scope, case: Case, row: AcceptedRow) -> bool:
    return ContactAttempt.objects.within(scope).filter(case=case, key=contact_key(row)).exists()


def _answered(scope: Scope, case: Case, row: AcceptedRow) -> bool:
    return Answer.objects.within(scope).filter(case=case, key=answer_key(row)).exists()


def _check_current(scope: Scope, case: Case, row: AcceptedRow) -> None:
    now = entry_values(entry_of_answer(current_answer(scope, case)))
    moved = any(now[change.column] != change.current for change in row.changes)
    if case.version != row.version or moved:
        raise Stale(case.reference)


def _check_gate(scope: Scope, case: Case, on: dt.date) -> None:
    blocks = gate(scope, case, on).blocks
    if blocks:
        raise Refused(f"blocked_{blocks[0]}")


def _moment(scope: Scope, case: Case, on: dt.date) -> dt.datetime:
    """Return now for today; else the evening of the day, after everything else that is on record of that day."""
    now = timezone.localtime()
    if on == now.date():
        return now
    found = [timezone.make_aware(dt.datetime.combine(on, _EVENING))]
    for model in (ContactAttempt, Answer):
        last = model.objects.within(scope).filter(case=case, at__date=on).order_by("at").last()
        if last is not None:
            found.append(last.at + dt.timedelta(minutes=1))
    return min(max(found), timezone.make_aware(dt.datetime.combine(on, _LAST)))


def _contact(scope: Scope, case: Case, row: AcceptedRow, at: dt.datetime, answer: AnswerEntry | None) -> ContactEntry:
    channel = _channel(row.entry.outcome)
    values = {"channel": channel, "contact": _dialled(scope, case, channel, timezone.localdate(at))}
    return ContactEntry(
        key=contact_key(row),
        outcome=row.entry.outcome,
        at=at,
        note=row.entry.note,
        answer=answer,
        **values,  # type: ignore[arg-type]
        **_next(scope, case, row.entry.outcome, at),
    )


def _channel(outcome: str) -> str:
    """Return the telephone, or the first channel with which the outcome is usual."""
    channels = load_enumerations().entry("contact_outcome", outcome).channels
    return "phone" if not channels or "phone" in channels else channels[0]


def _dialled(scope: Scope, case: Case, channel: str, on: dt.date) -> Contact:
    kind = load_enumerations().entry("channel", channel).contact
    rows = Contact.objects.within(scope).filter(organization_id=case.organization_id, kind=kind).order_by("rank", "pk")
    usable = sorted((each for each in rows if dialable(each, on)), key=lambda each: not each.main)
    if not usable:
        raise Refused("call_list_no_contact")
    return usable[0]


def _next(scope: Scope, case: Case, outcome: str, at: dt.datetime) -> dict[str, Any]:
    """Return the next date: as proposed after the outcome; as it is where a later contact is on record already."""
    on = timezone.localdate(at)
    later = ContactAttempt.objects.within(scope).filter(case=case, at__gt=at).exists()
    if later and (case.next_on is None or case.next_on >= on):
        return {"next_on": case.next_on, "next_time": case.next_time, "next_action": case.next_action}
    proposal = propose(outcome, on)
    return {"next_on": proposal.on, "next_action": suggested(proposal.step)}


def _answer(scope: Scope, case: Case, row: AcceptedRow, at: dt.datetime) -> AnswerEntry:
    """Return the answers as the questionnaire has them: what the row shows, with what else still stands."""
    standing, entry = current_answer(scope, case), row.entry
    before = statement_of(standing) if standing is not None else None
    reasons = _reasons(row, standing)
    statement = OwnerAnswer(
        answered_on=timezone.localdate(at),
        awareness=entry.awareness,
        response=entry.response,
        planned_on=entry.planned_on,
        manager=entry.manager,
        contract_covers_update=entry.contract,
        reasons=reasons,
        main_reason=reasons[0] if reasons else "",
        free_text=entry.note if not entry.outcome or _OTHER in reasons else "",
        **{name: getattr(before, name) for name in _CARRIED if before is not None},
    )
    other = standing.other_plan if standing is not None else ""
    return AnswerEntry(key=answer_key(row), statement=statement, at=at, other_plan=other)


def _reasons(row: AcceptedRow, standing: Answer | None) -> tuple[str, ...]:
    """Return the reasons of the row; where it changes none, also those for which a row has no room."""
    changed = any(change.column.startswith("reason_") for change in row.changes)
    return row.entry.reasons if changed or standing is None else ordered_reasons(standing)
