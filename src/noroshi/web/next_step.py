"""The next date that an outcome proposes, put into the form unless the officer has chosen another."""

from collections.abc import Mapping
from typing import Final

from django.utils import timezone

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.notify.due_dates import Proposal, propose
from noroshi.notify.next_action import shown, suggested
from noroshi.web.words import language

NEXT_FIELDS: Final = ("next_on", "next_time", "next_action", "proposed_next_on", "proposed_next_action")
"""Fields of the call form that the proposal may change."""


def proposal_for(outcome: str) -> Proposal | None:
    """Return what follows from an outcome today; None where none is chosen yet."""
    known = load_enumerations().has("contact_outcome", outcome)
    return propose(outcome, timezone.localdate()) if known else None


def proposed_fields(proposal: Proposal | None, typed: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the form's next date and action: the proposed ones, where nothing else but an earlier proposal stands."""
    if proposal is None:
        return {}
    step = shown(suggested(proposal.step), language())
    proposed = {"next_on": proposal.on.isoformat() if proposal.on else "", "next_action": step}
    fields = {f"proposed_{name}": [value] for name, value in proposed.items()}
    for name, value in proposed.items():
        if typed.get(name, "") in {"", typed.get(f"proposed_{name}", "")}:
            fields[name] = [value]
    return fields
