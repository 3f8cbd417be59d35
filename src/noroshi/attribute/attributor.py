"""Attributor: from the traces of a device to an Attribution with its reasons, or to an honest abstention."""

from collections.abc import Sequence
from typing import Final

import msgspec

from noroshi.attribute.affiliates import parent_of, without
from noroshi.attribute.claims import STRONG, Claim, Evidence, Means
from noroshi.attribute.combine import ATTRIBUTED, Outcome, combine
from noroshi.attribute.evidence import EvidenceReader
from noroshi.attribute.grounds import grounds, unchecked
from noroshi.attribute.hits import Match
from noroshi.attribute.lookup import RegisterLookup
from noroshi.attribute.reasons import because, reason
from noroshi.attribute.resolve import Resolver, reconcile
from noroshi.attribute.traces import DeviceTraces
from noroshi.knowledge.attribution_lists import AttributionLists, attribution_lists
from noroshi.knowledge.places import Places, bundled_places
from noroshi.knowledge.words import Words
from noroshi.model.attribution import Attribution, Candidate, Place, Reason, RegisterEntry, State

_MAX_CANDIDATES: Final = 20
_MIN_TOTAL: Final = 0.05
"""Below this sum of probabilities a list of candidates says nothing: the name is only a lead."""
_DECIMALS: Final = 4


class Attributor:
    """Attributes devices. Pure given its register; ``lookup`` None gives leads only.

    ``country``: the surveyed country (ISO code); devices whose traces speak for another one are out of scope.
    ``words``: the wording of the reasons (default: the bundled one).
    """

    def __init__(
        self,
        lookup: RegisterLookup | None,
        places: Places | None = None,
        lists: AttributionLists | None = None,
        country: str | None = "JP",
        words: Words | None = None,
    ) -> None:
        self._lookup: Final = lookup
        self._words: Final = words
        self._places: Final = places or bundled_places()
        self._reader: Final = EvidenceReader(self._places, lists or attribution_lists(), country)
        self._resolver: Final = Resolver(lookup, self._places, lists) if lookup is not None else None

    def attribute(self, traces: DeviceTraces) -> Attribution:
        """Return who uses the device: attributed from probability 0.9 on, else candidates, a lead, or nothing."""
        evidence = self._reader.read(traces)
        if evidence.foreign:
            reasons = [*evidence.notes, reason("scope", country=evidence.foreign)]
            return self._result(State.OUT_OF_SCOPE, evidence, reasons)
        if self._lookup is None or self._resolver is None:
            return self._without_register(evidence)
        matches = reconcile([self._resolver.resolve(claim) for claim in evidence.claims])
        related = parent_of(matches)
        weighed = matches
        if related:  # the certificate is the parent's, and so are the place names in it
            weighed = without(matches, related[1].number)
            sites = tuple(site for site in evidence.sites if site.id != "site.cert")
            evidence = msgspec.structs.replace(evidence, sites=sites)
        outcome = combine(evidence, weighed, self._lookup.meta, self._places)
        reasons = grounds(evidence, matches, outcome, self._lookup.meta)
        if related:
            reasons.append(reason("parent", parent=related[1].name, name=related[0].name))
        if not outcome.candidates or sum(item.probability for item in outcome.candidates) < _MIN_TOTAL:
            return self._unresolved(evidence, reasons)
        best = outcome.candidates[0]
        disputing = _disputing(weighed, best.entry.number)
        reasons += [reason("conflict", evidence=claim.id, text=claim.text) for claim in disputing]
        if best.doubt:
            reasons.append(reason("doubt", why=best.doubt))
        blocked = evidence.shared or bool(disputing) or bool(best.doubt) or best.entry.closed_on is not None
        if best.probability < ATTRIBUTED or blocked:
            return self._result(State.CANDIDATES, evidence, reasons, outcome)
        attribution = self._attributed(evidence, outcome, reasons)
        if related and related[0].number == attribution.number:
            return msgspec.structs.replace(attribution, parent=related[1].number)
        return attribution

    def _attributed(self, evidence: Evidence, outcome: Outcome, reasons: list[Reason]) -> Attribution:
        best = outcome.candidates[0]
        registered = _registered(best.entry)
        seated = _registered(best.origin)
        site = self._site(evidence)
        if not site.prefecture and seated.prefecture:
            reasons.append(reason("site", place=f"{seated.prefecture}{seated.city}"))
            site = seated
        return Attribution(
            state=State.ATTRIBUTED,
            organization=best.entry.name,
            number=best.entry.number,
            registered=registered,
            site=site,
            address_holder=evidence.holder,
            candidates=_candidates(outcome),
            probability=round(best.probability, _DECIMALS),
            because=because(reasons, self._words),
            reasons=tuple(reasons),
        )

    def _without_register(self, evidence: Evidence) -> Attribution:
        reasons = [*evidence.notes, *map(unchecked, evidence.claims), reason("register.none")]
        return self._unresolved(evidence, reasons)

    def _unresolved(self, evidence: Evidence, reasons: Sequence[Reason]) -> Attribution:
        names = [claim for claim in evidence.claims if claim.means is Means.NAME]
        if names:
            lead = max(names, key=lambda claim: claim.weight)
            return self._result(State.LEAD, evidence, reasons, lead=lead.text)
        if evidence.line and evidence.holder and evidence.holder_is_provider and not evidence.claims:
            return self._result(State.ISP_ONLY, evidence, reasons)
        return self._result(State.NONE, evidence, reasons)

    def _result(
        self,
        state: State,
        evidence: Evidence,
        reasons: Sequence[Reason],
        outcome: Outcome | None = None,
        lead: str = "",
    ) -> Attribution:
        candidates = _candidates(outcome) if outcome else ()
        return Attribution(
            state=state,
            organization=lead,
            site=self._site(evidence),
            address_holder=evidence.holder,
            candidates=candidates,
            probability=candidates[0].probability if candidates else 0.0,
            because=because(reasons, self._words),
            reasons=tuple(reasons),
        )

    def _site(self, evidence: Evidence) -> Place:
        """Return the site that traces name; geolocation alone decides nothing."""
        for wanted in ("site.cert", "site.ptr"):
            for site in evidence.sites:
                if site.id == wanted:
                    return site.place
        return Place()


def _disputing(matches: Sequence[Match], number: str) -> list[Claim]:
    """Return strong claims of sources that name other corporations only: a manager's certificate, for example.

    A source that names the candidate too does not dispute it; nor does a name found by its reading alone.
    """
    agreeing = {m.claim.group for m in matches if any(hit.entry.number == number for hit in m.hits)}
    return [
        match.claim
        for match in matches
        if match.claim.group not in agreeing and match.hits and match.hits[0].weight >= STRONG
    ]


def _registered(entry: RegisterEntry) -> Place:
    return Place(
        prefecture_code=entry.prefecture_code,
        prefecture=entry.prefecture,
        city_code=entry.city_code,
        city=entry.city,
        basis="registered",
    )


def _candidates(outcome: Outcome) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            number=item.entry.number,
            name=item.entry.name,
            prefecture=item.entry.prefecture,
            city=item.entry.city,
            probability=round(item.probability, _DECIMALS),
        )
        for item in outcome.candidates[:_MAX_CANDIDATES]
    )
