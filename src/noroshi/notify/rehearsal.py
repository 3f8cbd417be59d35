"""A rehearsed call against the duties of the script: which were met, which were missed, and why each matters.

The review is for the person who practised. It compares nobody with anybody.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec

from noroshi.knowledge.rehearsals import Persona, Rehearsals, load_rehearsals
from noroshi.model.campaign_answer import OwnerAnswer


class Practice(msgspec.Struct, frozen=True, kw_only=True):
    """What a rehearsal left behind: its records, and the duties that the officer ticked (``said``).

    ``details_opened_at``: when the identity and the device were both on record; ``answered_at``: when the first answer
    was recorded; ``consents``: roles of the parties with recorded consent.
    """

    outcomes: tuple[str, ...] = ()
    next_date: bool = False
    details_opened_at: datetime | None = None
    answered_at: datetime | None = None
    answer: OwnerAnswer | None = None
    intrusion: bool = False
    consents: frozenset[str] = frozenset()
    said: frozenset[str] = frozenset()


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of the persona (``codes`` record it rightly) beside what was recorded, '' for nothing."""

    field: str
    codes: tuple[str, ...]
    recorded: str

    @property
    def fits(self) -> bool:
        """Whether it was recorded as told."""
        return self.recorded in self.codes


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """Codes of the duties that were met and missed, in the order of the call, and the answers one by one."""

    met: tuple[str, ...]
    missed: tuple[str, ...]
    told: tuple[Told, ...]


def review(persona: Persona, practice: Practice, rehearsals: Rehearsals | None = None) -> Review:
    """Return which of the persona's duties the practice met; every duty is in exactly one of the two."""
    duties = (rehearsals or load_rehearsals()).duties
    met = tuple(
        code
        for code in persona.duties
        if (code in practice.said if duties[code].by == "said" else RECORDED[code](persona, practice))
    )
    return Review(
        met=met,
        missed=tuple(code for code in persona.duties if code not in met),
        told=told(persona, practice.answer),
    )


def told(persona: Persona, answer: OwnerAnswer | None) -> tuple[Told, ...]:
    """Return the persona's answers beside the recorded ones, in the order of the questions."""
    return tuple(
        Told(field=field, codes=codes, recorded=getattr(answer, field) if answer else "")
        for field, codes in persona.facts.items()
    )


def _identity_first(_: Persona, practice: Practice) -> bool:
    opened, answered = practice.details_opened_at, practice.answered_at
    return opened is not None and (answered is None or opened <= answered)


RECORDED: Final[dict[str, Callable[[Persona, Practice], bool]]] = {
    "identity_before_details": _identity_first,
    "details_stayed_closed": lambda _, practice: practice.details_opened_at is None,
    "answers_as_told": lambda persona, practice: all(each.fits for each in told(persona, practice.answer)),
    "no_answers_recorded": lambda _, practice: practice.answered_at is None,
    "consent_recorded": lambda persona, practice: persona.consent in practice.consents,
    "intrusion_pressed": lambda _, practice: practice.intrusion,
    "outcome_right": lambda persona, practice: (
        practice.outcomes[-1:] != () and practice.outcomes[-1] in persona.outcomes
    ),
    "next_date_set": lambda _, practice: practice.next_date,
}
"""How each duty is judged from the records."""
