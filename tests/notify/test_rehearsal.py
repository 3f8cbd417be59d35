"""Rehearsed calls against the script: every duty is judged once, from the records or from the officer's ticks."""

import datetime as dt
from dataclasses import dataclass

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.rehearsals import FACT_LISTS, Persona, load_rehearsals
from noroshi.model.campaign_answer import OwnerAnswer
from noroshi.notify.contradictions import contradictions
from noroshi.notify.rehearsal import RECORDED, Practice, review

ALL = load_rehearsals()
NOON = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
TIMES = st.none() | st.integers(0, 90).map(lambda minutes: NOON + dt.timedelta(minutes=minutes))
ANSWERS = st.builds(
    OwnerAnswer,
    answered_on=st.just(NOON.date()),
    **{field: st.sampled_from(["", *load_enumerations().codes(list_name)]) for field, list_name in FACT_LISTS.items()},
)
PRACTICES = st.builds(
    Practice,
    outcomes=st.lists(st.sampled_from(load_enumerations().codes("contact_outcome")), max_size=3).map(tuple),
    next_date=st.booleans(),
    details_opened_at=TIMES,
    answered_at=TIMES,
    answer=st.none() | ANSWERS,
    intrusion=st.booleans(),
    consents=st.frozensets(st.sampled_from(load_enumerations().codes("party_role"))),
    said=st.frozensets(st.sampled_from([*ALL.duties])),
)
EVERYBODY = pytest.mark.parametrize("code", ALL.personas)


@dataclass(frozen=True)
class Perfect:
    """A practice in which everything was done as the persona's scene asks."""

    persona: Persona

    def practice(self) -> Practice:
        """Return it."""
        persona, opens = self.persona, "identity_before_details" in self.persona.duties
        facts = {field: codes[0] for field, codes in persona.facts.items()}
        return Practice(
            outcomes=persona.outcomes[:1],
            next_date=True,
            details_opened_at=NOON if opens else None,
            answered_at=NOON + dt.timedelta(minutes=5) if facts else None,
            answer=OwnerAnswer(answered_on=NOON.date(), **facts) if facts else None,
            intrusion="intrusion_pressed" in persona.duties,
            consents=frozenset({persona.consent} - {""}),
            said=frozenset(ALL.duties),
        )


@given(persona=st.sampled_from([*ALL.personas.values()]), practice=PRACTICES)
def test_every_duty_is_either_met_or_missed(persona: Persona, practice: Practice) -> None:
    """Nothing is lost and nothing counts twice, whatever was recorded; the order is the script's."""
    found = review(persona, practice)
    assert sorted([*found.met, *found.missed]) == sorted(persona.duties)
    for part in (found.met, found.missed):
        assert list(part) == [duty for duty in persona.duties if duty in part]
    assert [each.field for each in found.told] == list(persona.facts)
    assert ("answers_as_told" in found.met) == (bool(found.told) and all(each.fits for each in found.told))


@given(persona=st.sampled_from([*ALL.personas.values()]), practice=PRACTICES, duty=st.sampled_from([*ALL.duties]))
def test_a_tick_changes_its_own_duty_only(persona: Persona, practice: Practice, duty: str) -> None:
    """Ticking what is judged from the records does nothing; ticking what was said meets that duty and no other."""
    without = msgspec.structs.replace(practice, said=practice.said - {duty})
    with_it = msgspec.structs.replace(practice, said=practice.said | {duty})
    gained = set(review(persona, with_it).met) - set(review(persona, without).met)
    asked = duty in persona.duties and ALL.duties[duty].by == "said"
    assert gained == ({duty} if asked else set())
    assert set(review(persona, without).met) <= set(review(persona, with_it).met)


@EVERYBODY
def test_the_right_call_meets_every_duty(code: str) -> None:
    """Each scene can be done without a fault, with what the persona says and the outcome that fits."""
    persona = ALL.personas[code]
    found = review(persona, Perfect(persona).practice())
    assert found.missed == ()
    assert found.met == persona.duties


@EVERYBODY
def test_what_a_persona_answers_fits_together(code: str) -> None:
    """The facts are an answer that the campaign would accept: nobody is taught to record a contradiction."""
    facts = {field: codes[0] for field, codes in ALL.personas[code].facts.items()}
    planned = NOON.date() + dt.timedelta(days=30) if facts.get("response") == "planned" else None
    assert contradictions(OwnerAnswer(answered_on=NOON.date(), planned_on=planned, **facts)) == ()


def test_every_recorded_duty_has_its_rule() -> None:
    """A duty of the data that is judged from records has a rule, and no rule is without a duty."""
    assert {code for code, duty in ALL.duties.items() if duty.by == "recorded"} == RECORDED.keys()


def test_details_before_the_identity_are_missed() -> None:
    """An answer recorded before the identity, or without it, does not meet the duty."""
    persona = ALL.personas["calm"]
    good = Perfect(persona).practice()
    late = msgspec.structs.replace(good, details_opened_at=NOON + dt.timedelta(minutes=6))
    never = msgspec.structs.replace(good, details_opened_at=None)
    assert review(persona, late).missed == ("identity_before_details",)
    assert review(persona, never).missed == ("identity_before_details",)


def test_a_wrong_answer_is_shown_beside_what_was_said() -> None:
    """The review names the question, the right code and the recorded one."""
    persona = ALL.personas["calm"]
    good = Perfect(persona).practice()
    assert good.answer is not None
    found = review(persona, msgspec.structs.replace(good, answer=msgspec.structs.replace(good.answer, manager="own")))
    assert found.missed == ("answers_as_told",)
    assert [(each.field, each.codes, each.recorded) for each in found.told if not each.fits] == [
        ("manager", ("vendor",), "own")
    ]


def test_an_intrusion_that_was_not_pressed_is_missed() -> None:
    """Asking on after the word of damage misses two duties."""
    persona = ALL.personas["hit"]
    good = Perfect(persona).practice()
    asked_on = msgspec.structs.replace(good, intrusion=False, answered_at=NOON)
    assert set(review(persona, asked_on).missed) == {"intrusion_pressed", "no_answers_recorded"}
