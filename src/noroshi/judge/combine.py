"""Combine: the statuses of every possible version under every possible edition to one answer and its reason."""

from collections.abc import Iterable
from typing import Final

import msgspec

from noroshi.judge.evidence import Evidence
from noroshi.judge.statuses import Status
from noroshi.model.verdict import Answer, ReasonCode

_GRAVEST: Final = (
    ReasonCode.SOURCE_CONFLICT,
    ReasonCode.HOTFIX_INVISIBLE,
    ReasonCode.NO_FIX_DATA,
    ReasonCode.TEXT_UNPARSED,
    ReasonCode.EDITION_UNKNOWN,
    ReasonCode.ENUMERATION_GAP,
    ReasonCode.EOL_NOT_EVALUATED,
)
_POSITIVE: Final = frozenset({Answer.AFFECTED, Answer.LIKELY})


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The answer, its reason, and the statuses that it rests on."""

    answer: Answer
    reason: ReasonCode
    statuses: tuple[Status, ...]


def decide(by_option: list[tuple[Status, ...]], evidence: Evidence, *, narrowed: bool) -> Decision:
    """Return one answer: definite only where every version under every edition agrees.

    ``narrowed``: the build date ruled out versions that exist in the advisory.
    """
    statuses = tuple(dict.fromkeys(status for option in by_option for status in option))
    answers = {status.answer for status in statuses}
    if answers and answers <= _POSITIVE:
        return _positive(statuses, answers, narrowed=narrowed)
    if answers == {Answer.NOT_AFFECTED}:
        if evidence.dated and evidence.built is None:
            return Decision(answer=Answer.UNDETERMINED, reason=ReasonCode.DATE_ONLY, statuses=statuses)
        return Decision(answer=Answer.NOT_AFFECTED, reason=statuses[0].reason, statuses=statuses)
    reason = _why_open(by_option, statuses, evidence)
    return Decision(answer=Answer.UNDETERMINED, reason=reason, statuses=statuses)


def _positive(statuses: tuple[Status, ...], answers: set[Answer], *, narrowed: bool) -> Decision:
    if answers == {Answer.AFFECTED}:
        old = narrowed or any(status.reason is ReasonCode.BEFORE_FIX_BUILD for status in statuses)
        reason = ReasonCode.BEFORE_FIX_BUILD if old else ReasonCode.IN_RANGE
        return Decision(answer=Answer.AFFECTED, reason=reason, statuses=statuses)
    return Decision(answer=Answer.LIKELY, reason=ReasonCode.HOTFIX_INVISIBLE, statuses=statuses)


def _why_open(by_option: list[tuple[Status, ...]], statuses: tuple[Status, ...], evidence: Evidence) -> ReasonCode:
    open_reasons = {status.reason for status in statuses if status.answer is Answer.UNDETERMINED}
    definite = {status.answer for status in statuses} - {Answer.UNDETERMINED}
    if not statuses:
        return evidence.open_reason
    if open_reasons and not definite:
        return _gravest(open_reasons)
    if open_reasons == {ReasonCode.HOTFIX_INVISIBLE} and definite <= _POSITIVE:
        return ReasonCode.HOTFIX_INVISIBLE
    if len(by_option) > 1 and all(_settled(option) for option in by_option):
        return ReasonCode.EDITION_UNKNOWN
    return evidence.open_reason


def _settled(option: Iterable[Status]) -> bool:
    answers = {status.answer for status in option}
    return len(answers) == 1 or answers <= _POSITIVE


def _gravest(reasons: set[ReasonCode]) -> ReasonCode:
    return min(reasons, key=lambda reason: _GRAVEST.index(reason) if reason in _GRAVEST else len(_GRAVEST))
