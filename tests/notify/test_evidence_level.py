"""No sentence is stronger than its evidence: over every verdict, attribution, decision, age and acknowledgement."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.knowledge.sentences import load_sentences
from noroshi.model.attribution import State
from noroshi.model.campaign import Decision
from noroshi.model.campaign_evidence import DeviceClaim, EvidenceLevel, OwnerClaim, Sentence, Stage, TimeClaim
from noroshi.model.verdict import Answer
from noroshi.notify.evidence_level import (
    NO_EVIDENCE,
    TooStrongError,
    allowed,
    evidence_level,
    level_code,
    overclaims,
    say,
    weakest,
)
from noroshi.notify.freshness import Status

STATUSES: tuple[Status, ...] = ("fresh", "overridden", "stale")
ALL = list(product(Answer, State, Decision, STATUSES, (False, True)))
LEVELS = st.builds(
    EvidenceLevel,
    device=st.sampled_from(DeviceClaim),
    owner=st.sampled_from(OwnerClaim),
    time=st.sampled_from(TimeClaim),
)
SENTENCES = list(load_sentences().by_id.values())


def test_what_is_said_is_borne_out() -> None:
    """Every sentence that may be said follows from the verdict, a person's decision and the observation's age."""
    assert len(ALL) == 1152
    said = 0
    for answer, state, decision, status, acknowledged in ALL:
        level = evidence_level(answer, state, decision, status, acknowledged=acknowledged)
        for sentence in (one for one in SENTENCES if allowed(one, level)):
            said += sentence.needs != NO_EVIDENCE
            too_strong = _unfounded(sentence.ja + sentence.en, answer, state, decision, status)
            assert not too_strong, (sentence.id, too_strong, answer, state, decision, status)
    assert said > 100


def _unfounded(text: str, answer: Answer, state: State, decision: Decision, status: str) -> list[str]:
    """Return what a text asserts without ground, judged by its words alone and not by the levels of the program."""
    withdrawn = decision in {Decision.REFUTED, Decision.MERGED, Decision.SPLIT} or state is State.REFUTED
    confirmed = (decision is Decision.CONFIRMED or state is State.CONFIRMED) and not withdrawn and status != "stale"
    grounds = (
        (("可能性が高い", "likely in the"), answer is Answer.AFFECTED),
        (("可能性があ", "may be in the", "{cve}", "{fix}"), answer in {Answer.AFFECTED, Answer.LIKELY}),
        (("思われる", "seems to be", "{product}", "{version}"), confirmed),
        (("観測されています",), status == "fresh"),
    )
    return [word for words, founded in grounds if not founded for word in words if word in text]


def test_a_confirmed_fresh_finding_can_be_spoken_of() -> None:
    """The gate is no wall: the strongest sentence passes where everything is there, and at no smaller step."""
    affected = load_sentences().find("call_finding.affected")
    whole = evidence_level(Answer.AFFECTED, State.ATTRIBUTED, Decision.CONFIRMED, "fresh")
    assert allowed(affected, whole)
    for less in (
        evidence_level(Answer.LIKELY, State.ATTRIBUTED, Decision.CONFIRMED, "fresh"),
        evidence_level(Answer.AFFECTED, State.ATTRIBUTED, Decision.PENDING, "fresh"),
        evidence_level(Answer.AFFECTED, State.ATTRIBUTED, Decision.ASKED, "fresh"),
        evidence_level(Answer.AFFECTED, State.ATTRIBUTED, Decision.CONFIRMED, "overridden"),
        evidence_level(Answer.AFFECTED, State.REFUTED, Decision.CONFIRMED, "fresh"),
    ):
        assert not allowed(affected, less)


@pytest.mark.parametrize(
    ("state", "decision", "acknowledged", "owner"),
    [
        (State.ATTRIBUTED, Decision.PENDING, False, OwnerClaim.POSSIBLE),
        (State.ATTRIBUTED, Decision.PENDING, True, OwnerClaim.POSSIBLE),
        (State.ATTRIBUTED, Decision.CONFIRMED, False, OwnerClaim.PRESUMED),
        (State.ATTRIBUTED, Decision.CONFIRMED, True, OwnerClaim.ACKNOWLEDGED),
        (State.CANDIDATES, Decision.PENDING, False, OwnerClaim.NOTHING),
        (State.ISP_ONLY, Decision.PENDING, True, OwnerClaim.NOTHING),
        (State.CANDIDATES, Decision.CONFIRMED, False, OwnerClaim.PRESUMED),
    ],
)
def test_the_owner_is_known_as_far_as_a_person_confirmed(
    state: State,
    decision: Decision,
    acknowledged: bool,  # noqa: FBT001 - one of the combinations
    owner: OwnerClaim,
) -> None:
    """A machine's guess stays possible, and a provider or a list of candidates is nobody."""
    level = evidence_level(Answer.AFFECTED, state, decision, "fresh", acknowledged=acknowledged)
    assert level.owner is owner


def test_saying_more_is_refused_with_what_is_missing() -> None:
    """A document that would assert too much cannot be produced; the error says which sentence and why."""
    sentence = load_sentences().find("call_finding.likely")
    with pytest.raises(TooStrongError, match=r"call_finding\.likely needs device possible, owner presumed"):
        say(sentence, NO_EVIDENCE, "ja", product="x")
    with pytest.raises(KeyError):
        say(load_sentences().find("call_identity.organization"), NO_EVIDENCE, "ja")


@given(LEVELS, LEVELS)
def test_the_gate_is_monotone(low: EvidenceLevel, high: EvidenceLevel) -> None:
    """More evidence never forbids a sentence, and evidence that supports both supports what the weaker one supports."""
    for sentence in SENTENCES:
        if high.supports(low) and allowed(sentence, low):
            assert allowed(sentence, high)
        if allowed(sentence, weakest([low, high])):
            assert allowed(sentence, low)
            assert allowed(sentence, high)


def test_nothing_supports_nothing() -> None:
    """A text about no finding at all may assert nothing."""
    assert weakest([]) == NO_EVIDENCE


def test_every_sentence_asks_for_what_it_asserts() -> None:
    """No sentence of the pack uses words that go beyond the evidence that it asks for."""
    assert [(one.id, overclaims(one)) for one in SENTENCES if overclaims(one)] == []


@pytest.mark.parametrize(
    "text",
    ["影響範囲に該当する可能性が高いです。", "「{product}」です。", "管理していると思われる機器です。", "{cve}です。"],
)
def test_a_sentence_that_understates_its_needs_is_found(text: str) -> None:
    """The check of the pack sees strong words without evidence, so that its silence means something."""
    sentence = Sentence(id="x", ja=text, en="x", needs=NO_EVIDENCE, stage=Stage.SECOND, values=frozenset())
    assert overclaims(sentence)


def test_the_code_for_pages() -> None:
    """A page shows none without a confirmed owner or a usable date, else how far the verdict goes."""
    for answer, code in zip(Answer, ("probable", "possible", "general", "general"), strict=True):
        level = evidence_level(answer, State.ATTRIBUTED, Decision.CONFIRMED, "fresh")
        assert level_code(level) == code
        assert level_code(evidence_level(answer, State.ATTRIBUTED, Decision.PENDING, "fresh")) == "none"
        assert level_code(evidence_level(answer, State.CONFIRMED, Decision.CONFIRMED, "stale")) == "none"
