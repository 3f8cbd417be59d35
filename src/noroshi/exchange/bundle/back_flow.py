"""What flows back to the vendor: aggregates and wrong-finding flags, in a struct that has no place for a name.

Every text in it is a code of a closed list or a finding's key of hex digits. Small cells are suppressed (None) by the
caller, who knows the rule of the campaign.
"""

from typing import Annotated, ClassVar, Final, Literal

import msgspec
from msgspec import Meta

from noroshi.exchange.bundle.terms import Count, FindingKey
from noroshi.knowledge.enumerations import load_enumerations

Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?!\n)$")]
TALLIED: Final = (
    "awareness",
    "response",
    "manager",
    "contract_covers_update",
    "delay_reason",
    "ownership",
    "other_devices",
    "contact_outcome",
    "observed_state",
)
"""Lists of which counts may flow back."""
SEVERAL: Final = frozenset({"delay_reason", "contact_outcome"})
"""Lists of which a case may have several codes: their cells need not add up to the base."""
Step = Literal["handed_over", "released", "attempted", "reached", "answered", "observed_fixed"]
_STEPS: Final = {"released": "handed_over", "attempted": "released", "reached": "attempted", "answered": "reached"}


class Cell(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One code with its number of cases; None where the number is too small to leave."""

    code: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_]{1,60}(?!\n)$")]
    count: Count | None


class Tally(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often each code of a list was recorded among ``base`` cases. Raises ValueError where it cannot be so."""

    list_name: Annotated[str, Meta(pattern=r"^[a-z_]{1,60}(?!\n)$")]
    base: Count
    cells: tuple[Cell, ...]

    def __post_init__(self) -> None:
        if self.list_name not in TALLIED:
            raise ValueError(f"{self.list_name}: counts of this list do not flow back")
        codes = [cell.code for cell in self.cells]
        known = load_enumerations().codes(self.list_name)
        if unknown := [code for code in codes if code not in known]:
            raise ValueError(f"{self.list_name}: {unknown[0]} is no code of this list")
        if len(set(codes)) != len(codes):
            raise ValueError(f"{self.list_name}: a code appears twice")
        self._check_counts()

    def _check_counts(self) -> None:
        shown = [cell.count for cell in self.cells if cell.count is not None]
        if any(count > self.base for count in shown):
            raise ValueError(f"{self.list_name}: a cell is larger than the base of {self.base}")
        if self.list_name in SEVERAL:
            return
        hidden = len(shown) != len(self.cells)
        if sum(shown) > self.base or (not hidden and sum(shown) != self.base):
            raise ValueError(f"{self.list_name}: the cells add up to {sum(shown)}, not to the base of {self.base}")


class FunnelStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many cases came so far; None where the number is too small to leave."""

    step: Step
    count: Count | None


class WrongFinding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A finding that turned out wrong; ``reason`` is a code of ``refutation_reason``, and nothing else is said."""

    key: FindingKey
    reason: Annotated[str, Meta(pattern=r"^[a-z_]{1,60}(?!\n)$")]

    def __post_init__(self) -> None:
        if not load_enumerations().has("refutation_reason", self.reason):
            raise ValueError(f"{self.reason} is no reason of the list refutation_reason")


class BackFlow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Aggregates of one campaign up to ``as_of`` (day in Japan) and the findings that turned out wrong."""

    KIND: ClassVar[str] = "back_flow"

    as_of: Day
    funnel: tuple[FunnelStep, ...] = ()
    tallies: tuple[Tally, ...] = ()
    wrong: tuple[WrongFinding, ...] = ()

    def __post_init__(self) -> None:
        counts: dict[str, int | None] = {step.step: step.count for step in self.funnel}
        if len(counts) != len(self.funnel):
            raise ValueError("funnel: a step appears twice")
        for later, earlier in _STEPS.items():
            more, fewer = counts.get(earlier), counts.get(later)
            if more is not None and fewer is not None and fewer > more:
                raise ValueError(f"funnel: {later} is larger than {earlier}")
        if len({tally.list_name for tally in self.tallies}) != len(self.tallies):
            raise ValueError("tallies: a list appears twice")
        if len({flag.key for flag in self.wrong}) != len(self.wrong):
            raise ValueError("wrong: a finding appears twice")
