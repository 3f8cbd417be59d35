"""What the pages of the officer's desk show of answers, to-dos and blocked contacts."""

from collections.abc import Iterable
from typing import Any, Final

from django import template
from django.utils import timezone

from noroshi.knowledge.case_states import load_case_states
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import load_words
from noroshi.notify.japanese_dates import day_text
from noroshi.notify.next_action import shown
from noroshi.records.answer import Answer
from noroshi.records.case import Case
from noroshi.records.services.contact_gate import Gate
from noroshi.records.todo import Todo
from noroshi.records.user import User
from noroshi.web.merge_form import ConflictRow
from noroshi.web.words import language, text

register = template.Library()
_CODED: Final = {"outcome": "contact_outcome", "reason": "refutation_reason"}
_LINES: Final = (
    ("ownership", "ownership"),
    ("awareness", "awareness"),
    ("response", "response"),
    ("manager", "manager"),
    ("contract_covers_update", "contract_covers_update"),
    ("other_devices_check", "other_devices"),
    ("compromise_check", "compromise_check"),
    ("certainty", "certainty"),
)


@register.filter
def todo_text(todo: Todo, audience: str = "") -> str:
    """Return what there is to look at; the name of the kind where no sentence is known for it.

    For the audience ``officer``: without addresses, vulnerability numbers, and acts of another desk.
    """
    lists = load_enumerations()
    values = {
        name: lists.label(_CODED[name], value, language()) if lists.has(_CODED.get(name, ""), str(value)) else value
        for name, value in todo.values.items()
    }
    plain = load_words().find(f"todo_officer.{todo.kind}", language()) if audience == "officer" else None
    sentence = plain or load_words().find(f"todo.{todo.kind}", language())
    if sentence is None:
        return todo.kind
    try:
        return sentence.format(**values)
    except (KeyError, IndexError):
        return todo.kind


@register.filter
def answer_pairs(answer: Answer) -> list[tuple[str, str]]:
    """Return an answer as pairs of what was asked and what was said; questions without an answer are left out."""
    lists, tongue = load_enumerations(), language()
    pairs: list[tuple[str, str]] = []
    for column, name in _LINES:
        value = getattr(answer, column)
        if value and lists.has(name, value):
            said = lists.label(name, value, tongue)
            if column == "response" and answer.planned_on:
                said = text("answer_line.planned", response=said, date=day_text(answer.planned_on, tongue))
            if column == "other_devices_check" and answer.other_devices is not None:
                said = f"{said} {text('answer_line.device_count', count=answer.other_devices)}"
            pairs.append((text(f"desk_field.{name}"), said))
    if answer.reasons:
        pairs.insert(_after_response(pairs), (text("answer_line.reasons"), _reasons(answer)))
    written = [(column, getattr(answer, column)) for column in ("other_plan", "free_text")]
    return [*pairs, *((text(f"desk_field.{column}"), said) for column, said in written if said)]


@register.inclusion_tag("officer/blocks.html")
def blocks(gate: Gate, case: Case) -> dict[str, Any]:
    """Show why an organisation must not be contacted, and what to do."""
    exclusion, lists = gate.exclusion, load_enumerations()
    reason = exclusion.reason if exclusion else ""
    known = lists.has("exclusion_reason", reason)
    return {
        "gate": gate,
        "case": case,
        "freshness_text": gate.freshness.text(language()),
        "exclusion_reason": lists.label("exclusion_reason", reason, language()) if known else reason,
        "exclusion_until": day_text(exclusion.until, language()) if exclusion else "",
        "today": timezone.localdate(),
    }


@register.filter
def next_action(value: str) -> str:
    """Return the next action of a case: a suggestion in the page's language, other text as it was typed."""
    return shown(value, language())


@register.filter
def conditions(names: Iterable[str]) -> str:
    """Return what is still missing for a step, as one text."""
    machine = load_case_states()
    return " / ".join(machine.condition_label(name, language()) for name in names)


@register.filter
def names(rows: Iterable[ConflictRow]) -> list[str]:
    """Return the names of the fields in conflict."""
    return [row.name for row in rows or ()]


@register.filter
def person_or_none(person: User | None) -> str:
    """Return a person's name, '' where nobody is on record."""
    return person.display_name(language()) if person else ""


@register.filter
def days_ago(days: int) -> str:
    """Return an age: 本日, 3日前."""
    return text("case_page.age", days=days) if days else text("case_page.age_today")


def _reasons(answer: Answer) -> str:
    lists, tongue = load_enumerations(), language()
    labels = [lists.label("delay_reason", code, tongue) for code in answer.reasons if lists.has("delay_reason", code)]
    joined = " / ".join(labels)
    if answer.main_reason and len(answer.reasons) > 1 and lists.has("delay_reason", answer.main_reason):
        main = lists.label("delay_reason", answer.main_reason, tongue)
        joined = f"{joined} ({text('answer_line.main', reason=main)})"
    return joined


def _after_response(pairs: list[tuple[str, str]]) -> int:
    labels = [label for label, _ in pairs]
    response = text("desk_field.response")
    return labels.index(response) + 1 if response in labels else len(pairs)
