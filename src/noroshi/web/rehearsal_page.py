"""What the pages of a rehearsal show: the other side's words so far, and the look back at the end."""

from dataclasses import dataclass

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.rehearsals import FACT_LISTS, Persona, load_rehearsals
from noroshi.notify.rehearsal import Told, review
from noroshi.records.rehearsal import Rehearsal
from noroshi.records.scope import Scope
from noroshi.records.services import rehearse
from noroshi.web.words import language, text


@dataclass(frozen=True, slots=True)
class Words:
    """One line of the other side, and after what it is said."""

    when: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The other side as far as it has spoken. ``then``: what the officer does before the next line, '' at the end."""

    row: Rehearsal
    person: str
    situation: str
    earlier: list[Words]
    now: Words
    then: str
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Point:
    """One duty in words."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """One question: what the other side answered, what was recorded, and whether the two agree."""

    question: str
    told: str
    recorded: str
    fits: bool


@dataclass(frozen=True, slots=True)
class LookBack:
    """The review of a finished rehearsal in words."""

    missed: list[Point]
    met: list[Point]
    lines: list[Line]

    @property
    def total(self) -> int:
        """Return how many duties there were."""
        return len(self.missed) + len(self.met)


def panel(row: Rehearsal) -> Panel | None:
    """Return the other side's words so far, None for a persona that the knowledge no longer has."""
    persona = rehearse.persona_of(row)
    if persona is None:
        return None
    spoken = script(persona)
    heard = max(1, min(row.heard, len(spoken)))
    return Panel(
        row=row,
        person=persona.person.text(language()),
        situation=persona.situation.text(language()),
        earlier=spoken[: heard - 1],
        now=spoken[heard - 1],
        then=spoken[heard].when if heard < len(spoken) else "",
        number=heard,
        of=len(spoken),
    )


def script(persona: Persona) -> list[Words]:
    """Return everything that a persona says, in order."""
    return [Words(step.when.text(language()), step.says.text(language())) for step in persona.steps]


def look_back(scope: Scope, row: Rehearsal, persona: Persona) -> LookBack:
    """Return which duties were met and missed, and the answers one by one."""
    found, duties, tongue = review(persona, rehearse.practice_of(scope, row)), load_rehearsals().duties, language()
    missed, met = (
        [Point(duties[code].text(tongue), duties[code].why(tongue)) for code in codes]
        for codes in (found.missed, found.met)
    )
    return LookBack(missed, met, [_line(each) for each in found.told])


def _line(each: Told) -> Line:
    lists, tongue, name = load_enumerations(), language(), FACT_LISTS[each.field]
    said = text("rehearsal.or").join(lists.label(name, code, tongue) for code in each.codes)
    recorded = lists.label(name, each.recorded, tongue) if each.recorded else text("rehearsal.nothing")
    return Line(text(f"desk_field.{each.field}"), said, recorded, each.fits)
