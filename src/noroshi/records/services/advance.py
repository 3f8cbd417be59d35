"""Taking the transitions that a contact implies: start, reached, answered, under way, set back.

Only what this contact itself establishes moves the case: a case that was sent back to "contacting" stays there until
somebody is reached anew.
"""

import datetime as dt
from typing import Final

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.records.answer import Answer
from noroshi.records.attempt import ContactAttempt
from noroshi.records.case import Case
from noroshi.records.scope import Scope
from noroshi.records.services import transitions
from noroshi.records.services.current_answer import current_answer
from noroshi.records.services.lock import lock
from noroshi.records.services.next_steps import UNDER_WAY, met_conditions, next_steps

EVERY: Final = frozenset({"case.contact", "case.answer"})


def advance(scope: Scope, case: Case, on: dt.date, attempt: ContactAttempt | None, answer: Answer | None) -> Case:
    """Take every transition that the attempt and the answer imply and whose conditions hold; return the case."""
    current = lock(scope, case)
    conditions = met_conditions(scope, current, on)
    for transition in [*_of_attempt(attempt), *_of_answer(scope, current, answer)]:
        step = next((each for each in next_steps(current, conditions, EVERY) if each.rule.id == transition), None)
        if step is not None and not step.missing:
            current = transitions.apply(scope, current, transition, met=conditions)
    return current


def _of_attempt(attempt: ContactAttempt | None) -> list[str]:
    if attempt is None:
        return []
    effective = load_enumerations().entry("contact_outcome", attempt.outcome).effective
    return ["start_contact", "reach"] if effective else ["start_contact"]


def _of_answer(scope: Scope, case: Case, answer: Answer | None) -> list[str]:
    if answer is None or answer.finding_id is not None:
        return []
    if load_enumerations().entry("answer_source", answer.source).third_party:
        return []
    if not answer.response or current_answer(scope, case) != answer:  # entered late: a newer one says how things stand
        return ["answer"]
    return ["answer", "remediate" if answer.response in UNDER_WAY else "set_back"]
