"""The criteria of a campaign: which findings it is about, and for every other one why not."""

from collections.abc import Iterator
from typing import Final, Literal

import msgspec

from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.places import bundled_places
from noroshi.knowledge.words import Language, load_words
from noroshi.model.attribution import State
from noroshi.model.campaign import CampaignFinding, Decision, Judgement
from noroshi.model.verdict import Answer, Urgency

Basis = Literal["site", "head_office", "either", "both"]
_URGENCIES: Final = tuple(Urgency)


class Criteria(msgspec.Struct, frozen=True, kw_only=True):
    """What a campaign is about. An empty set does not limit.

    ``basis``: which prefecture counts: the device's site, the registered head office, either, or both. ``least``:
    the least urgency that is still taken.
    """

    prefectures: frozenset[str] = frozenset()
    basis: Basis = "site"
    products: frozenset[str] = frozenset()
    cves: frozenset[str] = frozenset()
    answers: frozenset[Answer] = frozenset({Answer.AFFECTED, Answer.LIKELY})
    least: Urgency = Urgency.NONE


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a finding belongs to the campaign: by which judgements, or why not (codes of the list ``mismatch``)."""

    judgements: tuple[Judgement, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether the finding belongs to the campaign."""
        return not self.reasons


def match(finding: CampaignFinding, criteria: Criteria) -> Match:
    """Return whether a finding belongs to the campaign, with every reason why not."""
    judgements, judged_out = _judgements(finding, criteria)
    reasons = (*_withdrawn(finding), *_place(finding, criteria), *_product(finding, criteria), *judged_out)
    return Match(reasons=reasons) if reasons else Match(judgements=judgements)


def describe(criteria: Criteria, language: Language) -> tuple[str, ...]:
    """Return the criteria as sentences, as they are printed in the methods."""
    words, lists = load_words(), load_enumerations()
    between = words.text("criteria.and", language)
    places = bundled_places().prefectures
    named = [places[code].name if language == "ja" else places[code].english for code in sorted(criteria.prefectures)]
    answers = [lists.label("verdict_level", answer, language) for answer in Answer if answer in criteria.answers]
    lines = [
        words.text(
            "criteria.basis",
            language,
            prefectures=between.join(named),
            basis=lists.label("prefecture_basis", criteria.basis, language),
        )
        if named
        else words.text("criteria.everywhere", language)
    ]
    for name, values in (("products", criteria.products), ("cves", criteria.cves)):
        given = {name: between.join(sorted(values))}
        lines.append(
            words.text(f"criteria.{name}", language, **given)
            if values
            else words.text(f"criteria.all_{name}", language)
        )
    lines.append(words.text("criteria.answers", language, answers=between.join(answers)))
    urgency = words.text(f"urgency.{criteria.least}", language)
    limited = criteria.least is not Urgency.NONE
    lines.append(
        words.text("criteria.urgency", language, urgency=urgency)
        if limited
        else words.text("criteria.all_urgencies", language)
    )
    return tuple(lines)


def _withdrawn(finding: CampaignFinding) -> Iterator[str]:
    if finding.decision is Decision.REFUTED or finding.state is State.REFUTED:
        yield "refuted"
    if finding.decision in {Decision.MERGED, Decision.SPLIT}:
        yield "replaced"
    if finding.state is State.OUT_OF_SCOPE and finding.decision is not Decision.CONFIRMED:
        yield "out_of_scope"


def _place(finding: CampaignFinding, criteria: Criteria) -> Iterator[str]:
    wanted = criteria.prefectures
    if not wanted:
        return
    asked = {
        "site": (finding.site,),
        "head_office": (finding.head_office,),
        "either": (finding.site, finding.head_office),
        "both": (finding.site, finding.head_office),
    }[criteria.basis]
    inside = [code in wanted for code in asked]
    if all(inside) or (criteria.basis == "either" and any(inside)):
        return
    outside = [code for code in asked if code and code not in wanted]
    decided = any(outside) if criteria.basis == "both" else len(outside) == len(asked)
    yield "other_prefecture" if decided else "unknown_place"


def _product(finding: CampaignFinding, criteria: Criteria) -> Iterator[str]:
    if criteria.products and finding.product not in criteria.products:
        yield "other_product"


def _judgements(finding: CampaignFinding, criteria: Criteria) -> tuple[tuple[Judgement, ...], tuple[str, ...]]:
    about = [one for one in finding.judgements if not criteria.cves or one.cve in criteria.cves]
    if not about:
        return (), ("other_cve",)
    answered = [one for one in about if one.answer in criteria.answers]
    if not answered:
        return (), ("verdict_level",)
    urgent = [one for one in answered if _URGENCIES.index(one.urgency) <= _URGENCIES.index(criteria.least)]
    return (tuple(urgent), ()) if urgent else ((), ("urgency",))
