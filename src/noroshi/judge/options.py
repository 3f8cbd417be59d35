"""Options: the editions under which a device may have to be judged, each with its map of statuses."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from noroshi.judge.build_days import NO_DAYS, DaysByKey
from noroshi.judge.fix_dates import announced, fix_dates
from noroshi.judge.painter import paint_conflict, paint_entry
from noroshi.judge.ranges import EVERYTHING, Ranges, intersection, normal, of_prefix, union
from noroshi.judge.schemes import Scheme
from noroshi.judge.statuses import Canvas, Status, Statuses
from noroshi.knowledge.advisories import Advisory, AffectedProduct
from noroshi.model.verdict import Answer, ReasonCode

UNKNOWN: Final = "?"
MAINLINE: Final = ""
_GENERATION: Final = re.compile(r"gen ?(\d{1,2})")


class Case(msgspec.Struct, frozen=True):
    """One product in one CVE: the statuses by edition (``''`` mainline), in the order of the advisory."""

    advisory: Advisory
    by_edition: dict[str, Statuses]


class Line(msgspec.Struct, frozen=True):
    """What all advisories of one product say about its editions.

    ``editions``: every edition that some advisory tells apart. ``trains``: per edition the versions that it can have,
    for schemes in which an edition has maintenance lines of its own.
    """

    scheme: Scheme
    editions: frozenset[str]
    trains: dict[str, Ranges]


def normal_edition(edition: str | None) -> str:
    """Return the edition in lower case; unknown (None or ``?``) as UNKNOWN, ``mainline`` and nothing as MAINLINE."""
    if edition is None:
        return UNKNOWN
    text = edition.strip().lower()
    return MAINLINE if text in {"mainline", "none"} else text


def generation_only(scheme: Scheme, edition: str, versions: Ranges) -> Ranges:
    """Return the versions that belong to the told generation, all of them where none was told."""
    told = _GENERATION.fullmatch(edition) if scheme.editions else None
    return intersection(versions, of_prefix((int(told[1]),))) if told else versions


def product_line(scheme: Scheme, entries: Iterable[AffectedProduct]) -> Line:
    """Gather the editions of one product over all advisories."""
    editions: set[str] = set()
    trains: dict[str, Ranges] = {}
    for entry in entries:
        for edition in _named(scheme, entry):
            editions.add(edition)
            if scheme.edition_trains:
                trains[edition] = union(trains.get(edition, ()), _trains(scheme, entry))
    return Line(scheme, frozenset(editions), trains)


def make_case(line: Line, advisory: Advisory, product: str, built: DaysByKey = NO_DAYS) -> Case:
    """Paint the advisory's entries for the product, one map per edition; ``built``: days of the known builds."""
    scheme = line.scheme
    canvases: dict[str, Canvas] = {}
    dated: dict[str, list[AffectedProduct]] = {}
    for entry in advisory.affected:
        if entry.product != product:
            continue
        for edition in _named(scheme, entry) or (MAINLINE,):
            paint_entry(canvases.setdefault(edition, Canvas()), scheme, advisory, entry, _generations(scheme, entry))
            dated.setdefault(edition, []).append(entry)
    for note in advisory.conflicts:
        if note.product == product:
            for edition in note.editions or tuple(canvases):
                if edition in canvases:
                    paint_conflict(canvases[edition], scheme, advisory, note, EVERYTHING)
    dates = {edition: fix_dates(scheme, entries, built, announced(advisory)) for edition, entries in dated.items()}
    return Case(advisory, {edition: canvas.statuses(dates[edition]) for edition, canvas in canvases.items()})


def options(line: Line, case: Case, edition: str, versions: Ranges) -> Iterator[tuple[Statuses, Ranges]]:
    """Yield the maps to judge by, each with the versions that a device of that edition can have.

    ``edition`` is normalised. Yields one map where the edition is known, all possible ones where it is not.
    """
    maps = case.by_edition
    if edition not in {UNKNOWN, MAINLINE} and (edition in maps or edition in line.editions or MAINLINE not in maps):
        yield maps.get(edition, _unlisted(case, known_elsewhere=MAINLINE in maps)), versions
        return
    if MAINLINE in maps:
        yield maps[MAINLINE], versions
        if edition != UNKNOWN:
            return
    candidates = line.editions if line.trains else maps.keys() - {MAINLINE}
    for name in sorted(candidates):
        possible = intersection(versions, line.trains.get(name, ())) if line.trains else versions
        if possible:
            yield maps.get(name, _unlisted(case, known_elsewhere=True)), possible
    if MAINLINE not in maps:
        yield _unlisted(case, known_elsewhere=False), versions


def outside(case: Case, product: str) -> Status:
    """Return the status of a version or edition that no entry of the advisory is about."""
    return Status(
        answer=Answer.NOT_AFFECTED,
        reason=ReasonCode.PRODUCT_NOT_LISTED,
        because=f"{case.advisory.cve}/{product}/unlisted-edition",
        source=";".join(
            dict.fromkeys(
                row.source for entry in case.advisory.affected if entry.product == product for row in entry.branches
            )
        ),
    )


def _unlisted(case: Case, *, known_elsewhere: bool) -> Statuses:
    """Return the map of an edition that the advisory does not list: undetermined where it is told apart elsewhere."""
    if not known_elsewhere:
        return Statuses(((),), (None,))
    status = Status(
        answer=Answer.UNDETERMINED,
        reason=ReasonCode.EDITION_UNKNOWN,
        because=f"{case.advisory.cve}/unlisted-edition",
    )
    return Statuses(((),), (status,))


def _named(scheme: Scheme, entry: AffectedProduct) -> tuple[str, ...]:
    """Return the entry's editions without the generations that the version itself shows."""
    return tuple(edition for edition in entry.editions if not (scheme.editions and _GENERATION.fullmatch(edition)))


def _generations(scheme: Scheme, entry: AffectedProduct) -> Ranges:
    """Return the versions of the generations that the entry is limited to."""
    if scheme.editions is None:
        return EVERYTHING
    found = [match for match in map(_GENERATION.fullmatch, entry.editions) if match]
    return normal(span for match in found for span in of_prefix((int(match[1]),))) if found else EVERYTHING


def _trains(scheme: Scheme, entry: AffectedProduct) -> Ranges:
    bounds = [text for row in entry.branches for text in (row.through, row.before, row.fixed or "", *row.fixes) if text]
    versions = [version for version in map(scheme.parse, bounds) if version is not None and not version.partial]
    return normal(span for version in versions for span in of_prefix(scheme.line(version)))
