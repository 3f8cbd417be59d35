"""From what was matched and combined to reasons: what each claim found, why the best one fits, what else may be."""

from collections.abc import Iterator, Sequence

from noroshi.attribute.claims import Claim, Evidence
from noroshi.attribute.combine import Outcome, Scored
from noroshi.attribute.hits import Hit, Match
from noroshi.attribute.lookup import RegisterMeta
from noroshi.attribute.reasons import reason
from noroshi.model.attribution import Reason, RegisterEntry


def grounds(evidence: Evidence, matches: Sequence[Match], outcome: Outcome, meta: RegisterMeta) -> list[Reason]:
    """Return the reasons of an outcome, each once, in the order of the traces."""
    reasons: list[Reason] = []
    for each in _grounds(evidence, matches, outcome, meta):
        if each not in reasons:
            reasons.append(each)
    return reasons


def unchecked(claim: Claim) -> Reason:
    """Return what a claim says where no register was asked."""
    return reason(claim.id, text=claim.text, finding="unchecked")


def _grounds(evidence: Evidence, matches: Sequence[Match], outcome: Outcome, meta: RegisterMeta) -> Iterator[Reason]:
    yield from evidence.notes
    for match in matches:
        yield from _found(match)
        if match.homonyms == 1 and match.hits:
            yield from _succession(match.hits[0].entry, match.hits[0].origin)
    if outcome.candidates:
        yield from _best(outcome.candidates[0])
    located = outcome.candidates[0].location if outcome.candidates else None
    if located is None or located.id != "site.geo":
        for site in evidence.sites:
            if site.id == "site.geo":
                yield reason(site.id, place=f"{site.place.prefecture}{site.place.city}", agreement="hint")
    yield reason(
        "outcome",
        not_in_register=f"{outcome.not_in_register:.3f}",
        homonym_missing=f"{outcome.homonym_missing:.3f}",
        customer_unknown=f"{outcome.customer_unknown:.3f}",
    )
    yield reason(
        "register",
        rows=f"{meta.rows:,}",
        as_of=meta.as_of.isoformat() if meta.as_of else "undated",
        coverage="partial" if meta.partial else "full",
    )


def _found(match: Match) -> Iterator[Reason]:
    """Yield what was found in the best way, then what was found by reading alone."""
    if not match.hits:
        yield reason(match.claim.id, text=match.claim.text, finding="none")
        return
    yield _finding(match, match.leading, match.homonyms)
    read = [hit for hit in match.hits if hit not in match.leading]
    if read:
        yield _finding(match, read, len(read))


def _finding(match: Match, hits: Sequence[Hit], count: int) -> Reason:
    claim, hit = match.claim, hits[0]
    values = {"text": claim.text, "how": hit.how.code, **hit.how.values}
    if count == 1:
        return reason(claim.id, finding="one", name=hit.origin.name, number=hit.origin.number, **values)
    return reason(claim.id, finding="several", count=str(count), **values)


def _best(best: Scored) -> Iterator[Reason]:
    yield from _succession(best.entry, best.origin)
    if best.location is not None:
        yield best.location


def _succession(entry: RegisterEntry, origin: RegisterEntry) -> Iterator[Reason]:
    if origin.number != entry.number:
        yield reason(
            "successor",
            origin=origin.name,
            origin_number=origin.number,
            closed_on=origin.closed_on.isoformat() if origin.closed_on else "",
            name=entry.name,
            number=entry.number,
        )
    elif entry.closed_on:
        yield reason("closed", name=entry.name, closed_on=entry.closed_on.isoformat())
