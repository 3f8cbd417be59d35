"""Logging a contact: the attempt, the answer, what becomes of the contact, the case's state and its next date.

All of it is one transaction: a refused answer leaves no attempt behind, and a form that is sent twice is one attempt.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.notify.due_dates import Proposal, propose
from noroshi.notify.next_action import BETWEEN
from noroshi.notify.questions import stops
from noroshi.records.answer import Answer, AnswerDraft
from noroshi.records.attempt import ContactAttempt
from noroshi.records.case import Case
from noroshi.records.contact import Contact
from noroshi.records.scope import NotPermitted, Scope
from noroshi.records.services import audit, contacts, intrusions, merge_edits
from noroshi.records.services.advance import advance
from noroshi.records.services.answers import AnswerEntry, check_time, record_answer
from noroshi.records.services.contact_gate import gate
from noroshi.records.services.lock import lock
from noroshi.records.services.next_contact import next_contact
from noroshi.records.services.refusals import Refused
from noroshi.records.todo import Todo

NEXT: Final = ("next_on", "next_time", "next_action")
_LONGEST_ACTION: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEntry:
    """One contact as an officer logs it. ``base``: what the form was shown of the case's next date, if it was."""

    key: str
    channel: str
    outcome: str
    at: dt.datetime
    contact: Contact | None = None
    incoming: bool = False
    minutes: int | None = None
    respondent: str = ""
    respondent_role: str = ""
    note: str = ""
    next_on: dt.date | None = None
    next_time: dt.time | None = None
    next_action: str = ""
    answer: AnswerEntry | None = None
    base: merge_edits.Base | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """What was recorded. ``repeated``: the form had been sent before and nothing was added.

    ``other_next_on``: another person had set another next date meanwhile; the earlier of the two stands.
    ``next_contact``: the contact to try next, where this one is of no use any more.
    """

    attempt: ContactAttempt
    answer: Answer | None = None
    proposal: Proposal
    next_contact: Contact | None = None
    intrusion: bool = False
    other_next_on: dt.date | None = None
    repeated: bool = False


def log_contact(scope: Scope, case: Case, entry: ContactEntry) -> Logged:
    """Record a contact and what follows from it; raises ``Refused`` or ``ContradictoryAnswer``, and then nothing is."""
    proposal = propose(entry.outcome, timezone.localdate(entry.at))
    with transaction.atomic():
        locked = lock(scope, case)
        there = ContactAttempt.objects.within(scope).filter(case=locked, key=entry.key).first()
        if there is not None:
            return Logged(attempt=there, answer=there.answers.first(), proposal=proposal, repeated=True)
        _check(scope, locked, entry)
        attempt = _create(scope, locked, entry)
        _mark(scope, entry, proposal)
        answer = _answer(scope, locked, entry, attempt)
        damage = proposal.intrusion or (entry.answer is not None and stops(entry.answer.statement))
        if damage:
            intrusions.report(scope, locked, entry.note)
        advance(scope, locked, timezone.localdate(entry.at), attempt, answer)
        other = _set_next(scope, locked, entry)
        if proposal.supervisor:
            _tell_supervisor(scope, locked, entry)
        AnswerDraft.objects.within(scope).filter(case=locked, officer=scope.actor_id).delete()
        following = next_contact(scope, locked, timezone.localdate(), entry.contact) if proposal.next_contact else None
    return Logged(
        attempt=attempt,
        answer=answer,
        proposal=proposal,
        next_contact=following,
        intrusion=damage,
        other_next_on=other,
    )


def _check(scope: Scope, case: Case, entry: ContactEntry) -> None:
    check_time(case, entry.at)
    channel = load_enumerations().entry("channel", entry.channel)
    state = gate(scope, case, timezone.localdate(entry.at))
    blocks = [block for block in state.blocks if block != "intrusion"]
    if not entry.incoming and blocks:
        raise Refused(f"blocked_{blocks[0]}")
    if entry.contact is not None:
        _check_contact(case, entry, lock(scope, entry.contact), channel.contact)
    elif channel.contact and not entry.incoming:
        raise Refused("contact_missing", field="contact")
    if entry.answer is not None and entry.outcome not in load_enumerations().flagged("contact_outcome", "effective"):
        raise Refused("answer_without_responsible", field="outcome")
    if entry.next_on is not None and entry.next_on < timezone.localdate(entry.at):
        raise Refused("next_in_past", field="next_on")


def _check_contact(case: Case, entry: ContactEntry, contact: Contact, kind: str) -> None:
    if contact.organization_id != case.organization_id:
        raise Refused("contact_of_another", field="contact")
    if kind and contact.kind != kind:
        raise Refused("contact_of_another_kind", field="contact")
    on = timezone.localdate(entry.at)
    if not entry.incoming and not contacts.dialable(contact, on):
        raise Refused("contact_unconfirmed" if contacts.usable(contact, on) else "contact_unusable", field="contact")


def _create(scope: Scope, case: Case, entry: ContactEntry) -> ContactAttempt:
    columns: dict[str, Any] = {
        "contact": entry.contact,
        "channel": entry.channel,
        "incoming": entry.incoming,
        "at": entry.at,
        "minutes": entry.minutes,
        "outcome": entry.outcome,
        "respondent": entry.respondent,
        "respondent_role": entry.respondent_role,
        "note": entry.note,
        "next_on": entry.next_on,
        "next_time": entry.next_time,
    }
    if scope.actor_id is None:
        raise NotPermitted(scope.capability)
    attempt = ContactAttempt.objects.create(
        unit_id=case.unit_id, case=case, key=entry.key, officer_id=scope.actor_id, **columns
    )
    if case.first_attempt_at is None:
        case.first_attempt_at = entry.at
        case.save(update_fields=["first_attempt_at"])
    audit.changed(scope, "attempt.recorded", attempt, {"case": case.pk, "outcome": entry.outcome})
    return attempt


def _mark(scope: Scope, entry: ContactEntry, proposal: Proposal) -> None:
    if proposal.contact_state and entry.contact is not None and not entry.incoming:
        label = load_enumerations().label("contact_outcome", entry.outcome, "ja")
        contacts.mark_contact(scope, entry.contact, proposal.contact_state, label)


def _answer(scope: Scope, case: Case, entry: ContactEntry, attempt: ContactAttempt) -> Answer | None:
    if entry.answer is None:
        return None
    return record_answer(scope, case, replace(entry.answer, attempt=attempt))


def _set_next(scope: Scope, case: Case, entry: ContactEntry) -> dt.date | None:
    """Set the case's next step and return the day that another person set meanwhile, if one did.

    The earlier of the two days stands, and the words of both stay.
    """
    current = lock(scope, case)
    wanted: dict[str, Any] = {name: getattr(entry, name) for name in NEXT}
    theirs: dict[str, Any] = {}
    if entry.base is not None and current.version != entry.base.version:
        _, clashes = merge_edits.merge(current, entry.base, wanted)
        theirs = {clash.field: clash.theirs for clash in clashes}
    other: dt.date | None = theirs.get("next_on")
    if other is not None and (entry.next_on is None or other <= entry.next_on):
        wanted |= {"next_on": other, "next_time": current.next_time}
    if theirs.get("next_action"):
        wanted["next_action"] = f"{theirs['next_action']}{BETWEEN}{entry.next_action}"[:_LONGEST_ACTION]
    merge_edits.set_values(scope, current, wanted, "case.next_set")
    return other


def _tell_supervisor(scope: Scope, case: Case, entry: ContactEntry) -> None:
    todo = Todo.objects.create(
        unit_id=case.unit_id,
        case=case,
        kind="supervisor_told",
        values={"outcome": entry.outcome},
        due_on=timezone.localdate(),
    )
    audit.changed(scope, "todo.created", todo, {"case": case.pk, "kind": todo.kind, "outcome": entry.outcome})
