"""Rehearsing a call: start, hear the next line, look back, clear away.

Every row lies in the compartment of the unit's rehearsals. A person reaches it with the capability that they hold in
the unit itself; the usual scopes never contain it.
"""

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from noroshi.knowledge.rehearsals import Persona, load_rehearsals
from noroshi.notify.rehearsal import Practice
from noroshi.records.agency import Unit
from noroshi.records.answer import Answer
from noroshi.records.attempt import ContactAttempt
from noroshi.records.case import Case
from noroshi.records.event import Disposal
from noroshi.records.intrusion import SuspectedIntrusion
from noroshi.records.party import Party
from noroshi.records.rehearsal import Rehearsal
from noroshi.records.scope import NotPermitted, Scope
from noroshi.records.services import audit
from noroshi.records.services.answers import statement_of
from noroshi.records.services.current_answer import current_answer
from noroshi.records.services.dispose import MOST_CASES, dispose_rehearsals
from noroshi.records.services.lock import lock
from noroshi.records.services.parties import may_be_told
from noroshi.records.services.refusals import Refused
from noroshi.records.services.rehearsal_rows import campaign_in, compartment, make_case
from noroshi.records.services.verify import details_open
from noroshi.records.verification import Verification


def rehearsal_scope(scope: Scope) -> Scope:
    """Return the same person's scope over the rehearsals of their units, and over nothing else."""
    units = Unit.objects.filter(rehearsal_of_id__in=scope.units).values_list("pk", flat=True)
    return replace(scope, units=frozenset(units))


def persona_of(row: Rehearsal) -> Persona | None:
    """Return who is called, None where the knowledge no longer has that persona."""
    return load_rehearsals().personas.get(row.persona)


def start(scope: Scope, unit: Unit, code: str) -> Rehearsal:
    """Open a rehearsal in the unit with a persona and return it. Raises ``Refused`` for one that does not exist.

    ``scope`` is the person's own; the unit must be one of its.
    """
    persona = load_rehearsals().personas.get(code)
    if persona is None or not scope.covers(unit.pk):
        raise Refused("rehearsal_unknown", field="persona")
    with transaction.atomic():
        inside = replace(scope, units=frozenset({compartment(unit).pk}))
        campaign = campaign_in(inside, lock_unit(unit))
        case = make_case(inside, campaign, persona)
        row = Rehearsal.objects.create(unit_id=case.unit_id, case=case, officer_id=_person(scope), persona=code)
        audit.changed(inside, "rehearsal.started", row, {"persona": code, "case": case.pk})
    return row


def lock_unit(unit: Unit) -> Unit:
    """Return the compartment of a unit's rehearsals, locked: two people who start at once share one campaign."""
    return Unit.objects.select_for_update().get(rehearsal_of=unit)


def hear_next(scope: Scope, row: Rehearsal) -> Rehearsal:
    """Let the persona say its next line; after the last one nothing changes."""
    persona = persona_of(row)
    with transaction.atomic():
        locked = lock(scope, row)
        if persona is not None and locked.finished_at is None and locked.heard < len(persona.steps):
            locked.heard += 1
            locked.save(update_fields=["heard"])
    return locked


def finish(scope: Scope, row: Rehearsal, said: Iterable[str]) -> Rehearsal:
    """End a rehearsal with the duties that the officer ticks; said again, the newer ticks stand."""
    persona = persona_of(row)
    ticked = set(said) & set(persona.duties if persona else ())
    with transaction.atomic():
        locked = lock(scope, row)
        locked.said, locked.finished_at = sorted(ticked), timezone.now()
        locked.save(update_fields=["said", "finished_at"])
        audit.changed(scope, "rehearsal.finished", locked, {"persona": locked.persona})
    return locked


def practice_of(scope: Scope, row: Rehearsal) -> Practice:
    """Return what the rehearsal left behind, for ``notify.rehearsal.review``."""
    case = row.case
    attempts = ContactAttempt.objects.within(scope).filter(case=case).order_by("recorded_at", "pk")
    answers = Answer.objects.within(scope).filter(case=case).order_by("recorded_at", "pk")
    checks = list(Verification.objects.within(scope).filter(case=case).order_by("at", "pk"))
    opened = next((check.at for at, check in enumerate(checks) if details_open(checks[: at + 1])), None)
    first, standing = answers.first(), current_answer(scope, case)
    return Practice(
        outcomes=tuple(attempts.values_list("outcome", flat=True)),
        next_date=Case.objects.within(scope).filter(pk=case.pk, next_on__isnull=False).exists(),
        details_opened_at=opened,
        answered_at=first.recorded_at if first else None,
        answer=statement_of(standing) if standing else None,
        intrusion=SuspectedIntrusion.objects.within(scope).filter(case=case).exists(),
        consents=frozenset(each.role for each in Party.objects.within(scope).filter(case=case) if may_be_told(each)),
        said=frozenset(row.said),
    )


def own(scope: Scope) -> list[Rehearsal]:
    """Return the person's rehearsals that were not cleared away, newest first, at most 500."""
    rows = Rehearsal.objects.within(scope).filter(officer_id=_person(scope), case__disposed=False)
    return list(rows.select_related("case__campaign", "case__organization")[:MOST_CASES])


def clear(scope: Scope) -> list[Disposal]:
    """Empty the person's rehearsals: what was typed is gone, the chain says so. Returns the disposals' records."""
    cases: dict[int, list[Case]] = {}
    with transaction.atomic():
        for row in own(scope):
            if row.finished_at is None:
                finish(scope, row, row.said)
            cases.setdefault(row.unit_id, []).append(row.case)
        return [dispose_rehearsals(scope, group, "rehearsal") for group in cases.values()]


def _person(scope: Scope) -> int:
    if scope.actor_id is None:
        raise NotPermitted(scope.capability)
    return scope.actor_id
