"""The six questions, and the optional seventh: what each asks, which list answers it, and when it is asked."""

from collections.abc import Callable
from typing import Final

import msgspec

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import Language, load_words
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.notify.contradictions import FIELD_LISTS, Complaint, contradictions

__all__ = ["QUESTIONS", "Complaint", "Field", "Question", "asked", "contradictions", "stops"]


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One part of an answer: its name in ``OwnerAnswer``, and the list of its codes ('' for a date, number or text)."""

    name: str
    list_name: str = ""
    many: bool = False
    when: Callable[[OwnerAnswer], bool] = lambda _: True


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question. ``when``: code of the condition in words; ``asks``: whether it is asked after what is known."""

    id: str
    fields: tuple[Field, ...]
    when: str
    asks: Callable[[OwnerAnswer], bool]
    optional: bool = False

    def text(self, language: Language, kind: str = "unknown") -> str:
        """Return the question as it is read aloud to an organisation of this kind (a code of ``organization_kind``)."""
        words = load_words()
        return words.text(f"question.{self.id}", language, you=words.text(f"you.{kind}", language))

    def condition(self, language: Language) -> str:
        """Return when it is asked, in words."""
        return load_words().text(f"question_when.{self.when}", language)

    def shown(self, answer: OwnerAnswer) -> tuple[Field, ...]:
        """Return the fields that are shown after what is known so far."""
        return tuple(field for field in self.fields if field.when(answer))


def _one(name: str, when: Callable[[OwnerAnswer], bool] | None = None) -> Field:
    field = Field(name=name, list_name=FIELD_LISTS[name])
    return field if when is None else msgspec.structs.replace(field, when=when)


def _not_other(answer: OwnerAnswer) -> bool:
    return answer.ownership != "other"


def _delayed(answer: OwnerAnswer) -> bool:
    if not _not_other(answer):
        return False
    return not answer.response or load_enumerations().entry("response", answer.response).reasons != "refused"


def _has_date(answer: OwnerAnswer) -> bool:
    return answer.response in {"planned", "in_progress", "stalled", "workaround"}


def _has_contract(answer: OwnerAnswer) -> bool:
    return bool(answer.manager) and load_enumerations().entry("manager", answer.manager).contract


QUESTIONS: Final = (
    Question(id="q1", fields=(_one("ownership"),), when="always", asks=lambda _: True),
    Question(id="q2", fields=(_one("awareness"),), when="not_other", asks=_not_other),
    Question(
        id="q3",
        fields=(_one("response"), Field(name="planned_on", when=_has_date)),
        when="not_other",
        asks=_not_other,
    ),
    Question(
        id="q4",
        fields=(_one("manager"), _one("contract_covers_update", _has_contract)),
        when="not_other",
        asks=_not_other,
    ),
    Question(
        id="q5",
        fields=(
            Field(name="reasons", list_name="delay_reason", many=True),
            _one("main_reason", lambda answer: bool(answer.reasons)),
        ),
        when="delayed",
        asks=_delayed,
    ),
    Question(
        id="q6",
        fields=(
            _one("other_devices"),
            Field(name="other_devices_found", when=lambda answer: answer.other_devices == "found"),
        ),
        when="not_other",
        asks=_not_other,
    ),
    Question(id="q7", fields=(_one("compromise_check"),), when="optional", asks=_not_other, optional=True),
)
"""In the order in which they are asked."""


def asked(answer: OwnerAnswer) -> tuple[Question, ...]:
    """Return the questions that are asked after what is known so far, in order."""
    if stops(answer):
        return ()
    return tuple(question for question in QUESTIONS if question.asks(answer))


def stops(answer: OwnerAnswer) -> bool:
    """Whether damage is suspected: then the questions stop and the investigating desk takes over."""
    code = answer.compromise_check
    return bool(code) and load_enumerations().entry("compromise_check", code).intrusion
