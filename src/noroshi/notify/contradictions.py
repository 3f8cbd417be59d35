"""What does not fit together in an answer: what is refused, and what the officer asks again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final, Literal

import msgspec

from noroshi.knowledge.enumerations import Enumerations, load_enumerations
from noroshi.knowledge.words import Language, load_words
from noroshi.model.campaign_answer import OwnerAnswer

Kind = Literal["refuse", "ask_again"]
FIELD_LISTS: Final = {
    "ownership": "ownership",
    "awareness": "awareness",
    "response": "response",
    "manager": "manager",
    "contract_covers_update": "contract_covers_update",
    "main_reason": "delay_reason",
    "other_devices": "other_devices",
    "compromise_check": "compromise_check",
    "respondent_role": "respondent_role",
    "certainty": "certainty",
}
"""Fields of an answer that hold one code, and the list it belongs to; ``reasons`` holds several of ``delay_reason``."""
FAR_AHEAD: Final = timedelta(days=2 * 365)
_NEUTRAL: Final = frozenset({"", "not_applicable", "not_confirmed", "declined"})
_PLANS: Final = frozenset({"planned", "in_progress", "stalled", "workaround"})


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that does not fit. ``refuse``: it cannot be recorded so; else the officer asks again or leaves it."""

    id: str
    kind: Kind
    fields: tuple[str, ...]

    @property
    def refuse(self) -> bool:
        """Whether the answer cannot be recorded as it is."""
        return self.kind == "refuse"

    def text(self, language: Language) -> str:
        """Return what does not fit, as a sentence for the officer."""
        return load_words().text(f"contradiction.{self.id}", language)


class Rule(msgspec.Struct, frozen=True):
    """One contradiction: its id, what follows, the fields it is about, and when it holds."""

    id: str
    kind: Kind
    fields: tuple[str, ...]
    holds: Callable[[OwnerAnswer, Enumerations], bool]


def contradictions(answer: OwnerAnswer) -> tuple[Complaint, ...]:
    """Return everything that does not fit together, refusals first, each in the order of the rules.

    A code that no list knows is refused alone: the other rules would not understand it.
    """
    lists = load_enumerations()
    unknown = _unknown(answer, lists)
    if unknown:
        return (Complaint(id="unknown_code", kind="refuse", fields=unknown),)
    found = [rule for rule in RULES if rule.holds(answer, lists)]
    found.sort(key=lambda rule: rule.kind != "refuse")
    return tuple(Complaint(id=rule.id, kind=rule.kind, fields=rule.fields) for rule in found)


def _unknown(answer: OwnerAnswer, lists: Enumerations) -> tuple[str, ...]:
    fields = [
        field
        for field, name in FIELD_LISTS.items()
        if getattr(answer, field) and not lists.has(name, getattr(answer, field))
    ]
    if any(not lists.has("delay_reason", reason) for reason in answer.reasons):
        fields.append("reasons")
    return tuple(fields)


def _expects_reasons(answer: OwnerAnswer, lists: Enumerations) -> str:
    return lists.entry("response", answer.response).reasons if answer.response else ""


def _outside(answer: OwnerAnswer, lists: Enumerations) -> bool:
    return bool(answer.manager) and lists.entry("manager", answer.manager).contract


def _third_party(answer: OwnerAnswer, lists: Enumerations) -> bool:
    return bool(answer.respondent_role) and lists.entry("respondent_role", answer.respondent_role).third_party


RULES: Final = (
    Rule("not_own_but_response", "refuse", ("ownership", "response"),
         lambda a, _: a.ownership == "other" and a.response not in _NEUTRAL),
    Rule("reasons_not_expected", "refuse", ("response", "reasons"),
         lambda a, lists: bool(a.reasons) and _expects_reasons(a, lists) == "refused"),
    Rule("planned_in_past", "refuse", ("planned_on",),
         lambda a, _: a.planned_on is not None and a.planned_on < a.answered_on),
    Rule("date_without_plan", "refuse", ("response", "planned_on"),
         lambda a, _: a.planned_on is not None and bool(a.response) and a.response not in _PLANS),
    Rule("main_not_among_reasons", "refuse", ("main_reason", "reasons"),
         lambda a, _: bool(a.main_reason) and a.main_reason not in a.reasons),
    Rule("reason_twice", "refuse", ("reasons",),
         lambda a, _: len(set(a.reasons)) < len(a.reasons)),
    Rule("negative_count", "refuse", ("other_devices_found",),
         lambda a, _: a.other_devices_found is not None and a.other_devices_found < 0),
    Rule("count_without_found", "refuse", ("other_devices", "other_devices_found"),
         lambda a, _: bool(a.other_devices_found) and a.other_devices != "found"),
    Rule("planned_without_date", "ask_again", ("response", "planned_on"),
         lambda a, lists: bool(a.response) and lists.entry("response", a.response).needs_date and a.planned_on is None),
    Rule("planned_far_ahead", "ask_again", ("planned_on",),
         lambda a, _: a.planned_on is not None and a.planned_on - a.answered_on > FAR_AHEAD),
    Rule("stalled_without_reason", "ask_again", ("response", "reasons"),
         lambda a, lists: not a.reasons and _expects_reasons(a, lists) == "needed"),
    Rule("no_main_reason", "ask_again", ("main_reason",),
         lambda a, _: len(a.reasons) > 1 and not a.main_reason),
    Rule("other_without_text", "ask_again", ("reasons", "free_text"),
         lambda a, _: "X9_other" in a.reasons and not a.free_text.strip()),
    Rule("contract_not_expected", "ask_again", ("manager", "contract_covers_update"),
         lambda a, lists: bool(a.manager) and not _outside(a, lists) and a.contract_covers_update in {"yes", "no"}),
    Rule("contract_contradicts_reason", "ask_again", ("contract_covers_update", "reasons"),
         lambda a, _: ("R1_contract_scope" in a.reasons and a.contract_covers_update in {"yes", "no_contract"})
         or ("R5_contract_never_performed" in a.reasons and a.contract_covers_update == "no_contract")),
    Rule("found_without_count", "ask_again", ("other_devices", "other_devices_found"),
         lambda a, _: a.other_devices == "found" and not a.other_devices_found),
    Rule("aware_but_not_known", "ask_again", ("awareness", "reasons"),
         lambda a, _: a.awareness == "aware" and "X1_not_known" in a.reasons),
    Rule("unaware_but_under_way", "ask_again", ("awareness", "response"),
         lambda a, _: a.awareness == "unaware" and a.response in {"done", "in_progress"}),
    Rule("unaware_but_guided", "ask_again", ("awareness", "reasons"),
         lambda a, _: a.awareness == "unaware" and "R4_busy_despite_guidance" in a.reasons),
    Rule("own_but_not_applicable", "ask_again", ("ownership", "response"),
         lambda a, _: a.ownership == "own" and a.response == "not_applicable" and not a.free_text.strip()),
    Rule("third_party_awareness", "ask_again", ("awareness", "respondent_role"),
         lambda a, lists: _third_party(a, lists) and a.awareness not in _NEUTRAL),
)  # fmt: skip
"""Every contradiction, in the order in which it is shown; texts in ``words/questions.yaml``."""
