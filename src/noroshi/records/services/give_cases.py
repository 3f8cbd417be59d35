"""The released, confirmed cases of one prefecture as contents of a bundle; every other finding stays, by reason."""

import datetime as dt
from collections import Counter
from typing import Final

from noroshi.exchange.bundle.contents import CasesContents, HandedCase
from noroshi.exchange.bundle.terms import finding_key
from noroshi.knowledge.case_states import load_case_states
from noroshi.notify.criteria import Basis
from noroshi.records.campaign import Campaign
from noroshi.records.case import Case
from noroshi.records.finding import Finding
from noroshi.records.scope import Scope
from noroshi.records.services.campaign_wishes import BASES
from noroshi.records.services.contact_gate import standing_exclusion
from noroshi.records.services.give_finding import (
    handed_contacts,
    handed_finding,
    handed_organisation,
    source_terms,
)
from noroshi.records.services.hand_over_contents import Drafted, given_keys
from noroshi.records.services.refusals import Refused
from noroshi.records.services.release_gate import finding_freshness

HANDED: Final = "handed_over"
_MOST_DAYS: Final = 365


def cases_contents(scope: Scope, campaign: Campaign, receiver: str, prefecture: str, on: dt.date) -> Drafted:
    """Return what would leave on that day; the bins add up to the campaign's findings.

    Raises ``Refused`` where the prefecture is none of the campaign's, or nothing is left to hand over.
    """
    if prefecture not in campaign.prefectures:
        raise Refused("bundle_prefecture", field="prefecture", name=prefecture, known="、".join(campaign.prefectures))
    rows = _findings(scope, campaign)
    gate = _Gate(scope, campaign, prefecture, on, given_keys(scope, campaign, receiver))
    bins: Counter[str] = Counter()
    leaving: dict[int, list[Finding]] = {}
    for row in rows:
        place = gate.place(row)
        bins[place] += 1
        if place == HANDED and row.case is not None:
            leaving.setdefault(row.case.pk, []).append(row)
    if not leaving:
        raise Refused("bundle_nothing")
    if bins.total() != len(rows):
        raise AssertionError(f"{len(rows)} findings, but {bins.total()} in the bins: a finding has vanished")
    keys = tuple(finding_key(campaign.code, row.device) for members in leaving.values() for row in members)
    return Drafted(_contents(campaign, prefecture, list(leaving.values())), keys, dict(sorted(bins.items())))


def _contents(campaign: Campaign, prefecture: str, leaving: list[list[Finding]]) -> CasesContents:
    findings = [row for members in leaving for row in members]
    return CasesContents(
        prefecture=prefecture,
        basis=_basis(campaign),
        survey_as_of=campaign.survey.as_of.isoformat(),
        knowledge=campaign.survey.knowledge_digest,
        freshness_days=min(campaign.freshness_days, _MOST_DAYS),
        criteria=_criteria(campaign),
        blind_spots=tuple(str(each.get("ja") or each.get("en") or "") for each in campaign.survey.blind_spots),
        sources=source_terms(
            {row.survey.pk: row.survey for row in findings}.values(),
            [name for row in findings for name in row.source_inputs],
        ),
        cases=tuple(_case(members, campaign.code) for members in leaving),
    )


def _basis(campaign: Campaign) -> Basis:
    return BASES.get(campaign.prefecture_basis, "both")


class _Gate:
    """What keeps a finding at home, first reason first."""

    def __init__(self, scope: Scope, campaign: Campaign, prefecture: str, on: dt.date, before: frozenset[str]) -> None:
        self._scope, self._campaign, self._on, self._before = scope, campaign, on, before
        self._prefecture, self._basis = prefecture, _basis(campaign)
        self._excluded: dict[int, bool] = {}

    def place(self, row: Finding) -> str:
        """Return the bin of a finding."""
        if row.decision != "confirmed" or row.case is None:
            return row.decision if row.decision != "confirmed" else "no_case"
        checks = (
            ("not_released", row.released_at is None),
            ("case_ended", not load_case_states().state(row.case.state).open),
            ("intrusion", row.case.intrusion_suspected),
            ("excluded", self._is_excluded(row.case)),
            ("elsewhere", not self._belongs(row)),
            ("before", finding_key(self._campaign.code, row.device) in self._before),
            ("stale", finding_freshness(row.case, row, self._on).blocks),
        )
        return next((name for name, holds in checks if holds), HANDED)

    def _is_excluded(self, case: Case) -> bool:
        if case.pk not in self._excluded:
            self._excluded[case.pk] = standing_exclusion(self._scope, case.organization, self._on) is not None
        return self._excluded[case.pk]

    def _belongs(self, row: Finding) -> bool:
        site = row.site_pref == self._prefecture
        office = row.case is not None and row.case.organization.prefecture == self._prefecture
        return {"site": site, "head_office": office, "either": site or office}.get(self._basis, site and office)


def _findings(scope: Scope, campaign: Campaign) -> list[Finding]:
    rows = Finding.objects.within(scope).filter(campaign=campaign).order_by("case_id", "pk")
    loaded = ("survey", "case__campaign", "case__organization__parent", "case__freshness_override_by")
    return list(rows.select_related(*loaded).prefetch_related("evidence", "case__organization__contacts"))


def _case(members: list[Finding], code: str) -> HandedCase:
    case = members[0].case
    if case is None:
        raise AssertionError("only findings of a case leave")
    return HandedCase(
        organisation=handed_organisation(case.organization),
        findings=tuple(handed_finding(row, code) for row in members),
        contacts=handed_contacts(case.organization.contacts.all()),
    )


def _criteria(campaign: Campaign) -> tuple[str, ...]:
    lists = {"products": campaign.products, "cves": campaign.cves, "verdicts": campaign.verdicts}
    return tuple(f"{name}: {', '.join(values)}" for name, values in lists.items() if values)
