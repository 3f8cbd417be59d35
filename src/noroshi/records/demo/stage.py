"""What every scene of the demonstration shares: people, clock, days, dice and the campaign that is played."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from noroshi.archive.register_index import RegisterIndex
from noroshi.records.campaign import Campaign
from noroshi.records.demo.cast import Cast
from noroshi.records.demo.clock import Clock
from noroshi.records.demo.days import Days
from noroshi.records.scope import Scope
from noroshi.records.services.load_survey import SurveyFacts

SEED: Final = 31
PREFECTURE: Final = "神奈川県"
REAL_FRESHNESS: Final = 14


class NotPlayable(Exception):  # noqa: N818 reads as the sentence it raises
    """The demonstration cannot be played; the message says why and what to do."""


@dataclass(slots=True)
class Stage:
    """The state of the story. ``campaign`` is set by the opening; ``register`` gives readings of names, where given."""

    cast: Cast
    clock: Clock
    days: Days
    surveys: tuple[SurveyFacts, ...]
    freshness: int
    dice: random.Random
    register: RegisterIndex | None = None
    campaign: Campaign | None = None

    @property
    def main(self) -> Campaign:
        """Return the campaign that is played."""
        if self.campaign is None:
            raise NotPlayable("the campaign is not open yet")
        return self.campaign

    def scope(self, username: str, capability: str) -> Scope:
        """Return a person's scope for a capability."""
        return self.cast.scope(username, capability)

    @property
    def path(self) -> Path:
        """Return the folder of the first survey."""
        return self.surveys[0].path
