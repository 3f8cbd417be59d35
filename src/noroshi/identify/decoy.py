"""Decoy score of one record: what speaks for a honeypot, a fake or a proxy. Scored and shown, never dropped."""

from collections.abc import Iterable, Sequence
from typing import Final

from noroshi.identify.product import View, condition
from noroshi.identify.sentences import excerpt, pick
from noroshi.knowledge.products import DecoySign
from noroshi.model.identification import Decoy, ProductClaim
from noroshi.model.observation import Observation

FULL: Final = 100
WEIGHTS: Final = {
    "labelled-honeypot": 80,
    "build-time-in-the-future": 50,
    "build-time-at-midnight": 40,
    "build-time-is-the-reply-date": 40,
    "etag-size-mismatch": 30,
    "etag-time-mismatch": 30,
    "last-modified-is-the-reply-date": 10,
    "exclusive-products": 20,
    "many-exclusive-products": 60,
    "many-ports": 40,
    "trace-changes": 40,
    "build-time-goes-back": 30,
    "serial-on-many-addresses": 50,
}
"""Points per reason. They rank, they are no probabilities."""

LABELS: Final = frozenset({"honeypot", "honeypots", "decoy", "honeytrap"})
_LABEL_FIELDS: Final = ("source.labels", "source.tag", "source.type")
MANY_VENDORS: Final = 3


def decoy_of(
    observation: Observation,
    claims: Sequence[ProductClaim],
    failures: Iterable[str],
    views: Sequence[View],
    language: str,
) -> Decoy:
    """Score one record by its labels, failed checks, contradicting products and the rules' own decoy signs."""
    reasons: dict[str, int] = {}
    for label in _labels(observation):
        reasons[f"labelled-honeypot: {label}"] = WEIGHTS["labelled-honeypot"]
    for failure in failures:
        reasons[failure] = WEIGHTS[failure.partition(":")[0]]
    reasons.update(exclusive(claims))
    products = {claim.product for claim in claims}
    for view in views:
        for hit in view.hits:
            sign = hit.rule.part
            if isinstance(sign, DecoySign) and hit.rule.product in products and condition(sign, view.fields):
                shown = excerpt(hit.groups["0"])
                reasons[f"{hit.rule.id}: {pick(sign.reason, language)} ({shown})"] = sign.weight
    return make_decoy(reasons)


def make_decoy(reasons: dict[str, int]) -> Decoy:
    """Add the points up, 100 at most."""
    return Decoy(score=min(FULL, sum(reasons.values())), reasons=tuple(sorted(reasons)))


def exclusive(claims: Iterable[ProductClaim]) -> dict[str, int]:
    """Return the reason and points of products of different vendors on one service; one vendor's may overlap."""
    names = sorted({claim.vendor for claim in claims})
    if len(names) < 2:  # noqa: PLR2004 - two of a kind make a contradiction
        return {}
    code = "exclusive-products" if len(names) < MANY_VENDORS else "many-exclusive-products"
    return {f"{code}: {', '.join(names)}": WEIGHTS[code]}


def _labels(observation: Observation) -> list[str]:
    values = (text.strip().lower() for field in _LABEL_FIELDS for text in observation.many(field))
    return sorted({value for value in values if LABELS.intersection(value.replace(";", ",").split(","))})
