"""What a person has to look at after messages of the public page were taken in, in words and with the receipt."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from msgspec.structs import asdict

from noroshi.exchange.public_page.messages import Message, receipt_of
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import load_words
from noroshi.notify.contradictions import FIELD_LISTS, Complaint
from noroshi.notify.japanese_dates import day_text, moment_text
from noroshi.records.case import Case
from noroshi.records.scope import Scope
from noroshi.records.services import audit
from noroshi.records.services.refusals import Refused
from noroshi.records.services.storable import storable
from noroshi.records.todo import Todo

_LISTS: Final = {**FIELD_LISTS, "reasons": "delay_reason", "coverage": "vendor_coverage"}


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message with its name."""

    identifier: str
    message: Message


def not_recorded(scope: Scope, case: Case, arrived: Arrived, why: str) -> Todo:
    """Ask a person to record an answer that could not be recorded by itself; its contents are in the to-do."""
    return _todo(scope, case, "public_answer", arrived, why=why, contents=contents(arrived))


def ask_again(scope: Scope, case: Case, arrived: Arrived, complaints: Iterable[Complaint]) -> None:
    """Ask a person to ask the organisation about what looks odd in a recorded answer; nothing where nothing does."""
    doubts = [complaint.text("ja") for complaint in complaints]
    if doubts and arrived.message.kind == "own":
        _todo(scope, case, "public_ask_again", arrived, why="".join(doubts))


def contradiction_text(complaints: Iterable[Complaint]) -> str:
    """Return why contradicting answers are not recorded."""
    words = load_words()
    found = [words.text("public_import.contradiction", "ja"), *(each.text("ja").rstrip("。") for each in complaints)]
    return words.text("public_import.separator", "ja").join(found)


def refusal_text(refusal: Refused) -> str:
    """Return why the records refused an answer."""
    why = load_words().text(f"desk_refused.{refusal.key}", "ja", **refusal.values)
    return load_words().text("public_import.refused", "ja", why=why.rstrip("。"))


def contents(arrived: Arrived) -> str:
    """Return what an answer says, in one Japanese line."""
    words = load_words()
    items = [words.text("public_import.item", "ja", label=label, value=value) for label, value in _items(arrived)]
    return words.text("public_import.separator", "ja").join(items)


def _items(arrived: Arrived) -> Iterator[tuple[str, str]]:
    answer = arrived.message.own or arrived.message.vendor
    for name, value in asdict(answer).items() if answer else ():
        if value in (None, "", ()):
            continue
        yield load_words().text(f"public_field.{name}", "ja"), str(storable(_worded(name, value)))


def _worded(name: str, value: object) -> str:
    if isinstance(value, tuple):
        return "・".join(_worded(name, each) for each in value)
    if name == "planned_on":
        return day_text(value, "ja")  # type: ignore[arg-type]
    list_name, lists = _LISTS.get(name, ""), load_enumerations()
    if name == "disabled":
        return load_words().find(f"public_disabled.{value}", "ja") or str(value)
    return lists.label(list_name, str(value), "ja") if lists.has(list_name, str(value)) else str(value)


def _todo(scope: Scope, case: Case, kind: str, arrived: Arrived, **values: str) -> Todo:
    shown = {"receipt": receipt_of(arrived.identifier), "at": moment_text(arrived.message.at, "ja"), **values}
    todo = Todo.objects.create(unit_id=case.unit_id, case=case, kind=kind, values=shown, due_on=timezone.localdate())
    audit.changed(scope, "todo.created", todo, {"case": case.pk, "kind": kind})
    return todo
