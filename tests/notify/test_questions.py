"""The questionnaire: six questions and an optional one, asked as far as they make sense."""

from datetime import date

import msgspec
import pytest

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import load_words
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.notify.questions import QUESTIONS, asked, contradictions, stops

DAY = date(2026, 11, 24)
BLANK = OwnerAnswer(answered_on=DAY)


def _asked(**values: object) -> list[str]:
    return [question.id for question in asked(msgspec.structs.replace(BLANK, **values))]


def test_the_seven_questions_in_their_order() -> None:
    """Q1 to Q6 and the optional Q7; each is answered from a list that exists, into a field that exists."""
    assert [question.id for question in QUESTIONS] == ["q1", "q2", "q3", "q4", "q5", "q6", "q7"]
    assert [question.id for question in QUESTIONS if question.optional] == ["q7"]
    fields = {field.name: field for question in QUESTIONS for field in question.fields}
    assert set(fields) <= set(OwnerAnswer.__struct_fields__)
    for field in fields.values():
        if field.list_name:
            assert load_enumerations().codes(field.list_name)
    assert {name for name, field in fields.items() if not field.list_name} == {"planned_on", "other_devices_found"}


def test_everything_is_asked_at_first() -> None:
    """Before anything is known, every question is open."""
    assert _asked() == ["q1", "q2", "q3", "q4", "q5", "q6", "q7"]


def test_another_organisations_device_ends_the_questions() -> None:
    """Whoever does not own the device is asked nothing about it."""
    assert _asked(ownership="other") == ["q1"]


@pytest.mark.parametrize(
    ("response", "why"), [("done", False), ("declined", False), ("stalled", True), ("planned", True)]
)
def test_reasons_are_asked_only_while_it_is_not_done(response: str, why: bool) -> None:  # noqa: FBT001
    """Who has done it is not asked what delays it."""
    assert ("q5" in _asked(response=response)) is why


@pytest.mark.parametrize(
    ("values", "field", "shown"),
    [
        ({"response": "planned"}, "planned_on", True),
        ({"response": "done"}, "planned_on", False),
        ({"manager": "vendor"}, "contract_covers_update", True),
        ({"manager": "lease_or_dealer"}, "contract_covers_update", True),
        ({"manager": "own"}, "contract_covers_update", False),
        ({"reasons": ("R7_cost",)}, "main_reason", True),
        ({}, "main_reason", False),
        ({"other_devices": "found"}, "other_devices_found", True),
        ({"other_devices": "will_check"}, "other_devices_found", False),
    ],
)
def test_a_field_appears_when_it_is_needed(values: dict[str, object], field: str, shown: bool) -> None:  # noqa: FBT001
    """The date, the contract, the main reason and the count are asked where the answer before calls for them."""
    answer = msgspec.structs.replace(BLANK, **values)
    names = {one.name for question in QUESTIONS for one in question.shown(answer)}
    assert (field in names) is shown


def test_suspected_damage_stops_the_questions() -> None:
    """Once something suspicious was found, nothing more is asked."""
    assert stops(msgspec.structs.replace(BLANK, compromise_check="suspicious"))
    assert _asked(compromise_check="suspicious") == []
    assert not stops(msgspec.structs.replace(BLANK, compromise_check="checked_nothing"))


@pytest.mark.parametrize(("kind", "you"), [("company", "貴社"), ("medical", "貴院"), ("school", "貴校")])
def test_the_organisation_is_addressed_as_what_it_is(kind: str, you: str) -> None:
    """A hospital is not called a company."""
    assert QUESTIONS[0].text("ja", kind) == f"この機器は、{you}のものでしょうか。"


def test_every_kind_of_organisation_can_be_addressed() -> None:
    """No kind of organisation is left without a form of address."""
    assert set(load_words().section("you")) == set(load_enumerations().codes("organization_kind"))
    for question in QUESTIONS:
        for language in ("ja", "en"):
            assert "{" not in question.text(language)
            assert question.condition(language)


def test_questions_and_contradictions_agree() -> None:
    """The field that a question hides is one that a contradiction would complain about."""
    answer = msgspec.structs.replace(BLANK, response="done", reasons=("R7_cost",))
    assert "q5" not in [question.id for question in asked(answer)]
    assert contradictions(answer)[0].refuse
