"""Whether an organisation may be contacted today.

Blocked: an old observation that no supervisor released, a standing exclusion, a suspected intrusion, a case that is
not (or no longer) in contact. The reasons are codes of the words ``contact_block``.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from noroshi.notify.freshness import Freshness, Override, freshness
from noroshi.notify.japanese_dates import day_in_japan
from noroshi.records.case import Case
from noroshi.records.compartment import CompartmentQuerySet
from noroshi.records.exclusion import Exclusion
from noroshi.records.organization import Organization
from noroshi.records.scope import Scope

IN_CONTACT: Final = ("handed_over", "contacting", "unreachable", "reached", "answered", "in_remediation")
"""States of a case in which officers contact the organisation."""
NOT_LOOKED_AT: Final = tuple(
    f"campaign__{name}"
    for name in ("prefectures", "products", "cves", "verdicts", "urgencies", "ethics", "balance", "legal_basis")
)
"""Columns of the campaign that no gate and no list needs: a list of cases would decode them anew for every row."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands between an officer and the call. ``blocks`` is empty where the call may be made."""

    freshness: Freshness
    exclusion: Exclusion | None
    blocks: tuple[str, ...]

    @property
    def only_stale(self) -> bool:
        """Whether a supervisor's release of the old observation would let the call be made."""
        return self.blocks == ("stale",)


def gate(scope: Scope, case: Case, today: dt.date) -> Gate:
    """Return whether the case's organisation may be contacted on that day."""
    return _gate(case, standing_exclusion(scope, case.organization, today), today)


def gates(scope: Scope, cases: Iterable[Case], today: dt.date) -> dict[int, Gate]:
    """Return the gates of many cases by key, with one query; organisation and campaign must be loaded with them."""
    rows = list(cases)
    numbers = {row.organization.corporate_number for row in rows if row.organization.corporate_number}
    names = {row.organization.name for row in rows if not row.organization.corporate_number}
    same = Q(corporate_number__in=numbers) | Q(corporate_number="", name__in=names)
    standing = list(_standing(scope, same, today))
    found: dict[int, Gate] = {}
    for row in rows:
        fits = (each for each in standing if each.unit_id == row.unit_id and _fits(each, row.organization))
        found[row.pk] = _gate(row, next(fits, None), today)
    return found


def standing_exclusion(scope: Scope, organization: Organization, today: dt.date) -> Exclusion | None:
    """Return the exclusion that stands against contacting the organisation on that day."""
    number = organization.corporate_number
    same = Q(corporate_number=number) if number else Q(corporate_number="", name=organization.name)
    return _standing(scope, same & Q(unit_id=organization.unit_id), today).first()


def case_freshness(case: Case, today: dt.date) -> Freshness:
    """Return the age of the case's newest observation in the affected range, with a supervisor's override."""
    seen = day_in_japan(case.last_affected_at)
    override = None
    by, on = case.freshness_override_by_id, case.freshness_override_on
    if case.freshness_override and by is not None and on is not None:
        override = Override(by=str(by), reason=case.freshness_override, last_seen=on)
    return freshness(seen, today, days=case.campaign.freshness_days, override=override)


def _standing(scope: Scope, same: Q, today: dt.date) -> CompartmentQuerySet[Exclusion]:
    rows = Exclusion.objects.within(scope).filter(same, lifted_at=None, until__gte=today)
    return rows.order_by("-until", "pk")


def _fits(exclusion: Exclusion, organization: Organization) -> bool:
    if organization.corporate_number:
        return exclusion.corporate_number == organization.corporate_number
    return not exclusion.corporate_number and exclusion.name == organization.name


def _gate(case: Case, exclusion: Exclusion | None, today: dt.date) -> Gate:
    age = case_freshness(case, today)
    checks = (
        ("not_in_contact", case.state not in IN_CONTACT),
        ("intrusion", case.intrusion_suspected),
        ("excluded", exclusion is not None),
        ("stale", age.blocks),
    )
    return Gate(age, exclusion, tuple(name for name, holds in checks if holds))
