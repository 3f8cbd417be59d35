"""Which ways lead on from a case's state, and which of their conditions the records establish."""

import datetime as dt
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from noroshi.knowledge.case_states import Transition, load_case_states
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.records.attempt import ContactAttempt
from noroshi.records.case import Case
from noroshi.records.contact import Contact
from noroshi.records.scope import Scope
from noroshi.records.services import contacts
from noroshi.records.services.contact_gate import gate
from noroshi.records.services.current_answer import current_answer

UNDER_WAY: Final = ("in_progress", "planned")
"""Responses with which a case counts as in remediation. "Done" is a claim that an observation has yet to confirm."""
GIVEN: Final = frozenset({"reason_given", "receipt"})
"""Conditions that a person fulfils by writing into the step's own form."""


@dataclass(frozen=True, slots=True)
class Step:
    """One possible next step; ``missing`` names the conditions that do not hold yet."""

    rule: Transition
    missing: tuple[str, ...]


def met_conditions(scope: Scope, case: Case, today: dt.date) -> frozenset[str]:
    """Return the conditions of ``states.yaml`` that the records of contacts and answers establish on that day."""
    state = gate(scope, case, today)
    ways = list(Contact.objects.within(scope).filter(organization=case.organization_id))
    attempts = list(ContactAttempt.objects.within(scope).filter(case=case).values_list("contact_id", "outcome"))
    effective = load_enumerations().flagged("contact_outcome", "effective")
    tried = {contact for contact, _ in attempts}
    answer = current_answer(scope, case)
    conditions = {
        "has_contact": any(contacts.dialable(way, today) for way in ways),
        "not_excluded": state.exclusion is None,
        "fresh": not state.freshness.blocks,
        "responsible_reached": any(outcome in effective for _, outcome in attempts),
        "contacts_exhausted": bool(tried) and all(way.pk in tried for way in ways if contacts.dialable(way, today)),
        "has_answer": answer is not None,
        "response_under_way": answer is not None and answer.response in UNDER_WAY,
    }
    return frozenset(name for name, holds in conditions.items() if holds)


def next_steps(case: Case, conditions: AbstractSet[str], capabilities: AbstractSet[str]) -> list[Step]:
    """Return the ways on from the case's state that the capabilities open, each with what is still missing."""
    known = conditions | GIVEN
    ways = [rule for rule in load_case_states().allowed(case.state) if rule.capability in capabilities]
    return [Step(rule, tuple(name for name in rule.conditions if name not in known)) for rule in ways]
