"""How much a case supports in words, and the gate that no stronger sentence passes.

The level follows from the verdict, from who identified the owner, and from the age of the observation. A person's
decision counts for more than the automatic attribution, and a refuted finding supports nothing at all.
"""

from collections.abc import Iterable
from typing import Final

from noroshi.knowledge.words import Language
from noroshi.model.attribution import State
from noroshi.model.campaign import Decision
from noroshi.model.campaign_evidence import DeviceClaim, EvidenceLevel, OwnerClaim, Sentence, TimeClaim
from noroshi.model.verdict import Answer
from noroshi.notify.freshness import Status

NO_EVIDENCE: Final = EvidenceLevel()
_DEVICE: Final = {
    Answer.AFFECTED: DeviceClaim.PROBABLE,
    Answer.LIKELY: DeviceClaim.POSSIBLE,
    Answer.UNDETERMINED: DeviceClaim.SEEN,
    Answer.NOT_AFFECTED: DeviceClaim.SEEN,
}
_TIME: Final[dict[Status, TimeClaim]] = {
    "fresh": TimeClaim.CURRENT,
    "overridden": TimeClaim.AS_OF,
    "stale": TimeClaim.NOTHING,
}
_WITHDRAWN: Final = frozenset({Decision.REFUTED, Decision.MERGED, Decision.SPLIT})
_NO_OWNER: Final = frozenset(
    {State.CANDIDATES, State.LEAD, State.ISP_ONLY, State.NONE, State.OUT_OF_SCOPE, State.REFUTED}
)
MARKERS: Final = (
    ("可能性が高い", EvidenceLevel(device=DeviceClaim.PROBABLE)),
    ("likely in the", EvidenceLevel(device=DeviceClaim.PROBABLE)),
    ("可能性があ", EvidenceLevel(device=DeviceClaim.POSSIBLE)),
    ("may be in the", EvidenceLevel(device=DeviceClaim.POSSIBLE)),
    ("{product}", EvidenceLevel(device=DeviceClaim.SEEN)),
    ("{version}", EvidenceLevel(device=DeviceClaim.SEEN)),
    ("{cve}", EvidenceLevel(device=DeviceClaim.POSSIBLE)),
    ("{address}", EvidenceLevel(device=DeviceClaim.SEEN)),
    ("管理していると思われる", EvidenceLevel(owner=OwnerClaim.PRESUMED)),
    ("seems to be yours", EvidenceLevel(owner=OwnerClaim.PRESUMED)),
    ("観測されています", EvidenceLevel(time=TimeClaim.CURRENT)),
    ("時点の公開観測情報", EvidenceLevel(time=TimeClaim.AS_OF)),
)
"""Words that assert something, with the least evidence that a sentence using them has to ask for."""


class TooStrongError(ValueError):
    """A sentence asserts more than the case supports; nothing may be produced from it."""

    def __init__(self, sentence: Sentence, level: EvidenceLevel) -> None:
        super().__init__(f"{sentence.id} needs {_plain(sentence.needs)}; the case supports {_plain(level)}")
        self.sentence = sentence
        self.level = level


def evidence_level(
    answer: Answer, state: State, decision: Decision, status: Status, *, acknowledged: bool = False
) -> EvidenceLevel:
    """Return how much may be said of a finding.

    ``acknowledged``: a person of the organisation said that the device is theirs. Without a person's confirmation the
    owner is at most possible; a refuted, merged or split finding, and a stale one, support nothing.
    """
    if decision in _WITHDRAWN or state is State.REFUTED or status == "stale":
        return NO_EVIDENCE
    return EvidenceLevel(device=_DEVICE[answer], owner=_owner(state, decision, acknowledged), time=_TIME[status])


def allowed(sentence: Sentence, level: EvidenceLevel) -> bool:
    """Whether the case supports the sentence in every direction."""
    return level.supports(sentence.needs)


def say(sentence: Sentence, level: EvidenceLevel, language: Language, **values: object) -> str:
    """Return the sentence with its values; TooStrongError unless the case supports it, KeyError for a missing value."""
    if not allowed(sentence, level):
        raise TooStrongError(sentence, level)
    template = sentence.ja if language == "ja" else sentence.en
    return template.format(**values)


def overclaims(sentence: Sentence) -> tuple[str, ...]:
    """Return the words of a sentence that assert more than the sentence asks evidence for."""
    texts = (sentence.ja, sentence.en)
    return tuple(
        words for words, least in MARKERS if any(words in text for text in texts) and not sentence.needs.supports(least)
    )


def weakest(levels: Iterable[EvidenceLevel]) -> EvidenceLevel:
    """Return what all findings together support, so that a text about several goes no further than the weakest."""
    found = list(levels)
    if not found:
        return NO_EVIDENCE
    return EvidenceLevel(
        device=min(level.device for level in found),
        owner=min(level.owner for level in found),
        time=min(level.time for level in found),
    )


def level_code(level: EvidenceLevel) -> str:
    """Return the code of ``evidence_level`` that a page shows: none, general, possible or probable."""
    if level.owner < OwnerClaim.PRESUMED or level.time is TimeClaim.NOTHING:
        return "none"
    return {
        DeviceClaim.NOTHING: "none",
        DeviceClaim.SEEN: "general",
        DeviceClaim.POSSIBLE: "possible",
        DeviceClaim.PROBABLE: "probable",
    }[level.device]


def _owner(state: State, decision: Decision, acknowledged: bool) -> OwnerClaim:  # noqa: FBT001 - private
    confirmed = decision is Decision.CONFIRMED or state is State.CONFIRMED
    if confirmed and acknowledged:
        return OwnerClaim.ACKNOWLEDGED
    if confirmed:
        return OwnerClaim.PRESUMED
    return OwnerClaim.NOTHING if state in _NO_OWNER else OwnerClaim.POSSIBLE


def _plain(level: EvidenceLevel) -> str:
    return f"device {level.device.name.lower()}, owner {level.owner.name.lower()}, time {level.time.name.lower()}"
