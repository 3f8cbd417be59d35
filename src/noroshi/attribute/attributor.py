"""Attributor: from the traces of a device to an Attribution with its reasons, or to an honest abstention."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from noroshi.attribute.affiliates import parent_of, without
from noroshi.attribute.claims import Claim, Evidence, Means
from noroshi.attribute.combine import ATTRIBUTED, Outcome, Scored, combine
from noroshi.attribute.evidence import EvidenceReader
from noroshi.attribute.lookup import RegisterLookup
from noroshi.attribute.resolve import Match, Resolver, reconcile
from noroshi.attribute.traces import DeviceTraces
from noroshi.knowledge.attribution_lists import AttributionLists, attribution_lists
from noroshi.knowledge.places import Places, bundled_places
from noroshi.model.attribution import Attribution, Candidate, Place, RegisterEntry, State

_MAX_CANDIDATES: Final = 20
_MIN_TOTAL: Final = 0.05
"""Below this sum of probabilities a list of candidates says nothing: the name is only a lead."""
_STRONG: Final = 0.8
"""A source whose best hit weighs this much is heard when it names somebody else."""
_DECIMALS: Final = 4


class Attributor:
    """Attributes devices. Pure given its register; ``lookup`` None gives leads only.

    ``country``: the surveyed country (ISO code); devices whose traces speak for another one are out of scope.
    """

    def __init__(
        self,
        lookup: RegisterLookup | None,
        places: Places | None = None,
        lists: AttributionLists | None = None,
        country: str | None = "JP",
    ) -> None:
        self._lookup: Final = lookup
        self._places: Final = places or bundled_places()
        self._reader: Final = EvidenceReader(self._places, lists or attribution_lists(), country)
        self._resolver: Final = Resolver(lookup, self._places) if lookup is not None else None

    def attribute(self, traces: DeviceTraces) -> Attribution:
        """Return who uses the device: attributed from probability 0.9 on, else candidates, a lead, or nothing."""
        evidence = self._reader.read(traces)
        if evidence.foreign:
            because = (*evidence.notes, f"scope: the traces speak for country {evidence.foreign}")
            return self._result(State.OUT_OF_SCOPE, evidence, because)
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
        because = tuple(self._because(evidence, matches, outcome, self._lookup))
        if related:
            because += (f"parent: {related[1].name} is on the certificate, its name begins that of {related[0].name}",)
        if not outcome.candidates or sum(item.probability for item in outcome.candidates) < _MIN_TOTAL:
            return self._unresolved(evidence, because)
        best = outcome.candidates[0]
        disputing = _disputing(weighed, best.entry.number)
        because += tuple(f"conflict: {_claim_text(claim)} names another corporation" for claim in disputing)
        blocked = evidence.shared or bool(disputing) or best.entry.closed_on is not None
        if best.probability < ATTRIBUTED or blocked:
            return self._result(State.CANDIDATES, evidence, because, outcome)
        attribution = self._attributed(evidence, outcome, because)
        if related and related[0].number == attribution.number:
            return msgspec.structs.replace(attribution, parent=related[1].number)
        return attribution

    def _attributed(self, evidence: Evidence, outcome: Outcome, because: tuple[str, ...]) -> Attribution:
        best = outcome.candidates[0]
        registered = _registered(best.entry)
        seated = _registered(best.origin)
        site = self._site(evidence)
        if not site.prefecture and seated.prefecture:
            because += (f"site: no trace of the place, the registered address {seated.prefecture} is assumed",)
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
            because=because,
        )

    def _without_register(self, evidence: Evidence) -> Attribution:
        because = (*evidence.notes, *map(_claim_text, evidence.claims), "register: none given, no number can be found")
        return self._unresolved(evidence, because)

    def _unresolved(self, evidence: Evidence, because: tuple[str, ...]) -> Attribution:
        names = [claim for claim in evidence.claims if claim.means is Means.NAME]
        if names:
            lead = max(names, key=lambda claim: claim.weight)
            return self._result(State.LEAD, evidence, because, lead=lead.text)
        if evidence.line and evidence.holder and evidence.holder_is_provider and not evidence.claims:
            return self._result(State.ISP_ONLY, evidence, because)
        return self._result(State.NONE, evidence, because)

    def _result(
        self,
        state: State,
        evidence: Evidence,
        because: tuple[str, ...],
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
            because=because,
        )

    def _site(self, evidence: Evidence) -> Place:
        """Return the site that traces name; geolocation alone decides nothing."""
        for wanted in ("site.cert", "site.ptr"):
            for site in evidence.sites:
                if site.id == wanted:
                    return site.place
        return Place()

    def _because(
        self, evidence: Evidence, matches: Sequence[Match], outcome: Outcome, lookup: RegisterLookup
    ) -> Iterator[str]:
        yield from dict.fromkeys(evidence.notes)
        for match in matches:
            yield _match_text(match)
        if outcome.candidates:
            yield from _best_texts(outcome.candidates[0])
        for site in evidence.sites:
            if site.id == "site.geo":
                yield f"site.geo: a geolocation database says {site.place.prefecture}, too rarely right to decide"
        yield (
            f"outcome: {outcome.not_in_register:.3f} not in the register, {outcome.homonym_missing:.3f} a homonym "
            f"missing from it, {outcome.customer_unknown:.3f} an unknown customer"
        )
        meta = lookup.meta
        dated = meta.as_of.isoformat() if meta.as_of else "undated"
        yield f"register: {meta.rows} corporations, as of {dated}, {meta.note}"


def _disputing(matches: Sequence[Match], number: str) -> list[Claim]:
    """Return strong claims of sources that name other corporations only: a manager's certificate, for example.

    A source that names the candidate too does not dispute it; nor does a name found by its reading alone.
    """
    agreeing = {m.claim.group for m in matches if any(hit.entry.number == number for hit in m.hits)}
    return [
        match.claim
        for match in matches
        if match.claim.group not in agreeing and match.hits and match.hits[0].weight >= _STRONG
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


def _claim_text(claim: Claim) -> str:
    return f"{claim.id}: {claim.text}"


def _match_text(match: Match) -> str:
    text = _claim_text(match.claim)
    if not match.hits:
        return f"{text}: nothing in the register"
    hit = match.hits[0]
    if match.homonyms == 1:
        return f"{text}: {hit.entry.name} ({hit.entry.number}) by {hit.how}"
    return f"{text}: {match.homonyms} corporations by {hit.how}"


def _best_texts(best: Scored) -> Iterator[str]:
    origin = best.origin
    if origin.number != best.entry.number:
        closed = origin.closed_on.isoformat() if origin.closed_on else ""
        yield (
            f"successor: {origin.name} ({origin.number}) was closed on {closed}, "
            f"its successor is {best.entry.name} ({best.entry.number})"
        )
    elif best.entry.closed_on:
        yield f"closed: {best.entry.name} was closed on {best.entry.closed_on.isoformat()}, no successor is registered"
    if best.location:
        yield best.location
