"""The list for the desk without an account: the beginnings of the numbers in use, by the unit that knows of them.

Numbers are drawn at random, so there is no range to print. The first five of the ten digits are: of all numbers that
somebody might invent, a hundred cases cover one in nine hundred, and who finds the list learns no number.
"""

from dataclasses import dataclass
from typing import Final

from noroshi.records.agency import Unit
from noroshi.records.case import Case
from noroshi.records.scope import Scope
from noroshi.records.services.look_up import known_cases

SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class NightList:
    """One unit, and the beginnings of its numbers (``123-45``) in ascending order, each once."""

    unit: Unit
    beginnings: tuple[str, ...]


def night_lists(scope: Scope) -> tuple[list[NightList], list[Case]]:
    """Return the lists by unit, and the cases behind them, whose reading is written down."""
    cases = list(known_cases(scope).select_related("unit__agency").order_by("unit__agency__code", "unit__code", "pk"))
    by_unit: dict[Unit, set[str]] = {}
    for case in cases:
        by_unit.setdefault(case.unit, set()).add(beginning(case.reference))
    return [NightList(unit, tuple(sorted(found))) for unit, found in by_unit.items()], cases


def beginning(reference: str) -> str:
    """Return the first five digits of a reference number, as they are read out: 123-45."""
    shown = reference[:SHOWN]
    return f"{shown[:3]}-{shown[3:]}"
