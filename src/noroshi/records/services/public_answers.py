"""Taking in what the public page sealed: checks join the funnel, answers are recorded, doubtful ones go to a person.

A message is taken in once, whatever is collected again. Nothing vanishes: what cannot be recorded by itself becomes a
to-do with its contents, and the counts of ``take_in_all`` add up to the messages of the file.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from django.db import transaction
from django.utils import timezone
from msgspec.structs import asdict

from noroshi.exchange.public_page.answers_file import Sealed
from noroshi.exchange.public_page.errors import PublicFileError
from noroshi.exchange.public_page.messages import Message, OwnAnswer, opened
from noroshi.knowledge.words import load_words
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.notify.contradictions import contradictions
from noroshi.records.answer import Answer
from noroshi.records.case import Case
from noroshi.records.public_message import PublicMessage
from noroshi.records.scope import Scope
from noroshi.records.services import audit, public_todos
from noroshi.records.services.answers import AnswerEntry, ContradictoryAnswer, statement_of
from noroshi.records.services.current_answer import current_answer
from noroshi.records.services.lock import lock
from noroshi.records.services.look_up import known_cases
from noroshi.records.services.public_codes import is_confirmation
from noroshi.records.services.receive_answer import receive_answer
from noroshi.records.services.refusals import Refused
from noroshi.records.services.storable import storable
from noroshi.records.services.verify import record_verification

Result = Literal["checked", "recorded", "to_person", "repeated", "unknown", "unreadable"]
RESULTS: Final[tuple[Result, ...]] = ("checked", "recorded", "to_person", "repeated", "unknown", "unreadable")
FACTS: Final = ("ownership", "awareness", "manager", "contract_covers_update")
"""What an organisation cannot answer in two ways; how things stand may change."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What one message came to, by its name. ``unknown``: its code is none of this unit's."""

    identifier: str
    result: Result


def take_in_all(scope: Scope, messages: Iterable[Sealed], secrets: tuple[str, ...]) -> "list[TakenIn]":
    """Take in every message, one line each; a failure leaves what was taken in before, and a repetition adds none."""
    return [TakenIn(each.identifier, take_in(scope, each, secrets)) for each in messages]


def counts(taken: Iterable[TakenIn]) -> "Counter[Result]":
    """Return how many messages came to what; they add up to the messages read."""
    found: Counter[Result] = Counter(each.result for each in taken)
    return found


def take_in(scope: Scope, sealed: Sealed, secrets: tuple[str, ...]) -> Result:
    """Take in one message; raises ``Refused`` where the office's secret is not set."""
    try:
        message = opened(sealed.sealed, secrets)
    except PublicFileError:
        return "unreadable"
    if not is_confirmation(message.reference, message.confirmation):
        return "unknown"
    with transaction.atomic():
        if PublicMessage.objects.within(scope).filter(identifier=sealed.identifier).exists():
            return "repeated"
        case = known_cases(scope).filter(reference=message.reference).first()
        if case is None:
            return "unknown"
        case = lock(scope, case)
        result = _take(scope, case, sealed.identifier, message)
        row = PublicMessage.objects.create(
            unit_id=case.unit_id,
            identifier=sealed.identifier,
            case=case,
            kind=message.kind,
            result=result,
            at=message.at,
        )
        audit.changed(scope, "publicmessage.imported", row, {"case": case.pk, "kind": message.kind, "result": result})
    return result


def _take(scope: Scope, case: Case, identifier: str, message: Message) -> Result:
    if message.kind == "checked":
        record_verification(scope, case, about="contact", by="page", result="genuine", at=message.at)
        return "checked"
    arrived = public_todos.Arrived(identifier, message)
    entry = _entry(scope, case, arrived)
    if _differs(scope, case, entry):
        return _to_person(scope, case, arrived, load_words().text("public_import.conflict", "ja"))
    try:
        with transaction.atomic():
            receive_answer(scope, case, entry)
    except ContradictoryAnswer as doubt:
        return _to_person(scope, case, arrived, public_todos.contradiction_text(doubt.complaints))
    except Refused as refusal:
        return _to_person(scope, case, arrived, public_todos.refusal_text(refusal))
    public_todos.ask_again(scope, case, arrived, contradictions(entry.statement))
    return "recorded"


def _to_person(scope: Scope, case: Case, arrived: public_todos.Arrived, why: str) -> Result:
    public_todos.not_recorded(scope, case, arrived, why)
    return "to_person"


def _entry(scope: Scope, case: Case, arrived: public_todos.Arrived) -> AnswerEntry:
    message, own = arrived.message, arrived.message.own
    earlier = current_answer(scope, case) if own else None
    return AnswerEntry(
        key=f"public-{arrived.identifier}",
        statement=_own_statement(own, message) if own else _vendor_statement(arrived),
        at=message.at,
        source="form" if own else "vendor",
        correction=message.correction and earlier is not None,
        corrects=earlier if message.correction else None,
        # nobody is at the telephone: a to-do asks what would be asked again
        asked_again=True,
    )


def _own_statement(own: OwnAnswer, message: Message) -> OwnerAnswer:
    values = asdict(own) | {"free_text": str(storable(own.free_text))}
    return OwnerAnswer(answered_on=timezone.localdate(message.at), **values)


def _vendor_statement(arrived: public_todos.Arrived) -> OwnerAnswer:
    vendor, day = arrived.message.vendor, timezone.localdate(arrived.message.at)
    planned = vendor.planned_on if vendor else None
    text = load_words().text("public_import.vendor_text", "ja", items=public_todos.contents(arrived))
    return OwnerAnswer(answered_on=day, planned_on=planned, respondent_role="vendor", free_text=text)


def _differs(scope: Scope, case: Case, entry: AnswerEntry) -> bool:
    """Whether the organisation told an officer something else: a form does not overrule that by itself."""
    if entry.source != "form":
        return False
    standing: Answer | None = current_answer(scope, case)
    if standing is None or standing.source == "form":
        return False
    before, now = statement_of(standing), entry.statement
    told = ((getattr(before, name), getattr(now, name)) for name in FACTS)
    return entry.correction or any(old and new and old != new for old, new in told)
