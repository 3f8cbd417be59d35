"""What flows back to the giver of the cases: counts without small cells, and flags of wrong findings. No name."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Final

from noroshi.exchange.bundle.back_flow import BackFlow, Cell, FunnelStep, Step, Tally, WrongFinding
from noroshi.exchange.bundle.terms import finding_key
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.measure.small_cells import LEAST, shown_cells, shown_steps
from noroshi.records.attempt import ContactAttempt
from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.decision import Decision
from noroshi.records.hand_over import TAKEN, BundleHandOver
from noroshi.records.scope import Scope
from noroshi.records.services.current_answer import current_answer
from noroshi.records.services.hand_over_contents import Drafted
from noroshi.records.services.refusals import Refused

_FIELDS: Final = {
    "awareness": "awareness",
    "response": "response",
    "manager": "manager",
    "contract_covers_update": "contract_covers_update",
    "ownership": "ownership",
    "other_devices": "other_devices_check",
}
_STEPS: Final[tuple[tuple[Step, str], ...]] = (
    ("attempted", "first_attempt_at"),
    ("reached", "first_reached_at"),
    ("answered", "answered_at"),
)


def back_flow_contents(scope: Scope, campaign: Campaign, receiver: str, on: dt.date) -> Drafted:
    """Return the aggregates of a campaign that came from the receiver by bundle.

    Cases with a suspected intrusion count in no tally. Raises ``Refused`` for another receiver.
    """
    taken = BundleHandOver.objects.within(scope).filter(
        campaign=campaign, direction=TAKEN, kind="cases", giver=receiver
    )
    keys = frozenset(key for row in taken.values_list("keys", flat=True) for key in row)
    if not keys:
        raise Refused("bundle_not_theirs", field="to", name=receiver)
    cases = list(Case.objects.within(scope).filter(campaign=campaign).order_by("pk"))
    wrong = _wrong(scope, campaign, keys)
    contents = BackFlow(
        as_of=on.isoformat(), funnel=_funnel(scope, campaign, cases), tallies=_tallies(scope, cases), wrong=wrong
    )
    return Drafted(contents, tuple(flag.key for flag in wrong), {"cases": len(cases)})


def _funnel(scope: Scope, campaign: Campaign, cases: list[Case]) -> tuple[FunnelStep, ...]:
    released = set(
        campaign.findings.filter(released_at__isnull=False, unit_id__in=scope.units).values_list("case_id", flat=True)
    )
    standing = {case.pk for case in cases}
    sets: list[tuple[Step, set[int]]] = [("handed_over", set(standing))]
    standing &= released
    sets.append(("released", set(standing)))
    for step, column in _STEPS:
        standing &= {case.pk for case in cases if getattr(case, column) is not None}
        sets.append((step, set(standing)))
    counts = [len(members) for _, members in sets]
    fixed = sum(case.observed_fixed_at is not None for case in cases)
    steps = [FunnelStep(step=step, count=count) for (step, _), count in zip(sets, shown_steps(counts), strict=True)]
    return (*steps, FunnelStep(step="observed_fixed", count=shown_steps([len(cases), fixed])[1]))


def _tallies(scope: Scope, cases: list[Case]) -> tuple[Tally, ...]:
    counted = [case for case in cases if not case.intrusion_suspected]
    answers = [answer for case in counted if (answer := current_answer(scope, case)) is not None]
    found = [
        _tally(name, [{getattr(answer, column)} for answer in answers if getattr(answer, column)])
        for name, column in _FIELDS.items()
    ]
    found.append(_tally("delay_reason", [set(answer.reasons) for answer in answers if answer.reasons], several=True))
    outcomes: dict[int, set[str]] = {}
    attempts = ContactAttempt.objects.within(scope).filter(case__in=[case.pk for case in counted])
    for case_id, outcome in attempts.values_list("case_id", "outcome"):
        outcomes.setdefault(case_id, set()).add(outcome)
    found.append(_tally("contact_outcome", outcomes.values(), several=True))
    return tuple(tally for tally in found if tally is not None)


def _tally(name: str, sets: Iterable[set[str]], *, several: bool = False) -> Tally | None:
    """Return the tally, None where so few cases have an answer that even their number says too much."""
    known = load_enumerations().codes(name)
    rows = [codes & set(known) for codes in sets]
    counts = Counter(code for codes in rows for code in codes)
    base = sum(bool(codes) for codes in rows)
    if base < LEAST:
        return None
    ordered = {code: counts[code] for code in known if counts[code]}
    cells = shown_cells(ordered, base, several=several)
    return Tally(list_name=name, base=base, cells=tuple(Cell(code=code, count=count) for code, count in cells.items()))


def _wrong(scope: Scope, campaign: Campaign, keys: frozenset[str]) -> tuple[WrongFinding, ...]:
    """Return a flag for each finding of the giver that stands refuted here, with the reason of the last refutation."""
    rows = Decision.objects.within(scope).filter(finding__campaign=campaign, finding__decision="refuted", kind="refute")
    reasons: dict[str, str] = {}
    for row in rows.select_related("finding").order_by("at", "pk"):
        reasons[finding_key(campaign.code, row.finding.device)] = row.reason
    return tuple(WrongFinding(key=key, reason=reasons[key]) for key in sorted(reasons) if key in keys)
