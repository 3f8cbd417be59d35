"""Terms of the sources: what is not allowed in writing is refused, and the inputs are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.model.survey import InputRecord, Terms
from noroshi.notify.source_terms import Gate, may_hand_over, may_print, may_publish

ANSWERS = st.sampled_from(["yes", "no", "unknown", "", "YES", "maybe"])


def _input(path: str, **terms: str) -> InputRecord:
    return InputRecord(path=path, format="shodan_lines", source="shodan", bytes=1, sha256="0", terms=Terms(**terms))


def test_unknown_is_refused_and_named() -> None:
    """A source whose terms nobody has read stops the hand-over, and the sentence says which input it is."""
    gate = may_hand_over([_input("a.json", may_hand_over="yes"), _input("b.json", licence="契約12号")])
    assert gate.answer == "unknown"
    assert not gate.open
    assert [refusal.input for refusal in gate.refusals] == ["b.json"]
    assert gate.text("ja") == (
        "入力「b.json」(情報源:shodan、利用条件:契約12号)が引渡しを認めているか、まだ確認されていません。",
    )


def test_a_no_outweighs_an_unknown() -> None:
    """One source that says no decides, and both are named."""
    gate = may_publish([_input("a", may_publish="no"), _input("b"), _input("c", may_publish="yes")])
    assert gate.answer == "no"
    assert [(one.input, one.answer) for one in gate.refusals] == [("a", "no"), ("b", "unknown")]
    assert "does not allow publication" in gate.text("en")[0]


def test_each_use_has_its_own_term() -> None:
    """What may be printed need not be handed over."""
    inputs = [_input("a", may_print="yes", may_hand_over="no")]
    assert may_print(inputs).open
    assert not may_hand_over(inputs).open
    assert not may_publish(inputs).open
    assert may_print(inputs).text("ja") == ("すべての情報源の利用条件が印刷を認めています。",)


@pytest.mark.parametrize("gate", [may_hand_over([]), may_print([]), may_publish([])])
def test_nothing_on_record_is_no_permission(gate: Gate) -> None:
    """A finding of which nobody knows the source is refused."""
    assert gate.answer == "unknown"
    assert not gate.open
    assert len(gate.text("ja")) == 1


@given(st.lists(ANSWERS, max_size=6))
def test_only_a_plain_yes_of_all_opens(answers: list[str]) -> None:
    """The gate opens if and only if every input says yes in so many letters."""
    inputs = [_input(str(number), may_hand_over=answer) for number, answer in enumerate(answers)]
    gate = may_hand_over(inputs)
    assert gate.open == (bool(answers) and all(answer == "yes" for answer in answers))
    assert (gate.answer == "no") == ("no" in answers)
    assert {refusal.input for refusal in gate.refusals} == {
        str(number) for number, answer in enumerate(answers) if answer != "yes"
    }
