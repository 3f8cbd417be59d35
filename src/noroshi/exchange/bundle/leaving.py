"""Whether contents may leave: terms of every source, age of every finding, and that prefecture's cases only."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from noroshi.exchange.bundle.contents import (
    CasesContents,
    Contents,
    DeviceStates,
    HandedCase,
    HandedFinding,
    SurveyUpdate,
    sources_of,
)
from noroshi.exchange.bundle.terms import SourceTerms
from noroshi.knowledge.words import Language, load_words
from noroshi.notify.freshness import Override, freshness
from noroshi.notify.japanese_dates import day_in_japan
from noroshi.notify.source_terms import may_hand_over


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that stands in the way. ``code`` names the sentence in ``bundle_refusal``.

    ``subject``: what it is about: an input, or the key of a finding. ``detail``: as the sentence needs it.
    """

    code: str
    subject: str
    detail: str = ""

    def text(self, language: Language) -> str:
        """Return what stands in the way and what to do."""
        words = load_words()
        return words.text(f"bundle_refusal.{self.code}", language, subject=self.subject, detail=self.detail)


class BundleRefused(Exception):  # noqa: N818 reads as the sentence it raises
    """Nothing was written; ``refusals`` says everything that stands in the way."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__(refusals)
        self.refusals = refusals

    def __str__(self) -> str:
        return self.text("en")

    def text(self, language: Language) -> str:
        """Return one sentence per line."""
        return "\n".join(refusal.text(language) for refusal in self.refusals)


def refusals_of(contents: Contents, on: date) -> tuple[Refusal, ...]:
    """Return everything that keeps the contents from leaving on that day (in Japan); empty where they may.

    Only inputs whose terms allow the hand-over in so many words, and findings that are fresh or overridden by a
    supervisor for this very observation, may leave. Back-flow and knowledge rest on no source.
    """
    found = [*_sources(sources_of(contents))]
    if isinstance(contents, SurveyUpdate) and not contents.sources:
        found.append(Refusal(code="source_missing", subject="survey"))
    if isinstance(contents, DeviceStates):
        found += _inputs(((state.key, state.inputs) for state in contents.states), contents.sources)
        found += _twice(state.key for state in contents.states)
    if isinstance(contents, CasesContents):
        found += _cases(contents, on)
    return tuple(found)


def _sources(sources: tuple[SourceTerms, ...]) -> Iterator[Refusal]:
    for refusal in may_hand_over(source.as_input() for source in sources).refusals:
        detail = f"{refusal.source}, {refusal.licence}"
        yield Refusal(code=f"source_{refusal.answer}", subject=refusal.input, detail=detail)


def _inputs(rests_on: Iterable[tuple[str, tuple[str, ...]]], sources: tuple[SourceTerms, ...]) -> Iterator[Refusal]:
    known = {source.input for source in sources}
    for key, inputs in rests_on:
        if not inputs:
            yield Refusal(code="source_missing", subject=key)
        for name in inputs:
            if name not in known:
                yield Refusal(code="source_unlisted", subject=key, detail=name)


def _twice(keys: Iterable[str]) -> Iterator[Refusal]:
    for key, count in Counter(keys).items():
        if count > 1:
            yield Refusal(code="twice", subject=key)


def _cases(contents: CasesContents, on: date) -> Iterator[Refusal]:
    findings = [finding for case in contents.cases for finding in case.findings]
    yield from _inputs(((finding.key, finding.inputs) for finding in findings), contents.sources)
    yield from _twice(finding.key for finding in findings)
    for case in contents.cases:
        if not case.findings:
            yield Refusal(code="no_finding", subject=case.organisation.name)
        for finding in case.findings:
            yield from _age(finding, on, contents.freshness_days)
            if not _belongs(case, finding, contents):
                detail = f"{finding.site_pref or '?'} / {case.organisation.prefecture or '?'}"
                yield Refusal(code="not_in_prefecture", subject=finding.key, detail=detail)


def _age(finding: HandedFinding, on: date, days: int) -> Iterator[Refusal]:
    override = None
    if finding.override is not None and finding.override.last_seen == finding.last_affected_at:
        seen = day_in_japan(finding.override.last_seen)
        override = Override(by=finding.override.by, reason=finding.override.reason, last_seen=seen)
    age = freshness(day_in_japan(finding.last_affected_at), on, days=days, override=override)
    if age.blocks:
        yield Refusal(code="stale", subject=finding.key, detail=str(age.last_seen))


def _belongs(case: HandedCase, finding: HandedFinding, contents: CasesContents) -> bool:
    site = finding.site_pref == contents.prefecture
    head_office = case.organisation.prefecture == contents.prefecture
    return {
        "site": site,
        "head_office": head_office,
        "either": site or head_office,
        "both": site and head_office,
    }[contents.basis]
