"""Many statuses to one answer."""

from hypothesis import given
from hypothesis import strategies as st

from noroshi.judge.combine import decide
from noroshi.judge.evidence import Evidence
from noroshi.judge.ranges import EVERYTHING
from noroshi.judge.statuses import Status
from noroshi.model.verdict import Answer, ReasonCode

EVIDENCE = Evidence(versions=EVERYTHING, text="", open_reason=ReasonCode.PARTIAL_VERSION)
statuses = st.builds(
    lambda answer, reason: Status(answer=answer, reason=reason, because="x"),
    st.sampled_from(list(Answer)),
    st.sampled_from([ReasonCode.IN_RANGE, ReasonCode.FIXED_BUILD, ReasonCode.NO_FIX_DATA, ReasonCode.SOURCE_CONFLICT]),
)


@given(st.lists(st.lists(statuses, min_size=1, max_size=4).map(tuple), max_size=4))
def test_a_definite_answer_needs_agreement(options: list[tuple[Status, ...]]) -> None:
    """Affected, likely and not affected are said only where no possible version says otherwise."""
    decision = decide(options, EVIDENCE, narrowed=False)
    answers = {status.answer for option in options for status in option}
    if decision.answer is Answer.AFFECTED:
        assert answers == {Answer.AFFECTED}
    elif decision.answer is Answer.LIKELY:
        assert answers <= {Answer.AFFECTED, Answer.LIKELY}
    elif decision.answer is Answer.NOT_AFFECTED:
        assert answers == {Answer.NOT_AFFECTED}
    else:
        assert len(answers) != 1 or answers == {Answer.UNDETERMINED}


@given(st.permutations([Answer.AFFECTED, Answer.NOT_AFFECTED, Answer.UNDETERMINED]))
def test_the_order_of_the_parts_does_not_matter(order: list[Answer]) -> None:
    """The same statuses in another order give the same answer and reason."""
    parts = tuple(Status(answer=answer, reason=ReasonCode.NO_FIX_DATA, because=answer) for answer in order)
    decision = decide([parts], EVIDENCE, narrowed=False)
    assert (decision.answer, decision.reason) == (Answer.UNDETERMINED, ReasonCode.PARTIAL_VERSION)
